"""What one trace tells about how its episode went."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent.traces import trace as traces
from agent.traces.trace import EndEvent, PlanEvent, StepEvent, Trace, TraceError
from agent.worlds import registry as worlds
from agent.worlds.crafter.engine.deaths import Death, Watch
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS
from agent.worlds.pogs import engine as pogs
from agent.worlds.pogs.engine import PogsWorld
from agent.worlds.pogs.memory import Memory

_DIRECTIONS = {f"{ns}{ew}" for ns in ("", "north", "south") for ew in ("", "east", "west")}


class Played(BaseModel):
    """One episode of any world. Whatever depends on the machine's speed is left out when it is written to a report."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    seed: int
    reason: str  # died, cap, complete
    length: int  # steps
    return_: float = Field(validation_alias="return", serialization_alias="return")  # the world's reward, summed
    unlocked: dict[str, int]  # achievement -> step that it was unlocked in
    plans: int
    plan_words: int  # of all plans
    plan_tokens: int  # of all plans
    input_tokens: int
    output_tokens: int
    invalid: int  # decisions that broke the grammar
    kinds_of_plan: frozenset[str] = Field(frozenset(), exclude=True)  # their texts, see ``kind_of_plan``
    seconds: float = Field(0.0, exclude=True)  # that the whole episode took, world and trace included
    decision_ms: tuple[float, ...] = Field((), exclude=True)  # of each decision


class EpisodeResult(Played):
    """One episode of Crafter."""

    cause: str | None = None  # of a death before all achievements were unlocked
    blow: str | None = None  # the last one of that death

    @property
    def complete(self) -> bool:
        """Whether all achievements were unlocked."""
        return len(self.unlocked) == len(ACHIEVEMENTS)


class GraphResult(Played):
    """One episode of POGS; ``complete`` is a success."""

    backtracks: int  # moves back to the node of two moves before
    invalid_moves: int  # that led nowhere, those of invalid decisions included


def kind_of_plan(text: str) -> str:
    """A plan's words without numbers and compass directions."""
    return " ".join(word for word in re.findall(r"[a-z]+", text.lower()) if word not in _DIRECTIONS)


def finished(path: Path) -> Trace | None:
    """The trace of an episode that was played to its end, None if it is not there or stops before."""
    if not path.exists():
        return None
    trace = traces.read(path)
    return trace if trace.events and isinstance(trace.events[-1], EndEvent) else None


def measure(trace: Trace) -> EpisodeResult | GraphResult:
    """What a whole trace tells; one of POGS, and of a death in Crafter, is played again to find what it does not say.

    Raises TraceError if the trace has no end or does not replay.
    """
    end = trace.events[-1] if trace.events else None
    if not isinstance(end, EndEvent):
        raise TraceError(f"{trace.path}: the trace has no end")
    steps = list(trace.steps)
    plans = [event for event in trace.events if isinstance(event, PlanEvent)]
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
        "input_tokens": sum(step.input_tokens for step in steps),
        "output_tokens": sum(step.output_tokens for step in steps),
        "invalid": sum(not step.valid for step in steps),
        "kinds_of_plan": frozenset(kind_of_plan(plan.text) for plan in plans),
        "seconds": end.t,
        "decision_ms": tuple(step.ms for step in steps),
    }
    if trace.header.world != worlds.CRAFTER:
        memory = _walk(trace)
        return GraphResult(**figures, backtracks=memory.backtracks, invalid_moves=memory.invalid)
    death = _death(trace) if end.reason == "died" and len(unlocked) < len(ACHIEVEMENTS) else None
    return EpisodeResult(**figures, cause=death.cause if death else None, blow=death.blow if death else None)


def _death(trace: Trace) -> Death | None:
    world = CrafterWorld()
    watch = Watch(world)
    for event in traces.replay(trace, world):
        if isinstance(event, StepEvent):
            watch.look()
    return watch.death()


def _walk(trace: Trace) -> Memory:
    """What the player of a graph recalls at the end."""
    world, memory = PogsWorld(pogs.read_name(trace.header.world)), Memory()
    world.reset(trace.header.seed)
    memory.update(world.view(), None)
    for event in traces.replay(trace, world, is_reset=True):
        if isinstance(event, StepEvent):
            memory.update(world.view(), world.actions.index(event.action))
    return memory
