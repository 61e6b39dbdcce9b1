"""What the player has seen so far, kept by dead reckoning from views alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.worlds.crafter.view import View

AREA = 64  # cells a side; the player starts in the middle, cell (32, 32). Both are rules that any player knows.
START = 32

Position = tuple[int, int]  # absolute cell (x, y), x grows east, y south


@dataclass(frozen=True, slots=True)
class Sighting:
    """A creature as it was last seen."""

    kind: str  # cow, zombie, skeleton, plant (arrows are not kept)
    step: int  # when it was last seen
    since: int  # when something of this kind was first seen on this cell (a plant: when it was placed or first seen)
    ripe: bool = False
    grown: int = 0  # plants: own updates counted (steps with the player within L1 < 18)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the player, inferred from two views that follow each other.

    ``kind`` is one of: ``gain``/``lose`` (name = item, count), ``place`` (stone, table, furnace, plant), ``make`` (item), ``eat`` (cow,
    plant), ``drink`` (water), ``defeat`` (zombie, skeleton), ``hurt`` (count = health lost), ``asleep``, ``awake``,
    ``unlock`` (name = achievement), ``move`` is not an event: see ``Memory.path``.
    """

    step: int  # the view's step after which it was true
    kind: str
    name: str = ""
    count: int = 1


class Memory:
    """Everything a player with a perfect memory would recall.

    Attributes:
        position: where the player stands, by dead reckoning.
        materials: (64, 64) uint8, [x, y], material ids as in ``view.MATERIALS``; 0 = never seen.
        seen_step: (64, 64) int32, the step at which each cell was last in the window; -1 = never.
        creatures: last sightings by cell; a cell seen without its creature forgets it.
        path: path[t] is the position at step t.
        events: what happened, oldest first.
    """

    position: Position
    materials: NDArray[np.uint8]
    seen_step: NDArray[np.int32]
    creatures: dict[Position, Sighting]
    path: list[Position]
    events: list[Event]

    def __init__(self) -> None: ...

    def update(self, view: View, action: int | None) -> None:
        """Take in the view that followed ``action`` (Crafter's index; None for the first view of an episode)."""

    def copy(self) -> Memory:
        """An independent copy."""
        raise NotImplementedError

    def places(self, material: str) -> NDArray[np.int16]:
        """Known cells of a material, shape (n, 2), nearest to the player (L1) first, ties by x then y."""
        raise NotImplementedError

    def nearest(self, material: str) -> Position | None:
        """The nearest known cell of a material."""
        raise NotImplementedError

    def frontier(self) -> Position | None:
        """The nearest seen walkable cell, reachable over seen walkable cells, with an unseen neighbour; None if there is none."""
        raise NotImplementedError
