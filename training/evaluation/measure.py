"""What one trace tells about how its episode went."""

from __future__ import annotations

from typing import Any

from agent.core.metrics import Advised, Metrics, Played, kind_of_plan
from agent.core.world import World
from agent.traces import trace as traces
from agent.traces.trace import (
    AdviceEvent,
    PlanEndEvent,
    PlanEvent,
    StepEvent,
    Trace,
    TraceError,
)
from agent.worlds import registry as worlds


def measure(trace: Trace) -> Played:
    """What a whole trace tells, as its world measures it; it is played again where that finds more.

    Raises TraceError if the trace has no end or does not replay.
    """
    end = trace.end
    if end is None:
        raise TraceError(f"{trace.path}: the trace has no end")
    steps = list(trace.steps)
    written = [event for event in trace.events if isinstance(event, PlanEvent)]
    plans = [plan for plan in written if plan.source != "adviser"]
    begun = {plan.id: plan.step for plan in plans}
    unlocked = {name: step.step for step in steps for name in step.unlocked}
    figures: dict[str, Any] = {
        "seed": trace.header.seed,
        "reason": end.reason,
        "length": len(steps),
        "return": round(sum(step.reward for step in steps), 3),
        "unlocked": unlocked,
        "plans": len(plans),
        "plan_words": sum(len(plan.text.split()) for plan in plans),
        "plan_tokens": sum(plan.tokens for plan in plans),
        "rewritten": sum(
            event.status == "replaced" and event.step - begun[event.id] == 1
            for event in trace.events
            if isinstance(event, PlanEndEvent) and event.id in begun
        ),
        "input_tokens": sum(step.input_tokens for step in steps),
        "output_tokens": sum(step.output_tokens for step in steps),
        "thought_tokens": sum(step.thought_tokens for step in steps),
        "invalid": sum(not step.valid for step in steps),
        "advised": advised(trace),
        "kinds_of_plan": frozenset(kind_of_plan(plan.text) for plan in plans),
        "seconds": end.t,
        "decision_ms": tuple(step.ms for step in steps),
    }
    spec = worlds.find(trace.header.world)
    metrics, world = spec.metrics, spec.make()
    return metrics.result(**figures, **_observed(trace, metrics, world, end.reason, unlocked))


def advised(trace: Trace) -> Advised | None:
    """What an adviser did in the episode of a trace; None if it never answered."""
    answers = [event for event in trace.events if isinstance(event, AdviceEvent)]
    if not answers:
        return None
    ages: list[int] = []
    in_force: PlanEvent | None = None
    for event in trace.events:
        if isinstance(event, PlanEvent) and event.source == "adviser":
            in_force = event
        elif isinstance(event, PlanEndEvent) and in_force and event.id == in_force.id:
            in_force = None
        elif isinstance(event, StepEvent) and in_force and event.driver == "planner":
            ages.append(event.step - 1 - in_force.step)
    return Advised(
        asked=len(answers),
        taken=sum(answer.fate == "taken" for answer in answers),
        failed=sum(answer.fate in ("failed", "not_understood") for answer in answers),
        waited=sum(answer.step - answer.asked for answer in answers),
        followed=len(ages),
        age=sum(ages),
        input_tokens=sum(answer.input_tokens for answer in answers),
        output_tokens=sum(answer.output_tokens for answer in answers),
    )


def _observed(
    trace: Trace, metrics: Metrics, world: World[Any], reason: str, unlocked: dict[str, int]
) -> dict[str, Any]:
    """What is found by playing an episode again."""
    world.reset(trace.header.seed)
    observer = metrics.observer(world, reason, unlocked)
    if observer is None:
        return {}
    for event in traces.replay(trace, world, is_reset=True):
        if isinstance(event, StepEvent):
            observer.look(world.actions.index(event.action))
    return observer.figures()
