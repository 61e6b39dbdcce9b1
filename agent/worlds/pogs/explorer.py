"""The scripted player of POGS, and its ceiling: to the target if it was seen, else to the nearest
node that is not explored.
"""

from __future__ import annotations

import time

from agent.core.completion import write
from agent.core.mode import DYNAMIC, Mode
from agent.core.plan import Plan, Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.worlds.pogs import plans
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View


class Explorer:
    """Explores by a memory that forgets nothing.

    Follows a person's plan as far as it knows the way. Holds no state.

    Args:
        mode: when it writes a plan. ``dynamic``: when it goes somewhere else than its plan says.
    """

    name = "explorer"
    source: Source = "expert"
    history = False

    def __init__(self, mode: Mode = DYNAMIC) -> None:
        self._mode = mode

    def observe(self, view: View, memory: Memory) -> str:
        """The explorer reads views, not texts."""
        return ""

    def decide(self, situation: Situation[View, Memory]) -> Decision:
        """Decide one step; counts no tokens, since none are read or written."""
        began = time.perf_counter()
        mode = self._mode.of_episode(situation.episode_uniform)
        view, memory, plan = situation.view, situation.memory, situation.plan
        asked, refused = _told(plan, view, memory) if plan and plan.is_asked else ([], set())
        way = asked or memory.heading(avoid=refused) or memory.heading()
        wish = (
            None
            if asked or not way
            else f"{'go to' if way[-1] == view.target else 'explore'} {way[-1]}"
        )
        own = situation.own
        new = own is None or own.text != wish
        due = wish is not None and (mode.must_plan(view.step) or new)
        written = wish if due and situation.may_plan and mode.may_plan(view.step) else None
        action = way[0] if way else view.node
        return Decision(
            action=action,
            plan=written,
            completion=write(written, str(action)),
            valid=True,
            plan_probability=float(due),
            ms=1000 * (time.perf_counter() - began),
        )


def _told(plan: Plan, view: View, memory: Memory) -> tuple[list[int], set[int]]:
    """The way to the node that a person's plan asks for next, and the nodes that it refuses.

    No way if none is known that avoids these.
    """
    reading = plans.read(plan.text)
    refused = {plans.node_of(goal, view) for goal in reading.refused}
    at = plans.follow(reading.goals, plan.step, view, memory).index
    goals = reading.goals
    way = memory.way(plans.node_of(goals[at], view)) if at < len(goals) else []
    return ([] if refused & set(way) else way), refused
