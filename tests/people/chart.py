"""The map that a person keeps in mind: where things lie that it saw, and where it is worth looking
further.

It is worked out from what was seen alone. Offsets are of cells from the player, x to the east and y
to the south.
"""

from __future__ import annotations

from collections import deque
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agent.worlds.crafter.memory import AREA, Memory, Position
from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.rules import WALKABLE
from agent.worlds.crafter.view import CENTER, HEIGHT, MATERIALS, WIDTH, View

Share = NDArray[np.float64]

UNREACHED = 10_000  # steps to what no known way leads to
# steps for which a cow is believed to be where it was seen: far from the player none moves
RECENT = 600
AROUND = 4  # cells to each side whose kind foretells an unseen cell
PATIENCE = 12  # steps added to a way, so that a trifle near by does not win over a whole mountain
LEAST = 3.0  # rock cells that a look from somewhere has to promise
_COMPASS = {direction: name for name, direction in DIRECTIONS.items() if len(name) > 2}
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
_DIGGABLE = ("stone", "coal", "iron", "diamond")
_PASSES = np.array([name in WALKABLE or name in _DIGGABLE for name in MATERIALS])
_GROUND = {  # what is looked for -> what is near it
    "iron": ("stone", "path", "coal", "iron", "lava", "diamond"),
    "coal": ("stone", "path", "coal", "iron"),
    "diamond": ("stone", "path", "iron", "lava", "diamond"),
    "water": ("sand", "grass", "water"),
    "cow": ("grass",),
    "tree": ("grass", "tree"),
}
_NEAR = {
    name: np.array([material in ground for material in MATERIALS])
    for name, ground in _GROUND.items()
}


class Outlook:
    """Where to look for something.

    Attributes:
        heading: of the eight directions, as words say it.
        offset: cells east and south to where one would look from.
        steps: to there.
    """

    def __init__(self, offset: Position, steps: int) -> None:
        """``offset`` is not (0, 0)."""
        self.offset = offset
        self.steps = steps
        self.heading = heading(offset)


class Chart:
    """What is known of the world at one step.

    Args:
        view: what is seen.
        notes: what was seen.
        shunned: cells that were tried in vain.
    """

    def __init__(
        self, view: View, notes: Memory, shunned: frozenset[Position] = frozenset()
    ) -> None:
        self.view = view
        self._notes = notes
        self._shunned = shunned

    @property
    def seen(self) -> int:
        """Cells that were seen so far."""
        return int((self._notes.seen_step >= 0).sum())

    def nearest(self, material: str) -> Position | None:
        """The known cell of a material that is reached in the fewest steps, if any can be."""
        cells = [(int(x), int(y)) for x, y in self._notes.places(material)[:30]]
        cells = [cell for cell in cells if cell not in self._shunned]
        best = min(cells, key=self.steps, default=None)
        return None if best is None or self.steps(best) >= UNREACHED else best

    def cow(self) -> Position | None:
        """The nearest cow that was seen lately."""
        now, cells = self.view.step, self._notes.creatures.items()
        cows = [cell for cell, one in cells if one.kind == "cow" and now - one.step <= RECENT]
        return min(cows, key=self.steps, default=None)

    def steps(self, cell: Position) -> int:
        """To stand beside a cell, over ground that is known, rock included; at least 1."""
        ways = self._ways
        around = [(cell[0] + dx, cell[1] + dy) for dx, dy in _SIDES]
        return 1 + min(int(ways[x, y]) for x, y in around if 0 <= x < AREA and 0 <= y < AREA)

    def forge(self) -> Position | None:
        """The nearest table that has a furnace beside it, near enough to use both at once."""
        furnaces = [(int(x), int(y)) for x, y in self._notes.places("furnace")]
        tables = [(int(x), int(y)) for x, y in self._notes.places("table")]
        both = [table for table in tables if any(_apart(table, one) <= 2 for one in furnaces)]
        return min(both, key=self.steps, default=None)

    def beside(self, material: str) -> bool:
        """Whether the player can use a table or furnace from where it stands."""
        return any(
            _apart((int(x), int(y)), self._notes.position) <= 1
            for x, y in self._notes.places(material)[:4]
        )

    def where(self, cell: Position) -> str:
        """The way to a cell in words, such as "3 east and 2 north"; "here" for the player's own."""
        dx, dy = cell[0] - self._notes.position[0], cell[1] - self._notes.position[1]
        parts = []
        if dx:
            parts.append(f"{abs(dx)} {'east' if dx > 0 else 'west'}")
        if dy:
            parts.append(f"{abs(dy)} {'south' if dy > 0 else 'north'}")
        return " and ".join(parts) or "here"

    def side(self, cell: Position) -> str:
        """The direction of a cell, such as "north-east"."""
        return heading((cell[0] - self._notes.position[0], cell[1] - self._notes.position[1]))

    def outlook(self, target: str, without: frozenset[str] = frozenset()) -> Outlook | None:
        """From where to look for ``target`` next, by what lies round ground that was not seen; None
        if nothing promises any.

        Args:
            target: iron, coal, diamond, water, cow or tree.
            without: directions in which it was looked for in vain.
        """
        materials = self._notes.materials
        unseen = materials == 0
        known = _boxed(~unseen, AROUND, AROUND)
        like = _boxed(_NEAR[target][materials] & ~unseen, AROUND, AROUND)
        share = np.divide(like, known, out=np.zeros_like(like), where=known > 0)
        gain = _boxed(np.where(unseen, share**2, 0), *CENTER)
        gain[gain < LEAST] = 0
        gain[self._notes.position] = 0
        worth = np.where(self._ways < UNREACHED, gain / (self._ways + PATIENCE), 0)
        for _ in range(len(_COMPASS)):
            x, y = (int(at) for at in np.unravel_index(int(worth.argmax()), worth.shape))
            if not worth[x, y]:
                return None
            offset = (x - self._notes.position[0], y - self._notes.position[1])
            found = Outlook(offset, int(self._ways[x, y]))
            if found.heading not in without:
                return found
            worth[_octant(self._notes.position) == _unit(offset)] = 0
        return None

    @cached_property
    def _ways(self) -> NDArray[np.int64]:
        """(64, 64) steps to each known cell that can be walked or dug into; UNREACHED for all
        others.
        """
        passes = _PASSES[self._notes.materials]
        ways = np.full((AREA, AREA), UNREACHED, np.int64)
        ways[self._notes.position] = 0
        waiting = deque([self._notes.position])
        while waiting:
            x, y = waiting.popleft()
            for dx, dy in _SIDES:
                to = (x + dx, y + dy)
                if 0 <= to[0] < AREA and 0 <= to[1] < AREA and passes[to] and ways[to] == UNREACHED:
                    ways[to] = ways[x, y] + 1
                    waiting.append(to)
        return ways


def heading(offset: Position) -> str:
    """The name of the direction that is nearest to an offset, which is not (0, 0)."""
    x, y = divmod(_unit(offset), 3)
    return _COMPASS[x - 1, y - 1]


def rocky(view: View) -> bool:
    """Whether what is seen is mostly rock or tunnels."""
    rock = sum(MATERIALS[cell] in ("stone", "path", "coal", "iron") for cell in view.materials.flat)
    return rock > WIDTH * HEIGHT // 2


def _unit(offset: Position) -> int:
    """The nearest of the eight directions as 3 (x + 1) + y + 1."""
    x, y = abs(offset[0]), abs(offset[1])
    ux = 0 if 2 * x < y else int(np.sign(offset[0]))
    uy = 0 if 2 * y < x else int(np.sign(offset[1]))
    return 3 * (ux + 1) + uy + 1


def _octant(position: Position) -> NDArray[np.int64]:
    """(64, 64) the direction of each cell from a position, as ``_unit`` has it."""
    dx = np.arange(AREA)[:, None] - position[0]
    dy = np.arange(AREA)[None, :] - position[1]
    ux = np.where(2 * abs(dx) < abs(dy), 0, np.sign(dx))
    uy = np.where(2 * abs(dy) < abs(dx), 0, np.sign(dy))
    return 3 * (ux + 1) + uy + 1


def _boxed(values: NDArray[np.generic], rx: int, ry: int) -> Share:
    """The sums over the (2 rx + 1, 2 ry + 1) cells round each cell of a map, cut off at
    its edge.
    """
    total = np.pad(values.astype(float), ((rx + 1, rx), (ry + 1, ry))).cumsum(0).cumsum(1)
    wx, wy = 2 * rx + 1, 2 * ry + 1
    sums: Share = total[wx:, wy:] - total[:-wx, wy:] - total[wx:, :-wy] + total[:-wx, :-wy]
    return sums


def _apart(one: Position, other: Position) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))
