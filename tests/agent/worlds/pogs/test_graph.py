"""Graphs of POGS: what the generator promises, for any settings."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.worlds import registry as worlds
from agent.worlds.pogs.engine import read_settings, write_name
from agent.worlds.pogs.graph import GraphError, GraphSettings, draw, seen
from agent.worlds.pogs.memory import Memory

SETTINGS = st.builds(
    GraphSettings, nodes=st.integers(14, 40), hops=st.integers(1, 3), backtracks=st.integers(0, 1)
)  # of which there are graphs


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**31 - 1), SETTINGS)
def test_a_graph_is_a_tree_of_all_nodes_with_a_start_and_another_target(
    seed: int, like: GraphSettings
) -> None:
    puzzle = draw(seed, like)
    assert nx.is_tree(puzzle.tree)
    assert set(puzzle.tree) == set(range(like.nodes))
    assert puzzle.start != puzzle.target
    assert {puzzle.start, puzzle.target} <= set(puzzle.tree)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**31 - 1), SETTINGS)
def test_a_seed_draws_the_same_graph_every_time(seed: int, like: GraphSettings) -> None:
    first, second = draw(seed, like), draw(seed, like)
    assert (sorted(first.tree.edges), first.start, first.target) == (
        sorted(second.tree.edges),
        second.start,
        second.target,
    )


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**31 - 1), SETTINGS)
def test_the_explorer_turns_back_as_often_as_is_asked_for(seed: int, like: GraphSettings) -> None:
    puzzle, memory = draw(seed, like), Memory()
    memory.update(seen(puzzle, like.hops, puzzle.start), None)
    turns = 0
    while memory.node != puzzle.target:
        node = memory.heading()[0]
        turns += len(memory.visits) > 1 and memory.visits[-2] == node
        memory.update(seen(puzzle, like.hops, node, len(memory.path)), node)
    assert turns >= like.backtracks
    assert memory.backtracks == turns
    assert len(memory.path) <= 2 * like.nodes


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**31 - 1), SETTINGS, st.data())
def test_what_is_seen_is_what_is_near_and_the_edges_among_it(
    seed: int, like: GraphSettings, data: st.DataObject
) -> None:
    puzzle = draw(seed, like)
    node = data.draw(st.sampled_from(sorted(puzzle.tree)))
    view = seen(puzzle, like.hops, node)
    away = nx.single_source_shortest_path_length(puzzle.tree, node)
    assert set(view.neighbours) == {other for other, hops in away.items() if hops <= like.hops}
    for each, neighbours in view.neighbours.items():
        assert set(neighbours) == {other for other in puzzle.tree[each] if other in view.neighbours}
    assert set(view.ways) == set(puzzle.tree[node])


def test_labelled_trees_are_uniform() -> None:
    """Of four nodes there are 16 labelled trees; each comes as often as the others (chi-squared, 15
    degrees, p = 0.0001).
    """
    counts: dict[tuple[tuple[int, int], ...], int] = {}
    for seed in range(1600):
        edges = tuple(
            sorted((min(edge), max(edge)) for edge in draw(seed, GraphSettings(4, 3, 0)).tree.edges)
        )
        counts[edges] = counts.get(edges, 0) + 1
    assert len(counts) == 16
    assert sum((count - 100) ** 2 / 100 for count in counts.values()) < 44.3


def test_settings_without_a_graph_are_refused() -> None:
    with pytest.raises(GraphError, match="ask for more nodes, fewer hops, or fewer backtracks"):
        draw(0, GraphSettings(nodes=5, hops=5, backtracks=3))
    with pytest.raises(GraphError, match="nodes is 2; it can be from 3 to 99"):
        GraphSettings(nodes=2)


@pytest.mark.parametrize(
    "name", ["pogs", "pogs:nodes=30", "pogs:nodes=30,hops=3,backtracks=2", "pogs:backtracks=0"]
)
def test_a_name_says_what_the_graphs_are_like(name: str) -> None:
    settings = name.removeprefix("pogs:")
    if settings != "pogs":
        assert write_name(read_settings(settings)) == name
    assert worlds.find(name).make().name == name


@pytest.mark.parametrize(
    "name",
    ["pogs:", "pogs:nodes", "pogs:nodes=-4", "pogs:size=3", "pogs:nodes=3 0", "pogs:nodes=300"],
)
def test_a_name_that_says_nothing_is_refused(name: str) -> None:
    with pytest.raises(GraphError):
        worlds.find(name)
