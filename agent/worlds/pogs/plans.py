"""A plan's words in POGS as goals that can be checked: the nodes to go to, in order, and those to
keep away from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.core.goals import Goal, Progress, Reading
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View

TARGET = "target"
_SENTENCE = re.compile(r"[^.;!?\n]+")
_PLACE = re.compile(r"\d{1,3}|\btarget\b|\bgoal\b")
_REFUSED = re.compile(r"\b(?:not|don't|never|avoid|avoiding|except|without)\b")
_CHANGE = re.compile(r"\b(?:but|then|instead|and go)\b")  # a refusal does not reach beyond these
_SUGGESTED = 4


def read(text: str) -> Reading:
    """Read a plan: every node that it names is gone to in that order, but for those behind a "not",
    an "avoid" or the like.

    Never raises; a sentence that names no node is given back as unread. ``target`` is the target,
    wherever it is.
    """
    goals: list[Goal] = []
    refused: list[Goal] = []
    unread: list[str] = []
    for sentence in _SENTENCE.finditer(text):
        words = sentence[0].lower().replace("’", "'")
        places = list(_PLACE.finditer(words))
        if not places and words.strip():
            unread.append(sentence[0].strip())
        for place in places:
            before = _CHANGE.split(words[: place.start()])[-1]
            goal = Goal("go", TARGET if place[0].isalpha() else str(int(place[0])))
            (refused if _REFUSED.search(before) else goals).append(goal)
    if refused and not goals:
        goals = [Goal("go", TARGET)]
    return Reading(tuple(goals), tuple(unread), tuple(dict.fromkeys(refused)))


def follow(goals: Sequence[Goal], since: int, view: View, memory: Memory) -> Progress:
    """How far the goals of a plan issued at the view's step ``since`` are: each node has to be
    stood on after the one before.
    """
    for index, goal in enumerate(goals):
        node = node_of(goal, view)
        steps = range(since, len(memory.path))
        reached = next((step for step in steps if memory.path[step] == node), None)
        if reached is None:
            away = memory.way(node)
            text = f"{len(away)} steps from {node}" if away else f"no way to {node} is known yet"
            return Progress(
                index,
                0,
                1,
                text.replace("1 steps", "1 step") if len(away) == 1 else text,
                began=since,
            )
        since = reached
    return Progress(len(goals), 0, 0, "done", done=True, began=since)


def describe(reading: Reading) -> list[str]:
    """A plan in plain words, a line for each part."""
    return [*map(_said, reading.goals), *(f"not: {_said(goal)}" for goal in reading.refused)]


def target(goal: Goal, view: View) -> str:
    """The number of the node that a goal leads to."""
    return str(node_of(goal, view))


def obstacles(reading: Reading, view: View, memory: Memory) -> list[str]:
    """Sentences about nodes that there are not, or to which no way is known."""
    found = []
    for node in dict.fromkeys(node_of(goal, view) for goal in reading.goals):
        if node >= view.nodes:
            found.append(f"There is no node {node}; they are numbered from 0 to {view.nodes - 1}.")
        elif node not in memory.known:
            found.append(f"Node {node} was not seen yet.")
    return found


def suggest(view: View, memory: Memory) -> list[str]:
    """Up to four short plans: to the target if it was seen, else to nodes that are not explored,
    the nearest first.
    """
    if view.reached:
        return []
    if view.target in memory.known:
        return [f"go to {view.target}"]
    nearest = sorted(memory.frontier, key=lambda node: (len(memory.way(node)), node))
    return [f"explore {node}" for node in nearest[:_SUGGESTED]]


def node_of(goal: Goal, view: View) -> int:
    """The node that a goal names."""
    return view.target if goal.target == TARGET else int(goal.target)


def _said(goal: Goal) -> str:
    return "go to the target" if goal.target == TARGET else f"go to {goal.target}"


def puts_off(
    own: Reading, since: int, asked: Reading, begun: int, view: View, memory: Memory
) -> bool:
    """Whether a planner's own plan leads to another node than a person's next one, and not on the
    way to it.
    """
    doing = follow(own.goals, since, view, memory)
    wanted = follow(asked.goals, begun, view, memory)
    if doing.done or wanted.done:
        return False
    own_node, asked_node = (
        node_of(reading.goals[progress.index], view)
        for reading, progress in ((own, doing), (asked, wanted))
    )
    way = memory.way(asked_node)
    return own_node != asked_node and bool(way) and own_node not in way


def pressing(view: View) -> bool:
    """Nothing in a graph can kill."""
    return False


def barred(reading: Reading, since: int, view: View, memory: Memory) -> frozenset[int]:
    """The moves to nodes that a plan refuses.

    An action has the number of the node that it leads to.
    """
    nodes = (node_of(goal, view) for goal in reading.refused)
    return frozenset(node for node in nodes if node < view.nodes)


def hopeless(goal: Goal, began: int, memory: Memory) -> str:
    """Every node of a tree can be reached."""
    return ""


def stalled(goal: Goal, issued: int, began: int, view: View, memory: Memory) -> int:
    """The steps since the player last came to a node where it had not been since ``began``."""
    path = memory.path[began:]
    first = {place: step for step, place in reversed(list(enumerate(path)))}
    return len(path) - 1 - max(first.values())


def ails(goal: Goal | None, view: View) -> str:
    """Nothing: nobody lacks anything in a graph."""
    return ""
