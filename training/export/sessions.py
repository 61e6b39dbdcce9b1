"""Episodes as agent sessions, which the Hugging Face Hub shows in its viewer of traces.

A file is one episode in the session format of the agent Pi (version 3), one of those that the Hub
and ``datasets`` know, with ``harness`` in its header. The Hub's own simple format says the same,
but ``datasets`` reads neither reasoning nor tool calls out of that.

A person's plan is a message of the user's. A decision is one of the assistant's: the planner's plan
is its reasoning, the action a call of the tool ``act``, whose result is what is seen then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from agent.core.plan import EPISODE_ENDED, Plan
from agent.tool_env import result
from agent.traces.states import Visit, visits
from agent.traces.trace import (
    CorrectionEvent,
    Event,
    Header,
    PlanEndEvent,
    PlanEvent,
    SaidEvent,
    StepEvent,
)
from agent.worlds.crafter.memory import Memory
from training.export.columns import Row
from training.export.episode import Recorded

_VERSION = 3  # of Pi's format
_HARNESS = "sidequest"
_TASK = "Play Crafter, a survival game: call act with the name of an action."


def rows(episode: Recorded) -> Iterator[Row]:
    """The lines of an episode's session: a header, then messages. None if nothing was played.

    A branch's begins where it left its parent. TraceError if the trace does not replay.
    """
    trace, world, memory, prompt = episode.trace, episode.world, Memory(), episode.prompt
    day = _day(trace.header)
    lines = _Lines(day)
    said = _said(trace.events)
    called: StepEvent | None = None
    for visit in visits(trace, world, memory):
        seen = prompt.observation(visit.situation.view, memory)
        if called is None:
            yield _header(episode, day)
            yield lines.message(visit.event.t, role="user", content=f"{_TASK}\n\n{seen}")
            asked = visit.situation.asked
            if asked is not None and asked.step < visit.situation.view.step:  # in the parent
                yield lines.message(visit.event.t, role="user", content=_asked(asked))
        else:
            yield _result(lines, called, seen)
        called = visit.event
        for time, message in said.get(called.step, ()):
            yield lines.message(time, **message)
        yield _decision(lines, trace.header.planner, visit)
    if called is not None:
        yield _result(lines, called, prompt.observation(world.view(), memory))
        for time, message in said.get(called.step + 1, ()):
            yield lines.message(time, **message)


class _Lines:
    """Numbers the messages of a session; each names the one before."""

    def __init__(self, begun: datetime) -> None:
        self._begun = begun
        self._count = 0

    def message(self, seconds: float, **message: Any) -> Row:
        before = f"{self._count:08x}" if self._count else None
        self._count += 1
        return {
            "type": "message",
            "id": f"{self._count:08x}",
            "parentId": before,
            "timestamp": _timestamp(self._begun + timedelta(seconds=seconds)),
            "message": message,
        }


def _day(head: Header) -> datetime:
    """When a session is said to begin: at no more than the day, as it is for everybody to see."""
    begun = datetime.fromisoformat(head.created)
    return begun.replace(hour=0, minute=0, second=0, microsecond=0)


def _header(episode: Recorded, day: datetime) -> Row:
    head, name = episode.trace.header, episode.source.episode
    return {
        "type": "session",
        "version": _VERSION,
        "harness": _HARNESS,
        "id": name,
        "name": f"Crafter, seed {head.seed}, {head.planner}",
        "timestamp": _timestamp(day),
        "cwd": "",  # Pi wants one; a game has none
        "seed": head.seed,
        "planner": head.planner,
        "participant": head.participant,
        "consent": head.consent,
        "parent": head.parent,
        "first_step": head.parent_step,
    }


def _timestamp(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _decision(lines: _Lines, planner: str, visit: Visit) -> Row:
    event = visit.event
    content: list[Row] = []
    if visit.plan is not None:
        content.append({"type": "thinking", "thinking": visit.plan})
    if not event.valid and event.completion:
        content.append({"type": "text", "text": event.completion})
    content.append(
        {
            "type": "toolCall",
            "id": _call(event),
            "name": "act",
            "arguments": {"action": event.action},
        }
    )
    return lines.message(
        event.t,
        role="assistant",
        content=content,
        provider=_HARNESS,
        model="person" if event.driver == "person" else planner,
        stopReason="toolUse",
    )


def _result(lines: _Lines, event: StepEvent, seen: str) -> Row:
    told = result(event.step, event.reward, event.unlocked, seen)
    return lines.message(
        event.t,
        role="toolResult",
        toolCallId=_call(event),
        toolName="act",
        content=[{"type": "text", "text": told}],
        isError=not event.valid,
    )


def _call(event: StepEvent) -> str:
    return f"step-{event.step}"


def _said(events: Sequence[Event]) -> dict[int, list[tuple[float, Row]]]:
    """What was said to the planner, by it and when, by the number of the action that followed."""
    said: dict[int, list[tuple[float, Row]]] = {}
    persons: dict[int, str] = {}
    step = 1
    for event in events:
        if isinstance(event, StepEvent):
            step = event.step + 1
        elif (message := _message(event, persons)) is not None:
            said.setdefault(step, []).append((event.t, message))
    return said


def _message(event: Event, persons: dict[int, str]) -> Row | None:
    """An event as a message, None if it is none; ``persons`` has a person's plans by their ids."""
    match event:
        case PlanEvent(source="human") | CorrectionEvent():
            persons[event.id] = event.text
            return {"role": "user", "content": _asked(event)}
        case PlanEvent(source="adviser"):
            return {"role": "user", "content": _asked(event)}
        case PlanEndEvent(status="cancelled") if event.id in persons:
            if event.reason.startswith(EPISODE_ENDED):
                return None
            return {"role": "user", "content": f"Cancelled: {persons[event.id]}"}
        case SaidEvent(who="planner"):
            return {"role": "assistant", "content": [{"type": "text", "text": event.text}]}
    return None


def _asked(plan: Plan | PlanEvent | CorrectionEvent) -> str:
    if not isinstance(plan, CorrectionEvent) and plan.source == "adviser":
        return f"Adviser: {plan.text}"
    return f"Order: {plan.text}" if plan.authority == "order" else plan.text
