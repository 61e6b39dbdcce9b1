"""What one trace tells of a collaboration, in short: small, whole in JSON, and all that the figures
are counted from.

The steps up to the one that a branch left its parent at, and what happened before them, are the
parent's and left out. The step of an achievement is the exception: it is told for the whole
episode.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from agent.core.plan import EPISODE_ENDED, PERSONS_PLAN_ENDED, Authority, Source
from agent.traces.trace import (
    ControlEvent,
    EndEvent,
    Event,
    PlanEndEvent,
    PlanEvent,
    QueueEvent,
    StepEvent,
    Trace,
)

if TYPE_CHECKING:
    pass

Ending = Literal[
    "done",
    "replaced_by_planner",
    "replaced_by_person",
    "cancelled",
    "given_up",
    "died",  # the player did
    "ended_with_persons",  # the planner's own: the person's plan above it ended
    # the record stops: it was left, its cap was reached, all was unlocked, or the program was
    # stopped
    "cut_off",
]
Driver = Literal[
    "person",  # at the controls
    "guided",  # the planner, while a person's plan was in force
    "alone",  # the planner otherwise
]
Kind = Literal["advice", "order", "takeover", "cancel", "rewind"]  # of intervention


class Unlocked(NamedTuple):
    """An achievement, unlocked for the first time."""

    step: int
    by: Driver


class PlanLife(NamedTuple):
    """A plan that came into force in this trace, or that waited in vain."""

    source: Source
    authority: Authority
    begun: int | None  # step of the view from which it was in force; None: it only waited
    ended: int  # likewise; of one that was cut off, the last step
    ending: Ending

    @property
    def steps(self) -> int:
        """For which it was in force."""
        return 0 if self.begun is None else self.ended - self.begun


class Beneath(NamedTuple):
    """A plan of the planner's own that came into force in this trace, beneath a person's."""

    begun: int  # step of the view from which it was in force
    ended: int  # likewise; of one that was cut off, the last step
    ending: Ending
    detour: bool  # whether it put the person's plan off when it was written


class Account(BaseModel):
    """One trace in short.

    Steps are those of its episode, counted from 0 at the game's beginning.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    planner: str
    mode: str  # when the planner may plan, "" where the header does not say
    world: str
    seed: int
    cap: int
    created: str  # ISO 8601, UTC
    participant: str
    parent: str  # file name of the trace that it left, "" if it is no branch
    parent_step: int
    what_if: str  # name of the what-if that it is a branch of, "" for what was played
    # the branch of a what-if without the plan; not in the JSON if it is another, as for `beneath`
    alone: bool = False
    steps: int  # the last one
    over: str  # why it ended, "" if the record has no end
    unlocked: dict[str, Unlocked]
    plans: tuple[
        PlanLife, ...
    ]  # in the order in which they ended; without those beneath a person's
    beneath: tuple[
        Beneath, ...
    ] = ()  # likewise; not in the JSON if there are none, as before there could be any
    written: tuple[tuple[int, Authority], ...]  # by people: the step and the authority
    cancelled: tuple[int, ...]  # steps at which a person ended a plan, in force or waiting
    driven: tuple[
        tuple[int, int], ...
    ]  # runs of steps with a person at the controls, both ends included
    asked: int  # times that the planner asked whether it may plan under an order
    answered: int  # by a person

    @model_serializer(mode="wrap")
    def _without_what_is_usual(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        told: dict[str, Any] = whole(self)
        if not self.beneath:
            del told["beneath"]
        if not self.alone:
            del told["alone"]
        return told

    @property
    def stepped_in(self) -> bool:
        """Whether a person wrote a plan, cancelled one, or played."""
        return bool(self.written or self.cancelled or self.driven)

    @property
    def settled(self) -> bool:
        """Whether the game was over by its own rules, so that nothing more could be unlocked."""
        return self.over in ("died", "complete")

    def by(self, step: int) -> int:
        """How many achievements were unlocked in the steps up to this one."""
        return sum(one.step <= step for one in self.unlocked.values())

    def interventions(self) -> Iterator[tuple[Kind, int]]:
        """What a person did, and the step of the view at which it was done; of a rewind, of that
        which it went back to.
        """
        if self.parent and not self.what_if:
            yield "rewind", self.parent_step
        for step, authority in self.written:
            yield authority, step
        for step in self.cancelled:
            yield "cancel", step
        for first, _ in self.driven:
            yield "takeover", first - 1

    def until(self, step: int) -> Self:
        """As if the record stopped at this step."""
        if step >= self.steps:
            return self
        return self.model_copy(
            update={
                "steps": step,
                "over": "",
                "unlocked": {name: one for name, one in self.unlocked.items() if one.step <= step},
                "plans": tuple(
                    _cut(plan, step)
                    for plan in self.plans
                    if plan.begun is None or plan.begun <= step
                ),
                "beneath": tuple(_cut(plan, step) for plan in self.beneath if plan.begun <= step),
                "written": tuple(one for one in self.written if one[0] <= step),
                "cancelled": tuple(one for one in self.cancelled if one <= step),
                "driven": tuple(
                    (first, min(last, step)) for first, last in self.driven if first <= step
                ),
            }
        )


_P = TypeVar("_P", PlanLife, Beneath)


def _cut(plan: _P, step: int) -> _P:
    return plan._replace(ended=step, ending="cut_off") if plan.ended > step else plan


@dataclass(slots=True)
class _Open:
    """A plan that has not ended."""

    source: Source
    authority: Authority
    begun: int | None
    own: bool  # it came into force, or began to wait, behind the parent's part
    beneath: bool = False  # a person's plan
    detour: bool = False


def account(trace: Trace) -> Account:
    """What a trace tells.

    TraceError for a branch that has fewer steps than it took over from its parent.
    """
    head = trace.header
    inherited = len(trace.until(head.parent_step))
    tale = _Tale()
    for number, event in enumerate(trace.events):
        tale.hear(event, own=number >= inherited)
    tale.close()
    return Account(
        planner=head.planner,
        mode=str(head.options.get("mode", "")),
        world=head.world,
        seed=head.seed,
        cap=head.cap,
        created=head.created,
        participant=head.participant,
        parent=head.parent,
        parent_step=head.parent_step,
        what_if=head.what_if,
        alone=head.alone,
        steps=tale.step,
        over=tale.over,
        unlocked=tale.unlocked,
        plans=tuple(tale.plans),
        beneath=tuple(tale.beneath),
        written=tuple(tale.written),
        cancelled=tuple(tale.cancelled),
        driven=tuple(tale.driven),
        asked=tale.asked,
        answered=tale.answered,
    )


class _Tale:
    """Listens to the events of a trace, in their order."""

    def __init__(self) -> None:
        self.step = 0
        self.over = ""
        self.unlocked: dict[str, Unlocked] = {}
        self.plans: list[PlanLife] = []
        self.beneath: list[Beneath] = []
        self.written: list[tuple[int, Authority]] = []
        self.cancelled: list[int] = []
        self.driven: list[tuple[int, int]] = []
        self.asked = self.answered = 0
        self._open: dict[int, _Open] = {}
        self._in_force: int | None = None
        self._replaced: _Open | None = None  # by the plan of the next event
        self._left: list[tuple[_Open, int]] = []  # ended with the episode, whose reason comes last

    def hear(self, event: Event, *, own: bool) -> None:
        """Take in the next event. ``own``: it is not of the parent's part."""
        match event:
            case PlanEvent():
                if own and event.source == "human" and event.id not in self._open:
                    self.written.append((event.step, event.authority))
                self._begin(event, own=own)
            case QueueEvent():
                if own and event.what == "add":
                    self.written.append((event.step, event.authority))
                waiting = self._open.setdefault(
                    event.id, _Open("human", event.authority, None, own)
                )
                waiting.authority = event.authority
            case PlanEndEvent():
                self._end(event, own=own)
            case StepEvent():
                self._step(event, own=own)
            case ControlEvent() if own:
                self.asked += event.what == "asked"
                self.answered += event.what in ("let", "keep") and event.who == "person"
            case EndEvent():
                self.over = event.reason
            case _:
                return

    def close(self) -> None:
        """There are no more events: what is open was cut off, or died."""
        ending: Ending = "died" if self.over == "died" else "cut_off"
        for plan, step in self._left:
            self._tell(plan, step, ending)
        replaced = [self._replaced] if self._replaced else []
        for plan in [*replaced, *self._open.values()]:
            self._tell(plan, self.step, "cut_off")

    def _begin(self, event: PlanEvent, *, own: bool) -> None:
        if self._replaced:
            by: Ending = "replaced_by_person" if event.source == "human" else "replaced_by_planner"
            self._tell(self._replaced, event.step, by)
            self._replaced = None
        beneath = bool(event.under)
        self._open[event.id] = _Open(
            event.source, event.authority, event.step, own, beneath, event.detour
        )
        if not beneath:
            self._in_force = event.id

    def _end(self, event: PlanEndEvent, *, own: bool) -> None:
        plan = self._open.pop(event.id, None)
        if event.id == self._in_force:
            self._in_force = None
        outlived = event.reason.startswith(EPISODE_ENDED)
        with_persons = event.reason == PERSONS_PLAN_ENDED
        if own and event.status == "cancelled" and not (outlived or with_persons):
            self.cancelled.append(event.step)
        if plan is None:
            return
        if event.status == "replaced":
            self._replaced = plan
        elif outlived:
            self._left.append((plan, event.step))
        else:
            self._tell(plan, event.step, "ended_with_persons" if with_persons else event.status)

    def _step(self, event: StepEvent, *, own: bool) -> None:
        self.step = event.step
        plan = self._open.get(self._in_force) if self._in_force is not None else None
        guided = plan is not None and plan.source == "human"
        by: Driver = "person" if event.driver == "person" else "guided" if guided else "alone"
        for name in event.unlocked:
            self.unlocked.setdefault(name, Unlocked(step=event.step, by=by))
        if own and by == "person":
            first = event.step
            if self.driven and self.driven[-1][1] == event.step - 1:
                first, _ = self.driven.pop()
            self.driven.append((first, event.step))

    def _tell(self, plan: _Open, step: int, ending: Ending) -> None:
        if not plan.own:
            return
        if plan.beneath and plan.begun is not None:
            self.beneath.append(Beneath(plan.begun, step, ending, plan.detour))
        else:
            life = PlanLife(
                source=plan.source,
                authority=plan.authority,
                begun=plan.begun,
                ended=step,
                ending=ending,
            )
            self.plans.append(life)


# Ways in which a plan can end while it is watched, and what they are called.
ENDINGS: dict[Ending, str] = {
    "done": "done",
    "replaced_by_planner": "replaced by the planner",
    "replaced_by_person": "replaced by a person",
    "cancelled": "cancelled",
    "given_up": "given up",
    "died": "the player died",
    "ended_with_persons": "ended with the person's plan",
}
