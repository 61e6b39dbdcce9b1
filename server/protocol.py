"""Every message of the WebSocket ``/ws/v1``, both ways, as discriminated unions on ``type``; and the binary state frame.

Text frames are JSON. A client's message is one of ``ClientMessage``; unknown fields are refused and strings are bounded.
Every server event carries ``seq``, rising by one within a session; a client that returns names the last it saw.
Binary frames are state frames (see ``server.frames``): newest wins, none is repeated.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agent.core.plan import MAX_PLAN_CHARS, Authority, Source, Status

MIN_SPEED, MAX_SPEED = 0.5, 20.0  # steps a second
MAX_PATIENCE = 120.0  # seconds
MAX_TRIES, MAX_TRY_STEPS = 8, 500  # of a what-if
MAX_MESSAGE_BYTES = 16 * 1024
MAX_WORLD_CHARS = 64  # of a world's name, see agent.worlds.registry


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


# --- client to server. ``id`` is the client's own number for the command; the answer (ack or error) repeats it. ---


class Command(_Message):
    id: int = Field(ge=0, le=2**31 - 1)


class Hello(Command):
    """First message of a connection. ``last_seq``: the last event seen, -1 for none; the log tells how many were missed."""

    type: Literal["hello"]
    session: str = Field(min_length=1, max_length=64)
    viewer: str = Field(min_length=1, max_length=64)  # random, kept by the tab over reconnects: who holds the controls
    last_seq: int = Field(default=-1, ge=-1)


class Play(Command):
    type: Literal["play"]


class Pause(Command):
    type: Literal["pause"]


class Step(Command):
    """One step while paused."""

    type: Literal["step"]


class Speed(Command):
    type: Literal["speed"]
    steps_per_second: float = Field(ge=MIN_SPEED, le=MAX_SPEED)


class TakeOver(Command):
    type: Literal["take_over"]


class GiveBack(Command):
    type: Literal["give_back"]


class Act(Command):
    """One action of the person who has the controls, an index into the episode's ``actions``; played at once."""

    type: Literal["act"]
    action: int = Field(ge=0, lt=255)


class WritePlan(Command):
    """A person's plan. It is in force from the next decision on, or waits in the queue until no person's plan is."""

    type: Literal["plan"]
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority = "advice"
    queued: bool = False


class EditPlan(Command):
    """Word a plan that waits anew."""

    type: Literal["edit_plan"]
    plan: int = Field(ge=1)
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority


class MovePlan(Command):
    """Move a plan that waits to a place in the queue; 0 is next."""

    type: Literal["move_plan"]
    plan: int = Field(ge=1)
    place: int = Field(ge=0)


class RunPlan(Command):
    """Make a plan that waits the plan in force."""

    type: Literal["run_plan"]
    plan: int = Field(ge=1)


class CancelPlan(Command):
    """End a plan: one that waits, or (no number) the plan in force."""

    type: Literal["cancel_plan"]
    plan: int | None = Field(default=None, ge=1)


class Answer(Command):
    """Answer the planner, which wants to put an order off: let it, or keep going."""

    type: Literal["answer"]
    let: bool


class Patience(Command):
    """How long an answer is waited for before the planner keeps going; 0: it is never asked."""

    type: Literal["patience"]
    seconds: float = Field(ge=0, le=MAX_PATIENCE)


class Rewind(Command):
    """Go back to a step of this episode, or of another one of this session, and play on from there: a branch."""

    type: Literal["rewind"]
    step: int = Field(ge=0)
    episode: int | None = Field(default=None, ge=1)


class TryPlan(Command):
    """Play a plan from here in several branches at once, beside the game, and compare."""

    type: Literal["try_plan"]
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority = "advice"
    branches: int = Field(default=4, ge=1, le=MAX_TRIES)
    steps: int = Field(default=100, ge=1, le=MAX_TRY_STEPS)


class StopTrying(Command):
    """End the branches that are being tried."""

    type: Literal["stop_trying"]


class Tutorial(Command):
    """A lesson of the page's tutorial was done; "done" after the last one, "left" when it was left before. Only recorded."""

    type: Literal["tutorial"]
    lesson: str = Field(pattern="^[a-z]{1,16}$")


class NewWorld(Command):
    """End this episode and begin another in the same session.

    No seed: the server draws one. No world: as this one. No planner: the one there is, in another world the first that plays it.
    """

    type: Literal["new_world"]
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    world: str | None = Field(default=None, min_length=1, max_length=MAX_WORLD_CHARS)
    planner: str | None = Field(default=None, min_length=1, max_length=256)


class Ping(Command):
    type: Literal["ping"]


ClientMessage = Annotated[
    Hello
    | Play
    | Pause
    | Step
    | Speed
    | TakeOver
    | GiveBack
    | Act
    | WritePlan
    | EditPlan
    | MovePlan
    | RunPlan
    | CancelPlan
    | Answer
    | Patience
    | Rewind
    | TryPlan
    | StopTrying
    | Tutorial
    | NewWorld
    | Ping,
    Field(discriminator="type"),
]
client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


# --- server to client ---


class PlanState(_Message):
    """A plan as people see it."""

    id: int
    text: str
    source: Source
    authority: Authority
    step: int  # from which it is in force; while it waits, that at which it was written
    begun: bool  # False while, and if, it only waited
    status: Status
    place: int | None  # in the queue, 0 is next; null if it does not wait
    ended: int | None
    reason: str
    under: int  # id of the person's plan beneath which it is the planner's own; 0 for none
    detour: bool  # whether it puts that person's plan off now
    goals: list[str]  # in plain words, in order; empty if nothing was understood
    in_hand: int  # index of the goal that is pursued; len(goals) when all are reached
    have: int  # of the goal in hand: 2 ...
    want: int  # ... of 3; 0 where there is nothing to count
    throughout: list[str]  # what holds all the time: "whenever it is night: wall in", "not: eat a cow"
    reader: str  # the language model that said the text again, so that it could be read; "" where it is read as written
    unread: list[str]  # parts not understood
    obstacles: list[str]  # what was in the way when it was written, when it came into force, and after a rewind or a reconnect
    progress: str  # of the goal in hand: "3 of 5 wood"; "" when there is nothing to check


class Thought(_Message):
    """A decision of the planner that was played."""

    step: int  # that followed
    p_plan: float | None  # its own probability of planning, before any order; null where it is not known
    input_tokens: int
    output_tokens: int
    plan_tokens: int  # of the output
    planned: bool
    valid: bool
    ms: float


class Bill(_Message):
    """What the planner's decisions have cost so far."""

    decisions: int = 0
    plans: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    plan_tokens: int = 0  # of the output


class Question(_Message):
    """The planner wants to do something else first, under an order. The game waits for an answer."""

    plan: int  # the order
    first: str  # the plan that it wants to follow: "first drink 5 times, because drink is 2"
    seconds: float  # after which it keeps going by itself, counted from this message


class Line(_Message):
    """An episode of the session: a world from its beginning, or a branch."""

    number: int  # 1, 2, 3 ... within the session
    world: str
    seed: int
    planner: str
    parent: int | None  # the episode that it left ...
    parent_step: int  # ... and where
    step: int  # how far it was played; of the current one, as far as was told when it was made
    unlocked: int
    over: str
    tried: bool  # a branch of a what-if


class Try(_Message):
    """A branch of a what-if."""

    episode: int
    step: int
    unlocked: list[str]  # in this branch
    status: Status  # of the plan
    progress: str
    reason: str
    over: str
    frame: str  # the picture: a state frame in base 64


class WhatIf(_Message):
    """One plan, tried in several branches from one step."""

    text: str
    authority: Authority
    step: int  # from which it is tried
    steps: int  # at the most
    running: bool
    tries: list[Try]


class Mark(_Message):
    """A point on the timeline."""

    step: int
    kind: Literal["plan", "unlock", "control", "end"]
    text: str
    source: Source | Literal[""] = ""


class Drive(_Message):
    """From this step on, who drives."""

    step: int
    driver: Literal["planner", "person"]


class EpisodeState(_Message):
    """All that a client needs to show the session as it is now (the picture comes as a state frame)."""

    number: int  # of the episode in the session
    world: str  # its name, see agent.worlds.registry
    actions: list[str]  # of the world, as the indices of ``act``; empty while the first one is made, like the next two
    achievements: list[str]  # of the world
    items: list[str]  # order of the counts in a state frame
    seed: int
    cap: int
    planner: str
    mode: Literal["playing", "paused", "person", "loading", "over"]  # see server.control
    over: str  # why it ended, "" while it goes on
    controller: str  # viewer id that has the controls, "" for none
    steps_per_second: float
    step: int
    plans: list[PlanState]  # oldest first; active are one at the most, and one under it
    question: Question | None
    patience: float  # seconds
    p_plan: list[int]  # per cent, for each step from 1; -1 where it is not known
    bill: Bill
    lines: list[Line]  # the session's episodes, oldest first
    what_if: WhatIf | None
    marks: list[Mark]
    drives: list[Drive]
    unlocked: dict[str, int]  # achievement -> step
    suggestions: list[str]  # plans that make sense now
    viewers: int  # people who may command
    spectators: int  # people who came by a link and only watch


class Event(_Message):
    seq: int


class Welcome(Event):
    """Answer to hello: the whole state, with all events up to ``seq`` folded in; the next event is ``seq`` + 1."""

    type: Literal["welcome"]
    session: str
    state: EpisodeState


class NewEpisode(Event):
    """A new world began."""

    type: Literal["episode"]
    state: EpisodeState


class ControlChanged(Event):
    """Mode, speed, controller or who watches changed."""

    type: Literal["control"]
    step: int
    mode: Literal["playing", "paused", "person", "loading", "over"]
    controller: str
    steps_per_second: float
    viewers: int
    spectators: int
    text: str  # for people: "paused", "you have the controls"


class PlanChanged(Event):
    """A plan was written, ended, or moved on."""

    type: Literal["plan"]
    plan: PlanState


class Thinking(Event):
    """A decision was played."""

    type: Literal["thought"]
    thought: Thought


class Asking(Event):
    """The planner asks, or does not ask any more."""

    type: Literal["question"]
    question: Question | None


class PatienceChanged(Event):
    """How long an answer is waited for."""

    type: Literal["patience"]
    seconds: float


class LinesChanged(Event):
    """The session has other episodes, or they went on."""

    type: Literal["lines"]
    lines: list[Line]


class Trying(Event):
    """A what-if went on."""

    type: Literal["what_if"]
    what_if: WhatIf


class Unlocked(Event):
    type: Literal["unlocked"]
    step: int
    achievement: str


class Suggestions(Event):
    type: Literal["suggestions"]
    suggestions: list[str]


class Ended(Event):
    """The episode is over."""

    type: Literal["ended"]
    step: int
    reason: str


class Notice(Event):
    """Something that people should read: a full disk, a plan that could not be read."""

    type: Literal["notice"]
    level: Literal["info", "warning", "error"]
    text: str


class Ack(_Message):
    """The command was taken. Not an event: goes to its sender alone."""

    type: Literal["ack"]
    id: int


class Refused(_Message):
    """The command was not taken, and why. ``id`` is -1 if it could not be read."""

    type: Literal["error"]
    id: int
    code: Literal["malformed", "not_allowed", "too_long", "unknown_session", "hello_first", "rate", "internal"]
    text: str


class Pong(_Message):
    type: Literal["pong"]
    id: int


ServerMessage = Annotated[
    Welcome
    | NewEpisode
    | ControlChanged
    | PlanChanged
    | Thinking
    | Asking
    | PatienceChanged
    | LinesChanged
    | Trying
    | Unlocked
    | Suggestions
    | Ended
    | Notice
    | Ack
    | Refused
    | Pong,
    Field(discriminator="type"),
]
server_message: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


def schema() -> dict[str, Any]:
    """JSON Schema of both directions."""
    return {"client": client_message.json_schema(), "server": server_message.json_schema()}
