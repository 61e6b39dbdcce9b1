"""The floor that any planner has to beat: random actions, no plans."""

from __future__ import annotations

import hashlib

from agent.language.completion import write
from agent.plan import Source
from agent.planner import Decision, Situation
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View


class RandomPlayer:
    """Plays uniformly at random. An action is a function of the seed and the step, so that an episode repeats."""

    name = "random"
    source: Source = "agent"
    history = False

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def observe(self, view: View, memory: Memory) -> str:
        """Nothing is read."""
        return ""

    def decide(self, situation: Situation) -> Decision:
        """Draw an action."""
        drawn = hashlib.blake2b(f"{self.seed} {situation.view.step}".encode(), digest_size=8).digest()
        action = int.from_bytes(drawn, "big") % len(ACTION_NAMES)
        return Decision(action=action, plan=None, completion=write(None, ACTION_NAMES[action]), valid=True)
