"""Ways over the known map: one search over (x, y, facing) from where the player stands.

There is no action that only turns: a move turns the player and walks if the cell ahead is open. So
a blocked cell can be faced from any neighbour, and an open one only by walking towards it, which is
why facing is part of a state.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.worlds.crafter.memory import AREA, Position
from agent.worlds.crafter.rules import DO, MOVE_ACTION, PLACE_ACTION
from agent.worlds.crafter.scene.compiled import compiled
from agent.worlds.crafter.view import MATERIAL_ID, MATERIALS, Direction

DIRECTIONS: tuple[Direction, ...] = tuple(
    sorted(MOVE_ACTION, key=lambda direction: MOVE_ACTION[direction])
)
FAR = 1 << 20  # the cost of what cannot be reached

# How a cell ahead is entered.
# SOLID can be faced but not entered, CLOSED neither
WALK, MINE, BRIDGE, LAVA, SOLID, CLOSED = range(6)

_FIRST_MOVE = MOVE_ACTION[DIRECTIONS[0]]
_PLACE_STONE = PLACE_ACTION["stone"]
_BUCKETS = 128  # above the dearest single step, so that a ring of buckets holds every open cost
# actions that entering takes, by code, once the cell is faced
_STEPS = np.array([1, 2, 3, 3, 0, 0], np.int16)
MAX_RISK = 60
# bits by which a state's cell is shifted: dividing is slow, and all three sizes are powers of two
_X, _Y = 8, 2
# Entries of a search's queue and their links: too large to be allocated anew each time, and used by
# one search at a time, since compiled code holds the interpreter's lock.
_POOL = (np.empty(AREA * AREA * 20, np.int32), np.empty(AREA * AREA * 20, np.int32))

Grid = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Field:
    """What every state costs from here.

    All arrays have shape (64, 64, 4): x, y, index into ``DIRECTIONS``.
    """

    cost: Grid  # int32, actions plus risk; FAR where there is no way
    steps: Grid  # int16, actions of the cheapest way
    first: Grid  # int8, first action of the cheapest way; -1 for the state that the player is in

    @property
    def least(self) -> Grid:
        """(64, 64) int32: the cost of standing on a cell, whichever way the player then faces."""
        west, east, north, south = np.moveaxis(self.cost, 2, 0)
        # ``min(axis=2)`` takes ten times as long over so short an axis.
        least: Grid = np.minimum(np.minimum(west, east), np.minimum(north, south))
        return least


@dataclass(frozen=True, slots=True)
class Way:
    """How to get to face, or to stand on, a cell."""

    cost: int
    steps: int
    target: Position
    action: int  # first action, -1 when already there


@lru_cache(maxsize=256)
def codes_for(
    wood_pickaxe: bool, stone_pickaxe: bool, iron_pickaxe: bool, stone: bool
) -> tuple[Grid, Grid]:
    """How each material is entered and at what cost, by material id, with these tools and a stone
    held or not.
    """
    code = np.full(len(MATERIALS), SOLID, np.int8)
    for name in ("grass", "path", "sand"):
        code[MATERIAL_ID[name]] = WALK
    mined = ["tree"]
    mined += ["stone", "coal"] if wood_pickaxe else []
    mined += ["iron"] if stone_pickaxe else []
    mined += ["diamond"] if iron_pickaxe else []
    for name in mined:
        code[MATERIAL_ID[name]] = MINE
    code[MATERIAL_ID["outside"]] = CLOSED
    code[MATERIAL_ID["lava"]] = LAVA if stone and wood_pickaxe else CLOSED
    if stone and wood_pickaxe:
        code[MATERIAL_ID["water"]] = BRIDGE
    enter = np.ones(len(MATERIALS), np.int16)
    enter[code == MINE] = 2
    enter[MATERIAL_ID["tree"]] = 3
    enter[code == BRIDGE] = 4
    enter[code == LAVA] = 5
    return code, enter


@compiled
def _search(
    code: Grid,
    enter: Grid,
    x0: int,
    y0: int,
    f0: int,
    dx: Grid,
    dy: Grid,
    steps_of: Grid,
    limit: int,
    pool_state: Grid,
    pool_next: Grid,
) -> Any:
    size = code.shape[0]
    cost = np.full((size, size, 4), 1 << 20, np.int32)
    steps = np.zeros((size, size, 4), np.int16)
    first = np.full((size, size, 4), -1, np.int8)
    head = np.full(_BUCKETS, -1, np.int32)
    used = 1
    pool_state[0] = (x0 << _X) | (y0 << _Y) | f0
    pool_next[0] = -1
    head[0] = 0
    cost[x0, y0, f0] = 0
    waiting = 1
    now = 0
    while waiting > 0 and now <= limit:
        entry = head[now & (_BUCKETS - 1)]
        if entry < 0:
            now += 1
            continue
        head[now & (_BUCKETS - 1)] = pool_next[entry]
        waiting -= 1
        state = pool_state[entry]
        f = state & 3
        y = (state >> _Y) & (AREA - 1)
        x = state >> _X
        if cost[x, y, f] != now:
            continue
        for d in range(4):
            tx = x + dx[d]
            ty = y + dy[d]
            if tx < 0 or ty < 0 or tx >= size or ty >= size:
                continue
            how = code[tx, ty]
            nx, ny = tx, ty
            action = _FIRST_MOVE + d
            if how == WALK:
                price = enter[tx, ty]
                taken = 1
            elif how == CLOSED or (how == LAVA and f != d):
                continue
            elif f != d:
                nx, ny = x, y
                price = 1
                taken = 1
            elif how == SOLID:
                continue
            else:
                price = enter[tx, ty]
                taken = steps_of[how]
                action = DO if how == MINE else _PLACE_STONE
            total = now + price
            if total < cost[nx, ny, d]:
                cost[nx, ny, d] = total
                steps[nx, ny, d] = steps[x, y, f] + taken
                first[nx, ny, d] = action if first[x, y, f] < 0 else first[x, y, f]
                pool_state[used] = (nx << _X) | (ny << _Y) | d
                bucket = total & (_BUCKETS - 1)
                pool_next[used] = head[bucket]
                head[bucket] = used
                used += 1
                waiting += 1
    return cost, steps, first


@compiled
def _best_faced(cost: Grid, wanted: Grid, dx: Grid, dy: Grid) -> tuple[int, int, int, int]:
    size = wanted.shape[0]
    best, bx, by, bd = 1 << 20, -1, -1, -1
    for x in range(size):
        for y in range(size):
            if not wanted[x, y]:
                continue
            for d in range(4):
                sx = x - dx[d]
                sy = y - dy[d]
                if 0 <= sx < size and 0 <= sy < size and cost[sx, sy, d] < best:
                    best, bx, by, bd = cost[sx, sy, d], x, y, d
    return best, bx, by, bd


@compiled
def _best_stood(cost: Grid, wanted: Grid) -> tuple[int, int, int, int]:
    size = wanted.shape[0]
    best, bx, by, bd = 1 << 20, -1, -1, -1
    for x in range(size):
        for y in range(size):
            if not wanted[x, y]:
                continue
            for d in range(4):
                if cost[x, y, d] < best:
                    best, bx, by, bd = cost[x, y, d], x, y, d
    return best, bx, by, bd


@compiled
def _back(
    code: Grid, enter: Grid, cost: Grid, x: int, y: int, d: int, dx: Grid, dy: Grid, moves: Grid
) -> int:
    """Write the moves of the cheapest way to a state, the last one first; how many there are."""
    count = 0
    while cost[x, y, d] > 0:
        now = cost[x, y, d]
        found = -1
        bx, by = x - dx[d], y - dy[d]
        if 0 <= bx < code.shape[0] and 0 <= by < code.shape[1]:
            for f in range(4):
                straight = code[x, y] == WALK or f == d
                if straight and cost[bx, by, f] == now - enter[x, y]:
                    found = f
        if found >= 0:
            moves[count] = d
            count += 1
            x, y, d = bx, by, found
            continue
        for f in range(4):  # it only turned here
            if f != d and cost[x, y, f] == now - 1:
                found = f
        if found < 0:
            return 0
        d = found
    return count


_DX = np.array([dx for dx, _ in DIRECTIONS], np.int64)
_DY = np.array([dy for _, dy in DIRECTIONS], np.int64)


def search(
    code: Grid, enter: Grid, position: Position, facing: Direction, limit: int = FAR
) -> Field:
    """The cheapest ways from a state.

    Args:
        code: (64, 64) int8, how each cell is entered (WALK ... CLOSED).
        enter: (64, 64) int16, cost of entering each cell, 1 to ``MAX_RISK`` + 5.
        limit: costs above this are left unexplored.
    """
    cost, steps, first = _search(
        code,
        enter,
        position[0],
        position[1],
        DIRECTIONS.index(facing),
        _DX,
        _DY,
        _STEPS,
        limit,
        *_POOL,
    )
    return Field(cost, steps, first)


def to_face(field: Field, wanted: Grid) -> Way | None:
    """The cheapest way to face a cell of a (64, 64) bool mask from the cell beside it; ``action``
    is -1 when one is faced already.
    """
    cost, x, y, d = _best_faced(field.cost, wanted, _DX, _DY)
    if cost >= FAR:
        return None
    sx, sy = x - DIRECTIONS[d][0], y - DIRECTIONS[d][1]
    return Way(
        int(cost), int(field.steps[sx, sy, d]), (int(x), int(y)), int(field.first[sx, sy, d])
    )


def to_stand(field: Field, wanted: Grid) -> Way | None:
    """The cheapest way to stand on a cell of a (64, 64) bool mask, facing anywhere."""
    cost, x, y, d = _best_stood(field.cost, wanted)
    if cost >= FAR:
        return None
    return Way(int(cost), int(field.steps[x, y, d]), (int(x), int(y)), int(field.first[x, y, d]))


def route(field: Field, code: Grid, enter: Grid, target: Position) -> tuple[Direction, ...]:
    """The moves of the cheapest way up to a cell: onto it if it is open, else beside it, facing it.

    Nothing where there is no way, and for one who is there already.

    Args:
        field: what ``search`` made of ``code`` and ``enter``.
        code: see ``search``.
        enter: see ``search``.
        target: the cell.
    """
    x, y = target
    if code[x, y] == WALK:
        cost, _, _, d = _best_stood(field.cost, mask(target))
    else:
        cost, _, _, d = _best_faced(field.cost, mask(target), _DX, _DY)
    if cost >= FAR:
        return ()
    if code[x, y] != WALK:
        x, y = x - DIRECTIONS[d][0], y - DIRECTIONS[d][1]
    moves = np.empty(AREA * AREA, np.int8)
    count = _back(code, enter, field.cost, x, y, d, _DX, _DY, moves)
    return tuple(DIRECTIONS[move] for move in moves[:count][::-1].tolist())


def mask(*cells: Position) -> Grid:
    """A (64, 64) bool mask of these cells; those outside the world are left out."""
    grid = np.zeros((AREA, AREA), np.bool_)
    for x, y in cells:
        if 0 <= x < AREA and 0 <= y < AREA:
            grid[x, y] = True
    return grid
