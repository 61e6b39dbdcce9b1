"""What a person sees on the page: a state frame read back as a view.

See ``agent.core.frame`` for the layout.
"""

from __future__ import annotations

import struct

import numpy as np

from agent.core.frame import HEAD, NO_ACTION
from agent.worlds.crafter.frame import ASLEEP, BODY, DEAD, DIRECTIONS
from agent.worlds.crafter.rules import ACHIEVEMENTS, ITEMS
from agent.worlds.crafter.view import CENTER, HEIGHT, WIDTH, Creature, CreatureKind, View

_KINDS: tuple[CreatureKind, ...] = ("cow", "zombie", "skeleton", "plant", "plant")
_RIPE, _FIRST_ARROW = 4, 5


def see(frame: bytes) -> tuple[View, int | None]:
    """The view in a state frame, and the action that led to it (None before the first)."""
    _version, flags, _ack, step, _seq = HEAD.unpack_from(frame)
    daylight, facing, action, count, unlocked = BODY.unpack_from(frame, HEAD.size)
    at = HEAD.size + BODY.size
    items = dict(zip(ITEMS, frame[at : at + len(ITEMS)], strict=True))
    at += len(ITEMS)
    materials = np.frombuffer(frame, np.uint8, WIDTH * HEIGHT, at).reshape(HEIGHT, WIDTH).T
    at += WIDTH * HEIGHT
    view = View(
        step=step,
        materials=materials,
        creatures=tuple(_creature(*frame[at + 2 * n : at + 2 * n + 2]) for n in range(count)),
        facing=DIRECTIONS[facing],
        inventory=items,
        asleep=bool(flags & ASLEEP),
        daylight=daylight / 255,
        unlocked=frozenset(name for bit, name in enumerate(ACHIEVEMENTS) if unlocked >> bit & 1),
        dead=bool(flags & DEAD),
    )
    return view, None if action == NO_ACTION else action


def _creature(cell: int, texture: int) -> Creature:
    dx, dy = cell % WIDTH - CENTER[0], cell // WIDTH - CENTER[1]
    if texture >= _FIRST_ARROW:
        return Creature("arrow", dx, dy, facing=DIRECTIONS[texture - _FIRST_ARROW])
    return Creature(_KINDS[texture], dx, dy, ripe=texture == _RIPE)


def frames(replay: bytes) -> list[bytes]:
    """The state frames of a replay, see ``server.library.replays``."""
    (length,) = struct.unpack_from("<I", replay)
    at, found = 4 + length, []
    while at < len(replay):
        (size,) = struct.unpack_from("<H", replay, at)
        found.append(replay[at + 2 : at + 2 + size])
        at += 2 + size
    return found
