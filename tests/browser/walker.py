"""A planner for the browser tests: paces to and fro, so that the picture moves, and plans now and
then.
"""

from __future__ import annotations

from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View

WEST, EAST = ACTION_NAMES.index("Move West"), ACTION_NAMES.index("Move East")
PLAN = "collect 2 wood"
DETOUR = "first drink 5 times, because drink is 2"
PLAN_EVERY = 1000
WANTS_EVERY = 10  # steps from one to the next at which it would plan


class Walker:
    """``agent.core.planner.Planner``.

    It wants to put an order off now and then, and keeps to advice.
    """

    name = "walker"
    source: Source = "expert"
    history = False

    def observe(self, view: View, memory: Memory) -> str:
        """Never asked."""
        return ""

    def decide(self, situation: Situation) -> Decision:
        """Go west three times, then east three times."""
        step = situation.view.step
        action = WEST if step % 6 < 3 else EAST
        wants = 0.9 if step % WANTS_EVERY == 0 else 0.05
        plan = PLAN if step % PLAN_EVERY == 0 and not situation.plan else None
        if situation.plan and situation.plan.binding and wants > 0.5 and situation.may_plan:
            plan = DETOUR
        return Decision(
            action=action,
            plan=plan,
            completion=ACTION_NAMES[action],
            valid=True,
            plan_probability=wants,
        )
