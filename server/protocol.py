"""Every message of the WebSocket ``/ws/v1``, both ways, as discriminated unions on ``type``; and the binary state frame.

Text frames are JSON. A client's message is one of ``ClientMessage``; unknown fields are refused and strings are bounded.
Every server event carries ``seq``, rising by one within a session; a client that returns names the last it saw.
Binary frames are state frames (see ``server.frame``): newest wins, none is repeated.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agent.plan import MAX_PLAN_CHARS

MIN_SPEED, MAX_SPEED = 0.5, 20.0  # steps a second
MAX_MESSAGE_BYTES = 16 * 1024


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
    """One action of the person who has the controls; played at once."""

    type: Literal["act"]
    action: int = Field(ge=0, le=16)


class WritePlan(Command):
    """A person's plan; it becomes the plan in force at the next decision."""

    type: Literal["plan"]
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)


class CancelPlan(Command):
    """End the plan in force."""

    type: Literal["cancel_plan"]


class NewWorld(Command):
    """End this episode and begin another in the same session. No seed: the server draws one. No planner: the one there is."""

    type: Literal["new_world"]
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    planner: str | None = Field(default=None, min_length=1, max_length=256)


class Ping(Command):
    type: Literal["ping"]


ClientMessage = Annotated[
    Hello | Play | Pause | Step | Speed | TakeOver | GiveBack | Act | WritePlan | CancelPlan | NewWorld | Ping,
    Field(discriminator="type"),
]
client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


# --- server to client ---


class PlanState(_Message):
    """A plan as people see it."""

    id: int
    text: str
    source: Literal["agent", "human", "expert"]
    step: int
    status: Literal["queued", "active", "done", "replaced", "cancelled", "given_up"]
    ended: int | None
    reason: str
    reading: list[str]  # the goals in plain words, in order; empty if nothing was understood
    unread: list[str]  # parts not understood
    progress: str  # "3 of 5 wood"; "" when there is nothing to check


class Mark(_Message):
    """A point on the timeline."""

    step: int
    kind: Literal["plan", "unlock", "control", "end"]
    text: str
    source: Literal["agent", "human", "expert", ""] = ""


class Drive(_Message):
    """From this step on, who drives."""

    step: int
    driver: Literal["planner", "person"]


class EpisodeState(_Message):
    """All that a client needs to show the session as it is now (the picture comes as a state frame)."""

    seed: int
    cap: int
    planner: str
    mode: Literal["playing", "paused", "person", "loading", "over"]  # see server.control
    over: str  # why it ended, "" while it goes on
    controller: str  # viewer id that has the controls, "" for none
    steps_per_second: float
    step: int
    plans: list[PlanState]  # oldest first; at most one is active
    marks: list[Mark]
    drives: list[Drive]
    unlocked: dict[str, int]  # achievement -> step
    suggestions: list[str]  # plans that make sense now
    viewers: int


class Event(_Message):
    seq: int


class Welcome(Event):
    """Answer to hello: the whole state, with all events up to ``seq`` folded in; the next event is ``seq`` + 1."""

    type: Literal["welcome"]
    session: str
    state: EpisodeState
    actions: list[str]
    achievements: list[str]
    items: list[str]  # order of the counts in a state frame


class NewEpisode(Event):
    """A new world began."""

    type: Literal["episode"]
    state: EpisodeState


class ControlChanged(Event):
    """Mode, speed, controller or number of viewers changed."""

    type: Literal["control"]
    step: int
    mode: Literal["playing", "paused", "person", "loading", "over"]
    controller: str
    steps_per_second: float
    viewers: int
    text: str  # for people: "paused", "you have the controls"


class PlanChanged(Event):
    """A plan was written, ended, or moved on."""

    type: Literal["plan"]
    plan: PlanState


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
    Welcome | NewEpisode | ControlChanged | PlanChanged | Unlocked | Suggestions | Ended | Notice | Ack | Refused | Pong,
    Field(discriminator="type"),
]
server_message: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


def schema() -> dict[str, Any]:
    """JSON Schema of both directions."""
    return {"client": client_message.json_schema(), "server": server_message.json_schema()}
