"""What a planner reads, and how it is put before a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol

from agent.core import context
from agent.core.completion import Completion
from agent.core.context import Message, Turn
from agent.core.goals import Goal, Progress, Reading
from agent.core.mode import Mode
from agent.core.plan import Plan
from agent.core.world import M, M_co, M_contra, V, V_co, V_contra


@dataclass(frozen=True, slots=True)
class Situation(Generic[V_co, M_co]):
    """All that a planner may read."""

    view: V_co
    memory: M_co
    # the plan in force: a person's if there is one, else an adviser's, else the planner's own
    plan: Plan | None
    history: Sequence[Turn] = field(default_factory=tuple)  # oldest first, 16 at most
    sample_index: int = 0  # not read: another one draws otherwise in the same state
    # drawn for the episode, from 0 to 1: decides what a mode leaves to chance
    episode_uniform: float = 0.0
    below: Plan | None = None  # the planner's own plan beneath a person's
    may_plan: bool = True  # False: whatever the mode says, no plan may be written now
    barred: frozenset[int] = frozenset()  # actions that would do what the person refused
    may_consult: bool = False  # whether an adviser may be asked now
    consulted: int | None = None  # step at which an adviser was asked last

    @property
    def asked(self) -> Plan | None:
        """The plan in force if it is a person's or an adviser's."""
        return self.plan if self.plan is not None and self.plan.is_asked else None

    @property
    def own(self) -> Plan | None:
        """The planner's own plan, whether it stands alone or beneath one that was asked of it."""
        return self.plan if self.asked is None else self.below


class Prompt(Protocol[V_contra, M_contra]):
    """A way to put situations before a model."""

    name: str
    system: str  # what is told once, of the game and its actions; "" for nothing
    history: bool  # whether it tells past turns
    actions: tuple[str, ...]  # names of which a completion ends with one, in the world's order

    def observe(self, view: V_contra, memory: M_contra) -> str:
        """The text of a view that past turns carry; asked only if ``history`` is set."""

    def observation(self, view: V_contra, memory: M_contra) -> str:
        """All that is told of a view itself, without plans."""

    def messages(self, situation: Situation[V_contra, M_contra], mode: Mode) -> list[Message]:
        """The chat of one decision; its last message is the user's."""

    def parse(self, written: str) -> Completion:
        """What a model wrote for these messages."""


def plan_lines(
    situation: Situation[V, M],
    read: Callable[[str], Reading],
    follow: Callable[[Sequence[Goal], int, V, M], Progress],
    describe: Callable[[Reading], list[str]],
) -> list[str]:
    """The plans in force for a model that reads English: a person's, what was understood of it, and
    the planner's own.

    ``read``, ``follow`` and ``describe`` are the world's, see ``agent.core.spec.PlanLanguage``.
    """
    step, plan = situation.view.step, situation.plan
    lines = [context.plan_line(plan, step)]
    if plan is None or not plan.is_asked:
        return lines
    understood = read(plan.words)
    if understood.goals:
        how_far = follow(understood.goals, plan.step, situation.view, situation.memory)
        if not how_far.done:
            lines.append(context.understood_line(understood, describe(understood), how_far))
    return [*lines, context.below_line(situation.below, step)]
