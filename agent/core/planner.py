"""What decides: a situation in, a decision out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, runtime_checkable

from agent.core.context import Message
from agent.core.plan import Source
from agent.core.prompt import Situation
from agent.core.world import M, M_contra, V, V_contra

Occasion = Literal[
    "time",  # long enough after the last time
    "wish",  # the planner that plays has planned by itself
    "stuck",  # the plan in force comes no nearer
    "person",  # a person wants it
]


@dataclass(frozen=True, slots=True)
class Consultation:
    """A question to an adviser, whose answer comes while the game goes on."""

    step: int  # of the view that the adviser reads
    why: Occasion
    by: str  # name of the adviser
    answer: Future[Decision]  # whose plan is the advice
    due: int | None  # step of the view at which the answer comes; None: as soon as it is there

    def is_answered(self, step: int) -> bool:
        """Whether the answer has come at a step of the view."""
        return self.answer.done() if self.due is None else step >= self.due


@dataclass(frozen=True, slots=True)
class Decision:
    """A parsed completion and what it cost."""

    action: int
    plan: str | None  # a new plan, or none
    completion: str  # as written
    # False: the completion broke the grammar, or does what was refused, and Noop is played
    valid: bool
    input_tokens: int = 0
    output_tokens: int = 0
    plan_tokens: int = 0  # of the output, those of the plan; 0 where the model does not tell
    thought_tokens: int = 0  # of the output, those of thoughts before the answer; 0 as above
    # that it would write a plan here, before any masking; None where it is not known
    plan_probability: float | None = None
    # of the completion as sampled, natural logarithm; None where it is not known
    logprob: float | None = None
    ms: float = 0.0
    context: Sequence[Message] = ()  # what was read; empty for a planner that reads no text
    consultation: Consultation | None = None  # that began with this decision

    def without_plan(self) -> Decision:
        """The same, but for a plan that the planner could not be kept from writing."""
        return self if self.plan is None else replace(self, plan=None, plan_tokens=0)


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked."""

    context: Sequence[Message]
    # what decoding may not write: ``<plan>``, names of actions
    barred: frozenset[str] = frozenset()
    seed: int = 0  # on which alone it depends what is drawn for this question
    ms: float = field(default=0.0, compare=False)  # that it took to make


class Planner(Protocol[V_contra, M_contra]):
    """Anything that decides."""

    name: str
    source: Source  # whose plans it writes
    history: bool  # whether it reads past observations

    def observe(self, view: V_contra, memory: M_contra) -> str:
        """The text of a view as this planner reads it; asked only if ``history`` is set."""

    def decide(self, situation: Situation[V_contra, M_contra]) -> Decision:
        """Decide one step. Never raises on account of what it reads in a plan."""


@runtime_checkable
class BatchedPlanner(Planner[V_contra, M_contra], Protocol[V_contra, M_contra]):
    """One that decides for many episodes at once, as models do: it decides as it answers what it
    asks itself.

    Questions can be made in one thread while others are answered in another.
    """

    def ask(self, situation: Situation[V_contra, M_contra]) -> Question:
        """What the model is asked in a situation."""

    def answer(self, questions: Sequence[Question]) -> list[Decision]:
        """Decide one step of several episodes in one batch, in their order."""


def decide_each(planner: Planner[V, M], situations: Sequence[Situation[V, M]]) -> list[Decision]:
    """Decide in several situations, in one batch where the planner can."""
    if not situations:
        return []
    if isinstance(planner, BatchedPlanner):
        return planner.answer([planner.ask(situation) for situation in situations])
    return [planner.decide(situation) for situation in situations]
