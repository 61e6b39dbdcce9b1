"""A sapling with a fence: stones on every side, since one step of a cow or zombie beside it kills
it.
"""

from __future__ import annotations

from agent.worlds.crafter.memory import AREA, Position
from agent.worlds.crafter.rules import PLACE_ACTION
from agent.worlds.crafter.scene import navigation
from agent.worlds.crafter.scene.navigation import DIRECTIONS, FAR
from agent.worlds.crafter.scene.scene import Scene, around

_OPEN_SIDE = 6  # about what fencing one side costs, in actions
_BED_REACH = 8
_FENCE_REACH = 14


def gaps(scene: Scene, plant: Position) -> list[Position]:
    """Neighbours of a plant through which something could come."""
    return [cell for cell in around(plant) if not scene.is_wall(cell)]


def unfenced(scene: Scene) -> Position | None:
    """The nearest known plant with an open side, if one is in reach."""
    x, y = scene.position
    distances = {(px, py): abs(px - x) + abs(py - y) for px, py in scene.plants}
    open_plants = [
        plant
        for plant, distance in distances.items()
        if distance <= _FENCE_REACH and gaps(scene, plant)
    ]
    return min(open_plants, key=lambda plant: (distances[plant], plant), default=None)


def fence(scene: Scene) -> int | None:
    """Close the next open side of the nearest unfenced plant; None when all are closed or no stone
    is held.
    """
    plant = unfenced(scene)
    if plant is None or not scene.has("stone"):
        return None
    way = scene.face(navigation.mask(*gaps(scene, plant)) & scene.placeable("stone"))
    if way is None:
        return None
    return PLACE_ACTION["stone"] if way.action < 0 else way.action


def bed(scene: Scene) -> Position | None:
    """The grass cell that is planted and fenced with the least work; None without grass
    in reach.
    """
    grass = scene.placeable("plant")
    cost = scene.field.cost
    px, py = scene.position
    best: tuple[int, Position] | None = None
    for x in range(max(1, px - _BED_REACH), min(AREA - 1, px + _BED_REACH + 1)):
        for y in range(max(1, py - _BED_REACH), min(AREA - 1, py + _BED_REACH + 1)):
            if not grass[x, y] or not all(scene.memory.materials[cell] for cell in around((x, y))):
                continue
            # Facing it, not standing on it, so that every step towards a bed makes it better and
            # the choice stays.
            work = min(int(cost[x - dx, y - dy, d]) for d, (dx, dy) in enumerate(DIRECTIONS))
            rated = (work + _OPEN_SIDE * len(gaps(scene, (x, y))), (x, y))
            if work < FAR and (best is None or rated < best):
                best = rated
    return None if best is None else best[1]


def plant(scene: Scene) -> int | None:
    """Go to the best bed and plant there; None without a sapling or grass in reach."""
    chosen = bed(scene)
    if chosen is None or not scene.has("sapling"):
        return None
    way = scene.face(navigation.mask(chosen))
    if way is None:
        return None
    return PLACE_ACTION["plant"] if way.action < 0 else way.action
