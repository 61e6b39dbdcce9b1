"""Where to look for something that is not known: unseen ground of the right kind for little
walking, with momentum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent.core.goals import Goal
from agent.worlds.crafter.memory import Position
from agent.worlds.crafter.scene.compiled import compiled
from agent.worlds.crafter.scene.navigation import FAR, Grid, mask
from agent.worlds.crafter.scene.scene import SOURCES, Scene
from agent.worlds.crafter.view import CENTER, MATERIAL_ID, MATERIALS, Direction

_LIKES = {  # target -> materials beside which it is worth looking
    "rock": ("stone", "path", "coal", "iron", "diamond", "lava"),
    "grass": ("grass", "tree"),
    "shore": ("water", "sand", "grass"),
}
_GROUND = {
    "stone": "rock",
    "coal": "rock",
    "iron": "rock",
    "diamond": "rock",
    "skeleton": "rock",
    "cave": "rock",
    "wood": "grass",
    "tree": "grass",
    "cow": "grass",
    "sapling": "grass",
    "grass": "grass",
    "plant": "grass",
    "zombie": "grass",
    "water": "shore",
    "drink": "shore",
}
_LIKED = {
    ground: np.array([name in names for name in MATERIALS]) for ground, names in _LIKES.items()
}
_PRIOR = 0.15  # worth of an unseen cell with nothing of the kind near it
_COW_PRIOR = 0.03
# After about as many steps a cow appears again in a part of the meadows that has none (Crafter's
# balance of chunks).
_COW_STEPS = 1000
_TRIFLE = 0.02  # less than the least worth of a cell, and more than what rounding leaves
_NEIGHBOURHOOD = 5  # cells to each side whose kind foretells an unseen cell
# added to the cost, so that a trifle beside the player does not win over a whole region
_PATIENCE = 10
_MOMENTUM = 1.7


@dataclass(frozen=True, slots=True)
class Search:
    """A place to look from."""

    action: int
    direction: Direction  # unit step towards it, possibly diagonal
    steps: int
    target: Position


@compiled
def _sums(values: Grid) -> Grid:
    size = values.shape[0]
    total = np.zeros((size + 1, size + 1), np.float32)
    for x in range(size):
        row = np.float32(0)
        for y in range(size):
            row += values[x, y]
            total[x + 1, y + 1] = total[x, y + 1] + row
    return total


@compiled
def _box(total: Grid, x: int, y: int, rx: int, ry: int) -> float:
    size = total.shape[0] - 1
    x0, x1 = max(0, x - rx), min(size, x + rx + 1)
    y0, y1 = max(0, y - ry), min(size, y + ry + 1)
    return float(total[x1, y1] - total[x0, y1] - total[x1, y0] + total[x0, y0])


@compiled
def octant(dx: int, dy: int) -> tuple[int, int]:
    """The nearest of the eight unit steps to an offset; (0, 0) for none."""
    ax, ay = abs(dx), abs(dy)
    ux = 0 if 2 * ax < ay else (1 if dx > 0 else -1 if dx < 0 else 0)
    uy = 0 if 2 * ay < ax else (1 if dy > 0 else -1 if dy < 0 else 0)
    return ux, uy


@compiled
def _best(
    seen: Grid, liked: Grid, renewed: Grid, cost: Grid, px: int, py: int, wx: int, wy: int,
    strict: bool, prior: float, reach: int, patience: int, momentum: float, rx: int, ry: int,
) -> tuple[float, int, int, int]:  # fmt: skip
    size = seen.shape[0]
    seen_sums = _sums(seen)
    liked_sums = _sums(liked)
    worth = np.zeros((size, size), np.float32)
    for x in range(size):
        for y in range(size):
            if not seen[x, y]:
                known = _box(seen_sums, x, y, reach, reach)
                worth[x, y] = prior + (
                    _box(liked_sums, x, y, reach, reach) / known if known > 0 else 0.0
                )
            else:
                worth[x, y] = renewed[x, y]
    worth_sums = _sums(worth)
    best, bx, by, bf = 0.0, -1, -1, -1
    for x in range(size):
        for y in range(size):
            near, nf = 1 << 20, 0
            for f in range(4):
                if cost[x, y, f] < near:
                    near, nf = cost[x, y, f], f
            if near >= 1 << 20 or near == 0:
                continue
            gain = _box(worth_sums, x, y, rx, ry)
            if gain < _TRIFLE:
                continue
            score = gain / (near + patience)
            if wx != 0 or wy != 0:
                ux, uy = octant(x - px, y - py)
                along = ux * wx + uy * wy
                if strict:
                    if (x - px) * wx + (y - py) * wy <= 0:
                        continue
                    score *= momentum ** (2 if ux == wx and uy == wy else 1)
                elif along > 0:
                    score *= momentum if ux == wx and uy == wy else (1.0 + momentum) / 2
            if score > best:
                best, bx, by, bf = score, x, y, nf
    return best, bx, by, bf


def look_for(
    scene: Scene, target: str, direction: Direction | None = None, strict: bool = False
) -> Search | None:
    """Where to go to see unseen ground on which ``target`` may be.

    Args:
        target: a material, item or creature; "" for anything new.
        direction: where the player is heading; kept up if it is nearly as good, or without fail if
            ``strict``.
    """
    materials = scene.memory.materials
    seen = materials != 0
    ground = _GROUND.get(target)
    prior, renewed = _PRIOR, np.zeros(seen.shape, np.float32)
    if target == "cow":
        away = scene.view.step - scene.memory.seen_step
        prior, renewed = (
            _COW_PRIOR,
            np.where(scene.known("grass"), 1 - np.exp(-away / _COW_STEPS), 0).astype(np.float32),
        )
    liked = seen if ground is None else _LIKED[ground][materials]
    wx, wy = direction or scene.facing
    # Creatures come and go with each step, and the choice should not.
    field = scene.calm_field
    _, x, y, f = _best(
        seen,
        liked,
        renewed,
        field.cost,
        *scene.position,
        wx,
        wy,
        strict,
        prior,
        _NEIGHBOURHOOD,
        _PATIENCE,
        _MOMENTUM,
        *CENTER,
    )
    if x < 0 or field.cost[x, y, f] >= FAR:
        return None
    heading = octant(x - scene.position[0], y - scene.position[1])
    way = scene.stand(mask((x, y)))
    return None if way is None or way.action < 0 else Search(way.action, heading, way.steps, (x, y))


def searching(scene: Scene, goal: Goal, target: str, current: Goal | None) -> Goal:
    """The search for what ``goal`` needs, in the direction of the ``current`` search; ``goal`` if
    nothing is left to see.
    """
    heading = current.direction if current is not None and current.verb == "explore" else None
    found = look_for(scene, target, heading)
    # What is in sight and out of reach need not be looked for: what is wanted is a way.
    return (
        goal
        if found is None
        else Goal("explore", "" if _in_sight(scene, target) else target, direction=found.direction)
    )


def _in_sight(scene: Scene, target: str) -> bool:
    material = MATERIAL_ID.get(SOURCES.get(target, target))
    seen = material is not None and bool((scene.view.materials == material).any())
    return seen or any(creature.kind == target for creature in scene.view.creatures)
