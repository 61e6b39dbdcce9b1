"""Crafter's environment on a ``Grid``: the same game, which neither draws nor maps itself while it
is stepped.
"""

from __future__ import annotations

import functools
from typing import Any

import crafter
import numpy as np
from crafter import constants, engine
from numpy.typing import NDArray

from agent.worlds.crafter.engine import worldgen
from agent.worlds.crafter.engine.creatures import Cow, Player, Skeleton, Zombie, distance
from agent.worlds.crafter.engine.grid import Chunk, Grid
from agent.worlds.crafter.rules import (
    ACHIEVEMENTS,
    ACTIONS,
    AREA,
    BALANCE_EVERY,
    ITEMS,
    START,
    UPDATE_RADIUS,
    daylight,
)
from agent.worlds.crafter.view import HEIGHT, WIDTH


class Game(crafter.Env):  # type: ignore[misc]
    """``crafter.Env`` with ordered chunks, quick steps and pictures that leave its random numbers
    alone.
    """

    def __init__(self, seed: int, length: int) -> None:
        # Not the parent's: it reads every texture file, which a world that is never drawn does not
        # need.
        self._area = (AREA, AREA)
        self._view = np.array((WIDTH, HEIGHT + _item_rows()))
        self._size = (576, 576)
        self._length = length
        self._seed = seed
        self._episode = 0
        self._world = Grid(self._area, constants.materials, (12, 12))
        self._step = 0
        self._player = Player(self._world, (START, START))
        self._last_health = 0
        self._unlocked: set[str] = set()

    def reset(self) -> None:
        """Begin the episode that stock Crafter begins at the same seed and count of resets."""
        self._episode += 1
        self._step = 0
        self._world.reset(seed=hash((self._seed, self._episode)) % (2**31 - 1))
        self._update_time()
        self._player = Player(self._world, (START, START))
        self._last_health = self._player.health
        self._world.add(self._player)
        self._unlocked = set()
        worldgen.generate(self._world, self._player)

    def step(self, action: int) -> tuple[None, float, bool, dict[str, Any]]:
        """Play one action.

        The observation is None; ``info["unlocked"]`` holds the achievements of this step, in data
        order.
        """
        self._step += 1
        self._update_time()
        player = self._player
        player.action = ACTIONS[action]
        others = self._world.objects[1:]  # what appears in this step is not updated in it
        player.update()
        px, py = player.pos
        for obj in others:
            x, y = obj.pos
            if abs(x - px) + abs(y - py) < UPDATE_RADIUS:
                obj.update()
        if self._step % BALANCE_EVERY == 0:
            self._balance()
        reward = (player.health - self._last_health) / 10
        self._last_health = player.health
        unlocked = tuple(
            name
            for name in ACHIEVEMENTS
            if player.achievements[name] > 0 and name not in self._unlocked
        )
        if unlocked:
            self._unlocked |= set(unlocked)
            reward += 1.0
        dead = player.health <= 0
        done = dead or self._step >= self._length
        return (
            None,
            reward,
            done,
            {"unlocked": unlocked, "discount": 1 - float(dead), "reward": reward},
        )

    def draw(self, size: tuple[int, int]) -> NDArray[np.uint8]:
        """Picture of (width, height) pixels, shape (height, width, 3).

        Equal states give equal pictures.
        """
        self._textures = _textures()
        self._local_view = _LocalView(self._world, self._textures, (WIDTH, HEIGHT))
        self._local_view.night = np.random.default_rng((self._seed % 2**63, self._step))
        self._item_view = engine.ItemView(self._textures, (WIDTH, _item_rows()))
        picture: NDArray[np.uint8] = self.render(size)
        return picture

    def _update_time(self) -> None:
        self._world.daylight = daylight(self._step)

    def _balance(self) -> None:
        """Let creatures appear and vanish, chunk by chunk."""
        light = self._world.daylight
        width, height = self._world._chunk_size
        grass = self._world.count_by_chunk("grass").tolist()
        path = self._world.count_by_chunk("path").tolist()
        zombies = 3.5 - 3 * light
        for chunk, members in self._world.chunk_items():
            column, row = chunk[0] // width, chunk[2] // height
            meadow = grass[column][row]
            cave = path[column][row]
            self._balance_kind(
                chunk,
                members,
                Zombie,
                "grass",
                6,
                0,
                0.3,
                0.4,
                zombies if meadow >= 50 else 0,
                zombies,
            )
            self._balance_kind(
                chunk, members, Skeleton, "path", 7, 7, 0.1, 0.1, 0 if cave < 6 else 1, 2
            )
            self._balance_kind(
                chunk, members, Cow, "grass", 5, 5, 0.01, 0.1, 0 if meadow < 30 else 1, 1.5 + light
            )

    def _balance_kind(
        self,
        chunk: Chunk,
        members: dict[Any, None],
        kind: type[Zombie] | type[Skeleton] | type[Cow],
        material: str,
        appear_distance: int,
        vanish_distance: int,
        appear: float,
        vanish: float,
        least: float,
        most: float,
    ) -> None:
        """Stock's ``_balance_object``: one creature may appear below ``int(least)`` or vanish above
        ``int(most)``.
        """
        creatures = [obj for obj in members if obj.__class__ is kind]
        random = self._world.random
        if len(creatures) < int(least) and random.random_sample() < appear:
            cells = np.argwhere(self._world.mask(*chunk, material))
            x, y = cells[random.randint(0, len(cells))].tolist()
            pos = (x + chunk[0], y + chunk[2])
            if (
                pos not in self._world.occupants
                and distance(self._player.pos, pos) >= appear_distance
            ):
                self._world.add(
                    Cow(self._world, pos) if kind is Cow else kind(self._world, pos, self._player)
                )
        elif len(creatures) > int(most) and random.random_sample() < vanish:
            obj = creatures[random.randint(0, len(creatures))]
            if distance(self._player.pos, obj.pos) >= vanish_distance:
                self._world.remove(obj)


class _LocalView(engine.LocalView):  # type: ignore[misc]
    """The map's picture, with the noise of the night from ``night`` and not from the game."""

    night: np.random.Generator

    def _noise(
        self, canvas: NDArray[np.float64], amount: float, stddev: float
    ) -> NDArray[np.float64]:
        noise = self.night.uniform(32, 127, canvas.shape[:2])[..., None]
        mask = amount * _vignette(canvas.shape[:2], stddev)[..., None]
        darkened: NDArray[np.float64] = (1 - mask) * canvas + mask * noise
        return darkened


@functools.lru_cache(4)
def _vignette(shape: tuple[int, int], stddev: float) -> NDArray[np.float64]:
    # Of numbers only: stock caches the method, and with it up to ten worlds.
    xs, ys = np.linspace(-1, 1, shape[0])[:, None], np.linspace(-1, 1, shape[1])[None, :]
    mask: NDArray[np.float64] = 1 - np.exp(-0.5 * (xs**2 + ys**2) / stddev**2)
    return mask


@functools.cache
def _textures() -> Any:
    return engine.Textures(constants.root / "assets")


def _item_rows() -> int:
    return -(-len(ITEMS) // WIDTH)
