"""What the library's table says of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.traces.trace import CorrectionEvent, EndEvent, PlanEvent, QueueEvent, StepEvent, Trace

DIAMOND = "collect_diamond"
WORDS = 20_000  # characters of people's plans that a search looks through


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """One record in short.

    Of a branch it tells the whole episode, with what it has of its parent.
    """

    world: str
    seed: int
    cap: int
    planner: str
    person: str  # pseudonym of who played along, "" if the record names nobody
    created: str  # ISO 8601, UTC
    parent: str  # file name of the record that it left, "" if it is no branch
    parent_step: int
    steps: int
    unlocked: Mapping[str, int]  # achievement -> step
    plans: int  # in force at some time, people's among them
    people_plans: int
    person_steps: int  # driven by a person
    over: str  # why it ended, "" if the record has no end
    words: str  # what a search looks through, lower case

    @property
    def diamond(self) -> int | None:
        """The step of the diamond, None without one."""
        return self.unlocked.get(DIAMOND)


def summarise(trace: Trace) -> RecordSummary:
    """Sum a record up."""
    head = trace.header
    steps = person_steps = plans = 0
    unlocked: dict[str, int] = {}
    written: dict[int, str] = {}
    over = ""
    for event in trace.events:
        match event:
            case StepEvent():
                steps += 1
                person_steps += event.driver == "person"
                unlocked.update(dict.fromkeys(event.unlocked, event.step))
            case PlanEvent():
                plans += 1
                if event.source == "human":
                    written[event.id] = event.text
            case QueueEvent() | CorrectionEvent():
                written[event.id] = event.text
            case EndEvent():
                over = event.reason
            case _:
                continue
    names = [name.replace("_", " ") for name in unlocked]
    plan_words = " ".join(written.values())[:WORDS]
    words = " ".join(
        [
            head.world,
            head.planner,
            head.participant,
            head.created,
            str(head.seed),
            over,
            *names,
            plan_words,
        ]
    ).lower()
    return RecordSummary(
        world=head.world,
        seed=head.seed,
        cap=head.cap,
        planner=head.planner,
        person=head.participant,
        created=head.created,
        parent=head.parent,
        parent_step=head.parent_step,
        steps=steps,
        unlocked=unlocked,
        plans=plans,
        people_plans=len(written),
        person_steps=person_steps,
        over=over,
        words=words,
    )
