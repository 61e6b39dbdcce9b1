"""Closing in: a pocket of cells with walls on every side.

One cell on open ground cannot be closed, because an open cell is faced only by walking towards it. What can be closed is a pair of cells
with walls along both long sides (dug into rock, as a rule), and a square of two by two anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from agent.expert import navigation
from agent.expert.compiled import compiled
from agent.expert.navigation import CLOSED, DIRECTIONS, FAR, MINE, SOLID, WALK, Grid
from agent.expert.scene import Scene, around
from agent.worlds.crafter.memory import AREA, Position
from agent.worlds.crafter.rules import DO, MOVE_ACTION, PLACE_ACTION

_AWAY = 30  # what staying out of reach of a growing plant counts for, in actions
_HOME_REACH = 45
_CLOSE = 3  # about what closing one open side costs: a step, a step back, the stone


@dataclass(frozen=True, slots=True)
class Pocket:
    """Cells to close."""

    cells: tuple[Position, ...]
    score: int  # actions until it is closed, roughly
    entry: Position | None = None  # pairs only: the cell at whose side they are entered, so that no wall is broken


@compiled
def _wall(wall: Grid, x: int, y: int) -> bool:
    size = wall.shape[0]
    return x < 0 or y < 0 or x >= size or y >= size or bool(wall[x, y])


@compiled
def _placeable(placeable: Grid, x: int, y: int) -> bool:
    size = placeable.shape[0]
    return 0 <= x < size and 0 <= y < size and bool(placeable[x, y])


@compiled
def _best_pocket(
    wall: Grid, dig: Grid, stone: Grid, placeable: Grid, cost: Grid, held: int, px: int, py: int, reach: int
) -> tuple[int, int, int, int, int, int]:
    """Score, x, y, shape (0 pair east, 1 pair south, 2 square) and entry cell of the best pocket."""
    size = wall.shape[0]
    best, bx, by, shape, ex, ey = 1 << 20, -1, -1, -1, -1, -1
    for x in range(max(0, px - reach), min(size - 1, px + reach)):
        for y in range(max(0, py - reach), min(size - 1, py + reach)):
            if dig[x, y] < 0:
                continue
            for s in range(2):
                ux, uy = 1 - s, s
                x2, y2 = x + ux, y + uy
                if dig[x2, y2] < 0:
                    continue
                if not (_wall(wall, x + uy, y + ux) and _wall(wall, x - uy, y - ux)):
                    continue
                if not (_wall(wall, x2 + uy, y2 + ux) and _wall(wall, x2 - uy, y2 - ux)):
                    continue
                needed = 0
                bad = False
                for end in range(2):
                    cx = x - ux if end == 0 else x2 + ux
                    cy = y - uy if end == 0 else y2 + uy
                    if not _wall(wall, cx, cy):
                        needed += 1
                        bad = bad or not _placeable(placeable, cx, cy)
                if bad:
                    continue
                gained = int(stone[x, y]) + int(stone[x2, y2])
                inside = (px == x and py == y) or (px == x2 and py == y2)
                if inside:
                    if needed <= held + gained:
                        score = (dig[x, y] + dig[x2, y2]) // 2 + _CLOSE * needed - 1
                        if score < best:
                            best, bx, by, shape, ex, ey = score, x, y, s, -1, -1
                    continue
                for end in range(2):
                    cx = x - ux if end == 0 else x2 + ux
                    cy = y - uy if end == 0 else y2 + uy
                    if cx < 0 or cy < 0 or cx >= size or cy >= size or cost[cx, cy] >= 1 << 20:
                        continue
                    stones = needed + int(_wall(wall, cx, cy))
                    if stones > held + gained:
                        continue
                    score = cost[cx, cy] + dig[x, y] + dig[x2, y2] + _CLOSE * stones
                    if score < best:
                        best, bx, by, shape, ex, ey = score, x, y, s, cx, cy
            needed = 0
            bad = False
            inside = False
            near = 1 << 20
            digs = 0
            for i in range(2):
                for j in range(2):
                    cx, cy = x + i, y + j
                    bad = bad or dig[cx, cy] < 0
                    inside = inside or (cx == px and cy == py)
                    near = min(near, cost[cx, cy])
                    digs += max(0, dig[cx, cy] - 1)
                    for k in range(2):
                        sx = cx + (2 * i - 1) * (1 - k)
                        sy = cy + (2 * j - 1) * k
                        if not _wall(wall, sx, sy):
                            needed += 1
                            bad = bad or not _placeable(placeable, sx, sy)
            if bad or needed > held or near >= 1 << 20:
                continue
            score = near + digs + _CLOSE * needed - (1 if inside else 0)
            if score < best:
                best, bx, by, shape, ex, ey = score, x, y, 2, -1, -1
    return best, bx, by, shape, ex, ey


def best_pocket(scene: Scene, reach: int = 24) -> Pocket | None:
    """The pocket that is closed soonest with the stones held; None if there is none within reach."""
    # Creatures that stand in the way move on or are killed; a pocket is no worse for them.
    code, enter = scene.cells(creatures=False)
    dig = np.where((code == WALK) | (code == MINE), enter, -1).astype(np.int16)
    stone = scene.known("stone") & (code == MINE)
    # Arrows destroy tables and furnaces.
    walls = scene.walls & ~scene.known("table") & ~scene.known("furnace")
    px, py = scene.position
    if dig[px, py] < 0:
        dig[px, py] = 1
    cost = scene.field.cost.min(axis=2)
    if scene.home is not None and scene.home.steps <= _HOME_REACH:
        cost = np.where(scene.near_home, cost, cost + _AWAY)
    found: Any = _best_pocket(
        walls, dig, stone, scene.placeable("stone", creatures=False), cost, scene.items["stone"], px, py, reach
    )
    score, x, y, shape, ex, ey = found
    if score >= FAR:
        return None
    offsets = (((0, 0), (1, 0)), ((0, 0), (0, 1)), ((0, 0), (1, 0), (0, 1), (1, 1)))[shape]
    return Pocket(tuple((x + dx, y + dy) for dx, dy in offsets), int(score), None if ex < 0 else (ex, ey))


def close_in(scene: Scene) -> int | None:
    """The next action towards standing in a closed pocket; None when nothing can be closed."""
    open_sides = [cell for cell in around(scene.position) if not scene.is_wall(cell)]
    if open_sides == [scene.faced_cell] and scene.can_place("stone"):
        return PLACE_ACTION["stone"]
    pocket = best_pocket(scene)
    if pocket is None:
        return None
    if scene.position in pocket.cells:
        return _close(scene, pocket)
    if pocket.entry is None:
        way = scene.stand(navigation.mask(*pocket.cells))
        return None if way is None else way.action
    if scene.position != pocket.entry:
        way = scene.stand(navigation.mask(pocket.entry))
        return None if way is None else way.action
    return _enter(scene, pocket)


def _enter(scene: Scene, pocket: Pocket) -> int | None:
    x, y = scene.position
    for direction in DIRECTIONS:
        cell = (x + direction[0], y + direction[1])
        if cell in pocket.cells:
            blocked = not scene.open[cell]
            return DO if blocked and scene.facing == direction else MOVE_ACTION[direction]
    return None


def _close(scene: Scene, pocket: Pocket) -> int | None:
    """Face the nearest open side from within and close it."""
    code, enter = scene.cells()
    inside = navigation.mask(*pocket.cells)
    code[~inside] = CLOSED
    sides = {side for cell in pocket.cells for side in around(cell)} - set(pocket.cells)
    gaps = [side for side in sides if not scene.is_wall(side)]
    for x, y in sides:
        if 0 <= x < AREA and 0 <= y < AREA and (scene.walls[x, y] or scene.occupied[x, y]):
            code[x, y] = SOLID
    field = navigation.search(code, enter, scene.position, scene.facing)
    way = navigation.to_face(field, navigation.mask(*gaps))
    if way is None:
        return None
    if way.action >= 0:
        return way.action
    return DO if scene.occupied[way.target] else PLACE_ACTION["stone"]
