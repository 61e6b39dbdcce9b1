"""Planners by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.language.prompts import Mode
from agent.planner import DYNAMIC, Planner


class UnknownPlannerError(ValueError):
    """No planner has that name."""


class UnsupportedModeError(ValueError):
    """The planner cannot plan that way."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A planner that can be loaded."""

    make: Callable[[Mode], Planner]
    observation: str  # what the planner reads of the game
    modes: tuple[str, ...] = (DYNAMIC.kind,)  # kinds of ``Mode`` that it knows


def _expert(mode: Mode) -> Planner:
    from agent.expert.planner import Expert

    return Expert()


def _random(mode: Mode) -> Planner:
    from agent.random_player import RandomPlayer

    return RandomPlayer()


_PLANNERS = {"expert": Entry(_expert, "view and memory"), "random": Entry(_random, "nothing")}
NAMES = tuple(_PLANNERS)


def find(name: str, mode: Mode = DYNAMIC) -> Entry:
    """The planner of that name, not loaded yet. Raises UnknownPlannerError, or UnsupportedModeError if it has no such mode."""
    if name not in _PLANNERS:
        raise UnknownPlannerError(f"there is no planner {name!r}; known planners: {', '.join(NAMES)}")
    entry = _PLANNERS[name]
    if mode.kind not in entry.modes:
        raise UnsupportedModeError(f"the planner {name!r} has no mode {str(mode)!r}; it has: {', '.join(entry.modes)}")
    return entry


def load(name: str, mode: Mode = DYNAMIC) -> Planner:
    """Make the planner of that name. Raises UnknownPlannerError, or UnsupportedModeError if it has no such mode."""
    return find(name, mode).make(mode)
