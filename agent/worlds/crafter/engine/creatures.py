"""Crafter's objects with the same rules and the same random draws, on plain ints
instead of arrays.
"""

from __future__ import annotations

from crafter import objects

from agent.worlds.crafter.engine.grid import Grid, ids
from agent.worlds.crafter.rules import PLACE, WALKABLE, Position
from agent.worlds.crafter.view import Direction

DIRECTIONS: tuple[Direction, ...] = ((-1, 0), (1, 0), (0, -1), (0, 1))
_LAND = ids(*WALKABLE)
_PLAYER_LAND = _LAND | ids("lava")
_ARROW_LAND = _LAND | ids("water", "lava")
_BREAKABLE = ("table", "furnace")  # what an arrow destroys


def distance(a: Position, b: Position) -> int:
    """L1 distance in cells."""
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _step_toward(here: Position, there: Position, long_axis: bool = True) -> Direction:
    dx, dy = there[0] - here[0], there[1] - here[1]
    if (abs(dx) > abs(dy)) == long_axis:
        return _sign(dx), 0
    return 0, _sign(dy)


class _Mover:
    """Moving on a ``Grid``, for every object class below."""

    world: Grid
    pos: Position
    land = _LAND

    def move(self, direction: Direction) -> bool:
        """Step if the cell is free; whether it was."""
        target = (self.pos[0] + direction[0], self.pos[1] + direction[1])
        if self.world.free(target, self.land):
            self.world.move(self, target)
            return True
        return False


class Player(_Mover, objects.Player):  # type: ignore[misc]
    """The player."""

    land = _PLAYER_LAND

    def __init__(self, world: Grid, pos: Position) -> None:
        super().__init__(world, pos)
        self.pos = pos

    def _place(self, name: str, target: Position, material: str | None) -> None:
        if name != "plant":
            super()._place(name, target, material)
        elif (
            self.world[target][1] is None
            and material in PLACE[name].where
            and self.inventory["sapling"] >= 1
        ):
            self.inventory["sapling"] -= 1
            self.world.add(Plant(self.world, target))
            self.achievements["place_plant"] += 1


class Cow(_Mover, objects.Cow):  # type: ignore[misc]
    """A cow."""

    def update(self) -> None:
        """One step."""
        if self.inventory["health"] <= 0:
            self.world.remove(self)
        if self.random.random_sample() < 0.5:
            self.move(DIRECTIONS[self.random.randint(0, 4)])


class Zombie(_Mover, objects.Zombie):  # type: ignore[misc]
    """A zombie."""

    player: Player
    cooldown: int

    def update(self) -> None:
        """One step."""
        if self.inventory["health"] <= 0:
            self.world.remove(self)
        draw = self.random.random_sample
        player = self.player
        if distance(self.pos, player.pos) <= 8 and draw() < 0.9:
            self.move(_step_toward(self.pos, player.pos, draw() < 0.8))
        else:
            self.move(DIRECTIONS[self.random.randint(0, 4)])
        if distance(self.pos, player.pos) <= 1:
            if self.cooldown:
                self.cooldown -= 1
            else:
                player.health -= 7 if player.sleeping else 2
                self.cooldown = 5


class Skeleton(_Mover, objects.Skeleton):  # type: ignore[misc]
    """A skeleton."""

    player: Player
    reload: int

    def update(self) -> None:
        """One step."""
        if self.inventory["health"] <= 0:
            self.world.remove(self)
        self.reload = max(0, self.reload - 1)
        draw = self.random.random_sample
        target = self.player.pos
        dist = distance(self.pos, target)
        if dist <= 3:
            dx, dy = _step_toward(self.pos, target, draw() < 0.6)
            if self.move((-dx, -dy)):
                return
        if dist <= 5 and draw() < 0.5:
            self._shoot(_step_toward(self.pos, target))
        elif dist <= 8 and draw() < 0.3:
            self.move(_step_toward(self.pos, target, draw() < 0.6))
        elif draw() < 0.2:
            self.move(DIRECTIONS[self.random.randint(0, 4)])

    def _shoot(self, direction: Direction) -> None:
        if self.reload > 0 or direction == (0, 0):
            return
        target = (self.pos[0] + direction[0], self.pos[1] + direction[1])
        if self.world.free(target, _ARROW_LAND):
            self.world.add(Arrow(self.world, target, direction))
            self.reload = 4


class Arrow(_Mover, objects.Arrow):  # type: ignore[misc]
    """An arrow."""

    facing: Direction
    land = _ARROW_LAND

    def update(self) -> None:
        """One step."""
        target = (self.pos[0] + self.facing[0], self.pos[1] + self.facing[1])
        if self.move(self.facing):
            return
        material, hit = self.world[target]
        self.world.remove(self)
        if hit:
            hit.health -= 2
        elif material in _BREAKABLE:
            self.world[target] = "path"


class Plant(_Mover, objects.Plant):  # type: ignore[misc]
    """A sapling, then a ripe plant."""

    grown: int

    def update(self) -> None:
        """One step."""
        self.grown += 1
        x, y = self.pos
        occupants = self.world.occupants
        if any(isinstance(occupants.get((x + dx, y + dy)), TRAMPLERS) for dx, dy in DIRECTIONS):
            self.health -= 1
        if self.health <= 0:
            self.world.remove(self)


TRAMPLERS = (Zombie, Skeleton, Cow)
