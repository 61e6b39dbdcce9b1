"""The graphs: uniform random labelled trees with a start and a target, drawn from a seed until an
explorer has to turn back.

As in the paper's code, a tree is hard if a player that always goes to the nearest unexplored node,
and remembers all that it saw, goes back to where it was two steps before at least ``backtracks``
times.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View

MAX_NODES = 99
_TRIES = 500  # trees of one seed


class GraphError(ValueError):
    """Settings for which there is no graph."""


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """What graphs are like. The defaults are those of the paper's code for BALROG."""

    nodes: int = 20
    hops: int = 2  # how far is seen
    backtracks: int = 1  # that the explorer needs at least

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("nodes", self.nodes, 3, MAX_NODES),
            ("hops", self.hops, 1, MAX_NODES),
            ("backtracks", self.backtracks, 0, MAX_NODES),
        ):
            if not low <= value <= high:
                raise GraphError(f"{name} is {value}; it can be from {low} to {high}")


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A tree to find one's way in. Nodes are numbered from 0."""

    tree: nx.Graph[int]
    start: int
    target: int


def draw(seed: int, settings: GraphSettings) -> Puzzle:
    """The puzzle of a seed: the same in any process.

    GraphError if trees with these settings are not to be found.
    """
    for attempt in range(_TRIES):
        rng = np.random.default_rng((seed, attempt))
        count = settings.nodes
        # Every labelled tree has one sequence of this kind, so that a random sequence is a uniform
        # random tree.
        tree = nx.from_prufer_sequence(rng.integers(count, size=count - 2).tolist())
        start, target = rng.choice(count, size=2, replace=False).tolist()
        puzzle = Puzzle(tree, start, target)
        if settings.backtracks == 0 or _backtracks(puzzle, settings.hops) >= settings.backtracks:
            return puzzle
    raise GraphError(
        f"of {_TRIES:,} trees of {settings.nodes} nodes none makes an explorer that "
        f"sees {settings.hops} hops turn back"
        f" {settings.backtracks} times; ask for more nodes, fewer hops, or fewer backtracks"
    )


def seen(
    puzzle: Puzzle,
    hops: int,
    node: int,
    step: int = 0,
    *,
    reached: bool = False,
    moved: bool = True,
) -> View:
    """What is seen from a node: all nodes within so many hops, and the edges among them."""
    near = nx.ego_graph(puzzle.tree, node, radius=hops)
    neighbours = {each: tuple(sorted(near[each])) for each in sorted(near)}
    return View(step, node, puzzle.target, neighbours, hops, len(puzzle.tree), reached, moved)


def _backtracks(puzzle: Puzzle, hops: int) -> int:
    """How often the explorer turns back on its way to the target."""
    memory, node, step = Memory(), puzzle.start, 0
    memory.update(seen(puzzle, hops, node), None)
    while node != puzzle.target:
        node, step = memory.heading()[0], step + 1
        memory.update(seen(puzzle, hops, node, step), node)
    return memory.backtracks
