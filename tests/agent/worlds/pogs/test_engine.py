"""The world POGS: moves, what they give, and that states are exact."""

from __future__ import annotations

import random

import pytest

from agent.worlds.pogs import text
from agent.worlds.pogs.engine import PogsWorld
from agent.worlds.pogs.memory import Memory
from tests.agent.worlds.pogs.lanes import Lanes


def lanes() -> PogsWorld:
    world = Lanes()
    world.reset(0)
    return world


def test_a_move_leads_to_a_node_next_to_ones_own() -> None:
    world = lanes()
    outcome = world.step(1)
    assert (outcome.reward, outcome.unlocked, world.view().node, world.view().moved) == (
        0.0,
        (),
        1,
        True,
    )


@pytest.mark.parametrize("action", [7, 2, 8])
def test_any_other_move_leads_nowhere_and_costs_a_turn(action: int) -> None:
    world = lanes()
    outcome = world.step(action)
    view = world.view()
    assert (outcome.reward, view.node, view.step, view.moved) == (-0.01, 2, 1, False)


def test_the_target_ends_the_search() -> None:
    world = lanes()
    outcomes = [world.step(action) for action in (1, 5, 6, 7)]
    assert [outcome.reward for outcome in outcomes] == [0, 0, 0, 1]
    assert outcomes[-1].unlocked == ("reach_target",) == world.achievements
    assert world.view().unlocked == {"reach_target"}
    with pytest.raises(ValueError, match="the target was reached in step 4"):
        world.step(6)


def test_actions_out_of_range_are_refused() -> None:
    world = lanes()
    for action in (-1, 9):
        with pytest.raises(ValueError, match="out of range"):
            world.step(action)


def test_only_what_is_near_is_seen() -> None:
    view = lanes().view()
    assert dict(view.neighbours) == {0: (1,), 1: (0, 2, 5), 2: (1, 3), 3: (2, 4), 4: (3,), 5: (1,)}


def test_snapshots_and_digests_are_exact() -> None:
    world, other, rng = PogsWorld(), PogsWorld(), random.Random(0)
    world.reset(5)
    for _ in range(30):
        if world.view().reached:
            break
        snapshot, digest = world.snapshot(), world.digest()
        other.restore(snapshot)
        assert (other.digest(), other.view(), other.snapshot()) == (digest, world.view(), snapshot)
        action = rng.randrange(21)
        assert other.step(action) == world.step(action)
        assert other.digest() == world.digest() != digest
    with pytest.raises(ValueError, match="no snapshot"):
        world.restore(b"nonsense")
    with pytest.raises(ValueError, match="the snapshot is of pogs:nodes=8, not of pogs"):
        world.restore(lanes().snapshot())


def test_the_memory_keeps_what_was_seen_and_counts_turning_back() -> None:
    world, memory = lanes(), Memory()
    memory.update(world.view(), None)
    assert memory.frontier == {0, 4, 5}
    for action in (3, 7, 2, 1):
        world.step(action)
        memory.update(world.view(), action)
    assert (memory.path, memory.visits) == ([2, 3, 3, 2, 1], [2, 3, 2, 1])
    assert (memory.backtracks, memory.invalid) == (1, 1)
    assert memory.frontier == {6}
    assert memory.heading() == [5, 6]
    assert memory.heading(avoid={5}) == []
    assert memory.way(4) == [2, 3, 4]
    assert memory.way(7) == []
    with pytest.raises(
        ValueError, match="the view of step 4 and action 1 cannot follow the view of step 4"
    ):
        memory.update(world.view(), 1)


def test_the_text_tells_the_graph_the_last_move_and_the_places() -> None:
    world, memory = lanes(), Memory()
    memory.update(world.view(), None)
    assert text.observation(world.view()) == (
        "Node 0 is next to: 1\nNode 1 is next to: 0, 2, 5\nNode 2 is next to: 1, 3\nNode 3 is "
        "next to: 2, 4\nNode 4 is next to: 3\nNode 5 is next to: 1\nYou are at node 2. The target "
        "is node 7."
    )
    for action in (1, 5, 7):
        world.step(action)
        memory.update(world.view(), action)
    assert text.observation(world.view(), memory) == (
        "Node 0 is next to: 1\nNode 1 is next to: 0, 2, 5\nNode 2 is next to: 1\nNode 5 is next "
        "to: 1, 6\nNode 6 is next to: 5, 7\nNode 7 is next to: 6\nSeen before: node 3 is next to: "
        "2, 4\nSeen before: node 4 is next to: 3\nMay have neighbours that you have not seen: 4, "
        "7\nYour way so far: 2, 1, 5\nThe last move was invalid: it led to no node next to yours. "
        "You stayed where you were.\nYou are at node 5. The target is node 7."
    )
