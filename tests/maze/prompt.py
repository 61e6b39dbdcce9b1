"""How a situation in the maze is put before a language model."""

from __future__ import annotations

from agent.core import completion, context
from agent.core.completion import Completion
from agent.core.context import Message
from agent.core.mode import Mode, instruction
from agent.core.prompt import Situation, plan_lines
from tests.maze import plans
from tests.maze.engine import Maze
from tests.maze.memory import Memory
from tests.maze.view import View, name_of

_SYSTEM = (
    "You look for the exit of a maze of 8 columns, A to H, and 6 rows, 1 to 6; A1 is in the "
    f"north-west. You see the walls of your own cell. Actions: {', '.join(Maze.actions)}."
)


class MazePrompt:
    """System prompt, past turns, plan in force, observation, instruction."""

    name = "maze"
    system = _SYSTEM
    history = True
    actions = Maze.actions

    def observe(self, view: View, memory: Memory) -> str:
        """What is seen."""
        ways = ", ".join(sorted(view.ways))
        return (
            f"You are at {name_of(view.cell)}. The exit is at {name_of(view.exit)}. Open: {ways}."
        )

    def observation(self, view: View, memory: Memory) -> str:
        """The same."""
        return self.observe(view, memory)

    def messages(self, situation: Situation[View, Memory], mode: Mode) -> list[Message]:
        """One system message, a pair for each past turn, one user message."""
        return context.build(
            system=self.system,
            observation=self.observation(situation.view, situation.memory),
            instruction=instruction(mode, situation.view.step),
            plans=plan_lines(situation, plans.read, plans.follow, plans.describe),
            history=situation.history,
        )

    def parse(self, written: str) -> Completion:
        """In the usual grammar."""
        return completion.parse(written, self.actions)
