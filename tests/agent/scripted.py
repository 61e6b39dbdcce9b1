"""Small planners for tests."""

from __future__ import annotations

from collections.abc import Sequence

from agent.core.completion import write
from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View

Turns = Sequence[tuple[str | None, str] | str]


class Script:
    """Plays a list of completions over and over: (plan or None, action name), or a raw string."""

    name = "script"
    history = False

    def __init__(self, turns: Turns, source: Source = "agent") -> None:
        self.turns = turns
        self.source = source

    def observe(self, view: View, memory: Memory) -> str:
        return f"step {view.step}"

    def decide(self, situation: Situation) -> Decision:
        turn = self.turns[situation.view.step % len(self.turns)]
        if isinstance(turn, str):
            return Decision(0, None, turn, valid=False)
        plan, action = turn
        return Decision(ACTION_NAMES.index(action), plan, write(plan, action), valid=True)


class Thirsty:
    """Plans to drink wherever it may plan, and goes east where it may not."""

    name = "thirsty"
    source: Source = "agent"
    history = False

    def observe(self, view: View, memory: Memory) -> str:
        return ""

    def decide(self, situation: Situation) -> Decision:
        plan, action = ("drink water", "Noop") if situation.may_plan else (None, "Move East")
        return Decision(
            ACTION_NAMES.index(action),
            plan,
            write(plan, action),
            valid=True,
            plan_probability=float(plan is not None),
        )
