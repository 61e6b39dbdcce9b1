"""One decision: a situation in, a completion out, parsed to a plan and an action."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from agent.language import context
from agent.language.completion import parse
from agent.language.context import Turn
from agent.language.prompts import Mode, instruction, system_prompt
from agent.models.protocol import Model
from agent.plan import Plan, Source
from agent.worlds.crafter import text
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View

MAX_TOKENS = 200  # of a completion, the paper's
DYNAMIC = Mode("dynamic")


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
    plan_tokens: int = 0  # of the output, those of the plan; 0 where the model does not tell
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


class LanguagePlanner:
    """A language model with a way to prompt it.

    Args:
        name: what traces call it.
        model: completes contexts.
        mode: when it may plan, by its prompt.
        observation: which text of the view it reads.
        remembers: whether the text has the memory's lines.
        temperature: of sampling.
    """

    source: Source = "agent"
    history = True

    def __init__(
        self,
        name: str,
        model: Model,
        *,
        mode: Mode = DYNAMIC,
        observation: Literal["prose", "grid"] = "prose",
        remembers: bool = True,
        temperature: float = 1.0,
    ) -> None:
        self.name = name
        self._model = model
        self._mode = mode
        self._grid = observation == "grid"
        self._remembers = remembers
        self._temperature = temperature
        self._system = system_prompt(legend=text.LEGEND if self._grid else "")

    def observe(self, view: View, memory: Memory) -> str:
        """The map's text; past turns carry this much, the newest also status and inventory."""
        return self._read(view, memory).long_term

    def decide(self, situation: Situation) -> Decision:
        """Prompt the model once and parse what it writes."""
        begun = time.perf_counter()
        view = situation.view
        messages = context.build(
            system=self._system,
            observation=self._read(view, situation.memory).text,
            instruction=instruction(self._mode, view.step),
            step=view.step,
            plan=situation.plan,
            history=situation.history,
        )
        (written,) = self._model.complete([messages], max_tokens=MAX_TOKENS, temperature=self._temperature)
        completion = parse(written.text, ACTION_NAMES)
        return Decision(
            action=0 if completion.action is None else completion.action,
            plan=completion.plan,
            completion=written.text,
            valid=completion.valid,
            input_tokens=written.input_tokens,
            output_tokens=written.output_tokens,
            ms=1000 * (time.perf_counter() - begun),
        )

    def _read(self, view: View, memory: Memory) -> text.Observation:
        known = memory if self._remembers else None
        return text.grid(view, known) if self._grid else text.prose(view, known)
