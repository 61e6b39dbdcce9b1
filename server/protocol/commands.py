"""What the page may ask of a game: every command of ``/ws/v1``, as typed JSON, with when it is
allowed and what follows.

A new command is a class here, its name in ``SessionCommand``, and an arm of ``Session._do``.

| mode | what it means |
| --- | --- |
| playing | the clock runs and the planner plays |
| paused | nothing is played; single steps are |
| person | a person has the controls: each key is played as it comes, the clock stands |
| loading | a world is being made; every command is refused |
| over | the episode ended; a new world can be begun |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from agent.core.plan import MAX_PLAN_CHARS, Authority

Mode = Literal["playing", "paused", "person", "loading", "over"]
MODES: tuple[Mode, ...] = get_args(Mode)

MIN_SPEED, MAX_SPEED = 0.5, 20.0  # steps a second
MAX_PATIENCE = 120.0  # seconds
MAX_TRIES, MAX_TRY_STEPS = 8, 500  # of a what-if
MAX_MESSAGE_BYTES = 16 * 1024
MAX_WORLD_CHARS = 64  # of a world's name, see agent.worlds.registry


# What may follow a command: the mode after it for each in which it is allowed.
_STAYS: Mapping[Mode, Mode] = {"playing": "playing", "paused": "paused", "person": "person"}
_STAYS_OVER_TOO: Mapping[Mode, Mode] = {**_STAYS, "over": "over"}
_LOADS: Mapping[Mode, Mode] = dict.fromkeys((*_STAYS, "over"), "loading")
_NOTHING_TO_GIVE = "Nobody has the controls, so there is nothing to give back."


class WireMessage(BaseModel):
    """Anything that is sent: unknown fields are refused, and types are not converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Command(WireMessage):
    """What a page asks for; ``id`` is its own number for it, which the answer (ack or error)
    repeats. A command that comes again, by the same viewer and id, is answered again and not
    carried out again.

    Attributes:
        leads_to: the mode after it, for each in which it is allowed. While a person has the
            controls, it is for them alone.
        why_not: what people are told in modes in which it is not allowed, where that takes words of
            its own.
        keeps_question: whether a question of the planner's still stands after it.
    """

    leads_to: ClassVar[Mapping[Mode, Mode]] = {}
    why_not: ClassVar[Mapping[Mode, str]] = {}
    keeps_question: ClassVar[bool] = False

    id: int = Field(ge=0, le=2**31 - 1)


class Hello(Command):
    """First message of a connection.

    Who comes back names the ``life`` of the session that the last welcome told, and the last event
    seen, -1 for none. The answer is ``resumed`` and the events since, if the server still has them
    all, else a ``welcome``.
    """

    type: Literal["hello"]
    session: str = Field(min_length=1, max_length=64)
    # random, kept by the tab over reconnects; all are told whose has the controls
    viewer: str = Field(min_length=1, max_length=64)
    # random, kept likewise and told to nobody: proves that the tab is that viewer
    key: str = Field(default="", max_length=64)
    last_seq: int = Field(default=-1, ge=-1)
    life: str = Field(default="", max_length=64)


class Play(Command):
    leads_to = dict.fromkeys(_STAYS, "playing")

    type: Literal["play"]


class Pause(Command):
    leads_to = dict.fromkeys(_STAYS, "paused")

    type: Literal["pause"]


class PlayStep(Command):
    """One step while paused."""

    leads_to = {"paused": "paused"}
    why_not = {
        "playing": "The planner is playing. Pause first, then go step by step.",
        "person": "You have the controls. Press a key to play a step, or give them back.",
    }

    type: Literal["step"]


class Speed(Command):
    leads_to = _STAYS_OVER_TOO
    keeps_question = True

    type: Literal["speed"]
    steps_per_second: float = Field(ge=MIN_SPEED, le=MAX_SPEED)


class TakeOver(Command):
    leads_to = dict.fromkeys(_STAYS, "person")

    type: Literal["take_over"]


class GiveBack(Command):
    leads_to = {"person": "playing"}
    why_not = {"playing": _NOTHING_TO_GIVE, "paused": _NOTHING_TO_GIVE}

    type: Literal["give_back"]


class Act(Command):
    """One action of the person who has the controls, an index into the episode's ``actions``;
    played at once.
    """

    leads_to = {"person": "person"}
    why_not = {
        "playing": "The planner is playing. Take the controls first.",
        "paused": "Nobody has the controls. Take them first.",
    }

    type: Literal["act"]
    action: int = Field(ge=0, lt=255)


class WritePlan(Command):
    """A person's plan.

    It is in force from the next decision on, or waits in the queue until no person's plan is.
    """

    leads_to = _STAYS

    type: Literal["plan"]
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority = "advice"
    queued: bool = False


class Say(Command):
    """What a person typed. Whether it is a plan, a command or a question is decided by its words.

    A plan in it is taken as ``plan`` does; a command in it as the button for it is. What becomes of
    it is told by ``said``.
    """

    leads_to = _STAYS_OVER_TOO
    keeps_question = True  # what it turns out to be may take it away

    type: Literal["say"]
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority = "advice"
    queued: bool = False
    # step of the picture that was shown; places in a plan are told from where the player was then
    seen: int | None = Field(default=None, ge=0)


class EditPlan(Command):
    """Word a plan that waits anew, or correct a person's plan in force."""

    leads_to = _STAYS

    type: Literal["edit_plan"]
    plan: int = Field(ge=1)
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority


class MovePlan(Command):
    """Move a plan that waits to a place in the queue; 0 is next."""

    leads_to = _STAYS

    type: Literal["move_plan"]
    plan: int = Field(ge=1)
    place: int = Field(ge=0)


class RunPlan(Command):
    """Make a plan that waits the plan in force."""

    leads_to = _STAYS

    type: Literal["run_plan"]
    plan: int = Field(ge=1)


class CancelPlan(Command):
    """End a plan: one that waits, or (no number) the plan in force."""

    leads_to = _STAYS

    type: Literal["cancel_plan"]
    plan: int | None = Field(default=None, ge=1)


class AskAdviser(Command):
    """Ask the planner's adviser for a plan now; the game does not wait for it."""

    leads_to = _STAYS

    type: Literal["ask_adviser"]


class AnswerPlanner(Command):
    """Answer the planner, which wants to put an order off: let it, or keep going."""

    leads_to = _STAYS
    keeps_question = True

    type: Literal["answer"]
    let: bool


class Patience(Command):
    """How long an answer is waited for before the planner keeps going; 0: it is never asked."""

    leads_to = _STAYS_OVER_TOO
    keeps_question = True

    type: Literal["patience"]
    seconds: float = Field(ge=0, le=MAX_PATIENCE)


class Rewind(Command):
    """Go back to a step of this episode, or of another one of this session, and play on from there:
    a branch.
    """

    leads_to = _LOADS

    type: Literal["rewind"]
    step: int = Field(ge=0)
    episode: int | None = Field(default=None, ge=1)


class TryPlan(Command):
    """Play a plan from here in several branches at once, beside the game, and compare.

    ``alone``: also what the planner does by itself, in one more branch without a person's plan.
    """

    leads_to = _STAYS
    keeps_question = True

    type: Literal["try_plan"]
    text: str = Field(min_length=1, max_length=MAX_PLAN_CHARS)
    authority: Authority = "advice"
    branches: int = Field(default=4, ge=1, le=MAX_TRIES)
    steps: int = Field(default=100, ge=1, le=MAX_TRY_STEPS)
    alone: bool = False


class StopTrying(Command):
    """End the branches that are being tried."""

    leads_to = _STAYS
    keeps_question = True

    type: Literal["stop_trying"]


class Tutorial(Command):
    """A lesson of the page's tutorial was done; "done" after the last one, "left" when it was left
    before. Only recorded.
    """

    leads_to = _STAYS_OVER_TOO
    keeps_question = True

    type: Literal["tutorial"]
    lesson: str = Field(pattern="^[a-z]{1,16}$")


class NewWorld(Command):
    """End this episode and begin another in the same session.

    No seed: the server draws one. No world: as this one. No planner: the one there is, in another
    world the first that plays it.
    """

    leads_to = _LOADS

    type: Literal["new_world"]
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    world: str | None = Field(default=None, min_length=1, max_length=MAX_WORLD_CHARS)
    planner: str | None = Field(default=None, min_length=1, max_length=256)


class Ping(Command):
    type: Literal["ping"]


SessionCommand = (
    Play
    | Pause
    | PlayStep
    | Speed
    | TakeOver
    | GiveBack
    | Act
    | WritePlan
    | Say
    | EditPlan
    | MovePlan
    | RunPlan
    | CancelPlan
    | AskAdviser
    | AnswerPlanner
    | Patience
    | Rewind
    | TryPlan
    | StopTrying
    | Tutorial
    | NewWorld
)
ClientMessage = Annotated[Hello | SessionCommand | Ping, Field(discriminator="type")]

client_message: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
