"""A hand-made graph for tests: 0 - 1 - 2 - 3 - 4, with 5 - 6 - 7 hanging on 1.

Start 2, target 7, two hops are seen.
"""

from __future__ import annotations

import networkx as nx

from agent.worlds.pogs.engine import PogsWorld
from agent.worlds.pogs.graph import GraphSettings, Puzzle

EDGES = ((0, 1), (1, 2), (2, 3), (3, 4), (1, 5), (5, 6), (6, 7))


class Lanes(PogsWorld):
    """Every seed is this graph."""

    def __init__(self) -> None:
        super().__init__(GraphSettings(nodes=8))

    def reset(self, seed: int) -> None:
        super().reset(0)
        self._puzzle = Puzzle(nx.Graph(EDGES), 2, 7)
        self._node = 2
