"""The maze: reset, step, view, snapshot, restore, digest."""

from __future__ import annotations

import hashlib
import json
import random

from agent.core.world import Outcome
from tests.maze.view import COLUMNS, MOVES, REACH, ROWS, Cell, View, beside

_BACK = {"north": "south", "south": "north", "east": "west", "west": "east"}


class Maze:
    """Cells with one way between any two of them. A move into a wall leaves the player in place."""

    name = "maze"
    actions = (*MOVES, "wait")
    noop = actions.index("wait")
    achievements = (REACH,)

    def reset(self, seed: int) -> None:
        """Begin the episode of this seed."""
        rng = random.Random(seed)
        cells = [(column, row) for column in range(COLUMNS) for row in range(ROWS)]
        self._seed, self._step = seed, 0
        self._ways = _dig(rng, cells)
        self._cell, self._exit = rng.sample(cells, 2)

    def step(self, action: int) -> Outcome:
        """Play one action. ValueError for one that there is not, or when the exit was reached."""
        if action not in range(len(self.actions)) or self._cell == self._exit:
            raise ValueError(
                f"action {action} cannot be played: it is none, or the exit is reached"
            )
        self._step += 1
        move = self.actions[action]
        if move in self._ways[self._cell]:
            self._cell = beside(self._cell, move)
        reached = self._cell == self._exit
        return Outcome(float(reached), (REACH,) if reached else (), died=False)

    def view(self) -> View:
        """What the player can know now."""
        return View(self._step, self._cell, self._exit, frozenset(self._ways[self._cell]))

    def snapshot(self) -> bytes:
        """The whole state: the rest follows from the seed."""
        return json.dumps([self._seed, self._step, *self._cell]).encode()

    def restore(self, snapshot: bytes) -> None:
        """Return exactly to a state that ``snapshot`` gave."""
        seed, step, column, row = json.loads(snapshot)
        self.reset(seed)
        self._step, self._cell = step, (column, row)

    def vary(self, draw: int) -> None:
        """Nothing is left to chance here."""

    def digest(self) -> str:
        """Hash of the whole state, 16 hex digits."""
        ways = sorted((cell, sorted(ways)) for cell, ways in self._ways.items())
        state = json.dumps([ways, self._exit, self._step, self._cell])
        return hashlib.blake2b(state.encode(), digest_size=8).hexdigest()


def _dig(rng: random.Random, cells: list[Cell]) -> dict[Cell, set[str]]:
    """The moves that are open in each cell, dug by a walk that backtracks."""
    ways: dict[Cell, set[str]] = {cell: set() for cell in cells}
    trail = [cells[0]]
    while trail:
        cell = trail[-1]
        undug = [m for m in MOVES if (to := beside(cell, m)) in ways and not ways[to]]
        if not undug:
            trail.pop()
            continue
        move = rng.choice(undug)
        ways[cell].add(move)
        trail.append(beside(cell, move))
        ways[trail[-1]].add(_BACK[move])
    return ways
