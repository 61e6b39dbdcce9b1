"""The states of a trace as its planner could read them, and what was answered in each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agent.core.completion import write
from agent.core.context import HISTORY_TURNS, Turn
from agent.core.mode import Mode, parse_mode, uniform_of
from agent.core.plan import Plan
from agent.core.prompt import Prompt, Situation
from agent.core.world import AnyMemory, V, World
from agent.traces import trace as traces
from agent.traces.trace import Trace, TraceError

if TYPE_CHECKING:
    pass

_ALWAYS, _NEVER = Mode("always"), Mode("never")


def states(
    trace: Trace, world: World[V], memory: AnyMemory[V], prompt: Prompt[Any, Any]
) -> Iterator[Visit]:
    """What ``visits`` yields, each state with the past turns that the prompt tells, for a branch
    also those of its parent.

    The world has played the whole trace when the last one was taken. Raises TraceError if the trace
    does not replay.
    """
    own = trace.header.parent_step
    turns: deque[Turn] = deque(maxlen=HISTORY_TURNS)
    for visit in visits(
        replace(trace, header=trace.header.model_copy(update={"parent_step": 0})), world, memory
    ):
        situation = visit.situation
        if visit.event.step > own:
            yield replace(visit, situation=replace(situation, history=tuple(turns)))
        if prompt.history:
            told = prompt.observe(situation.view, situation.memory)
            turns.append(Turn(told, visit.event.action, visit.event.rejected))


def answer(visit: Visit) -> str | None:
    """What was written in a state in the canonical grammar, a person's action as if it had been
    written.

    None where there is nothing to learn from: the completion broke the grammar, or chance chose the
    action.
    """
    if visit.disturbed or not visit.event.valid:
        return None
    return write(visit.plan, visit.event.action)


def mode(trace: Trace) -> Mode:
    """The mode that the planner played the episode in, dynamic if none is recorded.

    Raises TraceError for an unknown one.
    """
    try:
        return parse_mode(str(trace.header.options.get("mode", "dynamic"))).of_episode(
            uniform_of(trace.header.seed)
        )
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
    """The mode to ask in for what a person did: the usual one, unless it rules out what the person
    did.

    Args:
        plans: whether a plan was written.
        usual: that of the trace.
        step: of the view.
    """
    if plans:
        return usual if usual.may_plan(step) else _ALWAYS
    return _NEVER if usual.must_plan(step) else usual


@dataclass(frozen=True, slots=True)
class Visit:
    """A state of a trace, and what was done in it."""

    situation: Situation
    event: traces.StepEvent
    plan: str | None  # that the planner wrote in this decision
    disturbed: bool  # the action was drawn at random


def plan_of(event: traces.PlanEvent) -> Plan:
    """The plan that came into force with an event, as it was then."""
    return Plan(
        event.id,
        event.text,
        event.source,
        event.step,
        authority=event.authority,
        under=event.under,
        read_as=event.read_as,
        reader=event.reader,
    )


def corrected(plan: Plan, event: traces.CorrectionEvent) -> Plan:
    """A plan in force as it reads from a correction on."""
    return replace(
        plan,
        text=event.text,
        authority=event.authority,
        read_as=event.read_as,
        reader=event.reader,
    )


def visits(trace: traces.Trace, world: World[V], memory: AnyMemory[V]) -> Iterator[Visit]:
    """Every state of a trace before each of its own steps, with the plans that were in force when
    the step was decided.

    Those of a branch begin where it left its parent. ``memory`` has seen nothing yet, and is the
    same object each time. Raises TraceError if the trace does not replay.
    """
    world.reset(trace.header.seed)
    view = world.view()
    memory.update(view, None)
    plan: Plan | None = None
    below: Plan | None = None
    decided: tuple[Plan | None, Plan | None] = (None, None)  # both, as the planner read them
    written: str | None = None
    muted_until = disturbed = 0
    for event in traces.replay(trace, world, is_reset=True):
        if isinstance(event, traces.PlanEndEvent):
            # What a new plan replaces was still in force when that was decided; what ended by
            # itself was not. The planner also ends its own as done when it writes the next.
            if below is not None and event.id == below.id:
                # what ends it by itself ends the person's next
                decided, below = (plan, below), None
            elif plan is not None and event.id == plan.id:
                replaced = ("replaced",) if plan.is_asked else ("done", "replaced")
                decided = plan if event.status in replaced else None, None
                plan = None
        elif isinstance(event, traces.PlanEvent):
            new = plan_of(event)
            plan, below = (plan, new) if event.under else (new, None)
            if new.is_asked:
                decided = plan, None
            else:
                written = event.text
        elif isinstance(event, traces.CorrectionEvent):
            if plan is not None and event.id == plan.id:
                plan = corrected(plan, event)
                decided = plan, below
        elif isinstance(event, traces.ControlEvent):
            if event.what == "disturbed":
                disturbed = int(event.value or 0)
            elif event.what == traces.KEEP:
                muted_until = event.step + int(event.value or 0)
        elif isinstance(event, traces.StepEvent):
            if event.step > trace.header.parent_step:
                upper, lower = decided
                told = Situation(
                    view, memory, upper, below=lower, may_plan=view.step >= muted_until
                )
                yield Visit(told, event, written, disturbed > 0)
            written, disturbed = None, max(0, disturbed - 1)
            view = world.view()
            memory.update(view, world.actions.index(event.action))
            decided = plan, below
