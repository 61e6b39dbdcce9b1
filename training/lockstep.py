"""Many episodes of one language planner at once, so that its model decides for all of them in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.episode import Episode
from agent.planner import LanguagePlanner
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS


def play(
    planner: LanguagePlanner, seeds: Sequence[int], cap: int, before_step: Callable[[Episode], bool] | None = None
) -> list[Episode]:
    """Play an episode of each seed to its end: death, the cap, or all achievements.

    Args:
        planner: decides for all.
        seeds: of the worlds.
        cap: steps of an episode at the most.
        before_step: called before each step; True if it has played a step of the episode itself.

    Returns:
        The finished episodes, in the order of their seeds.
    """
    episodes = [Episode(CrafterWorld(), planner, seed=seed, cap=cap) for seed in seeds]
    advance(planner, episodes, before_step)
    return episodes


def advance(
    planner: LanguagePlanner, episodes: Sequence[Episode], before_step: Callable[[Episode], bool] | None = None
) -> None:
    """Play episodes to their ends."""
    while live := [episode for episode in episodes if not episode.over]:
        asked = [episode for episode in live if before_step is None or not before_step(episode)]
        asked = [episode for episode in asked if not episode.over]
        if not asked:
            continue
        for episode, decision in zip(asked, planner.decide_all([episode.situation for episode in asked]), strict=True):
            episode.play(decision)
        for episode in live:
            if not episode.over and len(episode.view.unlocked) == len(ACHIEVEMENTS):
                episode.end("complete")
