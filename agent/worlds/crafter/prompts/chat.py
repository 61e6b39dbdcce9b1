"""How a situation is put before a model: the messages of one decision."""

from __future__ import annotations

from typing import Literal

from agent.core import completion, context
from agent.core.completion import Completion
from agent.core.context import Message
from agent.core.mode import Mode, instruction
from agent.core.prompt import Situation, plan_lines
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans import describing, progress
from agent.worlds.crafter.plans.reading import reading
from agent.worlds.crafter.prompts import text
from agent.worlds.crafter.prompts.system import system_prompt
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View


class ChatPrompt:
    """The paper's: system prompt, past turns, plan in force, observation, instruction.

    Args:
        observation: which text of the view.
        remembers: whether the text has the memory's lines.
    """

    history = True
    actions = ACTION_NAMES

    def __init__(
        self, observation: Literal["prose", "grid"] = "prose", *, remembers: bool = True
    ) -> None:
        self.name = f"{observation} with memory" if remembers else observation
        self._grid = observation == "grid"
        self._remembers = remembers
        self.system = system_prompt(legend=text.LEGEND if self._grid else "")

    def observe(self, view: View, memory: Memory) -> str:
        """The map's text; the newest message has status and inventory besides."""
        return self._read(view, memory).long_term

    def observation(self, view: View, memory: Memory) -> str:
        """The map, status and inventory, and what is remembered."""
        return self._read(view, memory).text

    def messages(self, situation: Situation, mode: Mode) -> list[Message]:
        """One system message, a pair for each past turn, one user message."""
        view = situation.view
        return context.build(
            system=self.system,
            observation=self.observation(view, situation.memory),
            instruction=instruction(mode, view.step),
            plans=plan_lines(situation, reading.read, progress.follow, describing.describe_all),
            history=situation.history,
        )

    def parse(self, written: str) -> Completion:
        """In the usual grammar."""
        return completion.parse(written, self.actions)

    def _read(self, view: View, memory: Memory) -> text.Observation:
        known = memory if self._remembers else None
        return text.grid(view, known) if self._grid else text.prose(view, known)
