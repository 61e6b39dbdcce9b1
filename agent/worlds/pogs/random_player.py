"""A walker without a plan or a clue."""

from __future__ import annotations

from agent.core.completion import write
from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.core.seeds import drawn
from agent.worlds.pogs import memory as pogs_memory
from agent.worlds.pogs import view as pogs_view


class RandomWalker:
    """Walks in POGS, to any node next to its own with the same chance.

    A move is a function of where it is and the step.
    """

    name = "random"
    source: Source = "agent"
    history = False

    def observe(self, view: pogs_view.View, memory: pogs_memory.Memory) -> str:
        """Nothing is read."""
        return ""

    def decide(self, situation: Situation[pogs_view.View, pogs_memory.Memory]) -> Decision:
        """Draw a move."""
        view = situation.view
        action = view.ways[
            drawn(f"{view.step} {view.target} {dict(view.neighbours)}") % len(view.ways)
        ]
        return Decision(action=action, plan=None, completion=write(None, str(action)), valid=True)
