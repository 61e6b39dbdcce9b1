"""Crafter's terrain and first creatures, bit for bit those of ``crafter.worldgen``, in compiled
loops.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

# The scalar kernel: OpenSimplex.noise3array is a parallel one, and numba's default threading layer
# aborts the process when two threads enter a parallel kernel at once, as two sessions of a server
# may.
from opensimplex import OpenSimplex
from opensimplex.internals import _noise3

from agent.worlds.crafter.engine.creatures import Cow, Player, Skeleton, Zombie
from agent.worlds.crafter.engine.grid import Grid
from agent.worlds.crafter.view import MATERIAL_ID

_GRASS, _STONE, _PATH, _SAND, _WATER = (
    MATERIAL_ID[name] for name in ("grass", "stone", "path", "sand", "water")
)
_TREE, _LAVA, _COAL, _IRON, _DIAMOND = (
    MATERIAL_ID[name] for name in ("tree", "lava", "coal", "iron", "diamond")
)
_COW, _ZOMBIE, _SKELETON = 1, 2, 3
_MAX_DRAWS = 5  # random numbers that a cell can take: three for ores and two for creatures


def generate(world: Grid, player: Player) -> None:
    """Fill an empty, seeded world that holds only its player, taking the same random numbers as
    stock.
    """
    noise = OpenSimplex(seed=world.random.randint(0, 2**31 - 1))
    width, height = world.area
    dx = np.arange(width)[:, None] - player.pos[0]
    dy = np.arange(height)[None, :] - player.pos[1]
    dist = np.sqrt(dx**2 + dy**2)
    # numpy's own exp, since a compiled one may differ from it in the last bit.
    start = 4 - dist + 2 * _start_noise(width, height, noise._perm, noise._perm_grad_index3)
    start = 1 / (1 + np.exp(-start))
    before = world.random.get_state()
    draws = world.random.random_sample(_MAX_DRAWS * width * height)
    materials = np.zeros((width, height), np.uint8)
    creatures = np.zeros((width, height), np.uint8)
    used = _fill(materials, creatures, start, dist, draws, noise._perm, noise._perm_grad_index3)
    world.random.set_state(before)
    world.random.random_sample(used)
    world._mat_map[:] = materials
    for x, y in np.argwhere(creatures).tolist():
        kind = creatures[x, y]
        if kind == _COW:
            world.add(Cow(world, (x, y)))
        else:
            world.add((Zombie if kind == _ZOMBIE else Skeleton)(world, (x, y), player))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _start_noise(
    width: int, height: int, perm: NDArray[np.int64], gradients: NDArray[np.int64]
) -> NDArray[np.float64]:
    values = np.empty((width, height))
    for x in range(width):
        for y in range(height):
            values[x, y] = _noise3(x / 3, y / 3, 8.0, perm, gradients)
    return values


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _fill(
    materials: NDArray[np.uint8],
    creatures: NDArray[np.uint8],
    starts: NDArray[np.float64],
    dist: NDArray[np.float64],
    draws: NDArray[np.float64],
    perm: NDArray[np.int64],
    gradients: NDArray[np.int64],
) -> int:
    """Write materials and creatures; how many draws that took.

    A number is drawn only where the conditions before it hold.
    """
    width, height = materials.shape
    tunnels = np.zeros(materials.shape, np.bool_)
    used = 0
    for x in range(width):
        for y in range(height):
            start = starts[x, y]
            water = _noise3(x / 15, y / 15, 3.0, perm, gradients) + 0.15 * _noise3(
                x / 5, y / 5, 3.0, perm, gradients
            )
            water = water + 0.1 - 2 * start
            mountain = _noise3(x / 15, y / 15, 0.0, perm, gradients) + 0.3 * _noise3(
                x / 5, y / 5, 0.0, perm, gradients
            )
            mountain = mountain / 1.3 - (4 * start + 0.3 * water)
            material = _GRASS
            if start > 0.5:
                pass
            elif mountain > 0.15:
                material = 0
                if mountain > 0.3 and _noise3(x / 7, y / 7, 6.0, perm, gradients) > 0.15:
                    material = _PATH
                elif (
                    _noise3(2 * x / 3, y / 5 / 3, 7.0, perm, gradients) > 0.4
                    or _noise3(x / 5 / 3, 2 * y / 3, 7.0, perm, gradients) > 0.4
                ):
                    material = _PATH
                    tunnels[x, y] = True
                if material == 0 and _noise3(x / 8, y / 8, 1.0, perm, gradients) > 0:
                    material = _COAL if draws[used] > 0.85 else 0
                    used += 1
                if material == 0 and _noise3(x / 6, y / 6, 2.0, perm, gradients) > 0.4:
                    material = _IRON if draws[used] > 0.75 else 0
                    used += 1
                if material == 0 and mountain > 0.18:
                    material = _DIAMOND if draws[used] > 0.994 else 0
                    used += 1
                if material == 0:
                    lava = mountain > 0.3 and _noise3(x / 5, y / 5, 6.0, perm, gradients) > 0.35
                    material = _LAVA if lava else _STONE
            elif 0.25 < water <= 0.35 and _noise3(x / 9, y / 9, 4.0, perm, gradients) > -0.2:
                material = _SAND
            elif water > 0.3:
                material = _WATER
            elif _noise3(x / 7, y / 7, 5.0, perm, gradients) > 0:
                material = _TREE if draws[used] > 0.8 else _GRASS
                used += 1
            materials[x, y] = material
    for x in range(width):
        for y in range(height):
            material = materials[x, y]
            if material not in (_GRASS, _PATH, _SAND):
                continue
            kind = 0
            if material == _GRASS and dist[x, y] > 3:
                kind = _COW if draws[used] > 0.985 else 0
                used += 1
            if kind == 0 and dist[x, y] > 10:
                kind = _ZOMBIE if draws[used] > 0.993 else 0
                used += 1
            if kind == 0 and material == _PATH and tunnels[x, y]:
                kind = _SKELETON if draws[used] > 0.95 else 0
                used += 1
            creatures[x, y] = kind
    return used
