"""A world that goes on while a plan is written: the cost of planning in time, which a game that
waits hides (RealtimeGym, arXiv 2511.04898).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent.core.completion import write
from agent.core.planner import Decision
from agent.episode import Episode

Play = Callable[[Episode[Any, Any], Decision], object]


def playing(tokens: int | None) -> Play:
    """How a decision is carried out where ``tokens`` of a plan are written in a step of the world:
    after a step of doing nothing for each ``tokens`` of its plan. The action is the one that was
    decided on before. None: the world waits.
    """
    if tokens is None:
        return Episode.play

    def play(episode: Episode[Any, Any], decision: Decision) -> None:
        noop = episode.world.noop
        idle = Decision(noop, None, write(None, episode.world.actions[noop]), valid=True)
        for decided in (*[idle] * (decision.plan_tokens // tokens), decision):
            if not episode.over:
                episode.play(decided)

    return play
