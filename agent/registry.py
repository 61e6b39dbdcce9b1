"""Planners by name."""

from __future__ import annotations

from collections.abc import Callable

from agent.planner import Planner


class UnknownPlannerError(ValueError):
    """No planner has that name."""


def _expert() -> Planner:
    from agent.expert.planner import Expert

    return Expert()


def _random() -> Planner:
    from agent.random_player import RandomPlayer

    return RandomPlayer()


_PLANNERS: dict[str, Callable[[], Planner]] = {"expert": _expert, "random": _random}
NAMES = tuple(_PLANNERS)


def load(name: str) -> Planner:
    """Make the planner of that name. Raises UnknownPlannerError for any other."""
    if name not in _PLANNERS:
        raise UnknownPlannerError(f"there is no planner {name!r}; known planners: {', '.join(NAMES)}")
    return _PLANNERS[name]()
