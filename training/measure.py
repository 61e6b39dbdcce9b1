"""What one trace tells about how its episode went."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from agent import trace as traces
from agent.trace import EndEvent, PlanEvent, StepEvent, Trace, TraceError
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.deaths import Watch

_DIRECTIONS = {f"{ns}{ew}" for ns in ("", "north", "south") for ew in ("", "east", "west")}


class EpisodeResult(BaseModel):
    """One episode. Whatever depends on the machine's speed is left out when it is written to a report."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    seed: int
    reason: str  # died, cap, complete
    length: int  # steps
    return_: float = Field(validation_alias="return", serialization_alias="return")  # Crafter's reward, summed over the episode
    unlocked: dict[str, int]  # achievement -> step that it was unlocked in
    cause: str | None = None  # of a death before all achievements were unlocked
    blow: str | None = None  # the last one of that death
    plans: int
    plan_words: int  # of all plans
    plan_tokens: int  # of all plans
    input_tokens: int
    output_tokens: int
    invalid: int  # decisions that broke the grammar
    kinds_of_plan: frozenset[str] = Field(frozenset(), exclude=True)  # their texts, see ``kind_of_plan``
    seconds: float = Field(0.0, exclude=True)  # that the whole episode took, world and trace included
    decision_ms: tuple[float, ...] = Field((), exclude=True)  # of each decision

    @property
    def complete(self) -> bool:
        """Whether all achievements were unlocked."""
        return len(self.unlocked) == len(ACHIEVEMENTS)


def kind_of_plan(text: str) -> str:
    """A plan's words without numbers and compass directions."""
    return " ".join(word for word in re.findall(r"[a-z]+", text.lower()) if word not in _DIRECTIONS)


def finished(path: Path) -> Trace | None:
    """The trace of an episode that was played to its end, None if it is not there or stops before."""
    if not path.exists():
        return None
    trace = traces.read(path)
    return trace if trace.events and isinstance(trace.events[-1], EndEvent) else None


def measure(trace: Trace) -> EpisodeResult:
    """What a whole trace tells; one of a death is played again to find the cause.

    Raises TraceError if the trace has no end or does not replay.
    """
    end = trace.events[-1] if trace.events else None
    if not isinstance(end, EndEvent):
        raise TraceError(f"{trace.path}: the trace has no end")
    steps = list(trace.steps)
    plans = [event for event in trace.events if isinstance(event, PlanEvent)]
    unlocked = {name: step.step for step in steps for name in step.unlocked}
    death = None
    if end.reason == "died" and len(unlocked) < len(ACHIEVEMENTS):
        world = CrafterWorld()
        watch = Watch(world)
        for event in traces.replay(trace, world):
            if isinstance(event, StepEvent):
                watch.look()
        death = watch.death()
    return EpisodeResult(
        seed=trace.header.seed,
        reason=end.reason,
        length=len(steps),
        return_=round(sum(step.reward for step in steps), 3),
        unlocked=unlocked,
        cause=death.cause if death else None,
        blow=death.blow if death else None,
        plans=len(plans),
        plan_words=sum(len(plan.text.split()) for plan in plans),
        plan_tokens=sum(plan.tokens for plan in plans),
        input_tokens=sum(step.input_tokens for step in steps),
        output_tokens=sum(step.output_tokens for step in steps),
        invalid=sum(not step.valid for step in steps),
        kinds_of_plan=frozenset(kind_of_plan(plan.text) for plan in plans),
        seconds=end.t,
        decision_ms=tuple(step.ms for step in steps),
    )
