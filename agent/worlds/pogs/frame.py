"""The state frame of POGS: the graph as far as it is known, in 700 bytes at the most.

After the head, little-endian:

| offset | type | what |
| --- | --- | --- |
| 0 | u8 | version, 2 |
| 1 | u8 | flags: 1 the target is reached, 2 the last move led nowhere, 4 driven by a person |
| 12 | u8 | node where the player is |
| 13 | u8 | the target, whether it was seen or not |
| 14 | u8 | the last action played, 255 for none |
| 15 | u8 | how many moves away is seen |
| 16 | u8 | nodes of the whole graph, numbered from 0 |
| 17 | u8 | n, the number of nodes that are known |
| 18 | u8 | e, the number of edges that are known |
| 19 | u8 | v, the number of visits that follow |
| 20 | u8 | the start |
| 21 | u8 | 0 |
| 22 | u16 | moves that led somewhere |
| 24 | u16 | moves that led nowhere |
| 26 | u16 | moves back to where the player was two moves before |
| 28 | (u8, u8) x n | nodes in the order in which they were seen first; marks, see below |
| | (u8, u8) x e | edges. One of which both nodes are seen now is seen now, too |
| | u8 x v | where the player was, the newest last: the start and the newest 255 moves |

Marks: 1 seen now, 2 may have neighbours that were not seen.
"""

from __future__ import annotations

import struct

from agent.core.frame import NO_ACTION, Picture
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View

VERSION = 2
REACHED, LED_NOWHERE = 1, 2
SEEN_NOW, UNEXPLORED = 1, 2
_MAX_VISITS = 255
_BODY = struct.Struct("<BBBBBBBBBxHHH")


def paint(view: View, memory: Memory, action: int | None) -> Picture:
    """The picture of a view and what is recalled.

    ``action``: index of the last one, None before the first.
    """
    frontier = memory.frontier
    nodes = bytearray()
    for node in memory.known:
        nodes += bytes(
            (node, SEEN_NOW * (node in view.neighbours) | UNEXPLORED * (node in frontier))
        )
    edges = bytes(node for edge in memory.known.edges for node in edge)
    visits = bytes(memory.visits[-_MAX_VISITS:])
    body = _BODY.pack(
        view.node,
        view.target,
        NO_ACTION if action is None else action,
        view.hops,
        view.nodes,
        len(memory.known),
        len(edges) // 2,
        len(visits),
        memory.visits[0],
        len(memory.visits) - 1,
        memory.invalid,
        memory.backtracks,
    )
    return Picture(
        VERSION,
        REACHED * view.reached | LED_NOWHERE * (not view.moved),
        view.step,
        body + bytes(nodes) + edges + visits,
    )
