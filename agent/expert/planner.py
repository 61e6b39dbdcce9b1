"""The expert as a planner."""

from __future__ import annotations

import time

from agent.expert.decide import decide
from agent.language.completion import write
from agent.plan import Source
from agent.planner import Decision, Situation
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View


class Expert:
    """Plays Crafter by rules. Holds no state."""

    name = "expert"
    source: Source = "expert"
    history = False

    def observe(self, view: View, memory: Memory) -> str:
        """The expert reads views, not texts."""
        return ""

    def decide(self, situation: Situation) -> Decision:
        """Decide one step; counts no tokens, since none are read or written."""
        began = time.perf_counter()
        plan, action = decide(situation.view, situation.memory, situation.plan)
        ms = 1000 * (time.perf_counter() - began)
        return Decision(action=action, plan=plan, completion=write(plan, ACTION_NAMES[action]), valid=True, ms=ms)
