"""What a model's outputs cost on labelled tokens."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import functional

from training.data.batches import Batch


def completion_logits(model: Any, batch: Batch) -> Tensor:
    """(b, k, vocabulary) float32 logits of ``batch["labels"]``."""
    output = model(
        input_ids=batch["input_ids"],
        attention_mask=batch["attention_mask"],
        position_ids=batch["position_ids"],
        logits_to_keep=batch["labels"].shape[1],
        use_cache=False,
    )
    found: Tensor = output.logits
    return found.float()


def token_losses(found: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of each label in nats, of the shape of ``labels``; ``found``: (..., vocabulary)
    logits.
    """
    return functional.cross_entropy(
        found.flatten(0, -2), labels.flatten(), reduction="none"
    ).view_as(labels)


def kl_divergence(ours: Tensor, theirs: Tensor) -> Tensor:
    """(...) KL(ours || theirs) in nats, given the logarithms of both distributions, (...,
    vocabulary).
    """
    return (ours.exp() * (ours - theirs)).sum(-1)
