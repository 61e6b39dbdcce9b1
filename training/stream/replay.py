"""Examples on the device that learns: taken in as they come, drawn with the newer ones more often,
and put into batches there.

Those of one state stay together, and what they begin with, the state, is read once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.examples import Examples
from training.models.labels import Beginnings, LabelLogits
from training.models.losses import token_losses
from training.runs.recipe import LossSettings

POOL = 8  # batches that are drawn at once
_NEWER = 1.5  # above 1: newer examples are drawn more often than older ones


@dataclass(frozen=True, slots=True)
class ReplayBatch:
    """b examples, the longest of t tokens, the longest completion of k. Those of one state stand
    together.

    Attributes:
        ids: (b, t - 1) int64, padded on the right; the last token of each is left out: nothing
            follows it.
        beginnings: of ``ids``, those of one state.
        places: (b, k) int64, where in ``ids`` each token of the completion is predicted.
        labels: (b, k) int64, these tokens.
        weights: (b, k) float32, 0 for what is no part of the completion.
        plans: (b,) int64, tokens of each plan block, 0 for none.
    """

    ids: Tensor
    beginnings: Beginnings
    places: Tensor
    labels: Tensor
    weights: Tensor
    plans: Tensor

    def __len__(self) -> int:
        return len(self.ids)

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
                ("shared", torch.int64),
            )
        }
        self._states = torch.zeros(0, dtype=torch.int64, device=device)  # first example of each
        self.taken = 0  # examples ever
        self.decisions = 0  # states ever

    def __len__(self) -> int:
        return len(self._columns["starts"])

    def add(self, some: list[Examples]) -> None:
        """Take in examples; the oldest states leave where there are too many examples."""
        new = Examples.joined(some)
        added = {
            "starts": new.starts + len(self._ids),
            "lengths": new.lengths,
            "prompts": new.prompts,
            "plans": new.plans,
            "weights": new.weights,
            "shared": shared_beginnings(new),
        }
        states = torch.from_numpy(np.flatnonzero(new.firsts)).to(self._device)
        self._states = torch.cat([self._states, states + len(self)])
        ids = torch.from_numpy(new.ids).to(self._device)
        self._ids = torch.cat([self._ids, ids])
        for name, column in self._columns.items():
            tail = torch.from_numpy(np.ascontiguousarray(added[name])).to(column)
            self._columns[name] = torch.cat([column, tail])
        self.taken += len(new)
        self.decisions += len(states)
        if len(self) > self._most * 1.1:  # not at each call: it moves everything
            left = int(torch.searchsorted(self._states, len(self) - self._most))
            left = min(left, len(self._states) - 1)  # states, of which the newest stays
            gone = int(self._states[left])
            self._states = self._states[left:] - gone
            first = int(self._columns["starts"][gone])
            for name, column in self._columns.items():
                self._columns[name] = column[gone:].clone()
            self._columns["starts"] -= first
            self._ids = self._ids[first:].clone()

    def batches(self, size: int) -> Iterator[ReplayBatch]:
        """``POOL`` batches, each of as many states as have ``size`` examples in the mean."""
        count = max(1, round(size * len(self._states) / len(self)))
        for _ in range(POOL):
            drawn = torch.rand(count, generator=self._rng, device=self._device) ** _NEWER
            age = (drawn * len(self._states)).long()
            yield self.batch((len(self._states) - 1 - age).clamp(min=0))

    def newest(self, count: int) -> ReplayBatch:
        """The newest states, with ``count`` examples at the most if the newest has no more."""
        first = int(torch.searchsorted(self._states, len(self) - count))
        first = min(first, len(self._states) - 1)
        return self.batch(torch.arange(first, len(self._states), device=self._device))

    def batch(self, states: Tensor) -> ReplayBatch:
        """The examples of the states of these indices, (s,) int64."""
        ends = torch.cat([self._states[1:], self._states.new_tensor([len(self)])])
        counts = ends[states] - self._states[states]
        chosen = torch.arange(int(counts.sum()), device=self._device)
        before = counts.cumsum(0) - counts
        chosen = chosen + (self._states[states] - before).repeat_interleave(counts)
        starts, lengths, prompts, plans, weights, shared = (
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
        beginnings = Beginnings(lengths - 1, shared)
        return ReplayBatch(ids, beginnings, places, labels, weighed, plans)

    def _from(self, starts: Tensor, along: Tensor) -> Tensor:
        """(b, n) int64, the tokens at ``along``, (n,), after ``starts``, (b,); any token behind the
        end of all.
        """
        at = starts[:, None] + along
        return self._ids[at.clamp(max=len(self._ids) - 1)].long()


def shared_beginnings(examples: Examples) -> NDArray[np.int64]:
    """(n,) leading tokens of each prompt that begin the example before it, too; 0 for the first of
    a state.

    The last token of a prompt is not counted: what it predicts is the example's own.
    """
    most = np.minimum(examples.prompts - 1, np.roll(examples.lengths, 1) - 1)
    most = np.where(examples.firsts, 0, most)
    along = np.arange(most.max(initial=0))
    last = len(examples.ids) - 1
    ours = examples.ids[(examples.starts[:, None] + along).clip(max=last)]
    theirs = np.roll(ours, 1, axis=0)
    same = (ours == theirs) & (along < most[:, None])
    found: NDArray[np.int64] = np.logical_and.accumulate(same, axis=1).sum(axis=1, dtype=np.int64)
    return found


def logits(read: LabelLogits, model: Any, batch: ReplayBatch) -> Tensor:
    """(n, vocabulary) float32 logits of a causal model for the n labels that have a weight."""
    return read.at(model, batch.ids, batch.places, batch.weighed, beginnings=batch.beginnings)


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
