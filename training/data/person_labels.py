"""What a planner learns from people's play: a recorded session's labels.

- ``driven``: what a person did at the controls. The mode is ``never``: a person who drives writes
  no plans, which does not mean that none was due.
- ``followed``: what the planner did under a person's plan that was done in the end, with the plan
  of its own that it wrote beneath it: how it went about it, or what it did first.
- ``written``: a person's plan that was done, as the planner's own, with the action that followed;
  in the place of the plan of the planner's that it replaced. Only one of which every word was
  understood, and that the planner did not put off at once.

Nothing is learned from the last steps before a death, nor under a person's plan that was given up
or cancelled. The steps of a branch's parent are the parent's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agent.core.mode import NEVER
from agent.core.plan import Plan
from agent.core.prompt import Prompt
from agent.traces.states import answer, asked_in, asking_for, corrected, mode, plan_of, states
from agent.traces.trace import CorrectionEvent, PlanEndEvent, PlanEvent, StepEvent, Trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import ACTION_NAMES, NOOP
from training.data.examples import ChatExample

Kind = Literal["driven", "followed", "written"]
KINDS: tuple[Kind, ...] = ("driven", "followed", "written")


@dataclass(frozen=True, slots=True)
class PersonLabel:
    """What is to be learned in one state of a session."""

    kind: Kind
    step: int  # number of the action
    answer: ChatExample


def labels(
    trace: Trace, world: CrafterWorld, prompt: Prompt, *, before_death: int
) -> Iterator[PersonLabel]:
    """The labels of a session, in the order of its steps.

    Args:
        trace: of the session.
        world: to replay it in.
        prompt: how the planner that learns is told a state.
        before_death: steps before a death of which nothing is learned.

    Raises TraceError if the trace does not replay.
    """
    fates = {event.id: event.status for event in trace.events if isinstance(event, PlanEndEvent)}
    put_off = {
        event.step + 1 for event in trace.events if isinstance(event, PlanEvent) and event.detour
    }
    former, usual, last = _former(trace), mode(trace), _last(trace, before_death)
    for visit in states(trace, world, Memory(), prompt):
        situation, event, plan = visit.situation, visit.event, visit.situation.plan
        if event.step > last or situation.view.asleep or answer(visit) is None:
            continue
        fate = fates.get(plan.id) if plan is not None and plan.is_persons else None
        new = fate == "done" and plan is not None and plan.step == event.step - 1
        if plan is not None and new and event.step not in put_off and not read(plan.text).unread:
            told = replace(situation, plan=former.get(plan.id), below=None)
            asked = asking_for(True, usual, situation.view.step)
            yield PersonLabel(
                "written",
                event.step,
                ChatExample(prompt.messages(told, asked), plan.text, event.action),
            )
        if (
            event.driver == "person"
            and event.action != ACTION_NAMES[NOOP]
            and fate not in ("given_up", "cancelled")
        ):
            yield PersonLabel(
                "driven",
                event.step,
                ChatExample(prompt.messages(situation, NEVER), None, event.action),
            )
        elif event.driver == "planner" and fate == "done":
            asked = asking_for(visit.plan is not None, asked_in(visit, usual), situation.view.step)
            yield PersonLabel(
                "followed",
                event.step,
                ChatExample(prompt.messages(situation, asked), visit.plan, event.action),
            )


def _last(trace: Trace, before_death: int) -> float:
    """The last step of which something may be learned."""
    end = trace.end
    return end.step - before_death if end and end.reason == "died" else math.inf


def _former(trace: Trace) -> dict[int, Plan]:
    """A person's plan -> the planner's own plan that was in force until it came, if
    there was one.
    """
    former: dict[int, Plan] = {}
    plan: Plan | None = None
    replaced: Plan | None = None  # the planner's, ended since the last step
    for event in trace.events:
        match event:
            case PlanEvent() if not event.under:
                if event.source == "human" and replaced is not None:
                    former[event.id] = replaced
                plan = plan_of(event)
            case CorrectionEvent() if plan is not None and plan.id == event.id:
                plan = corrected(plan, event)
            case PlanEndEvent() if plan is not None and plan.id == event.id:
                if plan.source != "human" and event.status != "cancelled":
                    replaced = plan
                plan = None
            case StepEvent():
                replaced = None
            case _:
                continue
    return former
