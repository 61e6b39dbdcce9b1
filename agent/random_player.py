"""The floor that any planner has to beat: random actions, no plans."""

from __future__ import annotations

import hashlib

from agent.language.completion import write
from agent.plan import Source
from agent.planner import Decision, Situation
from agent.worlds.crafter import memory as crafter_memory
from agent.worlds.crafter import view as crafter_view
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.pogs import memory as pogs_memory
from agent.worlds.pogs import view as pogs_view


class RandomPlayer:
    """Plays Crafter uniformly at random. An action is a function of the seed and the step, so that an episode repeats."""

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
        action = _drawn(f"{self.seed} {situation.view.step}") % len(ACTION_NAMES)
        return Decision(action=action, plan=None, completion=write(None, ACTION_NAMES[action]), valid=True)


class RandomWalker:
    """Walks in POGS, to any node next to its own with the same chance. A move is a function of where it is and the step."""

    name = "random"
    source: Source = "agent"
    history = False

    def observe(self, view: pogs_view.View, memory: pogs_memory.Memory) -> str:
        """Nothing is read."""
        return ""

    def decide(self, situation: Situation[pogs_view.View, pogs_memory.Memory]) -> Decision:
        """Draw a move."""
        view = situation.view
        action = view.ways[_drawn(f"{view.step} {view.target} {dict(view.neighbours)}") % len(view.ways)]
        return Decision(action=action, plan=None, completion=write(None, str(action)), valid=True)


def _drawn(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
