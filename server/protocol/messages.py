"""Every message of the WebSocket ``/ws/v1``, both ways, as discriminated unions on ``type``; and
the binary state frame.

Text frames are JSON. A client's message is one of ``ClientMessage``; unknown fields are refused and
strings are bounded. Every server event carries ``seq``, rising by one within a session; a client
that returns names the last it saw. Binary frames are state frames (see ``agent.core.frame``):
newest wins, none is repeated.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from agent.core.plan import Authority, Source, Status
from agent.core.talk import OfferKind, Speaker, UtteranceKind
from agent.traces.trace import AdviceFate
from server.protocol.commands import Mode, WireMessage, client_message


class GoalState(WireMessage):
    """One thing to do of a plan."""

    text: str  # in plain words: "collect 3 wood"
    # what it is about: "wood"; in a graph the node's number; "" if there is nothing to name
    target: str


class PlanState(WireMessage):
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
    goals: list[GoalState]  # in order; empty if nothing was understood
    in_hand: int  # index of the goal that is pursued; len(goals) when all are reached
    have: int  # of the goal in hand: 2 ...
    want: int  # ... of 3; 0 where there is nothing to count
    # what holds all the time: "whenever it is night: wall in", "not: eat a cow"
    throughout: list[str]
    # the language model that said the text again, so that it could be read; "" where it is read as
    # written
    reader: str
    unread: list[str]  # parts not understood
    # what was in the way when it was written, when it came into force, and after a rewind or a
    # reconnect
    obstacles: list[str]
    progress: str  # of the goal in hand: "3 of 5 wood"; "" when there is nothing to check


class DecisionInfo(WireMessage):
    """A decision of the planner that was played."""

    step: int  # that followed
    # its own probability of planning, before any order; null where it is not known
    p_plan: float | None
    input_tokens: int
    output_tokens: int
    plan_tokens: int  # of the output
    thought_tokens: int  # of the output, those before the answer
    planned: bool
    valid: bool
    ms: float


class AdviceInfo(WireMessage):
    """An answer of an adviser, whose plan comes as any other; see
    ``agent.traces.trace.AdviceEvent``.
    """

    step: int  # at which it came
    asked: int  # that it is about
    by: str  # name of the adviser
    fate: AdviceFate
    input_tokens: int
    output_tokens: int
    ms: float


class TokenUsage(WireMessage):
    """What the planner's decisions have cost so far, and an adviser's answers, apart."""

    decisions: int = 0
    plans: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    plan_tokens: int = 0  # of the output
    thought_tokens: int = 0  # of the output, those of thoughts before answers
    advice: int = 0  # answers of an adviser
    advice_input_tokens: int = 0
    advice_output_tokens: int = 0


class PlannerQuestion(WireMessage):
    """The planner wants to do something else first, under an order.

    The game waits for an answer.
    """

    plan: int  # the order
    first: str  # the plan that it wants to follow: "first drink 5 times, because drink is 2"
    seconds: float  # after which it keeps going by itself, counted from this message


class Branch(WireMessage):
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
    grave: list[int]  # the cell (x, y) at which the player died; empty if it lives, or has no cell
    tried: bool  # a branch of a what-if


class Try(WireMessage):
    """A branch of a what-if."""

    episode: int
    alone: bool  # without the plan: what the planner does by itself; it is "active" throughout
    step: int
    unlocked: list[str]  # in this branch
    status: Status  # of the plan
    progress: str
    reason: str
    over: str
    frame: str  # the picture: a state frame in base 64
    # where the player was after each step, as [east, south] of where the branch began; empty in
    # worlds without such places
    way: list[list[int]]


class WhatIfState(WireMessage):
    """One plan, tried in several branches from one step."""

    text: str
    authority: Authority
    step: int  # from which it is tried
    steps: int  # at the most
    running: bool
    tries: list[Try]


class Mark(WireMessage):
    """A point on the timeline."""

    step: int
    kind: Literal["plan", "unlock", "control", "end"]
    text: str
    source: Source | Literal[""] = ""


class Offer(WireMessage):
    """Something that helps now, as a button beneath an utterance."""

    label: str  # "Step by step"
    does: OfferKind  # "plan" and "order": write its text
    text: str  # of the plan that it writes or tries, else ""
    step: int  # to which "back" goes, else 0


class Utterance(WireMessage):
    """Something said, by whom, and what helps."""

    number: int  # rising within the episode
    step: int
    who: Speaker
    kind: UtteranceKind
    text: str
    plan: int  # id of the plan that it is about, 0 for none
    offers: list[Offer]


class Drive(WireMessage):
    """From this step on, who drives."""

    step: int
    driver: Literal["planner", "person"]


class EpisodeState(WireMessage):
    """All that a client needs to show the session as it is now (the picture comes as a state
    frame).
    """

    number: int  # of the episode in the session
    world: str  # its name, see agent.worlds.registry
    # of the world, as the indices of ``act``; empty while the first one is made, like the next two
    actions: list[str]
    achievements: list[str]  # of the world
    items: list[str]  # order of the counts in a state frame
    seed: int
    cap: int
    planner: str
    mode: Mode  # see server.protocol.commands
    over: str  # why it ended, "" while it goes on
    cause: str  # of the player's death, for people: "an arrow, while asleep"; "" for none
    controller: str  # viewer id that has the controls, "" for none
    steps_per_second: float
    step: int
    plans: list[PlanState]  # oldest first; active are one at the most, and one under it
    question: PlannerQuestion | None
    patience: float  # seconds
    p_plan: list[int]  # per cent, for each step from 1; -1 where it is not known
    bill: TokenUsage
    lines: list[Branch]  # the session's episodes, oldest first
    what_if: WhatIfState | None
    marks: list[Mark]
    drives: list[Drive]
    said: list[Utterance]  # oldest first, the newest 200
    unlocked: dict[str, int]  # achievement -> step
    suggestions: list[str]  # plans that make sense now
    # why what is played cannot be recorded, and so the game stands still, for people; "" if it can
    recorder: str
    viewers: int  # people who may command
    spectators: int  # people who came by a link and only watch


class SessionEvent(WireMessage):
    seq: int


class Welcome(SessionEvent):
    """Answer to hello: the whole state, with all events up to ``seq`` folded in; the next event is
    ``seq`` + 1.
    """

    type: Literal["welcome"]
    session: str
    life: str  # another one after the session was taken up again from its record
    missed: bool  # whether events came since the last one that the client saw and are not told
    state: EpisodeState


class Resumed(SessionEvent):
    """Answer to hello of a client that came back in time: the events after ``seq`` follow, and
    nothing was missed.
    """

    type: Literal["resumed"]


class NewEpisode(SessionEvent):
    """A new world began."""

    type: Literal["episode"]
    state: EpisodeState


class ControlChanged(SessionEvent):
    """Mode, speed, controller or who watches changed."""

    type: Literal["control"]
    step: int
    mode: Mode
    controller: str
    steps_per_second: float
    viewers: int
    spectators: int
    text: str  # for people: "paused", "you have the controls"


class PlanChanged(SessionEvent):
    """A plan was written, ended, or moved on."""

    type: Literal["plan"]
    plan: PlanState


class Thinking(SessionEvent):
    """A decision was played."""

    type: Literal["thought"]
    thought: DecisionInfo


class Advised(SessionEvent):
    """An adviser answered, or could not."""

    type: Literal["advice"]
    advice: AdviceInfo


class QuestionChanged(SessionEvent):
    """The planner asks, or does not ask any more."""

    type: Literal["question"]
    question: PlannerQuestion | None


class PatienceChanged(SessionEvent):
    """How long an answer is waited for."""

    type: Literal["patience"]
    seconds: float


class LinesChanged(SessionEvent):
    """The session has other episodes, or they went on."""

    type: Literal["lines"]
    lines: list[Branch]


class Trying(SessionEvent):
    """A what-if went on."""

    type: Literal["what_if"]
    what_if: WhatIfState


class AchievementUnlocked(SessionEvent):
    type: Literal["unlocked"]
    step: int
    achievement: str


class Suggestions(SessionEvent):
    type: Literal["suggestions"]
    suggestions: list[str]


class Ended(SessionEvent):
    """The episode is over."""

    type: Literal["ended"]
    step: int
    reason: str
    cause: str  # see ``EpisodeState``


class Said(SessionEvent):
    """Someone said something: a person, the planner, or the game."""

    type: Literal["said"]
    said: Utterance


class Notice(SessionEvent):
    """Something that people should read: a full disk, a plan that could not be read."""

    type: Literal["notice"]
    level: Literal["info", "warning", "error"]
    text: str


class RecorderChanged(SessionEvent):
    """What is played cannot be recorded, or can be again; see ``EpisodeState``."""

    type: Literal["recorder"]
    recorder: str


class Ack(WireMessage):
    """The command was carried out, and is recorded. Not an event: goes to its sender alone."""

    type: Literal["ack"]
    id: int


class Refused(WireMessage):
    """The command was not taken, and why. ``id`` is -1 if it could not be read."""

    type: Literal["error"]
    id: int
    code: Literal[
        "malformed", "not_allowed", "too_long", "unknown_session", "hello_first", "rate", "internal"
    ]
    text: str


class Pong(WireMessage):
    type: Literal["pong"]
    id: int


ServerMessage = Annotated[
    Welcome
    | Resumed
    | NewEpisode
    | ControlChanged
    | PlanChanged
    | Thinking
    | Advised
    | QuestionChanged
    | PatienceChanged
    | LinesChanged
    | Trying
    | AchievementUnlocked
    | Suggestions
    | Ended
    | Said
    | Notice
    | RecorderChanged
    | Ack
    | Refused
    | Pong,
    Field(discriminator="type"),
]
server_message: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


def schema() -> dict[str, Any]:
    """JSON Schema of both directions."""
    return {"client": client_message.json_schema(), "server": server_message.json_schema()}
