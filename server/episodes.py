"""Episodes for sessions: a new Crafter world, a planner, a trace in the data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from agent.episode import Episode
from agent.planner import Planner
from agent.trace import TraceWriter, header
from agent.worlds.crafter.engine import CrafterWorld

Make = Callable[[Planner, int, int, Path], Episode]


def make(planner: Planner, seed: int, cap: int, path: Path) -> Episode:
    """Begin the episode of ``seed`` and its trace, a new file at ``path``. Slow: for a worker thread.

    Raises OSError if the trace cannot be written.
    """
    world = CrafterWorld()
    return Episode(world, planner, seed=seed, cap=cap, trace=TraceWriter(path, header(world, seed, cap, planner.name)))
