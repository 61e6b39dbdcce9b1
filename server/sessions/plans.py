"""What a person does with plans: writes, words anew, moves, runs and cancels them."""

from __future__ import annotations

from agent.core.reader import Rewording
from server.core import texts
from server.protocol.commands import CancelPlan, EditPlan, MovePlan, RunPlan, WritePlan
from server.protocol.messages import PlanState
from server.sessions.episode import Change, LiveEpisode

PlanCommand = WritePlan | EditPlan | MovePlan | RunPlan | CancelPlan


def carry_out(
    episode: LiveEpisode, command: PlanCommand, rewording: Rewording
) -> tuple[Change, PlanState | None]:
    """What changed, and the plan that was written. The planner may plan at once.

    For a worker thread.

    ValueError with a reason for people if it cannot be done, OSError if it cannot be recorded.
    """
    plan: PlanState | None = None
    match command:
        case WritePlan():
            change, plan = episode.write(
                command.text, command.authority, rewording, queued=command.queued
            )
        case EditPlan():
            change, plan = episode.edit(command.plan, command.text, command.authority, rewording)
        case MovePlan():
            change = episode.move(command.plan, command.place)
        case RunPlan():
            change = episode.run_now(command.plan)
        case CancelPlan():
            ended = episode.cancel(command.plan)
            if ended is None:
                raise ValueError(texts.NO_PLAN)
            change = ended
    episode.mute(0)
    return change, plan
