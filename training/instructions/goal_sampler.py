"""What a person might ask for in a state: plausible plans, unwise ones among them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from agent.core.goals import Goal, Reading
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.describing import describe, state
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.reading.verbs import PLAY
from agent.worlds.crafter.view import View
from training.instructions import terms
from training.instructions.ideas import Idea, anything, ideas, sequels
from training.instructions.ladder import ladder
from training.instructions.splits import is_new_combination

Family = Literal[
    "one goal",
    "ordered pair",
    "unseen combination",  # of two goals
    "chain of three",
    "chain of four to seven",
    "condition",
    "refusal",
    "stay or wait",
    "place",
    "under danger",  # any plan of one or two goals
]

_HOW_MANY = (0.6, 0.3, 0.1)  # shares of plans with one, two and three steps, of ``sample_goals``
# the same with one to seven, of ``sample_instruction``
_LENGTHS = (0.34, 0.22, 0.16, 0.12, 0.08, 0.05, 0.03)
_ON_LADDER = 0.35  # of instructions, those that go up the technology chain
_SEQUEL = 0.5  # of later steps, those that what came before leads to
_SILLY = 0.03  # of steps, those that are drawn from all that can be said
# Shares of instructions that have each.
_STAYING, _RETURNING, _PLACED = 0.08, 0.05, 0.08
_ENDING, _BEGINNING, _STANDING, _REFUSING = 0.08, 0.07, 0.1, 0.12
_ALONE = 0.2  # of refusals, those beside which nothing is asked for
_BACK_HERE = 0.3  # of plans at a place after something else, those that end where they began
_TRIES = 300


@dataclass(frozen=True, slots=True)
class Instruction:
    """A person's plan: what it says, and how that is said in the plainest words."""

    goals: tuple[Goal, ...]
    refused: tuple[Goal, ...] = ()
    standing: tuple[Goal, ...] = ()

    @property
    def text(self) -> str:
        """The plan in plain words, which ``reading.read`` gives back, if it can be said at all."""
        sentences = [] if self.only_rules else [", then ".join(map(describe, self.goals))]
        sentences += map(whenever, self.standing)
        sentences += map(refusal, self.refused)
        return ". ".join(sentences)

    @property
    def only_rules(self) -> bool:
        """Whether nothing is asked for but what is refused or holds throughout."""
        rules = self.refused or self.standing
        return bool(rules) and self.goals == (Goal("play", count=PLAY),)

    def is_read_in(self, text: str) -> bool:
        """Whether the text is read as this plan, with nothing left over."""
        return read(text) == Reading(self.goals, (), self.refused, self.standing)


def whenever(order: Goal) -> str:
    """A standing order in plain words: "whenever you see a cow, eat a cow"."""
    if order.when is None:
        raise ValueError(f"{order} stands under no condition")
    return f"whenever {state(order.when)}, {describe(replace(order, when=None, skip=False))}"


def refusal(refused: Goal) -> str:
    """A refusal in plain words: "don't sleep until it is night"."""
    words = f"don't {deed(refused)}"
    if refused.when is not None:
        words = f"if {state(refused.when)}, {words}"
    return words if refused.until is None else f"{words} until {state(refused.until)}"


def deed(goal: Goal) -> str:
    """What is done, with no count of one and no condition: "collect stone"."""
    bare = replace(goal, when=None, skip=False, until=None)
    return "sleep" if goal.verb == "sleep" else describe(bare).replace("collect 1 ", "collect ")


def sample_goals(
    view: View, memory: Memory, rng: random.Random, *, new: bool = False, steps: int = 0
) -> tuple[Goal, ...]:
    """Draw the goals of a plan that has nothing else.

    Args:
        view: what is seen now.
        memory: up to date with ``view``.
        rng: what is drawn from.
        new: whether it is to be a combination of goals that is held out, which it never is
            otherwise.
        steps: how many goals, one to three; 0 draws the number.

    Raises ValueError for one step that is to be a combination.
    """
    _check_new(new, steps)
    thought_of = list(ideas(view, memory, rng))
    while True:
        count = steps or rng.choices((1, 2, 3), _HOW_MANY)[0]
        goals = _across(thought_of, rng, count)
        if is_new_combination(goals) == new:
            return goals


def sample_instruction(
    view: View,
    memory: Memory,
    rng: random.Random,
    *,
    family: Family | None = None,
    new: bool = False,
) -> Instruction:
    """Draw a whole plan, as a person might have it in mind.

    Its plain words (``Instruction.text``) are read back as just this plan.

    Args:
        view: what is seen now.
        memory: up to date with ``view``.
        rng: what is drawn from.
        family: the kind of plan; None draws from all that people ask for.
        new: whether its goals are to be a combination that is held out, which they never are
            otherwise.

    Raises ValueError if nothing of the family can be asked for in this state, or if one goal is to
    be a combination.
    """
    _check_new(new, 1 if family == "one goal" else 0)
    state_ = _Sampler(view, memory, rng, list(ideas(view, memory, rng)))
    for _ in range(_TRIES):
        instruction = state_.draw(family)
        if (
            instruction is not None
            and len(instruction.goals) <= len(_LENGTHS)
            and not _repeats(instruction.goals)
            and is_new_combination(instruction.goals) == new
            and instruction.is_read_in(instruction.text)
        ):
            return instruction
    raise ValueError(f"nothing of the family {family!r} comes to mind here")


@dataclass(frozen=True, slots=True)
class _Sampler:
    """A state in which a person has something in mind."""

    view: View
    memory: Memory
    rng: random.Random
    ideas: list[Idea]

    def draw(self, family: Family | None) -> Instruction | None:
        """A plan; None if what came to mind cannot be."""
        rng = self.rng
        match family:
            case None:
                (longest,) = rng.choices(range(1, len(_LENGTHS) + 1), _LENGTHS)
                return self._any(longest)
            case "one goal":
                return _instruction(self._goals(1))
            case "ordered pair" | "unseen combination":
                return _instruction(_across(self.ideas, rng, 2))
            case "chain of three":
                return _instruction(ladder(self.view, self.memory, rng, 3))
            case "chain of four to seven":
                return _instruction(ladder(self.view, self.memory, rng, rng.randint(4, 7)))
            case "condition":
                goals = self._goals(rng.randint(1, 2))
                how = rng.random()
                if how < 0.35:
                    return Instruction(goals, standing=(terms.sample_standing(self.view, rng),))
                return self._ended(goals) if how < 0.7 else self._begun(goals)
            case "refusal":
                goals = self._goals(rng.randint(1, 2))
                return self._refusing(goals, rng.random() < _ALONE)
            case "stay or wait":
                before = self._goals(1) if rng.random() < 0.3 else ()
                return Instruction((*before, *terms.sample_stay(self.view, rng)))
            case "place":
                return self._placed(self._goals(1) if rng.random() < 0.3 else ())
            case "under danger":
                return self._any(rng.randint(1, 2))

    def _goals(self, count: int) -> tuple[Goal, ...]:
        """So many plain goals, up the technology chain or across it."""
        climb = self.rng.random() < _ON_LADDER
        steps = ladder(self.view, self.memory, self.rng, count) if climb else None
        return steps or _across(self.ideas, self.rng, count)

    def _any(self, count: int) -> Instruction | None:
        rng = self.rng
        goals = self._goals(count)
        episode_uniform = rng.random()
        if episode_uniform < _STAYING:
            stay = terms.sample_stay(self.view, rng)
            goals = (*goals[: max(0, count - len(stay))], *stay)
        elif episode_uniform < _STAYING + _RETURNING:
            back = terms.sample_return(self.memory, rng)
            if back is None:
                return None
            goals = (*goals[: count - 1], back)
        instruction: Instruction | None = Instruction(goals)
        episode_uniform = rng.random()
        if episode_uniform < _ENDING:
            instruction = self._ended(goals)
        elif episode_uniform < _ENDING + _BEGINNING:
            instruction = self._begun(goals)
        elif episode_uniform < _ENDING + _BEGINNING + _PLACED:
            instruction = self._placed(goals[1:])
        if instruction is not None and rng.random() < _STANDING:
            instruction = replace(instruction, standing=(terms.sample_standing(self.view, rng),))
        if instruction is not None and rng.random() < _REFUSING:
            refusing = self._refusing(instruction.goals, count == 1 and rng.random() < _ALONE)
            instruction = refusing and replace(refusing, standing=instruction.standing)
        return instruction

    def _ended(self, goals: tuple[Goal, ...]) -> Instruction | None:
        at = self.rng.randrange(len(goals))
        ended = terms.with_end(goals[at], self.view, self.rng)
        if ended is None:
            return None
        return Instruction((*goals[:at], ended, *goals[at + 1 :]))

    def _begun(self, goals: tuple[Goal, ...]) -> Instruction:
        at = self.rng.randrange(len(goals))
        begun = terms.with_start(goals[at], self.view, self.rng)
        return Instruction((*goals[:at], begun, *goals[at + 1 :]))

    def _placed(self, others: tuple[Goal, ...]) -> Instruction | None:
        back = Goal("go", at=terms.HERE)
        if (
            others
            and self.rng.random() < _BACK_HERE
            and Instruction((back,)).is_read_in(describe(back))
        ):
            return Instruction((*others, back))
        placed = terms.sample_place(self.view, self.memory, self.rng)
        if placed is None or not Instruction((placed,)).is_read_in(describe(placed)):
            placed = terms.sample_return(self.memory, self.rng)
        if placed is None:
            return None
        comes_first = self.rng.random() < 0.7
        return Instruction((placed, *others) if comes_first else (*others, placed))

    def _refusing(self, goals: tuple[Goal, ...], alone: bool) -> Instruction | None:
        if alone:
            goals = (Goal("play", count=PLAY),)
        drawn = [
            terms.sample_refusal(goals, self.view, self.rng)
            for _ in range(self.rng.choice((1, 1, 1, 2)))
        ]
        refused = tuple(dict.fromkeys(goal for goal in drawn if goal is not None))
        return Instruction(goals, refused) if refused else None


def _check_new(new: bool, steps: int) -> None:
    if new and steps == 1:
        raise ValueError("one goal is no combination; ask for two or three")


def _instruction(goals: tuple[Goal, ...] | None) -> Instruction | None:
    return None if goals is None else Instruction(goals)


def _repeats(goals: Sequence[Goal]) -> bool:
    """Whether a goal follows one of its kind: nobody says the same twice."""
    return any(_is_same_deed(one, next_) for one, next_ in pairwise(goals))


def _is_same_deed(one: Goal, other: Goal) -> bool:
    return (one.verb, one.target) == (other.verb, other.target)


def _across(thought_of: Sequence[Idea], rng: random.Random, count: int) -> tuple[Goal, ...]:
    """Goals that fit the state, each leading to the next as often as not."""
    goals: list[Goal] = []
    while len(goals) < count:
        goal = _next(goals, thought_of, rng)
        if not goals or not _is_same_deed(goal, goals[-1]):
            goals.append(goal)
    return tuple(goals)


def _next(goals: Sequence[Goal], thought_of: Sequence[Idea], rng: random.Random) -> Goal:
    if rng.random() < _SILLY:
        return anything(rng)
    following = list(sequels(goals[-1], rng)) if goals else []
    if following and rng.random() < _SEQUEL:
        return rng.choice(following)
    ((_, goal),) = rng.choices(thought_of, [weight for weight, _ in thought_of])
    return goal
