"""A sapling with a fence: stones on every side, since one step of a cow or zombie beside it kills it."""

from __future__ import annotations

from agent.expert import navigation
from agent.expert.navigation import FAR
from agent.expert.scene import Scene, around
from agent.worlds.crafter.memory import Position
from agent.worlds.crafter.rules import DO, PLACE_ACTION
from agent.worlds.crafter.view import MATERIAL_ID

_OPEN_SIDE = 6  # about what fencing one side costs
_REACH = 14


def gaps(scene: Scene, plant: Position) -> list[Position]:
    """Neighbours of a plant through which something could come."""
    return [cell for cell in around(plant) if not scene.is_wall(cell)]


def unfenced(scene: Scene) -> Position | None:
    """The nearest known plant with an open side, if it is in reach."""
    x, y = scene.position
    plants = sorted(scene.plants, key=lambda cell: (abs(cell[0] - x) + abs(cell[1] - y), cell))
    for plant in plants:
        if abs(plant[0] - x) + abs(plant[1] - y) <= _REACH and gaps(scene, plant):
            return plant
    return None


def fence(scene: Scene) -> int | None:
    """Close the next open side of the nearest unfenced plant; None when all are closed or no stone is held."""
    plant = unfenced(scene)
    if plant is None or not scene.has("stone"):
        return None
    return _close(scene, gaps(scene, plant))


def _close(scene: Scene, cells: list[Position]) -> int | None:
    wanted = navigation.mask(*cells) & scene.placeable("stone")
    way = scene.face(wanted)
    if way is None:
        return None
    return PLACE_ACTION["stone"] if way.action < 0 else way.action


def bed(scene: Scene) -> Position | None:
    """The grass cell that is planted and fenced with the least work."""
    grass = scene.known("grass") & ~scene.occupied
    cost = scene.field.cost.min(axis=2)
    px, py = scene.position
    best: tuple[int, Position] | None = None
    for x in range(max(1, px - 8), min(63, px + 9)):
        for y in range(max(1, py - 8), min(63, py + 9)):
            if not grass[x, y] or cost[x, y] >= FAR or (x, y) == scene.position:
                continue
            sides = [cell for cell in around((x, y)) if not scene.is_wall(cell)]
            known = all(scene.memory.materials[cell] for cell in around((x, y)))
            if not known or not sides or any(scene.memory.materials[cell] == MATERIAL_ID["table"] for cell in around((x, y))):
                continue
            score = int(cost[x, y]) + _OPEN_SIDE * len(sides)
            if best is None or (score, (x, y)) < best:
                best = (score, (x, y))
    return None if best is None else best[1]


def tend(scene: Scene) -> int | None:
    """Fence a bed on all sides but one and plant from there; without stones, plant at once. None when there is no bed."""
    chosen = bed(scene)
    if chosen is None or not scene.has("sapling"):
        return None
    sides = [cell for cell in around(chosen) if not scene.is_wall(cell)]
    if len(sides) > 1 and scene.has("stone"):
        # The side that the player comes from stays open.
        far = sorted(sides, key=lambda cell: (-abs(cell[0] - scene.position[0]) - abs(cell[1] - scene.position[1]), cell))
        action = _close(scene, far[:-1])
        if action is not None:
            return action
    way = scene.face(navigation.mask(chosen) & scene.placeable("plant"))
    if way is None:
        return None
    return PLACE_ACTION["plant"] if way.action < 0 else way.action


__all__ = ["DO", "bed", "fence", "gaps", "tend", "unfenced"]
