"""A plan's words in the maze: the cells to go to, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.core.goals import Goal, Progress, Reading
from tests.maze.memory import Memory
from tests.maze.view import Cell, View, cell_of, name_of

EXIT = "exit"
_PART = re.compile(r"[^.,;!?]+")
_PLACE = re.compile(r"\b([A-H][1-6]|EXIT)\b", re.IGNORECASE)


def read(text: str) -> Reading:
    """Every cell that is named is gone to; a part that names none is not understood."""
    goals: list[Goal] = []
    unread: list[str] = []
    for part in _PART.findall(text):
        places = _PLACE.findall(part)
        goals += [Goal("go", EXIT if place.lower() == EXIT else place.upper()) for place in places]
        if not places and part.strip():
            unread.append(part.strip())
    return Reading(tuple(goals), tuple(unread))


def follow(goals: Sequence[Goal], since: int, view: View, memory: Memory) -> Progress:
    """Each cell has to be stood on after the one before."""
    for index, goal in enumerate(goals):
        cell = _cell(goal, view)
        if cell not in memory.path[since:]:
            away = len(memory.way({cell}))
            text = f"{away} moves from {name_of(cell)}" if away else "the way is not known yet"
            return Progress(index, 0, 1, text, began=since)
        since = memory.path.index(cell, since)
    return Progress(len(goals), 0, 0, "done", done=True, began=since)


def describe(reading: Reading) -> list[str]:
    """A plan in plain words, a line for each part."""
    places = ["the exit" if goal.target == EXIT else goal.target for goal in reading.goals]
    return [f"go to {place}" for place in places]


def target(goal: Goal, view: View) -> str:
    """The name of the cell that a goal leads to."""
    return name_of(_cell(goal, view))


def obstacles(reading: Reading, view: View, memory: Memory) -> list[str]:
    """Nothing: there is a way to every cell."""
    return []


def puts_off(
    own: Reading, since: int, asked: Reading, begun: int, view: View, memory: Memory
) -> bool:
    """Whether the planner goes elsewhere although it knows the way to where a person wants it."""
    doing = follow(own.goals, since, view, memory)
    wanted = follow(asked.goals, begun, view, memory)
    if doing.done or wanted.done:
        return False
    way = memory.way({_cell(asked.goals[wanted.index], view)})
    return bool(way) and _cell(own.goals[doing.index], view) not in [cell for _, cell in way]


def pressing(view: View) -> bool:
    """Nothing in a maze can kill."""
    return False


def barred(reading: Reading, since: int, view: View, memory: Memory) -> frozenset[int]:
    """Nothing: no plan is read as a refusal."""
    return frozenset()


def hopeless(goal: Goal, began: int, memory: Memory) -> str:
    """Every cell can be reached."""
    return ""


def stalled(goal: Goal, issued: int, began: int, view: View, memory: Memory) -> int:
    """The steps since the player last came to a cell where it had not been since ``began``."""
    path = memory.path[began:]
    first = {place: step for step, place in reversed(list(enumerate(path)))}
    return len(path) - 1 - max(first.values())


def ails(goal: Goal | None, view: View) -> str:
    """Nothing: nobody lacks anything in a maze."""
    return ""


def suggest(view: View, memory: Memory) -> list[str]:
    """To the exit, or to a cell where nobody has been."""
    nearest = [cell for _, cell in memory.way(memory.frontier)[-1:]]
    return ["go to the exit", *(f"go to {name_of(cell)}" for cell in nearest)]


def _cell(goal: Goal, view: View) -> Cell:
    return view.exit if goal.target == EXIT else cell_of(goal.target)
