"""The floor that any planner has to beat: random actions, no plans."""

from __future__ import annotations

from agent.core.completion import write
from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.core.seeds import drawn
from agent.worlds.crafter import memory as crafter_memory
from agent.worlds.crafter import view as crafter_view
from agent.worlds.crafter.rules import ACTION_NAMES


class RandomPlayer:
    """Plays Crafter uniformly at random.

    An action is a function of the seed and the step, so that an episode repeats.
    """

    name = "random"
    source: Source = "agent"
    history = False

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def observe(self, view: crafter_view.View, memory: crafter_memory.Memory) -> str:
        """Nothing is read."""
        return ""

    def decide(self, situation: Situation) -> Decision:
        """Draw an action."""
        action = drawn(f"{self.seed} {situation.view.step}") % len(ACTION_NAMES)
        return Decision(
            action=action, plan=None, completion=write(None, ACTION_NAMES[action]), valid=True
        )
