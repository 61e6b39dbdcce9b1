"""The expert as who teaches planners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from agent.core.mode import Mode
from agent.core.prompt import Situation
from agent.core.teacher import Label
from agent.worlds.crafter.expert.decide import label
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.expert.styles import PLAIN, STYLES, Style
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES, DO, MOVES, NOOP
from agent.worlds.crafter.view import View


@dataclass(frozen=True, slots=True)
class ExpertTeacher:
    """See ``agent.core.teacher.Teacher``.

    Attributes:
        asleep: share of states in one's sleep that are kept.
        idle: of waiting behind walls.
        straight: of steps that only repeat the move before; where the expert plans, all are kept.
    """

    asleep: float = 0.03
    idle: float = 0.15
    straight: float = 0.5

    styles = (PLAIN, *STYLES)
    disturbances = (*MOVES, DO)
    pause = (20, 120)
    stretch = (10, 80)

    def player(self, mode: Mode, style: str) -> Expert:
        """See ``Teacher``."""
        return Expert(mode, cast(Style, style))

    def label(self, situation: Situation[View, Memory]) -> Label | None:
        """None for one who is dead."""
        if situation.view.dead:
            return None
        return label(
            situation.view,
            situation.memory,
            situation.plan,
            below=situation.below,
            may_plan=situation.may_plan,
        )

    def share(self, view: View, action: str, before: str) -> float:
        """See ``Teacher``."""
        if view.asleep:
            return self.asleep
        if action == ACTION_NAMES[NOOP]:
            return self.idle
        return self.straight if action == before and action.startswith("Move") else 1.0
