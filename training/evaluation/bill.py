"""What the planners of records cost: the one that plays, and the one that advises it, apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from agent.core.tables import NONE, grid, number
from agent.planners import registry
from agent.traces.trace import AdviceEvent, PlanEvent, StepEvent, Trace

Role = Literal["plays", "advises"]


@dataclass(slots=True)
class Cost:
    """What one planner cost in one role."""

    calls: int = 0  # decisions, or answers
    plans: int = 0  # that came into force
    failed: int = 0  # decisions that broke the grammar, or answers without a plan understood
    input_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0  # of these, thoughts before answers
    seconds: float = 0.0


def draw_up(traces: Iterable[Trace]) -> dict[tuple[str, Role], Cost]:
    """The costs by planner and role. What a branch has of its parent is its parent's."""
    costs: dict[tuple[str, Role], Cost] = {}
    for trace in traces:
        pair = _pair(trace.header.planner)
        plays = costs.setdefault((pair[0], "plays"), Cost())
        if pair[1]:
            costs.setdefault((pair[1], "advises"), Cost())
        for event in trace.events:
            if event.step > trace.header.parent_step or trace.header.parent == "":
                _add(costs, plays, event)
    return costs


def _pair(planner: str) -> tuple[str, str]:
    """Who plays, and who advises, "" for nobody."""
    try:
        pair = registry.pair_of(planner)
    except registry.UnknownPlannerError:  # of another version
        pair = None
    return (pair.fast, pair.slow) if pair else (planner, "")


def _add(costs: dict[tuple[str, Role], Cost], plays: Cost, event: object) -> None:
    match event:
        case StepEvent() if event.driver == "planner":
            plays.calls += 1
            plays.failed += not event.valid
            plays.input_tokens += event.input_tokens
            plays.output_tokens += event.output_tokens
            plays.thought_tokens += event.thought_tokens
            plays.seconds += event.ms / 1000
        case PlanEvent() if event.source in ("agent", "expert"):
            plays.plans += 1
        case AdviceEvent():
            advises = costs.setdefault((event.by, "advises"), Cost())
            advises.calls += 1
            advises.plans += event.fate == "taken"
            advises.failed += event.fate in ("failed", "not_understood")
            advises.input_tokens += event.input_tokens
            advises.output_tokens += event.output_tokens
            advises.thought_tokens += event.thought_tokens
            advises.seconds += event.ms / 1000
        case _:
            return


def _order(item: tuple[tuple[str, Role], Cost]) -> tuple[bool, str]:
    """Who plays first."""
    (name, role), _ = item
    return role != "plays", name


def table(costs: dict[tuple[str, Role], Cost]) -> str:
    """The costs as Markdown."""
    told = ("calls", "plans", "failed", "tokens read", "tokens written", "of these, thoughts")
    head = ("planner", "", *told, "seconds")
    rows = [
        (
            name or NONE,
            role,
            f"{cost.calls:,}",
            f"{cost.plans:,}",
            f"{cost.failed:,}",
            f"{cost.input_tokens:,}",
            f"{cost.output_tokens:,}",
            f"{cost.thought_tokens:,}",
            number(cost.seconds, 1),
        )
        for (name, role), cost in sorted(costs.items(), key=_order)
    ]
    return grid(head, rows)
