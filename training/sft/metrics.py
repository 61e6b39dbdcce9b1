"""The loss of completions, and what a model gets right in examples that it does not play."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from agent.analysis.stats import spearman
from training.data.batches import Collator, last_positions
from training.data.examples import Examples
from training.models.losses import completion_logits, kl_divergence, weighted_losses
from training.runs.recipe import LossSettings


@torch.no_grad()
def measure(
    model: Any, examples: Examples, loss: LossSettings, *, base: Any = None, batch_size: int = 64
) -> dict[str, float]:
    """Measure a model on examples, the tokens before each one given.

    Returns:
        ``loss``: weighted as in training, without KL. ``action_accuracy``: share of examples whose
            action is the likeliest, all
        of its tokens. ``plan_precision``, ``plan_recall``: of beginning a plan as the likeliest
            first token; left out where
        nothing was begun or due. ``kl``: to ``base``, a mean over completion tokens; left out
            without a base. ``decision_correlation``: Spearman's, of the probability of the first
            token and the weight, where there are weights below 0: for lessons of when to plan, of
            P(plan) and what planning gained.
    """
    collate = Collator(examples, loss)
    begin = _first_tokens(examples)
    written = examples.lengths - examples.prompts
    planned = examples.plans > 0
    opening = torch.from_numpy(np.unique(begin[planned]))
    lost = weight = divergences = tokens = 0.0
    right = torch.zeros(len(examples), dtype=torch.bool)
    begun = torch.zeros(len(examples), dtype=torch.bool)
    chances = np.zeros(len(examples))
    order = np.argsort(examples.lengths, kind="stable")
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        cpu = collate(chosen.tolist())
        batch = {name: tensor.to(model.device) for name, tensor in cpu.items()}
        found = completion_logits(model, batch)
        lost += float(weighted_losses(found, batch["labels"], batch["weights"]).sum())
        weight += float(cpu["weights"].abs().sum())
        place = torch.from_numpy(last_positions(written[chosen]))
        if base is not None:
            inside = place >= 0
            theirs = completion_logits(base, batch).log_softmax(-1)
            apart = kl_divergence(found.log_softmax(-1), theirs).cpu()
            divergences += float(apart[inside].sum())
            tokens += int(inside.sum())
        likeliest = found.argmax(-1).cpu()
        # The end of text is no part of the action.
        action = place >= torch.from_numpy(examples.plans[chosen])[:, None]
        action[:, -1] = False
        right[chosen] = ((likeliest == cpu["labels"]) | ~action).all(1)
        of_label = found.log_softmax(-1).gather(-1, batch["labels"][..., None])[..., 0].cpu()
        chances[chosen] = of_label[place == 0].exp().numpy()
        begins = torch.isin(likeliest, opening) & (place == 0)
        begun[chosen] = begins.any(1)
    due = torch.from_numpy(planned)
    metrics = {"loss": lost / weight, "action_accuracy": float(right.float().mean())}
    if begun.any():
        metrics["plan_precision"] = float(due[begun].float().mean())
    if due.any():
        metrics["plan_recall"] = float(begun[due].float().mean())
    if (examples.weights < 0).any():
        metrics["decision_correlation"] = spearman(chances, examples.weights.astype(np.float64))
    if base is not None:
        metrics["kl"] = divergences / tokens
    return metrics


def sample(examples: Examples, count: int) -> Examples:
    """A fixed choice of examples, all of them if there are not more."""
    if len(examples) <= count:
        return examples
    order = np.random.default_rng(0).permutation(len(examples))
    return examples.take(np.sort(order[:count]))


def _first_tokens(examples: Examples) -> NDArray[np.int32]:
    first: NDArray[np.int32] = examples.ids[examples.starts + examples.prompts]
    return first
