"""What planning gains, measured in branches of a rollout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from agent.core.completion import OPEN
from agent.core.planner import Question
from agent.models.protocol import Generation
from training.ppo.branches import Branches
from training.ppo.recipe import BranchSettings
from training.ppo.turns import PARTS, Sampling, TurnOutcome

SAMPLING = Sampling(1.0, 10, (0,))
PRICED = tuple({"task": 1.0, "plan_tokens": -0.1}.get(part, 0.0) for part in PARTS)


@dataclass
class Fixed:
    """Writes a plan of three tokens where it may, and notes what it was drawn with."""

    drawn: list[tuple[int, ...]]

    def complete(
        self, contexts: Sequence[Any], *, seeds: Sequence[int], barred: Sequence[Any], **_: Any
    ) -> list[Generation]:
        self.drawn.append(tuple(seeds))
        return [
            Generation("Do", (7,), (0.0,), 0.5, 1, 1, 0)
            if OPEN in words
            else Generation("<plan> x </plan> Do", (10, 5, 11, 7), (0.0,) * 4, 0.5, 1, 4, 3)
            for words in barred
        ]


@dataclass
class Counting:
    """The turn after a plan brings 2, each other one 1; over after ``left`` turns."""

    left: int
    muted: int = 0  # turns without a plan that are due
    fresh: bool = False
    luck: int = -1
    may_plan: bool = True

    def question(self) -> Question:
        barred = self.muted > 0 or not self.may_plan
        return Question([], barred=frozenset({OPEN} if barred else ()))

    def answer(self, written: Generation) -> TurnOutcome:
        gave = 2.0 if self.fresh else 1.0
        self.fresh = OPEN in written.text
        self.left, self.muted = self.left - 1, self.muted - 1
        return TurnOutcome(gave, ended="" if self.left else "cap")

    def branch(self, *, plans: bool, keep: int, turns: int, luck: int) -> Counting:
        return replace(self, left=min(self.left, turns), muted=0 if plans else keep, luck=luck)


def gains(
    games: Sequence[Counting], *, discount: float = 1.0, **settings: Any
) -> tuple[list[float | None], Fixed]:
    sampler = Fixed([])
    branches = Branches(BranchSettings(share=1.0, **settings), PRICED, discount)
    found = branches.gains(sampler, games, range(len(games)), SAMPLING)  # type: ignore[arg-type]
    return found, sampler


def test_a_gain_is_what_planning_now_brings_over_keeping() -> None:
    """It plans in each turn from the third on, in either branch.

    Planning: 1 + 2 + 2 + 2, less 4 x 0.3. Keeping for two turns: 1 + 1 + 1 + 2, less 2 x 0.3.
    """
    (gain,), _ = gains([Counting(100)], turns=4, keep=2)
    assert gain == pytest.approx((7 - 1.2) - (5 - 0.6))


def test_later_rewards_are_discounted() -> None:
    (gain,), _ = gains([Counting(100)], turns=3, keep=2, discount=0.5)
    plans = 0.7 + 0.5 * 1.7 + 0.25 * 1.7
    keeps = 1 + 0.5 * 1 + 0.25 * 0.7
    assert gain == pytest.approx(plans - keeps)


def test_a_game_that_ends_earns_no_more_and_is_itself_as_it_was() -> None:
    game = Counting(2)
    (gain,), sampler = gains([game], turns=4, keep=2)
    assert gain == pytest.approx((0.7 + 1.7) - (1 + 1))
    assert game == Counting(2)
    assert len(sampler.drawn) == 2


def test_a_pair_has_the_same_luck_and_another_has_other() -> None:
    _, sampler = gains([Counting(100)], turns=3, keep=2, pairs=2)
    for first, second, third, fourth in sampler.drawn:
        assert first == second != third == fourth
    assert len({seeds[0] for seeds in sampler.drawn}) == 3


def test_only_turns_that_are_drawn_and_may_plan_are_measured() -> None:
    found, _ = gains([Counting(9), Counting(9, may_plan=False)], turns=2)
    assert found[0] is not None
    assert found[1] is None
    branches = Branches(BranchSettings(share=0.1, turns=1), PRICED, 1.0)
    games = [Counting(9) for _ in range(1000)]
    some = branches.gains(Fixed([]), games, range(1000), SAMPLING)  # type: ignore[arg-type]
    assert 60 < sum(gain is not None for gain in some) < 140
