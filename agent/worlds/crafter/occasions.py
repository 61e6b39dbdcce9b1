"""What happened in a step, in a player's words: occasions at which a plan may be due."""

from __future__ import annotations

from agent.worlds.crafter.rules import VITALS
from agent.worlds.crafter.view import View

NEAR = 3  # cells, |dx| + |dy|
HARMFUL = ("zombie", "skeleton", "arrow")
UNLOCKED, HURT, THREATENED, WOKE = (
    "just unlocked",
    "just lost health",
    "a threat just came near",
    "just woke up",
)
EVENTS = (UNLOCKED, HURT, THREATENED, WOKE)
LOW = "a vital is low"
_LOW = 3  # of 9


def events(before: View, view: View) -> list[str]:
    """Those of ``EVENTS`` that happened in the step from one view to the next."""
    happened = {
        UNLOCKED: len(view.unlocked) > len(before.unlocked),
        HURT: view.inventory["health"] < before.inventory["health"],
        THREATENED: _threats(view) > _threats(before),
        WOKE: before.asleep,
    }
    return [name for name, so in happened.items() if so]


def occasions(before: View, view: View) -> list[str]:
    """The events, and whether a vital is low."""
    low = min(view.inventory[name] for name in VITALS) <= _LOW
    return [*events(before, view), *([LOW] if low else [])]


def _threats(view: View) -> int:
    """Creatures near that can harm."""
    harmful = [creature for creature in view.creatures if creature.kind in HARMFUL]
    return sum(abs(creature.dx) + abs(creature.dy) <= NEAR for creature in harmful)
