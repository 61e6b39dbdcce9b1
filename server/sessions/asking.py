"""Under an order the planner asks before it does something else first; the game stands until there
is an answer.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace

from agent.core.planner import Decision
from server.core import texts
from server.protocol.messages import PlannerQuestion
from server.sessions.episode import LiveEpisode
from server.sessions.planners import PlannerWorker
from server.sessions.publish import Publisher

ASK_AGAIN = 20  # steps in which it writes no plan, and so does not ask again


class Asking:
    """The question of a session's planner, one at the most. For the event loop.

    Attributes:
        until: loop time at which the planner keeps going without an answer.
    """

    def __init__(self, publisher: Publisher) -> None:
        """``publisher`` shows the question."""
        self.until = math.inf
        self._publisher = publisher
        self._question: PlannerQuestion | None = None
        self._wanted: Decision | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer is waited for."""
        return self._question is not None

    @property
    def wanted(self) -> Decision | None:
        """What the planner wants to do; None if it wants to see to itself from now on.

        ValueError with a reason for people if nothing is asked.
        """
        if self._question is None:
            raise ValueError(texts.NOTHING_ASKED)
        return self._wanted

    def open(self, first: str, order: int, now: float, wanted: Decision | None = None) -> None:
        """Ask whether the plan ``order`` may wait until ``first`` is done, and wait as long as
        people set.
        """
        seconds = self._publisher.patience
        self._wanted, self.until = wanted, now + seconds
        self._question = PlannerQuestion(plan=order, first=first, seconds=seconds)
        self._publisher.ask(self._question)

    def wait_anew(self, now: float) -> None:
        """Wait from now on, if something is asked: people set another time."""
        if question := self._question:
            self.open(question.first, question.plan, now, self._wanted)

    def close(self) -> None:
        """Take the question away."""
        self._question, self._wanted, self.until = None, None, math.inf
        self._publisher.ask(None)


async def keep_going(
    worker: PlannerWorker, episode: LiveEpisode, wanted: Decision, who: str = "server"
) -> Decision:
    """What the planner does instead of ``wanted``: it goes on with the order, and writes no plan
    for a while.

    ``who`` decided that. For the event loop.
    """
    await asyncio.to_thread(episode.mute, ASK_AGAIN, who)
    decision = await worker.decide(episode.situation)
    return replace(decision, plan_probability=wanted.plan_probability)
