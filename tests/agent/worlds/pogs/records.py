"""A record of POGS for tests of what reads records."""

from __future__ import annotations

from pathlib import Path

from agent.episode import Episode
from agent.traces.trace import TraceWriter, header
from agent.worlds.pogs.explorer import Explorer
from tests.agent.worlds.pogs.lanes import Lanes


def write(path: Path, *, plan: str = "go to the target") -> Path:
    """An explorer's game, with a person's plan."""
    world = Lanes()
    game = Episode(
        world,
        Explorer(),
        seed=1_000_003,
        cap=30,
        trace=TraceWriter(path, header(world, 1_000_003, 30, "explorer")),
    )
    game.inject(plan)
    while not game.over:
        game.play(game.decide())
        game.end_if_complete()
    return path
