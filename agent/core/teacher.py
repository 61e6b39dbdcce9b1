"""Who says what is to be done in any state of a world, so that planners can learn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.core.completion import write
from agent.core.goals import Goal
from agent.core.mode import Mode
from agent.core.planner import Decision, Planner
from agent.core.prompt import Situation
from agent.core.world import M_contra, V_contra


@dataclass(frozen=True, slots=True)
class Label:
    """What a teacher would do in a state."""

    replans: bool  # whether it would write a plan now
    plan: str | None  # what it would write if it did; None where there is nothing to plan
    action: int
    doing: Goal | None = None  # what that pursues; None where nobody tells

    def decision(self, actions: Sequence[str], *, may_plan: bool = True) -> Decision:
        """The same, as who plays in the teacher's stead carries it out.

        Args:
            actions: names of the world's.
            may_plan: whether a plan may be written now.
        """
        plan = self.plan if self.replans and may_plan else None
        written = write(plan, actions[self.action])
        return Decision(action=self.action, plan=plan, completion=written, valid=True)


class Teacher(Protocol[V_contra, M_contra]):
    """A world's teacher: plays it by rules, and labels what others played."""

    @property
    def styles(self) -> Sequence[str]:
        """Ways in which its plans can be put, the plain one first."""

    @property
    def disturbances(self) -> Sequence[int]:
        """Actions of which some are played at random in demonstrations, so that there are states
        that it would not get into.
        """

    @property
    def pause(self) -> tuple[int, int]:
        """Steps between people's plans in demonstrations, at least and at most."""

    @property
    def stretch(self) -> tuple[int, int]:
        """Steps that teacher or student play before it is drawn anew who plays on, at least and at
        most.
        """

    def player(self, mode: Mode, style: str) -> Planner[V_contra, M_contra]:
        """The teacher as it plays by itself, its plans put in one of ``styles``."""

    def label(self, situation: Situation[V_contra, M_contra]) -> Label | None:
        """What it would do in any state, whoever played up to there and whoever wrote the plan in
        force; None where there is nothing to learn.
        """

    def share(self, view: V_contra, action: str, before: str) -> float:
        """Share of such states that are worth an example: there are many dull ones.

        Args:
            view: what is seen.
            action: name of what was played there.
            before: name of what was played a step before, "" for nothing.
        """
