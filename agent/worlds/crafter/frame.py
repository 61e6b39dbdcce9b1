"""The state frame of Crafter: what the canvas needs for one step, in 400 bytes at the most; and the
map of all that was seen so far.

With the head, little-endian:

| offset | type | what |
| --- | --- | --- |
| 0 | u8 | version, 1 |
| 1 | u8 | flags: 1 asleep, 2 dead, 4 driven by a person |
| 2 | u16 | the last command id (mod 65536) of an ``act`` that is in this frame, 0 for none |
| 4 | u32 | step |
| 8 | u32 | seq: the newest event that this frame is not older than |
| 12 | u8 | daylight, 0 to 255 |
| 13 | u8 | facing: 0 west, 1 east, 2 north, 3 south |
| 14 | u8 | the last action played, 255 for none |
| 15 | u8 | n, the number of creatures |
| 16 | u32 | unlocked achievements, bit i = the i-th name of the episode's ``achievements`` |
| 20 | u8 x 16 | item counts, in the order of the episode's ``items`` |
| 36 | u8 x 63 | material ids (0 outside, then Crafter's 1 to 12), row by row from the north-west |
| 99 | (u8, u8) x n | creatures: cell (0 to 62, as above), texture |
| | u8, u8 | the player's cell by dead reckoning, (x, y) from the world's north-west |
| | u8, u8 | the cell that the plan in force leads to now, 255, 255 for none |
| | u8 | m, the number of moves of the way there; 0 where none is known |
| | u8 x m | the moves, as the facing |

Textures: 0 cow, 1 zombie, 2 skeleton, 3 plant, 4 ripe plant, 5 to 8 arrow that flies west, east,
north, south.

The map is what memory holds, little-endian:

| offset | type | what |
| --- | --- | --- |
| 0 | u32 | step |
| 4 | u8 x 4096 | material ids, row by row from the north-west; 0 for what nobody has seen |
| 4100 | (u8, u8, u8) x n | creatures where they were last seen: x, y, texture |
"""

from __future__ import annotations

import struct

from agent.core.frame import NO_ACTION, Picture
from agent.core.goals import Pursued
from agent.worlds.crafter.memory import Memory, Position
from agent.worlds.crafter.plans.progress import follow, resolve
from agent.worlds.crafter.rules import ACHIEVEMENTS, ITEMS
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.scene.skills import aim, remaining
from agent.worlds.crafter.view import CENTER, WIDTH, Direction, View

VERSION = 1
BODY = struct.Struct("<BBBBI")
_STEP = struct.Struct("<I")
ASLEEP, DEAD = 1, 2
DIRECTIONS = ((-1, 0), (1, 0), (0, -1), (0, 1))
NOWHERE = 255
MOST_MOVES = 64  # of a way that are told
_TEXTURES = {"cow": 0, "zombie": 1, "skeleton": 2, "plant": 3}


def paint(
    view: View, memory: Memory, action: int | None, pursued: Pursued | None = None
) -> Picture:
    """The picture of a view; of what is recalled only where the player is, and where a plan leads.

    Args:
        view: what is seen now.
        memory: up to date with ``view``.
        action: index of the last one, None before the first.
        pursued: the plan.
    """
    unlocked = sum(1 << i for i, name in enumerate(ACHIEVEMENTS) if name in view.unlocked)
    creatures = bytearray()
    for c in view.creatures:
        texture = 5 + DIRECTIONS.index(c.facing) if c.facing else 4 if c.ripe else _TEXTURES[c.kind]
        creatures += bytes(((c.dy + CENTER[1]) * WIDTH + c.dx + CENTER[0], texture))
    body = BODY.pack(
        round(view.daylight * 255),
        DIRECTIONS.index(view.facing),
        NO_ACTION if action is None else action,
        len(view.creatures),
        unlocked,
    )
    items = bytes(view.inventory[name] for name in ITEMS)
    cells = view.materials.T.tobytes()
    return Picture(
        VERSION,
        ASLEEP * view.asleep | DEAD * view.dead,
        view.step,
        body
        + items
        + cells
        + bytes(creatures)
        + bytes(memory.position)
        + _aim(view, memory, pursued),
    )


def chart(memory: Memory) -> bytes:
    """The map of all that was seen so far."""
    creatures = bytearray()
    for (x, y), seen in memory.creatures.items():
        creatures += bytes((x, y, 4 if seen.ripe else _TEXTURES[seen.kind]))
    step = max(0, len(memory.path) - 1)
    return _STEP.pack(step) + memory.materials.T.tobytes() + bytes(creatures)


def _aim(view: View, memory: Memory, pursued: Pursued | None) -> bytes:
    """Where a plan leads, and the way there."""
    cell, way = _heading(view, memory, pursued) if pursued else (None, ())
    if cell is None:
        return bytes((NOWHERE, NOWHERE, 0))
    moves = [DIRECTIONS.index(move) for move in way[:MOST_MOVES]]
    return bytes((*cell, len(moves), *moves))


def _heading(
    view: View, memory: Memory, pursued: Pursued
) -> tuple[Position | None, tuple[Direction, ...]]:
    progress = follow(pursued.goals, pursued.since, view, memory)
    if view.dead or progress.done or progress.waiting:
        return None, ()
    goal = resolve(pursued.goals[progress.index], pursued.since, memory)
    scene = Scene(view, memory)
    cell = aim(scene, remaining(goal, progress.have))
    return cell, () if cell is None else scene.route(cell)
