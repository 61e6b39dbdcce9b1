"""Examples on the device that learns: taken in as they come, drawn with the newer ones more often,
and put into batches there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data.examples import Examples
from training.models.labels import LabelLogits
from training.models.losses import token_losses
from training.runs.recipe import LossSettings

POOL = 8  # batches whose examples are sorted by length together
_NEWER = 1.5  # above 1: newer examples are drawn more often than older ones


@dataclass(frozen=True, slots=True)
class ReplayBatch:
    """b examples, the longest of t tokens, the longest completion of k.

    Attributes:
        ids: (b, t - 1) int64, padded on the right; the last token of each is left out: nothing
            follows it.
        places: (b, k) int64, where in ``ids`` each token of the completion is predicted.
        labels: (b, k) int64, these tokens.
        weights: (b, k) float32, 0 for what is no part of the completion.
        plans: (b,) int64, tokens of each plan block, 0 for none.
    """

    ids: Tensor
    places: Tensor
    labels: Tensor
    weights: Tensor
    plans: Tensor

    @property
    def weighed(self) -> Tensor:
        """(b, k) bool, which of ``labels`` have a weight; logits are of these n alone."""
        return self.weights > 0


class Replay:
    """The examples that are learned from.

    Args:
        device: of the tensors.
        most: examples at the most; the oldest make room.
        loss: weights of the completion's tokens.
        seed: of what is drawn.
    """

    def __init__(self, device: str, most: int, loss: LossSettings, seed: int) -> None:
        self._device = device
        self._most = most
        self._loss = loss
        self._rng = torch.Generator(device).manual_seed(seed)
        self._ids = torch.zeros(0, dtype=torch.int32, device=device)
        self._columns = {
            name: torch.zeros(0, dtype=dtype, device=device)
            for name, dtype in (
                ("starts", torch.int64),
                ("lengths", torch.int64),
                ("prompts", torch.int64),
                ("plans", torch.int64),
                ("weights", torch.float32),
            )
        }
        self.taken = 0  # examples ever

    def __len__(self) -> int:
        return len(self._columns["starts"])

    def add(self, some: list[Examples]) -> None:
        """Take in examples; the oldest leave where there are too many."""
        new = Examples.joined(some)
        added = {
            "starts": new.starts + len(self._ids),
            "lengths": new.lengths,
            "prompts": new.prompts,
            "plans": new.plans,
            "weights": new.weights,
        }
        ids = torch.from_numpy(new.ids).to(self._device)
        self._ids = torch.cat([self._ids, ids])
        for name, column in self._columns.items():
            tail = torch.from_numpy(np.ascontiguousarray(added[name])).to(column)
            self._columns[name] = torch.cat([column, tail])
        self.taken += len(new)
        if len(self) > self._most * 1.1:  # not at each call: it moves everything
            gone = len(self) - self._most
            first = int(self._columns["starts"][gone])
            for name, column in self._columns.items():
                self._columns[name] = column[gone:].clone()
            self._columns["starts"] -= first
            self._ids = self._ids[first:].clone()

    def batches(self, size: int) -> Iterator[ReplayBatch]:
        """``POOL`` batches, each of examples of similar length."""
        drawn = torch.rand(POOL * size, generator=self._rng, device=self._device) ** _NEWER
        age = (drawn * len(self)).long()
        chosen = (len(self) - 1 - age).clamp(min=0)
        chosen = chosen[self._columns["lengths"][chosen].argsort()]
        for at in torch.randperm(POOL, generator=self._rng, device=self._device).tolist():
            yield self.batch(chosen[at * size : (at + 1) * size])

    def newest(self, count: int) -> ReplayBatch:
        """The newest examples."""
        first = max(0, len(self) - count)
        return self.batch(torch.arange(first, len(self), device=self._device))

    def batch(self, chosen: Tensor) -> ReplayBatch:
        """The examples of these indices, (b,) int64."""
        starts, lengths, prompts, plans, weights = (
            column[chosen] for column in self._columns.values()
        )
        along = torch.arange(int(lengths.max()) - 1, device=self._device)
        ids = torch.where(along < lengths[:, None], self._from(starts, along), 0)
        place = torch.arange(int((lengths - prompts).max()), device=self._device)
        inside = place < (lengths - prompts)[:, None]
        labels = torch.where(inside, self._from(starts + prompts, place), 0)
        of_plan = (place > 0) & (place < plans[:, None])
        of_token = torch.where(of_plan, self._loss.plan_weight, self._loss.action_weight)
        weighed = torch.where(inside, of_token * weights[:, None], 0.0)
        before = prompts[:, None] - 1
        places = (before + place).clamp(max=ids.shape[1] - 1)
        return ReplayBatch(ids, places, labels, weighed, plans)

    def _from(self, starts: Tensor, along: Tensor) -> Tensor:
        """(b, n) int64, the tokens at ``along``, (n,), after ``starts``, (b,); any token behind the
        end of all.
        """
        at = starts[:, None] + along
        return self._ids[at.clamp(max=len(self._ids) - 1)].long()


def logits(read: LabelLogits, model: Any, batch: ReplayBatch) -> Tensor:
    """(n, vocabulary) float32 logits of a causal model for the n labels that have a weight."""
    return read.at(model, batch.ids, batch.places, batch.weighed)


def loss_of(found: Tensor, batch: ReplayBatch) -> Tensor:
    """The weighted mean of the cross-entropies of ``batch.labels``, in nats; ``found``: (n,
    vocabulary) logits.
    """
    weights = batch.weights[batch.weighed]
    losses = token_losses(found, batch.labels[batch.weighed])
    return (losses * weights).sum() / weights.sum()


@torch.no_grad()
def judge(found: Tensor, batch: ReplayBatch, plan: int) -> dict[str, float]:
    """What a model gets right, the tokens before each one given.

    Args:
        found: (n, vocabulary) logits of the labels with a weight.
        batch: examples.
        plan: the token that a plan begins with.

    Returns:
        ``loss``; ``action``: share of actions that are the likeliest; ``plans``, ``planned``: share
        of decisions that begin with a plan, as the likeliest token and as labelled; ``decision``:
        share in which these agree.
    """
    likeliest = torch.full_like(batch.labels, -1)
    likeliest[batch.weighed] = found.argmax(-1)
    action = likeliest.gather(1, batch.plans[:, None]) == batch.labels.gather(
        1, batch.plans[:, None]
    )
    begins, due = likeliest[:, 0] == plan, batch.plans > 0
    return {
        "loss": float(loss_of(found, batch)),
        "action": float(action.float().mean()),
        "plans": float(begins.float().mean()),
        "planned": float(due.float().mean()),
        "decision": float((begins == due).float().mean()),
    }
