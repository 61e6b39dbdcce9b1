"""The whole state of a game as bytes, and back.

Nothing is executed on reading: every value is checked.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

from agent.worlds.crafter.engine.creatures import (
    DIRECTIONS,
    Arrow,
    Cow,
    Plant,
    Player,
    Skeleton,
    Zombie,
)
from agent.worlds.crafter.engine.game import Game
from agent.worlds.crafter.engine.grid import Chunk, Grid
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTIONS, ITEMS, MAX_ITEM
from agent.worlds.crafter.view import MATERIALS

MAX_BYTES = 40_000
_MAGIC = b"CRW1"
_MAX_STATE = 256 * 1024  # bytes of a state before compression
_MAX_COUNTER = 100  # hunger, thirst, fatigue, recovery: Crafter resets them at 31 or before
_WORLD = struct.Struct("<qIIiI")  # seed, episode, step, health at the last reward, unlocked bits
_RANDOM = struct.Struct("<624IIid")
_PLAYER = struct.Struct(f"<BBBi4d{len(ITEMS)}i{len(ACHIEVEMENTS)}I")
_OBJECT = struct.Struct("<BBBii")  # class, x, y, health, and what the class needs
_CHUNK = struct.Struct("<BBH")  # column, row, members
_COUNT = struct.Struct("<H")
_KINDS: tuple[type[Any], ...] = (Player, Cow, Zombie, Skeleton, Arrow, Plant)
_EXTRA = {Zombie: "cooldown", Skeleton: "reload", Plant: "grown"}


class SnapshotError(ValueError):
    """Bytes that are no snapshot of this version."""


def encode(game: Game) -> bytes:
    """The state, uncompressed and in one way only, so that equal states give equal bytes in any
    process.
    """
    world, player = game._world, game._player
    unlocked = sum(1 << i for i, name in enumerate(ACHIEVEMENTS) if name in game._unlocked)
    random: Any = world.random.get_state()
    _, keys, position, has_gauss, gauss = random
    index = {obj: i for i, obj in enumerate(world.living)}
    parts = [
        _WORLD.pack(game._seed, game._episode, game._step, game._last_health, unlocked),
        keys.astype("<u4").tobytes(),
        struct.pack("<Iid", position, has_gauss, gauss),
        world._mat_map.tobytes(),
        _PLAYER.pack(
            DIRECTIONS.index(tuple(player.facing)),
            ACTIONS.index(player.action),
            player.sleeping,
            player._last_health,
            player._hunger,
            player._thirst,
            player._fatigue,
            player._recover,
            *player.inventory.values(),
            *player.achievements.values(),
        ),
        _COUNT.pack(len(index)),
        *(
            _OBJECT.pack(_KINDS.index(type(obj)), *obj.pos, obj.health, _extra(obj))
            for obj in index
        ),
        _COUNT.pack(len(world.members)),
    ]
    width, height = world._chunk_size
    for chunk, members in world.members.items():
        parts.append(_CHUNK.pack(chunk[0] // width, chunk[2] // height, len(members)))
        parts.append(np.array([index[obj] for obj in members], "<u2").tobytes())
    return b"".join(parts)


def dump(game: Game) -> bytes:
    """A snapshot. Raises SnapshotError if it were larger than ``MAX_BYTES``."""
    snapshot = _MAGIC + zlib.compress(encode(game), 1)
    if len(snapshot) > MAX_BYTES:
        raise SnapshotError(f"the snapshot has {len(snapshot)} bytes, {MAX_BYTES} are allowed")
    return snapshot


def load(snapshot: bytes, length: int) -> Game:
    """The game that ``dump`` wrote, over after ``length`` steps.

    Raises SnapshotError for anything else.
    """
    if snapshot[: len(_MAGIC)] != _MAGIC:
        raise SnapshotError(
            f"not a Crafter snapshot of version {_MAGIC.decode()}: it begins with {snapshot[:4]!r}"
        )
    if len(snapshot) > MAX_BYTES:
        raise SnapshotError(f"a snapshot has at most {MAX_BYTES} bytes, this one {len(snapshot)}")
    try:
        inflate = zlib.decompressobj()
        state = inflate.decompress(snapshot[len(_MAGIC) :], _MAX_STATE)
        if not inflate.eof or inflate.unused_data:
            raise SnapshotError("the snapshot is cut off, too large, or followed by other bytes")
        return _decode(state, length)
    except (zlib.error, struct.error, IndexError, ValueError, OverflowError) as error:
        raise SnapshotError(f"damaged snapshot: {error}") from error


def _extra(obj: Any) -> int:
    if type(obj) is Arrow:
        return DIRECTIONS.index(tuple(obj.facing))
    name = _EXTRA.get(type(obj))
    return getattr(obj, name) if name else 0


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        values = layout.unpack_from(self.data, self.offset)
        self.offset += layout.size
        return values

    def array(self, dtype: str, count: int) -> Any:
        values = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += values.nbytes
        return values


def _decode(state: bytes, length: int) -> Game:
    reader = _Reader(state)
    seed, episode, step, last_health, unlocked = reader.unpack(_WORLD)
    _require(episode > 0 and step >= 0, f"no episode has begun: episode {episode}, step {step}")
    game = Game(seed, length)
    world = game._world
    random = reader.unpack(_RANDOM)
    _require(random[624] <= 624, f"random position {random[624]} is over 624")
    _require(random[625] in (0, 1), "no such random state")
    world.random.set_state(("MT19937", np.array(random[:624], np.uint32), *random[624:]))
    cells = reader.array("u1", world._mat_map.size)
    _require(bool((cells >= 1).all() and (cells < len(MATERIALS)).all()), "no such material")
    world._mat_map[:] = cells.reshape(world.area)
    values = reader.unpack(_PLAYER)
    objects = [_read_object(reader, world) for _ in range(reader.unpack(_COUNT)[0])]
    _require(
        [i for i, obj in enumerate(objects) if type(obj) is Player] == [0],
        "the first object must be the one player",
    )
    player = objects[0]
    _fill_player(player, values)
    for obj in objects:
        if type(obj) in (Zombie, Skeleton):
            obj.player = player
        world.add(obj)
    members = _read_chunks(reader, world, objects)
    _require(reader.offset == len(state), f"{len(state) - reader.offset} bytes too many")
    _require(members.keys() >= world.members.keys(), "an object's chunk is missing")
    for chunk, inside in world.members.items():
        _require(
            members[chunk].keys() == inside.keys(),
            f"chunk {chunk} lists other objects than stand in it",
        )
    _require(
        all(not inside for chunk, inside in members.items() if chunk not in world.members),
        "an object in two chunks",
    )
    world.members = members
    game._player, game._episode, game._step, game._last_health = player, episode, step, last_health
    game._unlocked = {name for i, name in enumerate(ACHIEVEMENTS) if unlocked >> i & 1}
    game._update_time()
    return game


def _read_object(reader: _Reader, world: Grid) -> Any:
    kind, x, y, health, extra = reader.unpack(_OBJECT)
    cls = _KINDS[kind]
    _require(extra >= 0, f"a creature's counter is {extra}")
    _require(x < world.area[0] and y < world.area[1], f"({x}, {y}) is outside the world")
    if cls is Arrow:
        return _with_health(Arrow(world, (x, y), DIRECTIONS[extra]), health)
    obj = cls(world, (x, y), None) if cls in (Zombie, Skeleton) else cls(world, (x, y))
    if cls in _EXTRA:
        setattr(obj, _EXTRA[cls], extra)
    return _with_health(obj, health)


def _with_health(obj: Any, health: int) -> Any:
    _require(health >= 0, f"health {health}")
    obj.inventory["health"] = health
    return obj


def _fill_player(player: Player, values: tuple[Any, ...]) -> None:
    facing, action, sleeping, last_health, *counters_and_counts = values
    counters, counts = counters_and_counts[:4], counters_and_counts[4:]
    _require(
        all(abs(counter) <= _MAX_COUNTER for counter in counters),
        f"counters {counters} are out of range",
    )
    player.facing = DIRECTIONS[facing]
    player.action = ACTIONS[action]
    player.sleeping = bool(sleeping)
    player._last_health = last_health
    player._hunger, player._thirst, player._fatigue, player._recover = counters
    player.inventory = dict(zip(ITEMS, counts[: len(ITEMS)], strict=True))
    _require(
        all(0 <= count <= MAX_ITEM[item] for item, count in player.inventory.items()),
        f"an item's count is out of range: {player.inventory}",
    )
    player.achievements = dict(zip(ACHIEVEMENTS, counts[len(ITEMS) :], strict=True))


def _read_chunks(reader: _Reader, world: Grid, objects: list[Any]) -> dict[Chunk, dict[Any, None]]:
    width, height = world._chunk_size
    members: dict[Chunk, dict[Any, None]] = {}
    for _ in range(reader.unpack(_COUNT)[0]):
        column, row, count = reader.unpack(_CHUNK)
        chunk = world.chunk_key((column * width, row * height))
        _require(
            column * width < world.area[0] and row * height < world.area[1],
            f"no chunk ({column}, {row})",
        )
        _require(chunk not in members, f"chunk {chunk} twice")
        listed = [objects[i] for i in reader.array("<u2", count).tolist()]
        members[chunk] = dict.fromkeys(listed)
        _require(len(members[chunk]) == count, f"an object twice in chunk {chunk}")
    return members


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise SnapshotError(otherwise)
