"""What a player of POGS can know right now, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

REACH = "reach_target"  # the one achievement


@dataclass(frozen=True, slots=True)
class View:
    """The part of the graph round the player."""

    step: int  # actions played since reset
    node: int  # where the player is
    target: int
    # of each node within ``hops``, those of its neighbours that are seen too
    neighbours: Mapping[int, tuple[int, ...]]
    hops: int  # how far is seen
    nodes: int  # of the whole graph, numbered from 0
    reached: bool  # the target was reached
    moved: bool  # whether the last action led anywhere; True before the first

    @property
    def unlocked(self) -> frozenset[str]:
        """Achievements so far."""
        return frozenset({REACH}) if self.reached else frozenset()

    @property
    def ways(self) -> tuple[int, ...]:
        """The nodes that one move leads to."""
        return self.neighbours[self.node]
