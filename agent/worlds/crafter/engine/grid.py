"""Crafter's world object, with everything in an order that is the same in every process, and quick
to ask.
"""

from __future__ import annotations

from collections.abc import ItemsView
from typing import Any

import numpy as np
from crafter import engine
from numpy.typing import NDArray

from agent.worlds.crafter.rules import Position
from agent.worlds.crafter.view import CENTER, MATERIAL_ID, MATERIALS

Chunk = tuple[int, int, int, int]  # xmin, xmax, ymin, ymax

# cells of "outside" kept round the map, so that a window never needs a bounds check
MARGIN = max(CENTER)


def ids(*names: str) -> frozenset[int]:
    """Material ids of these names."""
    return frozenset(MATERIAL_ID[name] for name in names)


class Grid(engine.World):  # type: ignore[misc]
    """The map and what stands on it.

    Stock keeps chunk members in a ``set`` of objects hashed by address, so that which creature is
    removed differs from process to process, and never frees the slots of dead objects. Here both
    are dicts, which keep the order of insertion. Positions are tuples of ints.

    Attributes:
        ground: the padded map as flat bytes; the cell (x, y) is at ``index(x, y)``.
        padded: the same as an array, ``MARGIN`` cells of 0 on each side.
        occupants: what stands where.
        living: every object, in the order of creation.
        members: chunk -> its objects, both in order of insertion.
    """

    area: Position

    def reset(self, seed: int | None = None) -> None:
        """Empty the world and seed its random numbers."""
        width, height = self.area
        self.random = np.random.RandomState(seed)
        self.daylight = 0.0
        self.padded: NDArray[np.uint8] = np.zeros(
            (width + 2 * MARGIN, height + 2 * MARGIN), np.uint8
        )
        self.stride = height + 2 * MARGIN
        self.ground = self.padded.reshape(-1).data
        self._mat_map = self.padded[MARGIN:-MARGIN, MARGIN:-MARGIN]
        self.occupants: dict[Position, Any] = {}
        self.living: dict[Any, None] = {}
        self.members: dict[Chunk, dict[Any, None]] = {}

    @property
    def objects(self) -> list[Any]:
        """Every object, in the order of creation."""
        return list(self.living)

    @property
    def chunks(self) -> dict[Chunk, dict[Any, None]]:
        """Every chunk that ever held an object, and what it holds now."""
        return self.members.copy()

    def add(self, obj: Any) -> None:
        """Let an object appear on its cell, which must be empty."""
        x, y = obj.pos
        obj.pos = pos = (int(x), int(y))
        if pos in self.occupants:
            raise ValueError(f"cell {pos} is taken by a {type(self.occupants[pos]).__name__}")
        self.occupants[pos] = obj
        self.living[obj] = None
        self.members.setdefault(self.chunk_key(pos), {})[obj] = None

    def remove(self, obj: Any) -> None:
        """Take an object out of the world; nothing happens if it is out already."""
        if obj.removed:
            return
        del self.occupants[obj.pos]
        del self.living[obj]
        del self.members[self.chunk_key(obj.pos)][obj]
        obj.removed = True

    def move(self, obj: Any, pos: Position) -> None:
        """Move an object to an empty cell; nothing happens if it is out of the world."""
        if obj.removed:
            return
        old = obj.pos
        del self.occupants[old]
        self.occupants[pos] = obj
        obj.pos = pos
        width, height = self._chunk_size
        if old[0] // width != pos[0] // width or old[1] // height != pos[1] // height:
            del self.members[self.chunk_key(old)][obj]
            self.members.setdefault(self.chunk_key(pos), {})[obj] = None

    def __getitem__(self, pos: Position) -> tuple[str | None, Any]:
        x, y = pos
        if not (0 <= x < self.area[0] and 0 <= y < self.area[1]):
            return None, None
        return MATERIALS[self.ground[(x + MARGIN) * self.stride + y + MARGIN]], self.occupants.get(
            (x, y)
        )

    def free(self, pos: Position, walkable: frozenset[int]) -> bool:
        """Whether a cell is of one of these materials and nothing stands there.

        At most ``MARGIN`` cells outside the map.
        """
        return (
            self.ground[(pos[0] + MARGIN) * self.stride + pos[1] + MARGIN] in walkable
            and pos not in self.occupants
        )

    def nearby(self, pos: Position, distance: int) -> tuple[tuple[str, ...], set[Any]]:
        """Materials and objects of the square round ``pos``; none where it reaches over the west or
        north edge, as in stock.
        """
        x, y = pos
        area = self._mat_map[x - distance : x + distance + 1, y - distance : y + distance + 1]
        span = range(-distance, distance + 1) if area.size else ()
        around = (self.occupants.get((x + dx, y + dy)) for dx in span for dy in span)
        return tuple(MATERIALS[i] for i in np.unique(area)), {obj for obj in around if obj}

    def count_by_chunk(self, material: str) -> NDArray[np.intp]:
        """How many cells of a material each chunk has, indexed by chunk column and row."""
        width, height = self._chunk_size
        hits = self._mat_map == MATERIAL_ID[material]
        columns = np.add.reduceat(hits, range(0, self.area[0], width), axis=0, dtype=np.intp)
        return np.add.reduceat(columns, range(0, self.area[1], height), axis=1, dtype=np.intp)

    def chunk_items(self) -> ItemsView[Chunk, dict[Any, None]]:
        """The chunks, without a copy."""
        return self.members.items()
