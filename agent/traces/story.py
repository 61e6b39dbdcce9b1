"""A trace as a story that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from agent.traces.trace import (
    AdviceEvent,
    AdviceFate,
    ControlEvent,
    CorrectionEvent,
    EndEvent,
    Event,
    PlanEndEvent,
    PlanEvent,
    QueueEvent,
    SaidEvent,
    StepEvent,
    Trace,
)

_WHO = {
    "human": "A person",
    "expert": "The expert",
    "agent": "The planner",
    "adviser": "The adviser",
}
_ADVICE: dict[AdviceFate, str] = {
    "taken": "has a plan",
    "kept": "stays with its plan",
    "outrun": "has a plan that is done already",
    "outranked": "comes too late with",
    "not_understood": "is not understood",
    "failed": "has no plan",
}
_SPEAKERS = {"person": "A person says", "planner": "The planner says", "game": "The game says"}


def tell(trace: Trace, achievements: int | None = None) -> Iterator[str]:
    """The lines of the story: plans, runs of actions, unlocked achievements, who drove, how it
    ended.

    ``achievements``: how many the world has; None if it is not known here.
    """
    head = trace.header
    yield (
        f"{head.world.capitalize()}, seed {head.seed}, played by {head.planner}, "
        f"begun {head.created}, cap {head.cap}"
    )
    most = "" if achievements is None else f" of {achievements}"
    if head.parent:
        yield f"A branch of {head.parent}, from step {head.parent_step}"
    for kind, group in groupby(trace.events, key=_passage):
        events = list(group)
        if kind == "steps":
            yield from _steps([event for event in events if isinstance(event, StepEvent)])
        else:
            yield from (_tell(event, most) for event in events)
    if trace.fault:
        yield f"(The record can be read up to here: {trace.fault}.)"
    if trace.torn:
        yield f"(A torn last line of {len(trace.torn)} characters was dropped.)"
    if trace.end is None:
        yield "(The record has no end.)"


def _passage(event: Event) -> str:
    return "steps" if isinstance(event, StepEvent) else "other"


def _steps(steps: list[StepEvent]) -> Iterator[str]:
    passage: list[StepEvent] = []
    for event in steps:
        if passage and event.driver != passage[-1].driver:
            yield _actions(passage)
            passage = []
        passage.append(event)
        if event.unlocked:
            yield _actions(passage)
            passage = []
            yield (
                f"{event.step:>6}  * {', '.join(name.replace('_', ' ') for name in event.unlocked)}"
            )
    if passage:
        yield _actions(passage)


def _actions(steps: list[StepEvent]) -> str:
    runs = [(name, len(list(group))) for name, group in groupby(step.action for step in steps)]
    words = ", ".join(name if count == 1 else f"{name} x{count}" for name, count in runs)
    who = "" if steps[0].driver == "planner" else "(a person) "
    invalid = sum(not step.valid for step in steps)
    return f"{steps[0].step:>6}    {who}{words}" + (f" [{invalid} invalid]" if invalid else "")


def _read_as(event: PlanEvent | QueueEvent | CorrectionEvent) -> str:
    return f" (read by {event.reader} as: {event.read_as})" if event.reader else ""


def _tell(event: Event, most: str) -> str:
    match event:
        case PlanEvent():
            if event.under:
                how = "puts that off" if event.detour else "plans under it"
                return f"{event.step:>6}    {_WHO[event.source]} {how}: {event.text}"
            verb = "orders" if event.authority == "order" else "plans"
            return f"{event.step:>6}  {_WHO[event.source]} {verb}: {event.text}{_read_as(event)}"
        case AdviceEvent():
            said = "" if event.fate in ("taken", "kept") else f": {event.reason or event.text}"
            asked = f"{event.by}, asked at step {event.asked}"
            return f"{event.step:>6}  The adviser ({asked}) {_ADVICE[event.fate]}{said}"
        case QueueEvent():
            done = {"add": "is queued", "edit": "is worded anew", "move": "is moved"}[event.what]
            return (
                f"{event.step:>6}  Plan {event.id} {done}, place {event.place + 1}: "
                f"{event.text}{_read_as(event)}"
            )
        case CorrectionEvent():
            return f"{event.step:>6}  Plan {event.id} is corrected: {event.text}{_read_as(event)}"
        case PlanEndEvent():
            return (
                f"{event.step:>6}  Plan {event.id} is "
                f"{event.status.replace('_', ' ')}: {event.reason}"
            )
        case ControlEvent():
            value = "" if event.value is None else f" {event.value}"
            return f"{event.step:>6}  {event.who}: {event.what.replace('_', ' ')}{value}"
        case SaidEvent():
            return f"{event.step:>6}  {_SPEAKERS[event.who]}: {event.text}"
        case EndEvent():
            cause = f" ({event.cause})" if event.cause else ""
            return (
                f"{event.step:>6}  The end: {event.reason}{cause}, "
                f"{len(event.unlocked)}{most} unlocked"
            )
        case _:
            return ""
