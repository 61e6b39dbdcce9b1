from collections.abc import Mapping
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.core.completion import parse
from agent.core.goals import Goal, Verb
from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.worlds.crafter.expert import consider, decide
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.random_player import RandomPlayer
from agent.worlds.crafter.rules import ACTION_NAMES, MOVES
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.scene.skills import pursue
from agent.worlds.crafter.view import MATERIALS
from tests.agent.worlds.crafter.expert.playing import Game, meadow

ORDERS = [
    "go 5 east",
    "go north",
    "collect 1 diamond",
    "explore south",
    "place a stone",
    "go to the lava",
    None,
    None,
]


def painted(draw_seed: int, items: Mapping[str, int]) -> Game:
    """A world of patches of every material, lava above all, with the player in the middle."""
    rng = np.random.default_rng(draw_seed)
    ground = np.array(
        [name for name in MATERIALS if name != "outside"] + ["lava"] * 5 + ["path"] * 6
    )
    things = {
        (dx, dy): str(rng.choice(ground))
        for dx in range(-7, 8)
        for dy in range(-6, 7)
        if (dx, dy) != (0, 0)
    }
    return Game(meadow(things, items))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(ORDERS),
    st.fixed_dictionaries(
        {"stone": st.integers(0, 9), "wood_pickaxe": st.integers(0, 1), "drink": st.integers(1, 9)}
    ),
)
def test_it_never_walks_into_lava(seed: int, order: str | None, items: dict[str, int]) -> None:
    game = painted(seed, items)
    if order is not None:
        game.plan = Plan(1, order, "human", 0)
    for _ in range(40):
        if game.view.dead:
            break
        view = game.view
        action = game.step()
        direction = MOVES.get(action)
        if direction is not None and view.creature(*direction) is None:
            assert view.material(*direction) != "lava"


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_a_decision_is_a_function_of_its_arguments_and_changes_none(seed: int) -> None:
    game = painted(seed, {"stone": 3, "wood_pickaxe": 1})
    for _ in range(10):
        game.step()
    memory, view = game.memory, game.view
    materials, creatures, events = (
        memory.materials.copy(),
        dict(memory.creatures),
        list(memory.events),
    )
    first = decide(view, memory, game.plan)
    assert decide(view, memory.copy(), game.plan) == first
    assert decide(view, memory, game.plan) == first
    assert np.array_equal(memory.materials, materials)
    assert (memory.creatures, memory.events) == (creatures, events)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 500),
    st.builds(
        Goal,
        verb=st.sampled_from(get_args(Verb)),
        target=st.sampled_from(
            [
                "",
                "wood",
                "drink",
                "diamond",
                "plant",
                "cow",
                "zombie",
                "iron_sword",
                "cave",
                "start",
                "nothing",
            ]
        ),
        count=st.integers(0, 9),
        direction=st.sampled_from([None, (1, 0), (0, -1), (-1, 1)]),
    ),
)
def test_any_goal_gives_an_action_or_none(seed: int, goal: Goal) -> None:
    game = painted(seed, {"stone": 3, "wood": 3, "wood_pickaxe": 1})
    action = pursue(Scene(game.view, game.memory), goal)
    assert action is None or 0 <= action < len(ACTION_NAMES)


def test_it_plays_a_real_world_and_unlocks_the_first_tools() -> None:
    game = Game(meadow())
    game.world.reset(1000)
    game = Game(game.world)
    assert game.until(lambda view: "make_stone_pickaxe" in view.unlocked, 150)
    assert len(game.written) <= game.view.step / 4


def test_the_planner_writes_what_the_grammar_reads() -> None:
    game = Game(meadow({(3, 0): "tree"}))
    decision = Expert().decide(Situation(game.view, game.memory, None))
    parsed = parse(decision.completion, ACTION_NAMES)
    assert (parsed.valid, parsed.plan, parsed.action) == (True, decision.plan, decision.action)
    assert decision.plan is not None


def test_a_random_player_repeats_itself_and_differs_by_seed() -> None:
    memory, world = Memory(), meadow()
    memory.update(world.view(), None)

    def actions(seed: int) -> list[int]:
        world.reset(1)
        played = []
        for _ in range(20):
            played.append(RandomPlayer(seed).decide(Situation(world.view(), memory, None)).action)
            world.step(0)
        return played

    assert actions(3) == actions(3)
    assert actions(3) != actions(4)
    assert len(set(actions(3))) > 5


@pytest.mark.parametrize(("age", "replans"), [(4, False), (5, True)])
def test_a_plan_that_it_would_not_write_is_kept_as_long_as_plans_are_to_be(
    age: int, replans: bool
) -> None:
    world = meadow({(4, 2): "tree"})
    world.env._step = 10
    game = Game(world)
    plan = Plan(1, "explore west for iron", "agent", 10 - age)
    assert consider(Scene(game.view, game.memory), plan, None).replans
    assert consider(Scene(game.view, game.memory), plan, None, kept=5).replans is replans
