"""What a condition does to the goals that it is said of.

"Until" ends the last of them, "while" ends it when the condition does. "When", "once" and an hour
("at night") are waited for; what waits for one thing cannot wait for another as well. What "if" and
"unless" ask for is looked at when the turn comes, and passed over if it is not so. What the world
brings about rather than the player (a zombie or cow in sight, a vital that has sunk, with "if" the
night) makes a standing order of "if" and "when", and "whenever" always does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.holding import negated
from agent.worlds.crafter.plans.reading.conditions import FULL_OF_IT, Found
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.rules import VITALS

Link = Literal["until", "while", "whenever", "if", "unless", "when", "once"]

_LINKS: Mapping[str, Link] = {
    "until": "until", "till": "until", "til": "until", "unless": "unless", "while": "while",
    "as long as": "while", "so long as": "while", "only while": "while", "whenever": "whenever",
    "every time": "whenever", "each time": "whenever", "any time": "whenever",
    "anytime": "whenever", "any time that": "whenever", "if ever": "whenever", "when": "when",
    "only when": "when", "as soon as": "when", "the moment": "when", "once": "once",
    "only once": "once", "after": "once",
}  # fmt: skip
_MOVING = ("zombie", "skeleton", "cow")
_FULL_VITAL = {"eat": "food", "drink": "drink", "sleep": "energy"}
_LASTING = ("go", "explore")  # verbs whose count is a distance


@dataclass(frozen=True, slots=True)
class Bound:
    """Goals with their conditions."""

    goals: list[Goal]
    standing: list[Goal]


def link(word: Word) -> Link:
    """How the word joins a condition to goals; an hour is one by itself."""
    if "hour" in word:
        return "whenever" if word.text.startswith(("every", "each")) else "when"
    return _LINKS.get(word.text, "if")


def bind(joined: Link, found: Found, goals: Sequence[Goal]) -> Bound | None:
    """The goals as they are under the condition; None if that cannot be said."""
    if found.goal is not None:
        return _bind_arrival(joined, found.goal, goals)
    if not found.conditions:
        return Bound(list(goals), []) if joined not in ("until", "while", "unless") else None
    if joined in ("until", "while"):
        return _bind_end(joined, found, goals)
    if any(goal.when is not None for goal in goals):
        return None
    conditions = [_vital(condition, goals[0]) for condition in found.conditions]
    if joined == "unless":
        opposite = negated(conditions[0]) if len(conditions) == 1 else None
        if opposite is None or opposite.subject in _MOVING:
            return None
        return Bound([replace(goal, when=opposite, skip=True) for goal in goals], [])
    if joined == "whenever" or all(_stands(joined, condition) for condition in conditions):
        return Bound(
            [], [_met(goal, condition, conditions[0]) for condition in conditions for goal in goals]
        )
    if len(conditions) != 1:
        return None
    if joined == "if":
        return Bound([replace(goal, when=conditions[0], skip=True) for goal in goals], [])
    return Bound([replace(goals[0], when=conditions[0]), *goals[1:]], [])


def bind_refused(joined: Link, found: Found, goals: Sequence[Goal]) -> list[Goal] | None:
    """Refused goals as they are refused under the condition; None if that cannot be said."""
    if found.goal is not None or len(found.conditions) != 1:
        return None
    condition = _vital(found.conditions[0], goals[0])
    if found.hour and condition.subject == "morning":
        return None  # "in the morning" has no end that can be told
    if joined == "until":
        return also_limited(goals, until=condition)
    when = negated(condition) if joined == "unless" else condition
    return None if when is None else also_limited(goals, when=when)


def also_limited(
    goals: Sequence[Goal],
    when: Condition | None = None,
    until: Condition | None = None,
) -> list[Goal] | None:
    """Refused goals with one more limit; None if one already has another of its kind."""
    for goal in goals:
        if when and goal.when not in (None, when):
            return None
        if until and goal.until not in (None, until):
            return None
    return [replace(goal, when=goal.when or when, until=goal.until or until) for goal in goals]


def _met(goal: Goal, condition: Condition, named: Condition) -> Goal:
    """The goal when this one is met: "if you see a cow or a zombie, kill it", or "them", which it
    is whenever one is seen.
    """
    if (
        goal.verb == "fight"
        and goal.until == Condition(goal.target, "unseen")
        and condition.relation == "seen"
    ):
        goal = replace(goal, until=None)
    if (
        goal.verb in ("eat", "fight")
        and goal.target == named.subject
        and condition.relation == "seen"
    ):
        goal = replace(
            goal, verb="eat" if condition.subject == "cow" else "fight", target=condition.subject
        )
    return replace(goal, when=condition)


def _bind_arrival(joined: Link, arrival: Goal, goals: Sequence[Goal]) -> Bound | None:
    last = goals[-1]
    if arrival.verb == "place" and joined not in ("when", "once"):
        return None
    if joined in ("when", "once", "if"):
        return Bound([arrival, *goals], [])
    if (
        joined != "until"
        or last.verb not in ("go", "explore")
        or (last.verb == "go" and last.target)
    ):
        return None
    there = replace(arrival, count=last.count or 1, direction=last.direction)
    return Bound([*goals[:-1], there], [])


def _bind_end(joined: Link, found: Found, goals: Sequence[Goal]) -> Bound | None:
    if len(found.conditions) != 1:
        return None
    last = goals[-1]
    said = _vital(found.conditions[0], last)
    condition = negated(said) if joined == "while" else said
    if condition is None:
        return None
    rests = (
        condition.subject in ("day", "morning", "awake", "energy")
        and condition.relation != "at most"
    )
    if last.verb == "sleep" and rests:
        return Bound(list(goals), [])
    if condition.subject == "day":
        # "until it is day" is said at night, or means the next one
        condition = Condition("morning", "is")
    count = last.count if last.verb in _LASTING else 1
    ending = replace(last, count=count, until=condition)
    return Bound([*goals[:-1], ending], [])


def _vital(condition: Condition, goal: Goal) -> Condition:
    """ "Full" of what the goal fills."""
    if condition.subject != FULL_OF_IT:
        return condition
    if goal.verb == "collect" and goal.target != "drink":
        return replace(condition, subject=goal.target)  # as much as can be held
    return replace(
        condition,
        subject=_FULL_VITAL.get(goal.target if goal.target == "drink" else goal.verb, "health"),
    )


def _stands(joined: Link, condition: Condition) -> bool:
    if joined not in ("if", "when"):
        return False
    sunk = condition.subject in VITALS and condition.relation == "at most"
    met = condition.subject in _MOVING and condition.relation == "seen"
    return sunk or met or (joined == "if" and condition.subject == "night")
