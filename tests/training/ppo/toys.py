"""Games of one word a turn, which tiny models learn in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from agent.core.completion import OPEN
from agent.core.planner import Question
from agent.models.protocol import Generation
from tests.agent.models.folders import WORDS, even_folder
from training.ppo.recipe import PpoRecipe
from training.ppo.turns import TurnOutcome


def recipe(folder: Path, **changes: Any) -> PpoRecipe:
    """For a tiny model, which is written to the folder if it is not there."""
    model = folder / "model"
    if not model.exists():
        even_folder(model)
    values: dict[str, Any] = {
        "model": str(model),
        "worlds": 32,
        "turns": 4,
        "updates": 30,
        "max_tokens": 1,
        "minibatches": 2,
        "actor": {"lr": 3e-3},
        "critic": {"lr": 3e-3},
        "evaluation": {"every": 30, "seeds": "1000-1031"},
        "checkpoint_every": 30,
        "threads": 1,
    }
    return PpoRecipe.model_validate({**values, **changes})


def asked(word: str) -> Question:
    return Question([{"role": "user", "content": word}])


class Unbranched:
    """Of games in which nothing is measured."""

    def branch(self, *, plans: bool, keep: int, turns: int, luck: int) -> Self:
        raise NotImplementedError


@dataclass
class Bandit(Unbranched):
    """Over after one word: the right one for what is seen gives 1."""

    number: int

    def question(self) -> Question:
        return asked(("tree", "water")[self.number % 2])

    def answer(self, written: Generation) -> TurnOutcome:
        right = written.text == ("Do", "Sleep")[self.number % 2]
        return TurnOutcome(task=right, valid=written.text in ("Do", "Sleep"), ended="complete")


@dataclass
class Crossing:
    """Two turns; the second brings 1 if one is ready for it: always at water, at a tree only who
    planned in the first.
    """

    number: int
    turn: int = 0
    ready: bool = False
    barred: frozenset[str] = frozenset()  # of the first turn

    def question(self) -> Question:
        if self.turn:
            return asked("cow" if self.ready else "now")
        seen = asked("tree" if self.number % 2 else "water")
        return replace(seen, barred=self.barred)

    def branch(self, *, plans: bool, keep: int, turns: int, luck: int) -> Crossing:
        return replace(self, barred=frozenset(WORDS) - {OPEN} if plans else frozenset({OPEN}))

    def answer(self, written: Generation) -> TurnOutcome:
        self.turn += 1
        if self.turn == 1:
            self.ready = self.number % 2 == 0 or written.text == "<plan>"
            return TurnOutcome(task=0)
        return TurnOutcome(task=self.ready, ended="complete")


class Bandits:
    """Training and validation alike."""

    def begin(self, number: int) -> Bandit:
        return Bandit(number)

    check = begin


class Crossings:
    """Training and validation alike."""

    def begin(self, number: int) -> Crossing:
        return Crossing(number)

    check = begin


@dataclass
class Long(Unbranched):
    """Goes on and on.

    Every other one may not plan, and what is read is long and has a long beginning in common.
    """

    number: int

    def question(self) -> Question:
        words = " ".join(["tree water cow"] * 50 + ["now"] * (1 + self.number % 3))
        return Question(
            [{"role": "user", "content": words}],
            barred=frozenset() if self.number % 2 else frozenset({OPEN}),
        )

    def answer(self, written: Generation) -> TurnOutcome:
        return TurnOutcome(task=0, valid=False)


class Asking:
    """Training games alone."""

    def begin(self, number: int) -> Long:
        return Long(number)
