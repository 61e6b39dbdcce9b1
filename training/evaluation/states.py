"""States of games, written as a seed and the actions that lead there: short, and the same on every
machine; and files of cases that begin in such states.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from agent.core.context import HISTORY_TURNS
from agent.core.planner import Planner
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert

_LETTERS = "abcdefghijklmnopq"  # "a" is the first of ``rules.ACTION_NAMES``
_Case = TypeVar("_Case", bound=BaseModel)


class CasesError(ValueError):
    """A file of cases that cannot be used; its text is one line."""


def read_cases(path: Path, kind: type[_Case]) -> list[_Case]:
    """The cases of a JSON Lines file. CasesError if it cannot be read or holds something else."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise CasesError(
            f"{path} cannot be read: {error.strerror}; the cases are in a checkout"
        ) from error
    try:
        return [kind.model_validate_json(line) for line in lines]
    except ValueError as error:
        raise CasesError(f"{path} holds something else than cases: {error}") from error


def write(actions: Iterable[int]) -> str:
    """A letter for each action."""
    return "".join(_LETTERS[action] for action in actions)


def begin(seed: int, actions: str, planner: Planner, steps: int) -> Episode:
    """The episode of a seed in which these actions were played, with so many steps to go.

    ValueError for a letter that is no action.
    """
    episode = Episode(CrafterWorld(), Expert(), seed=seed, cap=len(actions) + steps)
    for at, letter in enumerate(actions):
        if len(actions) - at <= HISTORY_TURNS:  # only these turns will be read
            episode.planner = planner
        episode.act(_LETTERS.index(letter))
    episode.planner = planner
    return episode
