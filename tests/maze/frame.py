"""The state frame of the maze. After the head: cell, exit, last action (255: none), how many cells
are known, and then of each its number and its open ways (1 north, 2 east, 4 south, 8 west). A
cell's number is its column + 8 times its row.
"""

from __future__ import annotations

from agent.core.frame import NO_ACTION, Picture
from tests.maze.memory import Memory
from tests.maze.view import COLUMNS, MOVES, Cell, View

VERSION = 7


def paint(view: View, memory: Memory, action: int | None) -> Picture:
    """The picture of a view and what is recalled."""
    last = NO_ACTION if action is None else action
    body = [_number(view.cell), _number(view.exit), last, len(memory.ways)]
    for cell, ways in memory.ways.items():
        body += [_number(cell), sum(1 << i for i, move in enumerate(MOVES) if move in ways)]
    return Picture(VERSION, 0, view.step, bytes(body))


def _number(cell: Cell) -> int:
    return cell[0] + COLUMNS * cell[1]
