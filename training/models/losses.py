"""What a model's outputs cost on labelled tokens."""

from __future__ import annotations

from typing import Any

import torch
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


def weighted_losses(found: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Losses of labels times the size of their weights, of the shape of ``labels``.

    A label with a weight above 0 is to be written, and its loss is the cross-entropy. One with a
    weight below 0 is not to be written, and its loss is the unlikelihood, -log(1 - p) (Welleck et
    al. 2019, arXiv 1908.04319). Either moves the other tokens by their probabilities alone, so that
    the choice among them stays as it is.
    """
    losses = token_losses(found, labels)
    shunned = weights < 0
    if shunned.any():
        logits, label = found[shunned], labels[shunned][:, None]
        others = logits.scatter(1, label, -torch.inf)
        losses = losses.masked_scatter(shunned, logits.logsumexp(1) - others.logsumexp(1))
    return losses * weights.abs()


def kl_divergence(ours: Tensor, theirs: Tensor) -> Tensor:
    """(...) KL(ours || theirs) in nats, given the logarithms of both distributions, (...,
    vocabulary).
    """
    return (ours.exp() * (ours - theirs)).sum(-1)
