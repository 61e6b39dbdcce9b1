"""What the rest of the system has to know of a world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from agent.core.goals import Goal, Progress, Reading
from agent.core.world import M, M_contra, V, V_contra, World


class UnsupportedWorldError(ValueError):
    """The planner cannot play that world."""


class Words(Protocol[V_contra, M_contra]):
    """How a person's plan is understood."""

    def read(self, text: str) -> Reading:
        """What a plan's words mean. Never raises."""

    def follow(self, goals: Sequence[Goal], since: int, view: V_contra, memory: M_contra) -> Progress:
        """How far the goals of a plan issued at the view's step ``since`` are."""

    def describe(self, reading: Reading) -> list[str]:
        """A plan in plain words, a line for each part."""

    def obstacles(self, reading: Reading, view: V_contra, memory: M_contra) -> list[str]:
        """Sentences about what stands in the way."""

    def puts_off(self, own: Reading, since: int, asked: Reading, begun: int, view: V_contra, memory: M_contra) -> bool:
        """Whether a planner's own plan, in force since ``since``, puts off a person's."""

    def pressing(self, view: V_contra) -> bool:
        """Whether the planner has to see to itself, whatever was ordered."""

    def barred(self, reading: Reading, since: int, view: V_contra, memory: M_contra) -> frozenset[int]:
        """The actions that would do what a plan, in force since ``since``, refuses."""

    def hopeless(self, goal: Goal, began: int, memory: M_contra) -> str:
        """Why a goal that began at ``began`` cannot be reached, or ""."""

    def suggest(self, view: V_contra, memory: M_contra) -> list[str]:
        """Short plans that make sense now, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[V, M]):
    """What there is to know of a world before it is reset."""

    make: Callable[[], World[V]]
    remember: Callable[[], M]  # a memory that has seen nothing yet
    words: Words[V, M]
    cap: int  # steps of an episode, if nothing else is asked for
