"""All figures, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from agent.analysis import achievements, initiative, interventions, lifetimes, outcomes, what_ifs
from agent.analysis.figure import Figure
from agent.analysis.games import Game

_ALL = (achievements, interventions, outcomes, lifetimes, initiative, what_ifs)


def figures(games: Iterable[Game]) -> list[Figure]:
    """Count everything. Nothing is drawn yet."""
    own = list(games)
    return [one.figure(own) for one in _ALL]
