"""Where a person stepped in, found from the events of a trace alone.

What happens between two actions is taken together: what counts is the plan that was in force before
and the one that the person left in force when the next action was decided. A plan that had ended by
itself was not corrected. The planner's own plan beneath a person's is no plan of a correction; it
ends with the person's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.traces.trace import PlanEndEvent, PlanEvent, StepEvent, Trace


@dataclass(frozen=True, slots=True)
class Intervention:
    """A plan that a person ended, or a run of actions that a person played."""

    kind: Literal["replaced", "cancelled", "took_over"]
    step: int  # number of the action that was played next, or first
    before: PlanEvent | None = None  # the plan that was ended
    below: PlanEvent | None = None  # the planner's own beneath it
    after: PlanEvent | None = None  # the person's plan that replaced it
    reason: str = ""  # why it ended, as recorded
    run: tuple[StepEvent, ...] = ()  # the person's actions


def interventions(trace: Trace) -> list[Intervention]:
    """All of a trace but those of a branch's parent, in order.

    One after which nothing was played is left out.
    """
    found = [*_plans(trace), *_runs(trace)]
    found.sort(key=lambda intervention: intervention.step)
    return [intervention for intervention in found if intervention.step > trace.header.parent_step]


def _plans(trace: Trace) -> Iterator[Intervention]:
    plan: PlanEvent | None = None  # in force now
    below: PlanEvent | None = None  # the planner's own, written last beneath a person's
    before: PlanEvent | None = None  # in force after the last action, until it ended by itself
    beneath: PlanEvent | None = None  # it, after the last action
    after: PlanEvent | None = None  # a person's, new since then
    reason, cancelled = "", False
    for event in trace.events:
        if isinstance(event, PlanEvent) and event.under:
            below = event
        elif isinstance(event, PlanEvent):
            plan = event
            if event.source == "human":
                after = event
        elif isinstance(event, PlanEndEvent) and plan is not None and event.id == plan.id:
            if plan is before:
                reason, cancelled = event.reason, event.status == "cancelled"
                if event.status in ("done", "given_up"):
                    before = None
            elif plan is after and event.status == "cancelled":
                after, cancelled = None, True
            plan = None
        elif isinstance(event, StepEvent):
            if before is not None and after is not None:
                yield Intervention("replaced", event.step, before, beneath, after, reason)
            elif before is not None and cancelled:
                yield Intervention("cancelled", event.step, before, beneath, reason=reason)
            before, after, reason, cancelled = plan, None, "", False
            beneath = (
                below if below is not None and plan is not None and below.under == plan.id else None
            )


def _runs(trace: Trace) -> Iterator[Intervention]:
    """Actions of a person that follow each other; one that began in the parent begins anew with the
    branch.
    """
    run: list[StepEvent] = []
    for event in trace.steps:
        if run and (event.driver != "person" or event.step == trace.header.parent_step + 1):
            yield Intervention("took_over", run[0].step, run=tuple(run))
            run = []
        if event.driver == "person":
            run.append(event)
    if run:
        yield Intervention("took_over", run[0].step, run=tuple(run))
