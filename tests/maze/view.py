"""What a player of the maze can know right now."""

from __future__ import annotations

from dataclasses import dataclass

Cell = tuple[int, int]  # column and row, from the north-west

COLUMNS, ROWS = 8, 6
MOVES: dict[str, Cell] = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}
REACH = "reach_exit"  # the one achievement


@dataclass(frozen=True, slots=True)
class View:
    """The player's cell, and where the exit is."""

    step: int  # actions played since reset
    cell: Cell
    exit: Cell
    ways: frozenset[str]  # the moves that no wall is in the way of

    @property
    def unlocked(self) -> frozenset[str]:
        """Achievements so far."""
        return frozenset({REACH} if self.cell == self.exit else ())


def beside(cell: Cell, move: str) -> Cell:
    """The cell that a move leads to."""
    east, south = MOVES[move]
    return cell[0] + east, cell[1] + south


def name_of(cell: Cell) -> str:
    """A cell as people write it: A1 is in the north-west, H6 in the south-east."""
    return f"{chr(ord('A') + cell[0])}{cell[1] + 1}"


def cell_of(name: str) -> Cell:
    """The cell of a name such as C4."""
    return ord(name[0]) - ord("A"), int(name[1]) - 1
