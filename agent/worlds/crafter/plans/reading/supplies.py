"""How much of an item there is to be when only what it is for was said: "enough wood
for a table".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.reading.clauses import Clause
from agent.worlds.crafter.plans.reading.things import item_of
from agent.worlds.crafter.plans.reading.verbs import SIDES
from agent.worlds.crafter.rules import MAKE, PLACE


def needs(goals: Sequence[Goal]) -> Mapping[str, int]:
    """Items that these goals take: what recipes use up, and what is to be collected."""
    total: dict[str, int] = {}
    for goal in goals:
        for item, count in _uses(goal).items():
            total[item] = total.get(item, 0) + count * goal.count
    return total


def _uses(goal: Goal) -> Mapping[str, int]:
    if goal.verb == "make":
        return MAKE[goal.target].uses
    if goal.verb == "place":
        return PLACE[goal.target].uses
    if goal.verb == "shelter":
        return {"stone": SIDES}
    return {goal.target: 1} if goal.verb == "collect" else {}


def counted(goals: Sequence[Goal], clause: Clause, uses: Mapping[str, int]) -> list[Goal]:
    """The clause's goals with what the purpose uses as the count where none was said: "enough wood
    for a table".
    """
    uncounted = {item_of(thing) for thing in clause.objects if thing.count is None or thing.vague}
    return [
        replace(goal, count=uses[goal.target])
        if goal.verb == "collect" and goal.target in uncounted & set(uses)
        else goal
        for goal in goals
    ]
