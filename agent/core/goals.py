"""What a plan's words mean: goals and conditions that can be checked on view and memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verb = Literal[
    # target = wood, stone, coal, iron, diamond, sapling, drink; count = how many more (drink: 1)
    "collect",
    "make",  # target = wood_pickaxe, stone_sword, ...
    "place",  # target = stone, table, furnace, plant; count
    # direction and count steps (0: until something stops it), or target = a material, a creature,
    # "cave", "start"
    "go",
    "eat",  # target = cow, plant, or "" for anything
    "fight",  # target = zombie, skeleton, or "" for anything
    "sleep",  # until awake again
    "shelter",  # be closed in on four sides
    "explore",  # look for target ("" = anything new), direction optional
    "wait",  # count steps
    "flee",  # get away from here, and from what is dangerous
    "play",  # whatever the planner thinks best, for count steps
]
Relation = Literal[
    "at least",  # subject = a vital or an item that is held; amount
    "at most",
    "is",  # subject = night, day, morning (the next dawn), awake
    "seen",  # subject = a creature, a material, or "ripe": in the window
    "unseen",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is so or not, as a player can tell."""

    subject: str
    relation: Relation
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to do."""

    verb: Verb
    target: str = ""
    count: int = 1
    # unit step; diagonals such as (1, -1) for north-east are allowed
    direction: tuple[int, int] | None = None
    when: Condition | None = None  # it begins only once this holds
    skip: bool = False  # if ``when`` does not hold at its turn it is passed over, not waited for
    until: Condition | None = None  # it is done once this holds, whatever its count
    # this cell: so many east and south of where the player was when the plan came into force
    at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan, read.

    A plan of nothing but refusals and standing orders has the goal "play", so that it stays in
    force for a while.
    """

    goals: tuple[Goal, ...]  # in the order in which they are to be done
    unread: tuple[str, ...]  # the parts that were not understood, as written
    # not to be pursued (only while ``when`` holds, only until ``until`` does)
    refused: tuple[Goal, ...] = ()
    # pursued before all else whenever ``when`` holds, as long as the plan is in force
    standing: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Pursued:
    """What a planner is after: the goals of a plan that is in force."""

    goals: tuple[Goal, ...]
    since: int  # the view's step from which it is in force


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is."""

    index: int  # the goal that is being pursued; len(goals) when all are done
    have: int  # of the goal at ``index``: e.g. 3 ...
    want: int  # ... of 5
    text: str  # for people: "3 of 5 wood", "asleep", "4 of 10 steps east"; "done" at the end
    done: bool = False
    waiting: bool = False  # for the condition of the goal at ``index``, which has not begun
    # the step at which the goal at ``index`` began: that at which the one before it was reached
    began: int = 0
