"""What is kept out of training, so that a planner can be tested on it: a fifth of all wordings and
some combinations of goals.

An element of a row of ``training.instructions.templates`` is held out if the CRC-32 of its text is
divisible by 5 and it is the first of no row. Goals are held out if two that follow each other are
of kinds that ``PAIRS`` has in this order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

from agent.core.goals import Goal
from training.instructions.templates import WORDS

PAIRS = frozenset(
    {
        ("drink", "go"), ("eat", "collect"), ("collect", "go to"), ("go", "eat"), ("go", "make"),
        ("go to", "wait"), ("make", "drink"), ("place", "go"), ("explore", "drink"),
        ("collect", "wait"), ("wait", "collect"), ("fight", "eat"), ("sleep", "drink"),
        ("shelter", "wait"),
    }
)  # fmt: skip
_FIFTH = 5
_PLAINEST = frozenset(row[0] for row in WORDS.values())


def kind(goal: Goal) -> str:
    """The kind of a goal by which combinations are held out: its verb, with "drink" and "go to"
    told apart.
    """
    if goal.verb == "collect" and goal.target == "drink":
        return "drink"
    return "go to" if goal.verb == "go" and goal.target else goal.verb


def is_new_combination(goals: Sequence[Goal]) -> bool:
    """Whether two of the goals, one after the other, are a pair that is held out."""
    return any(pair in PAIRS for pair in pairwise(map(kind, goals)))


def is_held_out(element: str) -> bool:
    """Whether an element of a row of ``training.instructions.templates`` is held out."""
    return crc32(element.encode()) % _FIFTH == 0 and element not in _PLAINEST
