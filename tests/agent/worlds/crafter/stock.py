"""Stock Crafter with its two faults mended in the plainest way, as the reference for the engine."""

from __future__ import annotations

import collections
from typing import Any

import crafter
import numpy as np
from crafter import engine


class OrderedSet(dict[Any, None]):
    """What ``World._chunks`` needs of a set, in the order of insertion."""

    def add(self, item: Any) -> None:
        self[item] = None

    def remove(self, item: Any) -> None:
        del self[item]


class OrderedWorld(engine.World):  # type: ignore[misc]
    def reset(self, seed: int | None = None) -> None:
        super().reset(seed)
        self._chunks: dict[Any, OrderedSet] = collections.defaultdict(OrderedSet)


class StockEnv(crafter.Env):  # type: ignore[misc]
    """Stock rules, ordered chunks, and no drawing at all (drawing takes the game's
    random numbers).
    """

    def __init__(self, seed: int, **options: Any) -> None:
        super().__init__(seed=seed, **options)
        self._world: Any = OrderedWorld((64, 64), crafter.constants.materials, (12, 12))
        self._sem_view._world = self._world

    def render(self, size: Any = None) -> np.ndarray:
        return np.zeros((1, 1, 3), np.uint8)


def random_state(world: engine.World) -> tuple[Any, ...]:
    _, keys, *rest = world.random.get_state()
    return keys.tobytes(), *rest


def state(env: crafter.Env) -> dict[str, Any]:
    """Everything that a stock environment and an own one must share."""
    world, player = env._world, env._player
    objects = world.objects
    index = {obj: i for i, obj in enumerate(objects)}
    return {
        "map": world._mat_map.tobytes(),
        "objects": [_object(obj) for obj in objects],
        "chunks": [
            (chunk, [index[obj] for obj in members]) for chunk, members in world.chunks.items()
        ],
        "random": random_state(world),
        "daylight": world.daylight,
        "inventory": player.inventory,
        "achievements": player.achievements,
        "counters": (
            player._hunger,
            player._thirst,
            player._fatigue,
            player._recover,
            player._last_health,
        ),
        "player": (player.sleeping, player.action, tuple(player.facing)),
        "env": (env._step, env._last_health, env._unlocked),
    }


def _object(obj: Any) -> tuple[Any, ...]:
    extra = {
        name: getattr(obj, name) for name in ("cooldown", "reload", "grown") if hasattr(obj, name)
    }
    facing = tuple(int(i) for i in obj.facing) if hasattr(obj, "facing") else None
    return type(obj).__name__, tuple(int(i) for i in obj.pos), obj.health, facing, extra
