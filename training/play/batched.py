"""Many episodes at once, so that a model decides for all of them in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from agent.core.planner import Decision, Planner
from agent.core.world import M, V
from agent.episode import Episode, decide_all
from agent.worlds import registry as worlds

# Episodes that a language model plays at once where nobody says otherwise. Pebble plays few more
# steps a core-second in larger batches (docs/evaluation.md#speed), whose games are all lost when a
# run is stopped.
BATCH = 32


def play(
    planner: Planner[Any, Any], seeds: Sequence[int], cap: int, world: str = worlds.DEFAULT
) -> list[Episode[Any, Any]]:
    """Play an episode of each seed in a world; the finished episodes, in the order of their seeds.

    ``cap``: steps of each at the most.
    """
    spec = worlds.find(world)
    episodes = [Episode(spec.make(), planner, seed=seed, cap=cap) for seed in seeds]
    advance(episodes, partial(decide_all, planner))
    return episodes


def advance(
    episodes: Sequence[Episode[V, M]],
    decide: Callable[[Sequence[Episode[V, M]]], Sequence[Decision]],
    *,
    before_step: Callable[[Episode[V, M]], bool] = lambda episode: False,
    after_step: Callable[[Episode[V, M]], None] = Episode.end_if_complete,
    play: Callable[[Episode[V, M], Decision], object] = Episode.play,
) -> int:
    """Play episodes to their ends: death, the cap, or what ``after_step`` sees to; how often was
    decided.

    Args:
        episodes: changed in place.
        decide: a decision for each episode that it is given, such as ``decide_all`` of a planner.
        before_step: called before each step; True if it has played the step itself.
        after_step: called after each step; by default ends who has all achievements.
        play: carries a decision out.
    """
    decisions = 0
    while live := [episode for episode in episodes if not episode.over]:
        asked = [episode for episode in live if not before_step(episode)]
        for episode, decision in zip(asked, decide(asked), strict=True):
            play(episode, decision)
        decisions += len(asked)
        for episode in live:
            after_step(episode)
    return decisions
