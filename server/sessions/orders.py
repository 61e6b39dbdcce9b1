"""What a planner does under an order, where nobody lets it put that off."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from agent.core.planner import Decision
from server.sessions.episode import LiveEpisode
from server.sessions.planners import PlannerWorker

ASK_AGAIN = 20  # steps in which it writes no plan, and so does not ask again


async def keep_going(worker: PlannerWorker, episode: LiveEpisode, wanted: Decision, who: str = "server") -> Decision:
    """What it does instead of what it wanted; it writes no plan for a while. For the event loop.

    ``who`` wants that it keeps going.
    """
    await asyncio.to_thread(episode.mute, ASK_AGAIN, who)
    decision = await worker.decide(episode.situation)
    return replace(decision, plan_probability=wanted.plan_probability)
