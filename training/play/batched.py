"""Many episodes of one planner at once, so that its model, if it has one, decides for all of them
in one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.core.planner import Planner
from agent.core.world import M, V
from agent.episode import Episode, decide_all
from agent.worlds.crafter.engine.engine import CrafterWorld


def play(planner: Planner, seeds: Sequence[int], cap: int) -> list[Episode]:
    """Play an episode of each seed; the finished episodes, in the order of their seeds.

    ``cap``: steps of each at the most.
    """
    episodes = [Episode(CrafterWorld(), planner, seed=seed, cap=cap) for seed in seeds]
    advance(planner, episodes)
    return episodes


def advance(
    planner: Planner[V, M],
    episodes: Sequence[Episode[V, M]],
    before_step: Callable[[Episode[V, M]], bool] | None = None,
) -> None:
    """Play episodes to their ends: death, the cap, or all achievements.

    Args:
        planner: decides for all.
        episodes: changed in place.
        before_step: called before each step; True if it has played the step itself.
    """
    while live := [episode for episode in episodes if not episode.over]:
        asked = [episode for episode in live if before_step is None or not before_step(episode)]
        for episode, decision in zip(asked, decide_all(planner, asked), strict=True):
            episode.play(decision)
        for episode in live:
            episode.end_if_complete()
