"""The games. A world is reset from a seed, stepped with one action, exact to snapshot and restore.

Enters: a seed, then action indices. Leaves: views (what a player can know), digests, snapshots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from agent.worlds.crafter.view import View


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step of a world gave."""

    reward: float  # Crafter's own: +1 for a step with any first unlock, 0.1 per health point gained or lost
    unlocked: tuple[str, ...]  # achievements unlocked for the first time in this step
    died: bool


class World(Protocol):
    """A game that a planner can play."""

    name: str
    actions: tuple[str, ...]  # action names as the model writes them; an action is an index into this
    noop: int  # the action played for a completion that is invalid

    def reset(self, seed: int) -> None:
        """Begin the episode of this seed."""

    def step(self, action: int) -> Outcome:
        """Play one action. Raises ValueError for an index out of range or a world that is over."""

    def view(self) -> View:
        """What the player can know now."""

    def snapshot(self) -> bytes:
        """The whole state, 40 kB at the most."""

    def restore(self, snapshot: bytes) -> None:
        """Return exactly to a state that ``snapshot`` gave."""

    def digest(self) -> str:
        """Hash of the whole state, 16 hex digits; equal states have equal digests in any process."""
