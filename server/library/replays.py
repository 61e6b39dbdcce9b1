"""A record as the replay page takes it: played again once, in one answer.

Little-endian, gzipped:

| what | |
| --- | --- |
| u32 | length of the JSON |
| JSON | a ``Story`` |
| (u16, bytes) x (steps + 1) | length and state frame of each step; ``seq`` and ``ack`` are 0 |
"""

from __future__ import annotations

import gzip
import struct
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from agent.core.goals import Pursued, Reading
from agent.core.plan import Authority, Source, Status
from agent.core.world import World
from agent.traces import trace as traces
from agent.traces.trace import (
    CorrectionEvent,
    EndEvent,
    PlanEndEvent,
    PlanEvent,
    QueueEvent,
    StepEvent,
    Trace,
)
from agent.worlds import registry as worlds
from server.library.address import Address

KEPT = 32  # replays in memory, each 0.3 MB at the most as a rule
_LENGTH = struct.Struct("<I")
_FRAME_LENGTH = struct.Struct("<H")


class PlanStory(BaseModel):
    """A plan from its beginning to its end."""

    id: int
    text: str
    source: Source
    authority: Authority
    step: int  # from which it was in force; of one that only waited, that at which it was written
    begun: bool  # False if it only waited
    status: Status  # in the end
    ended: int | None
    reason: str
    under: int  # id of the person's plan beneath which it was the planner's own; 0 for none
    detour: bool  # whether it put that plan off when it was written
    reader: str  # the language model that said the text again, "" where it is read as written
    reading: list[str]  # its goals in plain words, then what holds throughout
    unread: list[str]  # parts not understood
    progress: list[tuple[int, str]] = []  # how far it was, from which step on


class Story(BaseModel):
    """All of an episode but its pictures. Lists "a step" have one entry for each step from 1."""

    world: str
    achievements: list[str]  # order of a frame's bits
    items: list[str]  # order of a frame's counts
    seed: int
    cap: int
    planner: str
    person: str
    created: str
    parent: str
    parent_step: int
    steps: int  # that could be played again
    over: str  # "" if the record has no end
    split: str  # where and how the game went another way than the record, "" if it did not
    fault: str  # why the record is not read further, "" if it is read whole
    plans: list[PlanStory] = []
    drives: list[tuple[int, str]] = [(0, "planner")]  # from which step on who drives
    unlocked: dict[str, int] = {}
    p_plan: list[int] = []  # a step: probability of planning in per cent, -1 where it is not known
    input_tokens: list[int] = []  # a step
    output_tokens: list[int] = []  # a step
    ms: list[float] = []  # a step: what the decision took
    invalid: list[int] = []  # steps whose completion broke the grammar
    completions: dict[int, str] = {}  # what the planner wrote, where it is not just plan and action


class _Teller:
    """Follows a replay and writes story and pictures."""

    def __init__(self, trace: Trace, world: World[Any]) -> None:
        head = trace.header
        self.story = Story(
            world=head.world,
            achievements=list(world.achievements),
            items=list(worlds.of(world).items),
            seed=head.seed,
            cap=head.cap,
            planner=head.planner,
            person=head.participant,
            created=head.created,
            parent=head.parent,
            parent_step=head.parent_step,
            steps=0,
            over="",
            split="",
            fault=trace.fault,
        )
        self.frames: list[bytes] = []
        self._world = world
        spec = worlds.of(world)
        self._words, self._memory, self._paint = spec.plans, spec.memory(), spec.paint
        self._plans: dict[int, PlanStory] = {}
        self._readings: dict[int, Reading] = {}
        self._in_force: dict[int, PlanStory] = {}
        self._shown: tuple[int | None, bool] = (None, False)  # action and driver of the last frame

    def begin(self) -> None:
        """The world has been reset."""
        view = self._world.view()
        self._memory.update(view, None)
        self.frames.append(self._drawn(view))

    def take_in(self, event: traces.Event) -> None:
        """An event has been played."""
        match event:
            case StepEvent():
                self._step(event)
            case PlanEvent():
                plan = self._write(event, event.source)
                plan.begun, plan.status, plan.under, plan.detour = (
                    True,
                    "active",
                    event.under,
                    event.detour,
                )
                self._in_force[plan.id] = plan
                self._note_progress(self._world.view())
                self.frames[-1] = self._drawn(self._world.view())
            case QueueEvent():
                self._write(event, "human")
            case CorrectionEvent():
                was = self._plans[event.id]
                plan = self._in_force[event.id] = self._write(event, was.source)
                plan.step, plan.begun, plan.status = was.step, True, was.status
                self._note_progress(self._world.view())
            case PlanEndEvent():
                ended = self._plans[event.id]
                ended.status, ended.ended, ended.reason = event.status, event.step, event.reason
                self._in_force.pop(event.id, None)
                self.frames[-1] = self._drawn(self._world.view())
            case EndEvent():
                self.story.over = event.reason
            case _:
                return

    def _step(self, event: StepEvent) -> None:
        story, action, view = (
            self.story,
            self._world.actions.index(event.action),
            self._world.view(),
        )
        person = event.driver == "person"
        self._memory.update(view, action)
        self._shown = (action, person)
        self.frames.append(self._drawn(view))
        story.steps = event.step
        story.unlocked.update(dict.fromkeys(event.unlocked, event.step))
        if story.drives[-1][1] != event.driver:
            if story.drives[-1][0] == event.step - 1:
                story.drives.pop()
            story.drives.append((event.step - 1, event.driver))
        story.p_plan.append(-1 if event.p_plan is None else round(100 * event.p_plan))
        story.input_tokens.append(event.input_tokens)
        story.output_tokens.append(event.output_tokens)
        story.ms.append(event.ms)
        if not event.valid:
            story.invalid.append(event.step)
        if event.completion is not None:
            story.completions[event.step] = event.completion
        self._note_progress(view)

    def _write(self, event: PlanEvent | QueueEvent | CorrectionEvent, source: Source) -> PlanStory:
        """The plan of an event, new or worded anew."""
        plan = self._plans.get(event.id)
        if plan is None or (plan.text, plan.reader) != (event.text, event.reader):
            understood = self._readings[event.id] = self._words.read(event.read_as or event.text)
            fresh = PlanStory(
                id=event.id,
                text=event.text,
                source=source,
                authority=event.authority,
                step=event.step,
                begun=False,
                status="queued",
                ended=None,
                reason="",
                under=0,
                detour=False,
                reader=event.reader,
                reading=self._words.describe(understood),
                unread=list(understood.unread),
            )
            plan = self._plans[event.id] = fresh
        plan.step, plan.authority = event.step, event.authority
        return plan

    def _note_progress(self, view: Any) -> None:
        for plan in self._in_force.values():
            goals = self._readings[plan.id].goals
            if not goals:
                continue
            text = self._words.follow(goals, plan.step, view, self._memory).text
            if not plan.progress or plan.progress[-1][1] != text:
                plan.progress.append((view.step, text))

    def _drawn(self, view: Any) -> bytes:
        """The frame of a view, with what is pursued from now on."""
        action, person = self._shown
        picture = self._paint(view, self._memory, action, self._pursued(view))
        return picture.encode(person=person)

    def _pursued(self, view: Any) -> Pursued | None:
        """The planner's own plan, or that of a person, that is not done yet."""
        for plan in sorted(self._in_force.values(), key=lambda plan: plan.under, reverse=True):
            goals = self._readings[plan.id].goals
            if goals and not self._words.follow(goals, plan.step, view, self._memory).done:
                return Pursued(goals, plan.step)
        return None

    def pack(self) -> bytes:
        """The whole answer."""
        self.story.plans = list(self._plans.values())
        told = self.story.model_dump_json().encode()
        pictures = b"".join(_FRAME_LENGTH.pack(len(one)) + one for one in self.frames)
        return gzip.compress(_LENGTH.pack(len(told)) + told + pictures, 6)


def tell(trace: Trace) -> bytes:
    """Play a record again, and pack it. Slow: for a worker thread.

    A record that goes another way than the game is told up to there, and ``Story.split`` says
    where. Raises TraceError if nothing of it can be played.
    """
    return _played(trace).pack()


def draw(trace: Trace) -> list[bytes]:
    """The state frames of a record from step 0 on, as they were shown when it was made. Slow: for a
    worker thread.

    Raises TraceError if it cannot be played to its end.
    """
    teller = _played(trace)
    if teller.story.split:
        raise traces.TraceError(f"{trace.path}: {teller.story.split}")
    return teller.frames


def last_frame(trace: Trace) -> bytes:
    """The state frame of a record's last step, without its plans. Slow: for a worker thread.

    Raises TraceError if it cannot be played to its end.
    """
    try:
        spec = worlds.find(trace.header.world)
        world = spec.make()
        world.reset(trace.header.seed)
    except ValueError as error:
        raise traces.TraceError(f"the record cannot be replayed here: {error}") from error
    memory, action, person = spec.memory(), None, False
    memory.update(world.view(), None)
    for event in traces.replay(trace, world, is_reset=True):
        if isinstance(event, StepEvent):
            action, person = world.actions.index(event.action), event.driver == "person"
            memory.update(world.view(), action)
    return spec.paint(world.view(), memory, action, None).encode(person=person)


def _played(trace: Trace) -> _Teller:
    try:
        world = worlds.find(trace.header.world).make()
        world.reset(trace.header.seed)
    except ValueError as error:
        raise traces.TraceError(f"the record cannot be replayed here: {error}") from error
    teller = _Teller(trace, world)
    teller.begin()
    try:
        for event in traces.replay(trace, world, is_reset=True):
            teller.take_in(event)
    except traces.TraceError as error:
        teller.story.split = str(error).removeprefix(f"{trace.path}: ")
    return teller


class Replays:
    """Replays that were made already are kept while their record stays as it was."""

    def __init__(self, data: Path) -> None:
        """``data``: the data folder."""
        self._data = data
        self._made: OrderedDict[tuple[Address, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def made(self, record: Address) -> bytes | None:
        """The replay of a record, if it has been made. OSError if the record is not there."""
        key = self._key(record)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def make(self, record: Address) -> bytes:
        """The replay of a record. Slow.

        OSError if the record is not there, TraceError if nothing of it can be played.
        """
        if found := self.made(record):
            return found
        key = self._key(record)
        packed = tell(traces.read(record.path(self._data)))
        with self._lock:
            self._made[key] = packed
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return packed

    def forget(self) -> None:
        """Keep none of them."""
        with self._lock:
            self._made.clear()

    def _key(self, record: Address) -> tuple[Address, int, int]:
        stat = record.path(self._data).stat()
        return record, stat.st_size, stat.st_mtime_ns
