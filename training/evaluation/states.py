"""States of games, written as a seed and the actions that lead there: short, and the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.core.context import HISTORY_TURNS
from agent.core.planner import Planner
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert

_LETTERS = "abcdefghijklmnopq"  # "a" is the first of ``rules.ACTION_NAMES``


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
