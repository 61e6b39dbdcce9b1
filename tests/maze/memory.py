"""What a player of the maze recalls: the cells it stood on, and the ways out of them."""

from __future__ import annotations

from collections.abc import Set

from tests.maze.view import Cell, View, beside


class Memory:
    """Everything that was seen.

    Attributes:
        ways: of each cell that was stood on, the moves that are open there.
        path: path[t] is the cell at step t.
    """

    def __init__(self) -> None:
        self.ways: dict[Cell, frozenset[str]] = {}
        self.path: list[Cell] = []

    def update(self, view: View, action: int | None) -> None:
        """Take in the view that followed an action. ValueError if it does not follow the last."""
        if view.step != len(self.path):
            raise ValueError(f"the view of step {view.step} does not follow {len(self.path) - 1}")
        self.ways[view.cell] = view.ways
        self.path.append(view.cell)

    @property
    def frontier(self) -> set[Cell]:
        """Cells that a move leads to from where the player has been, and that it has not."""
        known = {beside(cell, move) for cell, ways in self.ways.items() for move in ways}
        return known - self.ways.keys()

    def way(self, goals: Set[Cell]) -> list[tuple[str, Cell]]:
        """The moves to the nearest of some cells and where each leads; [] if no way is known."""
        came: dict[Cell, list[tuple[str, Cell]]] = {self.path[-1]: []}
        queue = [self.path[-1]]
        for cell in queue:
            if cell in goals:
                return came[cell]
            for move in sorted(self.ways.get(cell, ())):
                to = beside(cell, move)
                if to not in came:
                    came[to] = [*came[cell], (move, to)]
                    queue.append(to)
        return []
