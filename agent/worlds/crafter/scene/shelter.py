"""Closing in: a pocket of cells with walls on every side.

One cell on open ground cannot be closed, because an open cell is faced only by walking towards it.
What can be closed is a pair of cells with walls along both long sides (dug into rock, as a rule),
and a square of two by two anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent.worlds.crafter.memory import AREA, Position
from agent.worlds.crafter.rules import DO, MOVE_ACTION, PLACE, PLACE_ACTION
from agent.worlds.crafter.scene import navigation
from agent.worlds.crafter.scene.compiled import compiled
from agent.worlds.crafter.scene.navigation import (
    BRIDGE,
    CLOSED,
    DIRECTIONS,
    FAR,
    MINE,
    SOLID,
    WALK,
    Grid,
)
from agent.worlds.crafter.scene.scene import Scene, around, beside
from agent.worlds.crafter.view import MATERIAL_ID

_AWAY = 30  # what staying out of reach of a growing plant counts for, in actions
_HOME_REACH = 45
_REACH = 24  # cells to each side within which a pocket is looked for
_DRY = 12  # what water within the walls is worth, in actions
_CLOSE = 3  # about what closing one open side costs: a step, a step back, the stone


@dataclass(frozen=True, slots=True)
class Pocket:
    """Cells to close."""

    cells: tuple[Position, ...]
    score: int  # actions until it is closed, roughly
    # pairs only: the cell at whose side they are entered, so that no wall is broken
    entry: Position | None = None


@compiled
def _wall(wall: Grid, x: int, y: int) -> bool:
    size = wall.shape[0]
    return x < 0 or y < 0 or x >= size or y >= size or bool(wall[x, y])


@compiled
def _placeable(placeable: Grid, x: int, y: int) -> bool:
    size = placeable.shape[0]
    return 0 <= x < size and 0 <= y < size and bool(placeable[x, y])


@compiled
def _open_ends(wall: Grid, placeable: Grid, x: int, y: int, ux: int, uy: int) -> int:
    """Open ends of the pair at (x, y) along (ux, uy); -1 if one of them, or a long side, cannot be
    closed.
    """
    for i in range(2):
        cx, cy = x + i * ux, y + i * uy
        if not (_wall(wall, cx + uy, cy + ux) and _wall(wall, cx - uy, cy - ux)):
            return -1
    needed = 0
    for end in (-1, 2):
        cx, cy = x + end * ux, y + end * uy
        if not _wall(wall, cx, cy):
            if not _placeable(placeable, cx, cy):
                return -1
            needed += 1
    return needed


@compiled
def _best_pair(
    wall: Grid,
    dig: Grid,
    stone: Grid,
    dry: Grid,
    placeable: Grid,
    cost: Grid,
    held: int,
    px: int,
    py: int,
    reach: int,
) -> tuple[int, int, int, int, int, int]:
    """Score, x, y, 0 for a pair to the east or 1 to the south, and the entry cell (-1, -1 for a
    player who is inside).
    """
    size = wall.shape[0]
    best, bx, by, shape, ex, ey = 1 << 20, -1, -1, 0, -1, -1
    for x in range(max(0, px - reach), min(size - 1, px + reach)):
        for y in range(max(0, py - reach), min(size - 1, py + reach)):
            for s in range(2):
                ux, uy = 1 - s, s
                x2, y2 = x + ux, y + uy
                if dig[x, y] < 0 or dig[x2, y2] < 0:
                    continue
                needed = _open_ends(wall, placeable, x, y, ux, uy)
                stones = held + int(stone[x, y]) + int(stone[x2, y2])
                if needed < 0 or needed > stones:
                    continue
                work = dig[x, y] + dig[x2, y2]
                thirst = min(dry[x, y], dry[x2, y2])
                if (px == x and py == y) or (px == x2 and py == y2):
                    score = work // 2 + _CLOSE * needed - 1 + thirst
                    if score < best:
                        best, bx, by, shape, ex, ey = score, x, y, s, -1, -1
                    continue
                for end in (-1, 2):
                    cx, cy = x + end * ux, y + end * uy
                    if cx < 0 or cy < 0 or cx >= size or cy >= size or cost[cx, cy] >= 1 << 20:
                        continue
                    closing = needed + int(wall[cx, cy])
                    score = cost[cx, cy] + work + _CLOSE * closing + thirst
                    if closing <= stones and score < best:
                        best, bx, by, shape, ex, ey = score, x, y, s, cx, cy
    return best, bx, by, shape, ex, ey


@compiled
def _best_square(
    wall: Grid,
    dig: Grid,
    dry: Grid,
    placeable: Grid,
    cost: Grid,
    held: int,
    px: int,
    py: int,
    reach: int,
) -> tuple[int, int, int]:
    """Score and north-west cell of the best square of two by two."""
    size = wall.shape[0]
    best, bx, by = 1 << 20, -1, -1
    for x in range(max(0, px - reach), min(size - 1, px + reach)):
        for y in range(max(0, py - reach), min(size - 1, py + reach)):
            needed, digs, near, thirst, bad = 0, 0, 1 << 20, 1 << 10, False
            for i in range(2):
                for j in range(2):
                    cx, cy = x + i, y + j
                    bad = bad or dig[cx, cy] < 0
                    near = min(near, cost[cx, cy])
                    thirst = min(thirst, dry[cx, cy])
                    digs += max(0, dig[cx, cy] - 1)
                    for sx, sy in ((cx + 2 * i - 1, cy), (cx, cy + 2 * j - 1)):
                        if not _wall(wall, sx, sy):
                            needed += 1
                            bad = bad or not _placeable(placeable, sx, sy)
            inside = x <= px <= x + 1 and y <= py <= y + 1
            score = near + digs + _CLOSE * needed - int(inside) + thirst
            if not bad and needed <= held and score < best:
                best, bx, by = score, x, y
    return best, bx, by


def best_pocket(scene: Scene, block: str = "stone", near: Grid | None = None) -> Pocket | None:
    """The pocket that is closed soonest with the blocks held; None if there is none within reach.

    Args:
        block: what the sides are closed with, "stone" or "table".
        near: (64, 64) bool, the cells that it may be made of; all for None.
    """
    # Creatures that stand in the way move on or are killed; a pocket is no worse for them.
    code, enter = scene.cells(creatures=False)
    dig = np.where((code == WALK) | (code == MINE) | (code == BRIDGE), enter, -1).astype(np.int16)
    stone = scene.known("stone") & (code == MINE) & (block == "stone")
    px, py = scene.position
    if dig[px, py] < 0:
        dig[px, py] = 1
    if near is not None:
        dig[~near] = -1
    cost = scene.calm_field.least
    if scene.home is not None and scene.home.steps <= _HOME_REACH:
        cost = np.where(scene.near_home, cost, cost + _AWAY)
    placeable = scene.placeable(block, creatures=False)
    held = blocks_held(scene, block)
    dry = np.where(beside(scene.known("water") & ~scene.shot_over), 0, _DRY).astype(np.int16)
    score, x, y, shape, ex, ey = _best_pair(
        scene.cover, dig, stone, dry, placeable, cost, held, px, py, _REACH
    )
    square, sx, sy = _best_square(scene.cover, dig, dry, placeable, cost, held, px, py, _REACH)
    if min(score, square) >= FAR:
        return None
    if square < score:
        return Pocket(((sx, sy), (sx + 1, sy), (sx, sy + 1), (sx + 1, sy + 1)), int(square))
    return Pocket(((x, y), (x + 1 - shape, y + shape)), int(score), None if ex < 0 else (ex, ey))


def blocks_held(scene: Scene, block: str) -> int:
    """How many blocks can be placed."""
    return min(scene.items[item] // count for item, count in PLACE[block].uses.items())


def close_in(scene: Scene, near: Grid | None = None) -> int | None:
    """The next action towards standing in a closed pocket; None when nothing can be closed.

    Where the stones held do not do, tables are walls too.

    Args:
        near: (64, 64) bool, the cells that the pocket may be made of; all for None.
    """
    for block in ("stone", "table"):
        action = _close_with(scene, block, near)
        if action is not None:
            return action
    return None


def _close_with(scene: Scene, block: str, near: Grid | None) -> int | None:
    there = near is None or bool(near[scene.position])
    open_sides = [cell for cell in around(scene.position) if not scene.is_cover(cell)]
    if block != "stone" and not _has_exit(scene, (scene.position,)):
        return None
    if there and open_sides == [scene.faced_cell] and scene.can_place(block):
        return PLACE_ACTION[block]
    water = [cell for cell in open_sides if scene.is_wall(cell) and scene.placeable(block)[cell]]
    if (
        there and len(water) == len(open_sides) == 1 and blocks_held(scene, block)
    ):  # a blocked cell is faced by moving towards it
        return MOVE_ACTION[(water[0][0] - scene.position[0], water[0][1] - scene.position[1])]
    pocket = best_pocket(scene, block, near)
    if pocket is None or (block != "stone" and not _has_exit(scene, pocket.cells)):
        return None
    if scene.position in pocket.cells:
        return _close(scene, pocket, block)
    if scene.position == pocket.entry:
        return _enter(scene, pocket)
    wanted = navigation.mask(*(pocket.cells if pocket.entry is None else (pocket.entry,)))
    way = navigation.to_stand(scene.calm_field, wanted)
    return None if way is None else way.action


def _has_exit(scene: Scene, cells: tuple[Position, ...]) -> bool:
    """Whether a side of these cells can be taken away again: a table cannot, nor can water without
    a stone.
    """
    return bool(
        (beside(navigation.mask(*cells)) & (scene.known("stone") | scene.known("tree"))).any()
    )


def _enter(scene: Scene, pocket: Pocket) -> int | None:
    x, y = scene.position
    for direction in DIRECTIONS:
        cell = (x + direction[0], y + direction[1])
        if cell in pocket.cells:
            if scene.open[cell] or scene.facing != direction:
                return MOVE_ACTION[direction]
            return (
                PLACE_ACTION["stone"]
                if scene.memory.materials[cell] == MATERIAL_ID["water"]
                else DO
            )
    return None


def _close(scene: Scene, pocket: Pocket, block: str) -> int | None:
    """Face the nearest open side from within and close it."""
    code, enter = scene.cells()
    inside = navigation.mask(*pocket.cells)
    code[~inside] = CLOSED
    sides = {side for cell in pocket.cells for side in around(cell)} - set(pocket.cells)
    gaps = [side for side in sides if not scene.is_cover(side)]
    for x, y in sides:
        if (
            0 <= x < AREA
            and 0 <= y < AREA
            and (scene.cover[x, y] or scene.occupied[x, y] or not scene.open[x, y])
        ):
            code[x, y] = SOLID
    field = navigation.search(code, enter, scene.position, scene.facing)
    way = navigation.to_face(field, navigation.mask(*gaps))
    if way is None:
        return None
    if way.action >= 0:
        return way.action
    return DO if scene.occupied[way.target] else PLACE_ACTION[block]


def drink_within(scene: Scene) -> int | None:
    """The next action towards drinking from inside the pocket that the player is in; None where no
    water touches it.
    """
    return _act_within(scene, scene.known("water"), DO)


def cover_up(scene: Scene) -> int | None:
    """The next action towards a stone on every side of the pocket over which arrows come; None
    where nothing can be placed.
    """
    if not scene.has("stone"):
        return None
    return _act_within(scene, scene.known("water") & scene.shot_over, PLACE_ACTION["stone"])


def _act_within(scene: Scene, wanted: Grid, action: int) -> int | None:
    """Face one of the wanted cells beside the pocket without leaving it, and act; the cells have to
    be blocked.
    """
    if scene.pocket is None:
        return None
    inside = navigation.mask(*scene.pocket)
    sides = beside(inside) & wanted
    if not sides.any():
        return None
    code, enter = scene.cells()
    code[~inside] = CLOSED
    code[sides] = SOLID
    way = navigation.to_face(navigation.search(code, enter, scene.position, scene.facing), sides)
    if way is None:
        return None
    return action if way.action < 0 else way.action
