"""One episode as it is exported: its trace, where it comes from, and how states are put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.core.prompt import Prompt, Situation
from agent.planners.settings import PlannerSettings
from agent.traces.sources import Source
from agent.traces.trace import Trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.prompts import text
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.scene.scene import Scene
from training.export.columns import WHERE, Row

PromptName = Literal["brief", "prose", "grid"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An episode and what its rows are made with."""

    source: Source
    trace: Trace
    parents: Sequence[Trace]  # of a branch: the traces that bear the name of its parent
    told: PromptName
    world: CrafterWorld  # to replay in

    @property
    def prompt(self) -> Prompt:
        """How states are put before a model."""
        return PlannerSettings(prompt=self.told, version=2).make_prompt()

    def observation(self, situation: Situation) -> str:
        """The text of a state without system prompt, past turns and instruction; the brief one has
        the plan in it.
        """
        view, memory = situation.view, situation.memory
        match self.told:
            case "brief":
                return CompactPrompt(version=2).text(Scene(view, memory), situation)
            case "prose":
                return text.prose(view, memory).text
            case "grid":
                return text.grid(view, memory).text

    def where(self, step: int) -> Row:
        """The values of the columns ``WHERE``."""
        head = self.trace.header
        values = (self.source.episode, step, head.seed, head.participant, head.planner)
        return {column.name: value for column, value in zip(WHERE, values, strict=True)}
