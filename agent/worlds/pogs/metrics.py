"""How episodes of POGS are measured: successes, their length, and moves that were in vain."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from agent.core.metrics import (
    Conditions,
    Metrics,
    Observer,
    Played,
    Published,
    Section,
    Summary,
    common,
    costs,
)
from agent.core.tables import number
from agent.core.world import World
from agent.worlds.pogs.memory import Memory

# "Learning When to Plan" (arXiv 2509.03581, version 1), figure 1b, read off the published picture
# by pixel position: a score to about 0.003, tokens to about 3 %.
PUBLISHED = (
    Published("never", 0.36, 0.05, 44),
    Published("every:16", 0.50, 0.05, 270),
    Published("every:8", 0.55, 0.05, 460),
    Published("every:6", 0.55, 0.05, 600),
    Published("every:4", 0.58, 0.05, 900),
    Published("every:3", 0.58, 0.05, 1_200),
    Published("every:2", 0.59, 0.05, 1_700),
    Published("always", 0.47, 0.05, 3_000),
)


class GraphResult(Played):
    """One episode of POGS; ``complete`` is a success."""

    backtracks: int  # moves back to the node of two moves before
    invalid_moves: int  # that led nowhere, those of invalid decisions included


class GraphReport(Summary):
    """All figures of an evaluation in POGS."""

    success: float  # share of episodes that reached the target
    length_of_successes: float | None  # steps
    backtracks: float  # of an episode; moves back to the node of two moves before
    invalid_moves: float  # of an episode; moves that led nowhere
    episodes: tuple[GraphResult, ...]  # by seed


class GraphMetrics(Metrics):
    """See ``agent.core.metrics.Metrics``."""

    label = "share that reached the target"
    result = GraphResult
    summary = GraphReport
    published = PUBLISHED
    figures = ("reached",)

    def observer(
        self, world: World[Any], reason: str, unlocked: Mapping[str, int]
    ) -> Observer | None:
        """What a perfect memory recalls is counted."""
        return _Walk(world)

    def report(self, conditions: Conditions, episodes: Sequence[Played]) -> GraphReport:
        """Sum up one episode or more."""
        results = [episode for episode in episodes if isinstance(episode, GraphResult)]
        found = [episode.length for episode in results if episode.unlocked]
        return GraphReport(
            **common(conditions, results, 1),
            success=len(found) / len(results),
            length_of_successes=statistics.mean(found) if found else None,
            backtracks=statistics.mean(episode.backtracks for episode in results),
            invalid_moves=statistics.mean(episode.invalid_moves for episode in results),
        )

    def sections(self, report: GraphReport) -> list[Section]:
        """One table."""
        error = "" if report.se is None else f" ± {report.se:.3f}"
        rows = (
            ("episodes", str(report.n)),
            ("success (± standard error)", f"{report.success:.3f}{error}"),
            ("length, steps", f"{report.length:.1f}"),
            ("length of successes, steps", number(report.length_of_successes, 1)),
            ("backtracks an episode", f"{report.backtracks:.2f}"),
            ("invalid moves an episode", f"{report.invalid_moves:.2f}"),
            ("return", f"{report.return_:.3f}"),
            *costs(report),
        )
        return [Section("", "", ("", report.conditions.planner), rows)]

    def line(self, report: GraphReport) -> str:
        """The report in a few words."""
        error = "" if report.se is None else f" ± {report.se:.3f}"
        return (
            f"success {report.success:.3f}{error} (n = {report.n}), length {report.length:.1f}, "
            f"backtracks {report.backtracks:.2f}, invalid moves {report.invalid_moves:.2f}"
        )


class _Walk:
    def __init__(self, world: World[Any]) -> None:
        self._world, self._memory = world, Memory()
        self._memory.update(world.view(), None)

    def look(self, action: int) -> None:
        self._memory.update(self._world.view(), action)

    def figures(self) -> dict[str, Any]:
        return {"backtracks": self._memory.backtracks, "invalid_moves": self._memory.invalid}
