"""The turns of a rollout as batches of tensors, token in and token out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.batches import Batch, Collator, last_positions
from training.data.examples import Examples
from training.ppo.turns import SampledTurn
from training.runs.recipe import LossSettings


class TurnBatches:
    """Turns, in their order.

    Attributes:
        prompts: the ids that were read.
        weights: (n,) of all tokens of each completion together.

    Args:
        turns: with token ids and their logarithmic probabilities.
        loss: weights of plan and action tokens.
    """

    def __init__(self, turns: Sequence[SampledTurn], loss: LossSettings) -> None:
        written = [turn.generation for turn in turns]
        self.prompts = [np.array(one.prompt_ids, np.int32) for one in written]
        self._logprobs = [np.array(one.logprobs, np.float32) for one in written]
        most = max((len(one.banned) for one in written), default=0)
        self._banned = np.full((len(written), most), -1, np.int64)
        for row, one in zip(self._banned, written, strict=True):
            row[: len(one.banned)] = one.banned
        prompts = np.array([len(one.prompt_ids) for one in written])
        counts = np.array([len(one.token_ids) for one in written])
        self._examples = Examples(
            ids=np.concatenate(
                [ids for one in written for ids in (one.prompt_ids, one.token_ids)]
            ).astype(np.int32),
            ends=np.cumsum(prompts + counts),
            prompts=prompts.astype(np.int32),
            plans=np.array([turn.plan_tokens for turn in turns], np.int32),
            weights=np.ones(len(turns), np.float32),
        )
        self._thoughts = np.array([one.thought_tokens for one in written])
        self._collate = Collator(self._examples, loss, self._thoughts)
        # thoughts, and tokens of a plan but the first, which decides whether to plan
        inside = self._thoughts + (self._examples.plans - 1).clip(min=0)
        self.weights = torch.from_numpy(
            loss.plan_weight * inside + loss.action_weight * (counts - inside)
        )

    def __len__(self) -> int:
        return len(self._examples)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(n,) tokens of each, prompt and completion."""
        return self._examples.lengths

    def batch(self, indices: NDArray[np.int64]) -> Batch:
        """A batch of b turns, the longest completion of k tokens: as ``Collator`` makes it, and

        - ``written``: (b, k) bool, what is part of the completion.
        - ``logprobs``: (b, k) float32 as sampled, 0 elsewhere.
        - ``banned``: (b, n) int64, the tokens that were ruled out, -1 for none.
        - ``levels``: (b, k) int64, whose advantage a token has, by the columns of
          ``training.ppo.credit.Credit.advantages``. Thoughts lead to the decision.
        """
        made = self._collate(indices.tolist())
        counts = np.array([len(self._logprobs[at]) for at in indices])
        place = last_positions(counts)
        logprobs = np.zeros(place.shape, np.float32)
        logprobs[place >= 0] = np.concatenate([self._logprobs[at] for at in indices])
        answer = place - self._thoughts[indices][:, None]  # the place behind the thoughts
        of_plan = answer < self._examples.plans[indices][:, None]
        levels = np.where(answer <= 0, 0, np.where(of_plan, 1, 2))
        return {
            **made,
            "written": torch.from_numpy(place >= 0),
            "logprobs": torch.from_numpy(logprobs),
            "banned": torch.from_numpy(self._banned[indices]),
            "levels": torch.from_numpy(levels),
        }


def by_length(
    indices: NDArray[np.int64], sizes: NDArray[np.int64], most: int
) -> Iterator[NDArray[np.int64]]:
    """Indices in batches of ``most`` at the most, of similar length: little of them is padding.

    ``sizes``: of everything.
    """
    order = indices[np.argsort(sizes[indices], kind="stable")]
    for start in range(0, len(order), most):
        yield order[start : start + most]


def to(batch: Batch, device: torch.device) -> Batch:
    """The batch on a device."""
    return {name: tensor.to(device) for name, tensor in batch.items()}


def tensor(values: NDArray[np.float64], device: torch.device) -> Tensor:
    """Numbers of turns, in 32 bits."""
    return torch.from_numpy(values.astype(np.float32)).to(device)
