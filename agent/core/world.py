"""What a world is: reset from a seed, stepped with one action, exact to snapshot and restore.

Enters: a seed, then action indices. Leaves: views (what a player can know), digests, snapshots.
What plays is written for views and memories of any world.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from typing_extensions import TypeVar


class AnyView(Protocol):
    """What a player can know right now, as far as all worlds have it."""

    @property
    def step(self) -> int:
        """Actions played since reset."""

    @property
    def unlocked(self) -> frozenset[str]:
        """Achievements so far."""


V_contra = TypeVar("V_contra", bound=AnyView, default=Any, contravariant=True)
V_co = TypeVar("V_co", bound=AnyView, default=Any, covariant=True)


class AnyMemory(Protocol[V_contra]):
    """What a player with a perfect memory recalls."""

    def update(self, view: V_contra, action: int | None) -> None:
        """Take in the view that followed an action, None for the first of an episode.

        ValueError if it cannot follow the last one.
        """


V = TypeVar("V", bound=AnyView, default=Any)
M = TypeVar("M", bound=AnyMemory[Any], default=Any)
M_co = TypeVar("M_co", bound=AnyMemory[Any], default=Any, covariant=True)
M_contra = TypeVar("M_contra", bound=AnyMemory[Any], default=Any, contravariant=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step of a world gave."""

    # the world's own; Crafter: +1 for a step with any first unlock, 0.1 per health point gained or
    # lost
    reward: float
    unlocked: tuple[str, ...]  # achievements unlocked for the first time in this step
    died: bool


class World(Protocol[V_co]):
    """A game that a planner can play."""

    @property
    def name(self) -> str:
        """The word by which ``agent.worlds.registry`` finds it."""

    @property
    def actions(self) -> tuple[str, ...]:
        """Action names as the model writes them; an action is an index into this."""

    @property
    def noop(self) -> int:
        """The action played for a completion that is invalid."""

    @property
    def achievements(self) -> tuple[str, ...]:
        """All that can be unlocked; an episode with all of them is complete."""

    def reset(self, seed: int) -> None:
        """Begin the episode of this seed."""

    def step(self, action: int) -> Outcome:
        """Play one action. Raises ValueError for an index out of range or a world that is over."""

    def view(self) -> V_co:
        """What the player can know now."""

    def snapshot(self) -> bytes:
        """The whole state, 40 kB at the most."""

    def restore(self, snapshot: bytes) -> None:
        """Return exactly to a state that ``snapshot`` gave."""

    def vary(self, draw: int) -> None:
        """Let chance decide otherwise from here on: in another way for each ``draw``."""

    def digest(self) -> str:
        """Hash of the whole state, 16 hex digits; equal states have equal digests in
        any process.
        """
