"""What a small model reads of POGS: the known graph as an outline from where the player is, the
ways that matter, and the plans, in about seventy words.

    at 12 target 7
    d1 3 been d2 4 d3 9 end d1 5 been d2 8 end
    d2 8 by 5 d3 9 by 3
    asked go 9 not 8
    own go 3 4 explore 9
    plan or act

Each node comes after the one over which it is reached, with its distance: ``d2`` is two moves away.
Nodes where the player was, and those that may lead on, are marked. Then come the target, if it was
seen, or else the nodes that may lead on, the nearest first, each with the first move of the way
there. Of plans it tells what was understood and is not done yet: a person's first, then the
planner's own. Every word is one token of a small vocabulary.

``ways=False`` leaves the third line out, so that the model has to find the ways itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import networkx as nx

from agent.core import completion
from agent.core.completion import Completion
from agent.core.context import Message
from agent.core.goals import Goal
from agent.core.mode import Mode
from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.worlds.pogs import plans
from agent.worlds.pogs.graph import GraphSettings
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View

_NODES = GraphSettings().nodes  # whose numbers are in the vocabulary
_WORDS = (
    *("at", "target", "been", "end", "by", "asked", "own", "go", "explore", "not", "done"),
    *("plan", "none", "now", "or", "act", "to", "then"),
)
_MODES = {"must": "plan now", "may": "plan or act", "act": "act"}


class OutlinePrompt:
    """Prompts with the outline alone: no system prompt, no past turns. For the usual graphs.

    ``ways``: tell the known ways.
    """

    name = "outline"
    system = ""
    history = False
    actions = tuple(map(str, range(_NODES)))

    def __init__(self, ways: bool = True) -> None:
        self._ways = ways

    def observe(self, view: View, memory: Memory) -> str:
        """Past turns are not told."""
        return ""

    def observation(self, view: View, memory: Memory) -> str:
        """What is known."""
        lines = [f"at {view.node} target {view.target}", " ".join(_outline(view, memory))]
        return "\n".join([*lines, " ".join(_told_ways(view, memory))] if self._ways else lines)

    def messages(self, situation: Situation[View, Memory], mode: Mode) -> list[Message]:
        """The one message of a decision."""
        step = situation.view.step
        asked = "must" if mode.must_plan(step) else "may" if mode.may_plan(step) else "act"
        lines = [self.observation(situation.view, situation.memory), *_plans(situation)]
        return [{"role": "user", "content": "\n".join([*lines, _MODES[asked]])}]

    def parse(self, written: str) -> Completion:
        """A plan or none, and the number of a node."""
        return completion.parse(written, self.actions)


def vocabulary() -> list[str]:
    """Every word of the text and of the explorer's plans, each once."""
    depths = (f"d{depth}" for depth in range(1, _NODES))
    return [*_WORDS, *depths, *map(str, range(_NODES))]


def _outline(view: View, memory: Memory) -> Iterator[str]:
    been, ends = set(memory.visits), memory.frontier
    depth = {view.node: 0}
    for before, node in nx.dfs_edges(
        memory.known, view.node, sort_neighbors=lambda nodes: iter(sorted(nodes))
    ):
        depth[node] = depth[before] + 1
        yield f"d{depth[node]}"
        yield str(node)
        if node in been:
            yield "been"
        if node in ends:
            yield "end"


def _told_ways(view: View, memory: Memory) -> Iterator[str]:
    goals = [view.target] if view.target in memory.known else sorted(memory.frontier)
    for way in sorted(filter(None, map(memory.way, goals)), key=len):
        yield f"d{len(way)} {way[-1]} by {way[0]}"


def _plans(situation: Situation[View, Memory]) -> Iterator[str]:
    asked, own = situation.asked, situation.own
    if asked is not None:
        refused = (goal.target for goal in plans.read(asked.words).refused)
        told = [*_left(asked, situation), *(f"not {node}" for node in refused)]
        yield " ".join(["asked", *told])
    yield " ".join(["own", *_left(own, situation)]) if own is not None else "plan none"


def _left(plan: Plan, situation: Situation[View, Memory]) -> Iterator[str]:
    """What a plan asks for and is not done yet."""
    goals: Sequence[Goal] = plans.read(plan.words).goals
    view, memory = situation.view, situation.memory
    progress = plans.follow(goals, plan.step, view, memory)
    if progress.done:
        yield "done"
    verb = ""
    for goal in goals[progress.index :]:
        if goal.verb != verb:
            yield goal.verb
        verb = goal.verb
        yield str(plans.node_of(goal, view))
