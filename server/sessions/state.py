"""What the viewers of a session have been told so far: the state that a newcomer is
welcomed with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from agent.core.frame import Picture
from agent.core.talk import Line
from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.trace import AdviceEvent, Event, PlanEvent, SaidEvent, StepEvent
from agent.worlds import registry as worlds
from server.protocol.commands import Mode
from server.protocol.messages import (
    AdviceInfo,
    Branch,
    DecisionInfo,
    Drive,
    EpisodeState,
    Mark,
    Offer,
    PlannerQuestion,
    PlanState,
    TokenUsage,
    Utterance,
    WhatIfState,
)
from server.sessions.episode import Change, LiveEpisode, advice_info

KEPT_SAID = 200  # newest utterances in a welcome
KEPT = 1000  # newest plans, marks and drives in a welcome: plans of every step would fill megabytes


@dataclass(slots=True)
class SessionState:
    """One episode as it was told. Lives on the event loop alone."""

    number: int  # of the episode in the session
    world: str
    seed: int
    cap: int
    planner: str
    actions: tuple[str, ...] = ()  # of the world; empty until it is made, like the next two
    achievements: tuple[str, ...] = ()
    items: tuple[str, ...] = ()  # order of the counts in a picture
    picture: Picture | None = None  # None until the world is made
    chart: bytes | None = None  # see Change
    over: str = ""
    cause: str = ""
    plans: dict[int, PlanState] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    drives: list[Drive] = field(default_factory=lambda: [Drive(step=0, driver="planner")])
    said: list[Utterance] = field(default_factory=list)
    unlocked: dict[str, int] = field(default_factory=dict)
    suggestions: list[str] = field(default_factory=list)
    p_plan: list[int] = field(default_factory=list)
    bill: TokenUsage = field(default_factory=TokenUsage)

    @property
    def step(self) -> int:
        """Actions played."""
        return self.picture.step if self.picture else 0

    def take_in(self, change: Change) -> None:
        """Note what changed in the game."""
        self.picture, self.chart = change.picture, change.chart
        if change.played:
            self._think(change.thought)
        if change.advice:
            self._charge(change.advice)
        for plan in change.plans:
            known = self.plans.get(plan.id)
            if plan.begun and not (known and known.begun):
                self._mark("plan", plan.text, step=plan.step, source=plan.source)
            self.plans[plan.id] = plan
        if len(self.plans) > KEPT:
            # A person's plan may be in force for longer than the newest thousand beneath it.
            ended = [plan.id for plan in self.plans.values() if plan.ended is not None]
            for number in ended[: len(self.plans) - KEPT]:
                del self.plans[number]
        for name in change.unlocked:
            self.unlocked[name] = self.step
            self._mark("unlock", name)
        if change.over and not self.over:
            self.over, self.cause = change.over, change.cause
            self._mark("end", change.over)

    def retell(self, events: Sequence[Event]) -> None:
        """Note what a branch has of its parent, but for the plans, which its first change tells."""
        for event in events:
            match event:
                case StepEvent():
                    for name in event.unlocked:
                        self.unlocked[name] = event.step
                        self._mark("unlock", name, step=event.step)
                    person = event.driver == "person"
                    if (self.drives[-1].driver == "person") != person:
                        self._change_driver(event.step - 1, person=person)
                    self._think(None if person else _thought(event))
                case AdviceEvent():
                    self._charge(advice_info(event))
                case PlanEvent() if event.source in ("agent", "expert"):
                    self.bill.plans += 1
                    self.bill.plan_tokens += event.tokens
                case SaidEvent():
                    self.utter(Line(event.who, event.kind, event.text, event.plan), event.step)
                case _:
                    continue

    def utter(self, line: Line, step: int | None = None) -> Utterance:
        """Note what was said, now or at an earlier step."""
        said = Utterance(
            number=self.said[-1].number + 1 if self.said else 1,
            step=self.step if step is None else step,
            who=line.who,
            kind=line.kind,
            text=line.text,
            plan=line.plan,
            offers=[
                Offer(label=offer.label, does=offer.does, text=offer.text, step=offer.step)
                for offer in line.offers
            ],
        )
        self.said.append(said)
        del self.said[:-KEPT_SAID]
        return said

    def drive(self, *, person: bool, text: str) -> None:
        """Note that a person took the controls, or that the planner has them again."""
        if (self.drives[-1].driver == "person") != person:
            self._change_driver(self.step, person=person)
            self._mark("control", text)

    def _change_driver(self, step: int, *, person: bool) -> None:
        driver: Literal["planner", "person"] = "person" if person else "planner"
        if self.drives[-1].step == step:
            self.drives.pop()
        if not self.drives or self.drives[-1].driver != driver:
            self.drives.append(Drive(step=step, driver=driver))
            del self.drives[:-KEPT]

    def _think(self, thought: DecisionInfo | None) -> None:
        """Note a step's decision, None for a person's."""
        known = None if thought is None else thought.p_plan
        self.p_plan.append(-1 if known is None else round(100 * known))
        if thought is not None:
            bill = self.bill
            bill.decisions += 1
            bill.plans += thought.planned
            bill.input_tokens += thought.input_tokens
            bill.output_tokens += thought.output_tokens
            bill.plan_tokens += thought.plan_tokens
            bill.thought_tokens += thought.thought_tokens

    def _charge(self, advice: AdviceInfo) -> None:
        """Note what an adviser's answer cost."""
        self.bill.advice += 1
        self.bill.advice_input_tokens += advice.input_tokens
        self.bill.advice_output_tokens += advice.output_tokens

    def message(
        self,
        *,
        mode: Mode,
        controller: str,
        steps_per_second: float,
        viewers: int,
        spectators: int,
        question: PlannerQuestion | None,
        patience: float,
        recorder: str,
        branches: list[Branch],
        what_if: WhatIfState | None,
    ) -> EpisodeState:
        """The whole state, with what only the session knows."""
        return EpisodeState(
            number=self.number,
            world=self.world,
            actions=list(self.actions),
            achievements=list(self.achievements),
            items=list(self.items),
            seed=self.seed,
            cap=self.cap,
            planner=self.planner,
            mode=mode,
            over=self.over,
            cause=self.cause,
            controller=controller,
            steps_per_second=steps_per_second,
            step=self.step,
            plans=list(self.plans.values()),
            question=question,
            patience=patience,
            p_plan=list(self.p_plan),
            bill=self.bill.model_copy(),
            lines=branches,
            what_if=what_if,
            marks=list(self.marks),
            drives=list(self.drives),
            said=list(self.said),
            unlocked=dict(self.unlocked),
            suggestions=list(self.suggestions),
            recorder=recorder,
            viewers=viewers,
            spectators=spectators,
        )

    def _mark(self, kind: str, text: str, step: int | None = None, source: str = "") -> None:
        mark = {
            "step": self.step if step is None else step,
            "kind": kind,
            "text": text,
            "source": source,
        }
        self.marks.append(Mark.model_validate(mark))
        del self.marks[:-KEPT]


def begin(made: Episode[Any, Any], record: Path) -> tuple[LiveEpisode, SessionState]:
    """An episode that has just been made, and all there is to tell of it; ``record``: its trace,
    whose name is its number in its session.

    Slow for a branch, which has a past: for a worker thread. TraceError if that cannot be read,
    OSError if the trace cannot be written.
    """
    world = made.world
    state = SessionState(
        number=int(record.stem),
        world=world.name,
        seed=made.seed,
        cap=made.cap,
        planner=made.planner.name,
        actions=world.actions,
        achievements=world.achievements,
        items=worlds.of(world).items,
    )
    episode = LiveEpisode(made)
    state.retell(traces.read(record).events)
    state.take_in(episode.look())
    state.suggestions = episode.suggest()
    return episode, state


def _thought(event: StepEvent) -> DecisionInfo:
    """The decision of a recorded step; its plan stands in an event of its own."""
    return DecisionInfo(
        step=event.step,
        p_plan=event.p_plan,
        input_tokens=event.input_tokens,
        output_tokens=event.output_tokens,
        plan_tokens=0,
        thought_tokens=event.thought_tokens,
        planned=False,
        valid=event.valid,
        ms=event.ms,
    )
