"""The expert as a planner."""

from __future__ import annotations

import time

from agent.core.completion import write
from agent.core.mode import DYNAMIC, Mode
from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.worlds.crafter.expert.decide import label
from agent.worlds.crafter.expert.styles import PLAIN, Style
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View


class Expert:
    """Plays Crafter by rules. Holds no state.

    Args:
        mode: when it writes a plan. ``dynamic``: when it needs another one. ``never``: it goes on
            without one, and so has nothing by which to keep up what it began.
        style: how its plans are worded.
    """

    name = "expert"
    source: Source = "expert"
    history = False

    def __init__(self, mode: Mode = DYNAMIC, style: Style = PLAIN) -> None:
        self._mode = mode
        self._style = style

    def observe(self, view: View, memory: Memory) -> str:
        """The expert reads views, not texts."""
        return ""

    def decide(self, situation: Situation) -> Decision:
        """Decide one step; counts no tokens, since none are read or written."""
        began = time.perf_counter()
        mode = self._mode.of_episode(situation.episode_uniform)
        may_plan = situation.may_plan and mode.may_plan(situation.view.step)
        plan, action = self._wish(situation, mode, may_plan)
        written = plan if may_plan else None
        ms = 1000 * (time.perf_counter() - began)
        return Decision(
            action=action,
            plan=written,
            completion=write(written, ACTION_NAMES[action]),
            valid=True,
            plan_probability=float(plan is not None),
            ms=ms,
        )

    def _wish(self, situation: Situation, mode: Mode, may_plan: bool) -> tuple[str | None, int]:
        """The plan that it would write, were it free to, and the action."""
        view, memory, plan, below = (
            situation.view,
            situation.memory,
            situation.plan,
            situation.below,
        )
        told = label(view, memory, plan, self._style, below=below, may_plan=may_plan)
        return told.plan if told.replans or mode.must_plan(view.step) else None, told.action
