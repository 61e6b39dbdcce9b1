"""Examples to batches of tensors, grouped by length, in an order that is a function of seed and
epoch alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Sampler

from training.data.examples import Examples
from training.runs.recipe import LossSettings

_POOL = 50  # batches whose examples are sorted by length together

Batch = dict[str, Tensor]


class GroupedBatches(Sampler[list[int]]):
    """Indices of examples in batches of similar length; every example once an epoch.

    Args:
        lengths: (n,) tokens of each example.
        batch_size: examples of a batch; the last one of an epoch can have fewer.
        seed: of the order.
    """

    def __init__(self, lengths: NDArray[np.int64], batch_size: int, seed: int) -> None:
        self.batch_size = batch_size
        self.drop_last = False
        self._lengths = lengths
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Take the order of that epoch."""
        self._epoch = epoch

    def __len__(self) -> int:
        return -(-len(self._lengths) // self.batch_size)

    def __iter__(self) -> Iterator[list[int]]:
        rng = np.random.default_rng((self._seed, self._epoch))
        order = rng.permutation(len(self._lengths))
        batches = []
        for pool in _cut(order, _POOL * self.batch_size):
            by_length = np.argsort(self._lengths[pool], kind="stable")
            batches += _cut(pool[by_length], self.batch_size)
        for at in rng.permutation(len(batches)):
            yield batches[at].tolist()


class Collator:
    """Makes a batch of the examples of some indices, padded on the left.

    A batch of b examples, the longest of t tokens, the longest completion of k, has

    - ``input_ids``, ``attention_mask``, ``position_ids``: (b, t - 1) int64. The last token of each
      is left out: nothing follows it.
    - ``labels``: (b, k) int64, the last k tokens of each example. The last k positions of the input
      predict them.
    - ``weights``: (b, k) float32, 0 for what is no part of the completion, below 0 for what is not
      to be written.

    Args:
        examples: of which batches are made.
        loss: weights of plan and action tokens. Thoughts weigh as much as tokens of a plan.
        thoughts: (n,) tokens before the answer of each completion; None: there are none.
    """

    def __init__(
        self,
        examples: Examples,
        loss: LossSettings,
        thoughts: NDArray[np.int64] | None = None,
    ) -> None:
        self._examples = examples
        self._thoughts = np.zeros(len(examples), np.int64) if thoughts is None else thoughts
        self._starts = examples.starts
        self._loss = loss

    def __call__(self, indices: Sequence[int]) -> Batch:
        examples, chosen = self._examples, np.asarray(indices)
        starts, ends = self._starts[chosen], examples.ends[chosen]
        lengths = ends - starts
        longest = int(lengths.max())
        ids = np.zeros((len(chosen), longest), np.int64)
        for row, start, end in zip(ids, starts, ends, strict=True):
            row[longest - (end - start) :] = examples.ids[start:end]
        positions = last_positions(lengths)
        place = last_positions(lengths - examples.prompts[chosen])  # in the completion
        answer = place - self._thoughts[chosen][:, None]
        # the token that decides whether to plan weighs as an action does
        light = (answer != 0) & (answer < examples.plans[chosen][:, None])
        of_token = np.where(light, self._loss.plan_weight, self._loss.action_weight)
        weights = np.where(place >= 0, of_token * examples.weights[chosen][:, None], 0)
        read = positions[:, :-1]
        return {
            "input_ids": torch.from_numpy(ids[:, :-1]),
            "attention_mask": torch.from_numpy((read >= 0).astype(np.int64)),
            "position_ids": torch.from_numpy(read.clip(min=0)),
            "labels": torch.from_numpy(ids[:, -place.shape[1] :]),
            "weights": torch.from_numpy(weights.astype(np.float32)),
        }


def last_positions(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """(b, k) positions of the last k columns of a batch within the last ``counts`` (b,) tokens of
    each row, negative before these.

    k is the largest of the counts.
    """
    width = int(counts.max())
    return np.arange(width)[None] - (width - counts)[:, None]


def _cut(indices: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    return [indices[start : start + size] for start in range(0, len(indices), size)]
