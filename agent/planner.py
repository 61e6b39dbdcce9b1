"""One decision: a situation in, a completion out, parsed to a plan and an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agent.plan import Plan, Source
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.view import View


@dataclass(frozen=True, slots=True)
class Turn:
    """A past observation and what was played on it."""

    observation: str
    action: str


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a planner may read."""

    view: View
    memory: Memory
    plan: Plan | None  # the plan in force
    history: Sequence[Turn] = field(default_factory=tuple)  # oldest first, 16 at most


@dataclass(frozen=True, slots=True)
class Decision:
    """A parsed completion and what it cost."""

    action: int
    plan: str | None  # a new plan, or none
    completion: str  # as written
    valid: bool  # False: the completion broke the grammar and Noop is played
    input_tokens: int = 0
    output_tokens: int = 0
    plan_tokens: int = 0
    ms: float = 0.0


class Planner(Protocol):
    """Anything that decides."""

    name: str
    source: Source  # whose plans it writes
    history: bool  # whether it reads past observations

    def observe(self, view: View, memory: Memory) -> str:
        """The text of a view as this planner reads it; asked only if ``history`` is set."""

    def decide(self, situation: Situation) -> Decision:
        """Decide one step. Never raises on account of what it reads in a plan."""
