"""One turn of a game: what a model is asked, what it wrote, as token ids with the logarithms of the
probabilities that they were drawn from, and what that gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from agent.core.completion import OPEN, answer
from agent.core.context import Message
from agent.core.planner import Question
from agent.models.protocol import Generation, Model

# of the reward, see ``SampledTurn.parts``
PARTS = ("task", "health", "goal", "plan_tokens", "invalid")


class Sampler(Model, Protocol):
    """A model that rollouts are drawn from: in this process, or a server's.

    It tells token ids and their logarithmic probabilities.
    """

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """The token ids that ``complete`` reads for each context."""

    def refresh(self) -> None:
        """Take up the trainer's weights, and forget what was computed with those before."""


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """What a turn gave."""

    task: float  # the reward that is sought
    valid: bool = True  # whether the completion kept to the grammar
    health: float = 0.0  # gained or lost
    goal: float = 0.0  # goals of a person's plan that were reached
    ended: str = ""  # why the game is over, "" while it goes on


class RolloutGame(Protocol):
    """One episode being played. It can be pickled."""

    def question(self) -> Question:
        """What the model is asked now."""

    def answer(self, written: Generation) -> TurnOutcome:
        """Play what it wrote."""

    def branch(self, *, plans: bool, keep: int, turns: int, luck: int) -> Self:
        """This game beside itself, for so many turns more.

        Args:
            plans: whether its next turn has to plan; else it may not, for ``keep`` turns.
            keep: turns.
            turns: after which the branch has ended, at the latest.
            luck: of the world; branches of the same one have the same.
        """


@dataclass(frozen=True, slots=True)
class SampledTurn:
    """A sample, and what it gave."""

    generation: Generation
    played: TurnOutcome
    # what planning gained over keeping the plan, in branches; None: not measured
    gain: float | None = None

    @property
    def plan_tokens(self) -> int:
        """Of the plan, tags included; of one that never closes, all behind the thoughts."""
        written = self.generation
        if written.plan_tokens or OPEN not in answer(written.text):
            return written.plan_tokens
        return written.output_tokens - written.thought_tokens

    @property
    def up_to_plan(self) -> tuple[int, ...]:
        """The token ids that were written up to the end of the plan, thoughts included."""
        written = self.generation
        return tuple(written.token_ids[: written.thought_tokens + self.plan_tokens])

    @property
    def planned(self) -> bool:
        """Whether it decided to plan; what came of that may break the grammar."""
        return answer(self.generation.text).lstrip().startswith(OPEN)

    @property
    def parts(self) -> tuple[float, ...]:
        """What the reward is made of, in the order of ``PARTS``."""
        return (
            self.played.task,
            self.played.health,
            self.played.goal,
            self.plan_tokens,
            not self.played.valid,
        )


@dataclass(frozen=True, slots=True)
class Sampling:
    """How completions are drawn."""

    temperature: float
    max_tokens: int
    seed: tuple[int, ...]


def draw(
    sampler: Sampler, games: Sequence[RolloutGame], seeds: Sequence[int], sampling: Sampling
) -> list[Generation]:
    """One completion for each game."""
    questions = [game.question() for game in games]
    return sampler.complete(
        [question.context for question in questions],
        max_tokens=sampling.max_tokens,
        temperature=sampling.temperature,
        seeds=seeds,
        barred=[question.barred for question in questions],
    )


def seed_of(*numbers: int) -> int:
    (drawn,) = np.random.SeedSequence(numbers).generate_state(1, np.uint64)
    return int(drawn) >> 1  # fits into a signed integer of 64 bits
