"""The maze, as the rest of the system knows it."""

from __future__ import annotations

from agent.core.frame import Picture
from agent.core.goals import Pursued
from agent.core.spec import EVERY_MODE, PlanLanguage, ScriptedPlanner, Texts, WorldSpec
from tests.maze import frame, plans
from tests.maze.engine import Maze
from tests.maze.memory import Memory
from tests.maze.players import Solver
from tests.maze.prompt import MazePrompt
from tests.maze.view import View


class MazeSpec(WorldSpec[View, Memory]):
    """See ``agent.core.spec.WorldSpec``."""

    name = "maze"
    cap = 200
    texts = Texts(example="go to C4, then go to the exit", complete="the exit is reached")

    def __init__(self) -> None:
        self.planners = {"solver": ScriptedPlanner(Solver, "view and memory", EVERY_MODE)}
        self.prompts = {"prose": lambda options: MazePrompt()}

    def make(self) -> Maze:
        """A world, to be reset."""
        return Maze()

    def memory(self) -> Memory:
        """A memory that has seen nothing yet."""
        return Memory()

    @property
    def plans(self) -> PlanLanguage[View, Memory]:
        """How people's plans are understood."""
        return plans

    def paint(
        self, view: View, memory: Memory, action: int | None, pursued: Pursued | None = None
    ) -> Picture:
        """The picture of a view."""
        return frame.paint(view, memory, action)


SPEC = MazeSpec()
