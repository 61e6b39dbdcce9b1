"""All figures, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from agent.collaboration import fates, initiative, interventions, lifetimes, progress, what_ifs
from agent.collaboration.figure import Figure
from agent.collaboration.games import Game

_ALL = (progress, interventions, fates, lifetimes, initiative, what_ifs)


def figures(games: Iterable[Game]) -> list[Figure]:
    """Count everything. Nothing is drawn yet."""
    own = list(games)
    return [one.figure(own) for one in _ALL]
