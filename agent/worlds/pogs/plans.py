"""A plan's words in POGS as goals that can be checked: the nodes to go to, or to explore, in order,
and those to keep away from.

A node is explored with all that is behind it: the nodes to which the way from the start leads over
it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.core.goals import Goal, Progress, Reading, Verb
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View

TARGET = "target"
_SENTENCE = re.compile(r"[^.;!?\n]+")
_PLACE = re.compile(r"\d{1,3}|\btarget\b|\bgoal\b")
_REFUSED = re.compile(r"\b(?:not|don't|never|avoid|avoiding|except|without)\b")
# the last of these words before a node says what is to be done with it
_VERB = re.compile(r"\b(?:(?P<explore>explor\w*|search\w*)|go|walk|move|head|back|visit)\b")
_CHANGE = re.compile(r"\b(?:but|then|instead|and go)\b")  # a refusal does not reach beyond these
_SUGGESTED = 4


def read(text: str) -> Reading:
    """Read a plan: every node that it names is gone to, or explored, in that order, but for those
    behind a "not", an "avoid" or the like.

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
            named = TARGET if place[0].isalpha() else str(int(place[0]))
            if _REFUSED.search(before):
                refused.append(Goal("go", named))
            else:
                goals.append(Goal(_verb(before), named))
    if refused and not goals:
        goals = [Goal("go", TARGET)]
    return Reading(tuple(goals), tuple(unread), tuple(dict.fromkeys(refused)))


def write(verb: Verb, way: Sequence[int]) -> str:
    """A plan that leads along a way, and says what is to be done with its last node."""
    *between, last = map(str, way)
    if verb == "go":
        return f"go to {', '.join([*between, last])}"
    return f"go to {', '.join(between)}, then explore {last}" if between else f"explore {last}"


def follow(goals: Sequence[Goal], since: int, view: View, memory: Memory) -> Progress:
    """How far the goals of a plan issued at the view's step ``since`` are.

    One node after the other has to be stood on, or explored with all that is behind it.
    """
    for index, goal in enumerate(goals):
        node = node_of(goal, view)
        reached = _explored(node, since, memory) if goal.verb == "explore" else None
        if goal.verb == "go":
            steps = range(since, len(memory.path))
            reached = next((step for step in steps if memory.path[step] == node), None)
        if reached is None:
            return Progress(index, 0, 1, _how_far(goal.verb, node, memory), began=since)
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


def _verb(before: str) -> Verb:
    """What the words before a node say is to be done with it."""
    *_, last = [None, *_VERB.finditer(before)]
    return "explore" if last is not None and last["explore"] else "go"


def _explored(node: int, since: int, memory: Memory) -> int | None:
    """The step, from ``since`` on, at which nothing behind a node was left to explore."""
    behind = memory.behind(node)
    if not behind or behind & memory.frontier:
        return None
    return max(since, *(memory.explored[other] for other in behind))


def _how_far(verb: Verb, node: int, memory: Memory) -> str:
    if verb == "explore" and (left := len(memory.behind(node) & memory.frontier)):
        return f"{left} node{'s' if left > 1 else ''} left to explore behind {node}"
    away = len(memory.way(node))
    return (
        f"{away} step{'s' if away > 1 else ''} from {node}"
        if away
        else (f"no way to {node} is known yet")
    )


def _said(goal: Goal) -> str:
    node = "the target" if goal.target == TARGET else goal.target
    return f"explore {node}" if goal.verb == "explore" else f"go to {node}"


def puts_off(
    own: Reading, since: int, asked: Reading, begun: int, view: View, memory: Memory
) -> bool:
    """Whether a planner's own plan leads to another node than a person's next one, and neither on
    the way to it nor to what is to be explored behind it.
    """
    doing = follow(own.goals, since, view, memory)
    wanted = follow(asked.goals, begun, view, memory)
    if doing.done or wanted.done:
        return False
    own_node, asked_node = (
        node_of(reading.goals[progress.index], view)
        for reading, progress in ((own, doing), (asked, wanted))
    )
    serves = {asked_node, *memory.way(asked_node)}
    if asked.goals[wanted.index].verb == "explore":
        serves |= memory.behind(asked_node)
    return asked_node in memory.known and own_node not in serves


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
