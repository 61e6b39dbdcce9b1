"""What a player of POGS with a perfect memory recalls: the graph as far as it was seen, and where
it has been.
"""

from __future__ import annotations

from collections.abc import Set

import networkx as nx

from agent.worlds.pogs.view import View


class Memory:
    """Everything that was seen.

    Attributes:
        known: the nodes and edges seen so far.
        explored: nodes of which all neighbours are known -> the step since which they are.
        path: path[t] is the node at step t.
        visits: the nodes in the order in which they were moved to, the start first.
        invalid: moves that led nowhere.
    """

    def __init__(self) -> None:
        self.known: nx.Graph[int] = nx.Graph()
        self.explored: dict[int, int] = {}
        self.path: list[int] = []
        self.visits: list[int] = []
        self.invalid = 0
        self.target = -1

    def update(self, view: View, action: int | None) -> None:
        """Take in the view that followed an action, None for the first.

        ValueError if it does not follow the last one by one step.
        """
        if view.step != len(self.path) or (action is None) != (not self.path):
            raise ValueError(
                f"the view of step {view.step} and action {action} cannot follow the "
                f"view of step {len(self.path) - 1}"
            )
        self.target = view.target
        for node, neighbours in view.neighbours.items():
            self.known.add_node(node)
            self.known.add_edges_from((node, other) for other in neighbours)
        # What is less than all the hops away is seen with all of its neighbours.
        for node in nx.single_source_shortest_path_length(
            self.known, view.node, cutoff=view.hops - 1
        ):
            self.explored.setdefault(node, view.step)
        if view.moved:
            self.visits.append(view.node)
        else:
            self.invalid += 1
        self.path.append(view.node)

    @property
    def node(self) -> int:
        """Where the player is."""
        return self.path[-1]

    @property
    def backtracks(self) -> int:
        """Moves back to where the player was two moves before."""
        pairs = zip(self.visits, self.visits[2:], strict=False)
        return sum(before == now for before, now in pairs)

    @property
    def frontier(self) -> set[int]:
        """Known nodes that may have neighbours which were not seen yet."""
        return set(self.known) - self.explored.keys()

    def behind(self, node: int) -> set[int]:
        """The known nodes to which the way from the start leads over this one, itself included;
        empty if it is not known.
        """
        ways: dict[int, list[int]] = nx.single_source_shortest_path(self.known, self.visits[0])
        return {other for other, way in ways.items() if node in way}

    def way(self, goal: int) -> list[int]:
        """The nodes on the way to a node, itself last; empty if it is where the player is, or no
        way is known.
        """
        if goal not in self.known or not nx.has_path(self.known, self.node, goal):
            return []
        found: list[int] = nx.shortest_path(self.known, self.node, goal)
        return found[1:]

    def heading(self, avoid: Set[int] = frozenset()) -> list[int]:
        """The way to the target if it is known, else to the nearest node of the frontier, the
        lowest of several.

        Ways over nodes to avoid are not taken. Empty if no way is left.
        """
        ways = (
            [self.way(self.target)]
            if self.target in self.known
            else [self.way(node) for node in sorted(self.frontier)]
        )
        return min((way for way in ways if way and not avoid & set(way)), key=len, default=[])
