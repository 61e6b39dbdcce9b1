"""What is said between a person and a game, and what a person's words turn out to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol

from agent.core.goals import Progress
from agent.core.plan import Plan
from agent.core.spoken import SpokenCommand, spoken_command
from agent.core.world import M_co, M_contra, V_co, V_contra

Speaker = Literal["person", "planner", "game"]
UtteranceKind = Literal[
    "words",  # as a person typed them
    "answer",  # to a person
    "remark",  # of its own accord
    "warning",
    "refusal",  # why something was not done
]
OfferKind = Literal[
    "take_over", "pause", "play", "step", "cancel", "back", "what_if", "plan", "order"
]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that helps now."""

    label: str
    does: OfferKind
    text: str = ""  # of the plan that it writes or tries
    step: int = 0  # to which "back" goes


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said."""

    who: Speaker
    kind: UtteranceKind
    text: str
    plan: int = 0  # id of the plan that it is about, 0 for none
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenPlan:
    """Words that say what to do in the game."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words that want an answer and nothing else."""

    topic: str  # as the world names it
    thing: str = ""  # that they are about
    # whether nothing in them was understood: a second reader may still find a plan
    is_riddle: bool = False


Heard = SpokenCommand | SpokenPlan | Question


@dataclass(frozen=True, slots=True)
class Moment(Generic[V_co, M_co]):
    """What an answer is made from."""

    view: V_co
    memory: M_co
    planner: str  # its name
    plans: Sequence[Plan]  # oldest first
    plan: Plan | None  # in force
    below: Plan | None  # the planner's own beneath a person's
    detour: bool  # whether that puts the person's off
    progress: Progress | None  # of the plan in force
    stalled: int  # steps for which a person's plan has come no nearer
    over: str  # why the episode is over, "" while it goes on
    cause: str  # of the player's death, for people


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question."""

    text: str
    offers: tuple[Offer, ...] = ()
    corrected: str = ""  # the text that the person's plan in force is to have from now on, if any


class Talk(Protocol[V_contra, M_contra]):
    """How a world takes what people say. Pure functions of their arguments."""

    def hear(self, text: str) -> Heard:
        """What a person's words turn out to be. Never raises."""

    def answer(self, text: str, question: Question, moment: Moment[V_contra, M_contra]) -> Answer:
        """The answer to a question, which was asked with the words ``text``."""

    def unknown(self, unread: Sequence[str]) -> str:
        """About parts of a plan that were not understood, and what can be said instead."""

    def missed(self, before: V_contra, action: int, after: V_contra) -> str:
        """Why a person's action did nothing of what it is meant to do; "" if it did."""


class PlainTalk:
    """For a world that knows no questions: what is no command is a plan."""

    def hear(self, text: str) -> Heard:
        """A command, or a plan."""
        return spoken_command(text) or SpokenPlan()

    def answer(self, text: str, question: Question, moment: Moment[Any, Any]) -> Answer:
        """There are no questions."""
        return Answer(f"I do not understand “{text}”.")

    def unknown(self, unread: Sequence[str]) -> str:
        """Which parts were not understood."""
        return f"I do not understand {quoted(unread)}."

    def missed(self, before: Any, action: int, after: Any) -> str:
        """Nothing is known of what an action is meant to do."""
        return ""


def quoted(parts: Sequence[str]) -> str:
    """Words of a person's, repeated."""
    return " and ".join(f"“{part.strip(' .,;!?')}”" for part in parts)
