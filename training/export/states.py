"""The states of a trace as its planner could read them, and what was answered in each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from agent.core.completion import write
from agent.core.context import HISTORY_TURNS, Turn
from agent.core.mode import Mode, lot_of, parse_mode
from agent.core.prompt import Prompt
from agent.traces.trace import Trace, TraceError
from agent.worlds.crafter.engine.engine import CrafterWorld
from training.examples import Visit, visits

_ALWAYS, _NEVER = Mode("always"), Mode("never")


def states(trace: Trace, world: CrafterWorld, prompt: Prompt) -> Iterator[Visit]:
    """What ``visits`` yields, each state with the past turns that the prompt tells, for a branch also those of its parent.

    The world has played the whole trace when the last one was taken. Raises TraceError if the trace does not replay.
    """
    own = trace.header.parent_step
    turns: deque[Turn] = deque(maxlen=HISTORY_TURNS)
    for visit in visits(replace(trace, header=trace.header.model_copy(update={"parent_step": 0})), world):
        situation = visit.situation
        if visit.event.step > own:
            yield replace(visit, situation=replace(situation, history=tuple(turns)))
        if prompt.history:
            turns.append(Turn(prompt.observe(situation.view, situation.memory), visit.event.action))


def answer(visit: Visit) -> str | None:
    """What was written in a state in the canonical grammar, a person's action as if it had been written.

    None where there is nothing to learn from: the completion broke the grammar, or chance chose the action.
    """
    if visit.disturbed or not visit.event.valid:
        return None
    return write(visit.plan, visit.event.action)


def mode(trace: Trace) -> Mode:
    """The mode that the planner played the episode in, dynamic if none is recorded. Raises TraceError for an unknown one."""
    try:
        return parse_mode(str(trace.header.options.get("mode", "dynamic"))).of_episode(lot_of(trace.header.seed))
    except ValueError as error:
        raise TraceError(f"{trace.path}: the header's mode: {error}") from error


def asked_in(visit: Visit, usual: Mode) -> Mode:
    """The mode in which a decision was asked for; for a person's action, one that allows it.

    Args:
        visit: the decision.
        usual: mode of the trace.
    """
    if visit.event.driver == "person":
        return asking_for(False, usual, visit.situation.view.step)
    return usual if visit.situation.may_plan else _NEVER


def asking_for(plans: bool, usual: Mode, step: int) -> Mode:
    """The mode to ask in for what a person did: the usual one, unless it rules out what the person did.

    Args:
        plans: whether a plan was written.
        usual: that of the trace.
        step: of the view.
    """
    if plans:
        return usual if usual.may_plan(step) else _ALWAYS
    return _NEVER if usual.must_plan(step) else usual
