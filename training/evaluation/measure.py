"""What one trace tells about how its episode went."""

from __future__ import annotations

from typing import Any

from agent.core.metrics import Metrics, Played, kind_of_plan
from agent.core.world import World
from agent.traces import trace as traces
from agent.traces.trace import PlanEndEvent, PlanEvent, StepEvent, Trace, TraceError
from agent.worlds import registry as worlds


def measure(trace: Trace) -> Played:
    """What a whole trace tells, as its world measures it; it is played again where that finds more.

    Raises TraceError if the trace has no end or does not replay.
    """
    end = trace.end
    if end is None:
        raise TraceError(f"{trace.path}: the trace has no end")
    steps = list(trace.steps)
    plans = [event for event in trace.events if isinstance(event, PlanEvent)]
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
            if isinstance(event, PlanEndEvent)
        ),
        "input_tokens": sum(step.input_tokens for step in steps),
        "output_tokens": sum(step.output_tokens for step in steps),
        "invalid": sum(not step.valid for step in steps),
        "kinds_of_plan": frozenset(kind_of_plan(plan.text) for plan in plans),
        "seconds": end.t,
        "decision_ms": tuple(step.ms for step in steps),
    }
    spec = worlds.find(trace.header.world)
    metrics, world = spec.metrics, spec.make()
    return metrics.result(**figures, **_observed(trace, metrics, world, end.reason, unlocked))


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
