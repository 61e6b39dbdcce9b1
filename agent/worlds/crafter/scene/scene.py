"""One view and memory as the expert looks at them: absolute cells, what blocks, what is dangerous,
what each place costs to reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from agent.worlds.crafter.memory import AREA, Memory, Position, Sighting
from agent.worlds.crafter.rules import DAY, PLACE, RIPE_AFTER, UPDATE_RADIUS, WALKABLE
from agent.worlds.crafter.scene import navigation
from agent.worlds.crafter.scene.compiled import compiled
from agent.worlds.crafter.scene.navigation import CLOSED, MAX_RISK, SOLID, WALK, Field, Grid, Way
from agent.worlds.crafter.view import (
    CENTER,
    HEIGHT,
    MATERIAL_ID,
    MATERIALS,
    WIDTH,
    Creature,
    Direction,
    View,
)

SOURCES: Mapping[str, str] = {  # item or need -> the material that gives it
    "wood": "tree",
    "stone": "stone",
    "coal": "coal",
    "iron": "iron",
    "diamond": "diamond",
    "drink": "water",
    "sapling": "grass",
}
EVENING = 148  # step of the day from which one who is behind walls stays there
DUSK = 172  # step of the day from which zombies are many
_WAVERING = 16  # steps in which going to and fro is noticed
_HOME = 8  # cells from a plant at which one is at home
_ARROW_RISK = 12
_SHOT = 5  # cells from which a skeleton shoots
_ARCHERY = 8  # cells within which a skeleton is a danger to a shelter
_LARGE = 80  # cells of a closed space in which one goes on digging
_SMALL = 6  # cells of a closed space; nothing spawns this near the player
RECENT = 60  # steps for which a moving creature out of sight is still worth walking to
COW_RECENT = 1500  # cows stay near where they were: out of range they do not move at all

_XS, _YS = np.indices((AREA, AREA), np.int16)
_WALKS = np.array([name in WALKABLE for name in MATERIALS])
_PLACEABLE = {
    item: np.array([name in rule.where for name in MATERIALS]) for item, rule in PLACE.items()
}
_NO_COVER = np.array([name in ("water", "lava", "table", "furnace") for name in MATERIALS])
_SURFACE = np.array([name in ("grass", "sand", "tree", "water") for name in MATERIALS])


class Scene:
    """Derived facts of one decision, each worked out when it is first asked for.

    Changes neither view nor memory.
    """

    def __init__(
        self, view: View, memory: Memory, confined: bool = False, enclosed: bool = False
    ) -> None:
        """``confined``: ways keep to the rock, as at night; ``enclosed``: and leave the player's
        closed space closed.
        """
        self.view = view
        self.confined = confined
        self.enclosed = enclosed
        self.memory = memory
        self.position: Position = memory.position
        self.facing: Direction = view.facing
        self.items: Mapping[str, int] = view.inventory
        self.phase = view.step % DAY
        self._ways: dict[str, Way | None] = {}

    def has(self, item: str) -> bool:
        """Whether at least one is held."""
        return self.items[item] > 0

    def lacks(self, achievement: str) -> bool:
        """Whether an achievement is still to be unlocked."""
        return achievement not in self.view.unlocked

    @cached_property
    def dark(self) -> bool:
        """The part of the day in which grass is dangerous; longer for one who is behind walls
        already.
        """
        return self.phase >= DUSK or (self.phase >= EVENING and self.sealed)

    @property
    def until_dawn(self) -> int:
        """Steps until the day begins."""
        return -self.phase % DAY

    @cached_property
    def creatures(self) -> tuple[tuple[Position, Creature], ...]:
        """What is in the window, by absolute cell, nearest first."""
        x, y = self.position

        def rank(seen: tuple[Position, Creature]) -> tuple[int, Position]:
            cell, creature = seen
            return abs(creature.dx) + abs(creature.dy), cell

        found = [((x + creature.dx, y + creature.dy), creature) for creature in self.view.creatures]
        return tuple(sorted(found, key=rank))

    def near(self, kind: str, distance: int) -> list[Position]:
        """Cells of creatures of a kind in the window within an L1 distance, nearest first."""
        return [
            cell
            for cell, c in self.creatures
            if c.kind == kind and abs(c.dx) + abs(c.dy) <= distance
        ]

    @cached_property
    def occupied(self) -> Grid:
        """(64, 64) bool: a creature stands here, or a plant is remembered here."""
        return navigation.mask(*(cell for cell, _ in self.creatures), *self.plants)

    @cached_property
    def planted(self) -> Grid:
        """(64, 64) bool: a plant is remembered here."""
        return navigation.mask(*self.plants)

    @cached_property
    def plants(self) -> dict[Position, Sighting]:
        """Known saplings."""
        return {cell: s for cell, s in self.memory.creatures.items() if s.kind == "plant"}

    @cached_property
    def kept(self) -> Grid:
        """(64, 64) bool: fences of plants, never mined."""
        return navigation.mask(*(cell for plant in self.plants for cell in around(plant)))

    def known(self, material: str) -> Grid:
        """(64, 64) bool: seen cells of a material."""
        mask: Grid = self.memory.materials == MATERIAL_ID[material]
        return mask

    @cached_property
    def open(self) -> Grid:
        """(64, 64) bool: seen cells that can be walked on, creatures left out of account."""
        return _WALKS[self.memory.materials]

    def placeable(self, item: str, creatures: bool = True) -> Grid:
        """(64, 64) bool: seen cells on which a thing can be placed now, or once the ``creatures``
        on them are gone.
        """
        mask: Grid = _PLACEABLE[item][self.memory.materials] & ~(
            self.occupied if creatures else self.planted
        )
        return mask

    @cached_property
    def shot_at(self) -> Grid:
        """(64, 64) bool: cells into which an arrow flies next."""
        arrows = [
            (cell, c.facing)
            for cell, c in self.creatures
            if c.kind == "arrow" and c.facing is not None
        ]
        return navigation.mask(*((x + dx, y + dy) for (x, y), (dx, dy) in arrows))

    @cached_property
    def risk(self) -> Grid:
        """(64, 64) int16: extra cost of a cell for the danger of standing there."""
        risk = np.zeros((AREA, AREA), np.int16)
        worry = 10 - self.items["health"]
        risk[self.shot_at] += _ARROW_RISK
        for (x, y), creature in self.creatures:
            if creature.kind == "zombie":
                risk[max(0, x - 2) : x + 3, max(0, y - 2) : y + 3] += 2
                reach, weight = 1, 1 + worry
            elif creature.kind == "skeleton":
                line = 1 + worry // 2
                risk[max(0, x - _SHOT) : x + _SHOT + 1, y] += line
                risk[x, max(0, y - _SHOT) : y + _SHOT + 1] += line
                continue
            else:
                continue
            risk[max(0, x - reach) : x + reach + 1, max(0, y - reach) : y + reach + 1] += weight
        np.minimum(risk, MAX_RISK, out=risk)
        return risk

    def cells(self, keep: bool = True, creatures: bool = True) -> tuple[Grid, Grid]:
        """How each cell is entered and at what cost (see ``navigation.search``).

        Args:
            keep: spare the fences of plants.
            creatures: let them block, and the dangerous ones make cells dearer; plants always
                block.
        """
        items = self.items
        codes, costs = navigation.codes_for(
            self.has("wood_pickaxe"),
            self.has("stone_pickaxe"),
            self.has("iron_pickaxe"),
            items["stone"] > 0,
        )
        code = codes[self.memory.materials]
        if self.confined:
            code[_SURFACE[self.memory.materials]] = CLOSED
        if self.enclosed and self.enclosure is not None:
            outside = (self.open & ~navigation.mask(*self.enclosure)) | (self.memory.materials == 0)
            code[outside | (beside(outside) & ~self.open)] = CLOSED
        code[self.occupied if creatures else self.planted] = SOLID
        if keep:
            code[self.kept & (code != WALK)] = SOLID
        enter = costs[self.memory.materials]
        return code, enter + self.risk if creatures and not self.wavering else enter

    @cached_property
    def wavering(self) -> bool:
        """Whether the last steps went to and fro, as between two dangers; then ways are chosen by
        length alone.
        """
        path = self.memory.path[-_WAVERING - 1 :]
        moves = sum(here != there for here, there in pairwise(path))
        return 2 * moves >= _WAVERING and len(set(path)) <= _WAVERING // 4

    @cached_property
    def field(self) -> Field:
        """Costs of every state from here."""
        return navigation.search(*self._cells, self.position, self.facing)

    @cached_property
    def _cells(self) -> tuple[Grid, Grid]:
        return self.cells()

    @cached_property
    def calm_field(self) -> Field:
        """Costs of every state with creatures left out of account, which change less from step to
        step.
        """
        code, enter = self.cells(creatures=False)
        return navigation.search(code, enter, self.position, self.facing)

    def face(self, wanted: Grid) -> Way | None:
        """The cheapest way to face a cell of a mask."""
        code, _ = self._cells
        return navigation.to_face(self.field, wanted & (code != CLOSED))

    def stand(self, wanted: Grid) -> Way | None:
        """The cheapest way to stand on a cell of a mask."""
        return navigation.to_stand(self.field, wanted)

    def route(self, cell: Position) -> tuple[Direction, ...]:
        """The moves of the cheapest way up to a cell (see ``navigation.route``)."""
        return navigation.route(self.field, *self._cells, cell)

    def way(self, item: str) -> Way | None:
        """The cheapest way to face what gives an item (see ``SOURCES``)."""
        if item not in self._ways:
            material = SOURCES[item]
            wanted = self.known(material) & ~self.occupied
            if material == "stone":
                wanted &= ~self.kept
            self._ways[item] = self.face(wanted)
        return self._ways[item]

    def steps_to(self, item: str) -> int:
        """Actions to face what gives an item; ``navigation.FAR`` when none is known or
        reachable.
        """
        way = self.way(item)
        return navigation.FAR if way is None else way.steps

    @cached_property
    def cow(self) -> Way | None:
        """The cheapest way to face a cow, seen now or remembered."""
        return self._creature_way("cow", COW_RECENT)

    @cached_property
    def skeleton(self) -> Way | None:
        """The cheapest way to face a skeleton, seen now or lately."""
        return self._creature_way("skeleton", RECENT)

    @cached_property
    def zombie(self) -> Way | None:
        """The cheapest way to face a zombie, seen now or lately."""
        return self._creature_way("zombie", RECENT // 4)

    def _creature_way(self, kind: str, recent: int) -> Way | None:
        step = self.view.step
        cells = [
            cell
            for cell, s in self.memory.creatures.items()
            if s.kind == kind and step - s.step <= recent
        ]
        return self.face(navigation.mask(*cells)) if cells else None

    @cached_property
    def ripe(self) -> Way | None:
        """The cheapest way to face a ripe plant, through its fence if need be."""
        step = self.view.step
        cells = [
            cell
            for cell, s in self.plants.items()
            if s.ripe or (s.grown > RIPE_AFTER and s.step < step)
        ]
        if not cells:
            return None
        return navigation.to_face(self.unfenced_field, navigation.mask(*cells))

    @cached_property
    def home(self) -> Way | None:
        """The way to within sight of the nearest plant that still has to ripen; it grows only while
        the player is near.
        """
        if not self.lacks("eat_plant") or not self.has("iron_pickaxe"):
            return None
        cells = [cell for cell, s in self.plants.items() if not s.ripe]
        return self.stand(nearby(cells, _HOME)) if cells else None

    @cached_property
    def near_home(self) -> Grid:
        """(64, 64) bool: cells near enough to a plant for it to grow; everywhere if
        there is none.
        """
        return (
            nearby(list(self.plants), UPDATE_RADIUS - 1)
            if self.plants
            else np.ones((AREA, AREA), np.bool_)
        )

    @cached_property
    def unfenced_field(self) -> Field:
        """Costs of every state when fences may be mined."""
        code, enter = self.cells(keep=False)
        return navigation.search(code, enter, self.position, self.facing)

    def cell(self, offset: tuple[int, int]) -> Position:
        """The cell so far east and south of the player."""
        return self.position[0] + offset[0], self.position[1] + offset[1]

    def away(self, cell: Position) -> tuple[int, int]:
        """How far east and south of the player a cell is."""
        return cell[0] - self.position[0], cell[1] - self.position[1]

    @cached_property
    def faced_cell(self) -> Position:
        """The cell ahead."""
        return self.cell(self.facing)

    def can_place(self, item: str) -> bool:
        """Whether the cell ahead takes a thing."""
        x, y = self.faced_cell
        return (
            0 <= x < AREA
            and 0 <= y < AREA
            and self.has_for(item)
            and bool(self.placeable(item)[x, y])
        )

    def has_for(self, item: str) -> bool:
        """Whether what placing a thing takes is held."""
        return all(self.items[name] >= count for name, count in PLACE[item].uses.items())

    @cached_property
    def walls(self) -> Grid:
        """(64, 64) bool: cells that nothing can come through; unknown cells do not count."""
        known = self.memory.materials != 0
        walls: Grid = known & ~self.open & ~self.planted
        return walls

    @cached_property
    def shot_over(self) -> Grid:
        """(64, 64) bool: cells that arrows cross (water, lava) or break (furniture), near an arrow
        or a skeleton seen lately.
        """
        step = self.view.step
        archers = [
            cell
            for cell, s in self.memory.creatures.items()
            if s.kind == "skeleton" and step - s.step <= RECENT
        ]
        archers += [cell for cell, c in self.creatures if c.kind == "arrow"]
        exposed: Grid = _NO_COVER[self.memory.materials]
        return exposed & nearby(archers, _ARCHERY) if archers else np.zeros_like(exposed)

    @cached_property
    def cover(self) -> Grid:
        """(64, 64) bool: walls that keep out creatures and arrows."""
        return self.walls & ~self.shot_over

    @cached_property
    def pocket(self) -> frozenset[Position] | None:
        """The cells of the small space that the player is in, if nothing can come into it; None on
        open ground.
        """
        return (
            self.enclosure if self.enclosure is not None and len(self.enclosure) <= _SMALL else None
        )

    @cached_property
    def enclosure(self) -> frozenset[Position] | None:
        """The cells of the closed space that the player is in, as a tunnel is; None on
        open ground.
        """
        count, xs, ys = _flood(self.walls, self.memory.materials, *self.position, *CENTER, _LARGE)
        if not count:
            return None
        cells = zip(xs[:count].tolist(), ys[:count].tolist(), strict=True)
        return frozenset(cells)

    @cached_property
    def sealed(self) -> bool:
        """Whether the player is in a small space that nothing can come into, and nothing dangerous
        is in it.
        """
        pocket = self.pocket
        return pocket is not None and not any(
            cell in pocket and c.kind in ("zombie", "skeleton") for cell, c in self.creatures
        )

    def is_cover(self, cell: Position) -> bool:
        """Whether neither creatures nor arrows can come through a cell."""
        x, y = cell
        if not self.is_wall(cell):
            return False
        inside = 0 <= x < AREA and 0 <= y < AREA
        return not (inside and self.shot_over[x, y])

    def is_wall(self, cell: Position) -> bool:
        """Whether nothing can come through a cell; beyond the edge of the world nothing can."""
        x, y = cell
        if not (0 <= x < AREA and 0 <= y < AREA):
            return True
        if self.walls[x, y]:
            return True
        return bool(self.memory.materials[x, y] == 0) and self.in_window(cell)

    def in_window(self, cell: Position) -> bool:
        """Whether a cell is in sight."""
        dx, dy = self.away(cell)
        return abs(dx) <= WIDTH - 1 - CENTER[0] and abs(dy) <= HEIGHT - 1 - CENTER[1]


@compiled
def _flood(
    walls: Grid, materials: Grid, px: int, py: int, rx: int, ry: int, limit: int
) -> tuple[int, Grid, Grid]:
    """How many cells are reached without passing a wall, and which; 0 if over ``limit`` or if
    unknown ground is reached.
    """
    size = walls.shape[0]
    seen = np.zeros((size, size), np.bool_)
    xs = np.zeros(limit, np.int16)
    ys = np.zeros(limit, np.int16)
    xs[0], ys[0] = px, py
    seen[px, py] = True
    count, done = 1, 0
    while done < count:
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            x, y = xs[done] + dx, ys[done] + dy
            if x < 0 or y < 0 or x >= size or y >= size or seen[x, y] or walls[x, y]:
                continue
            if materials[x, y] == 0:
                if abs(x - px) <= rx and abs(y - py) <= ry:
                    continue
                return 0, xs, ys
            if count == limit:
                return 0, xs, ys
            seen[x, y] = True
            xs[count], ys[count] = x, y
            count += 1
        done += 1
    return count, xs, ys


def around(cell: Position) -> tuple[Position, Position, Position, Position]:
    """The four neighbours of a cell."""
    x, y = cell
    return (x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)


def beside(cells: Grid) -> Grid:
    """A (64, 64) bool mask of the four neighbours of the cells of a mask."""
    near = np.zeros_like(cells)
    near[1:] |= cells[:-1]
    near[:-1] |= cells[1:]
    near[:, 1:] |= cells[:, :-1]
    near[:, :-1] |= cells[:, 1:]
    return near


def nearby(cells: Sequence[Position], distance: int) -> Grid:
    """A (64, 64) bool mask of what is within an L1 distance of one of the cells."""
    near: Grid = np.logical_or.reduce(
        [np.abs(_XS - x) + np.abs(_YS - y) <= distance for x, y in cells]
    )
    return near
