"""The scripted player of the maze."""

from __future__ import annotations

from agent.core.completion import write
from agent.core.mode import Mode
from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from tests.maze import plans
from tests.maze.engine import Maze
from tests.maze.memory import Memory
from tests.maze.view import View, cell_of, name_of


class Solver:
    """Goes where a person's plan says, else to the exit; while the way is not known, explores."""

    name = "solver"
    source: Source = "expert"
    history = False

    def __init__(self, mode: Mode) -> None:
        self._mode = mode

    def observe(self, view: View, memory: Memory) -> str:
        """Views are read, not texts."""
        return ""

    def decide(self, situation: Situation[View, Memory]) -> Decision:
        """Decide one step."""
        view, memory, asked = situation.view, situation.memory, situation.asked
        mode = self._mode.of_episode(situation.episode_uniform)
        goals = plans.read(asked.text).goals if asked else ()
        at = plans.follow(goals, asked.step, view, memory).index if asked else 0
        goal = cell_of(plans.target(goals[at], view)) if goals[at:] else view.exit
        way = memory.way({goal}) or memory.way(memory.frontier)
        wish = f"go to {name_of(way[-1][1])}"
        due = mode.must_plan(view.step) or situation.own is None or situation.own.text != wish
        plan = wish if due and situation.may_plan and mode.may_plan(view.step) else None
        move = way[0][0]
        return Decision(Maze.actions.index(move), plan, write(plan, move), True)
