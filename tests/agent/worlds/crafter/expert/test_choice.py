import pytest

from agent.core.goals import Goal
from agent.worlds.crafter.expert.choice import choose
from agent.worlds.crafter.expert.ladder import next_rung
from agent.worlds.crafter.rules import DAY
from agent.worlds.crafter.scene.scene import Scene
from tests.agent.worlds.crafter.expert.playing import Game, meadow

TOOLS = {"wood_pickaxe": 1, "stone_pickaxe": 1, "wood_sword": 1, "stone_sword": 1}


def test_a_diamond_that_is_known_comes_before_garden_and_sword() -> None:
    things = {"iron_pickaxe": 1, "sapling": 1, "stone": 9, "coal": 1, "iron": 1, "wood": 5}
    world = meadow({(4, 2): "diamond", (1, 1): "table"}, {**TOOLS, **things})
    world.env._unlocked |= {"place_stone", "place_furnace"}
    world._known = frozenset(world.env._unlocked)
    game = Game(world)
    choice = choose(Scene(game.view, game.memory), None)
    assert (choice.goal.verb, choice.goal.target) == ("collect", "diamond")


@pytest.mark.parametrize(("day", "hungry"), [(0, False), (1, True)])
def test_from_the_second_day_on_it_eats_for_the_night_in_the_afternoon(
    day: int, hungry: bool
) -> None:
    world = meadow({(2, 0): "stone"}, {**TOOLS, "food": 6, "stone": 9})
    world.env._step = day * DAY + 100
    game = Game(world)
    choice = choose(Scene(game.view, game.memory), None)
    assert (choice.goal.target == "cow") is hungry


@pytest.mark.parametrize(("phase", "more"), [(120, True), (200, False)])
def test_the_stones_for_the_night_are_collected_before_it(phase: int, more: bool) -> None:
    """At night they would be taken out of the walls."""
    world = meadow({(2, 0): "stone"}, {**TOOLS, "stone": 5, "wood": 5})
    world.env._unlocked |= {"place_stone", "place_furnace", "eat_plant"}
    world._known = frozenset(world.env._unlocked)
    world.env._step = phase
    game = Game(world)
    goal = next_rung(Scene(game.view, game.memory), None)
    assert goal is not None
    assert (goal.target == "stone") is more


def test_without_the_stones_for_any_walls_it_gets_stones_before_dusk() -> None:
    world = meadow({(4, 0): "stone", (-3, 0): "water"}, {**TOOLS, "food": 9, "drink": 6})
    world.env._step = DAY + 140
    game = Game(world)
    choice = choose(Scene(game.view, game.memory), None)
    assert (choice.goal.verb, choice.goal.target) == ("collect", "stone")


def test_who_is_settled_goes_on_before_the_ladder_but_not_before_a_need() -> None:
    begun = Goal("explore", "iron", direction=(-1, 0))
    for drink, settled, target in ((9, False, "diamond"), (9, True, "iron"), (1, True, "drink")):
        things = {**TOOLS, "iron_pickaxe": 1, "drink": drink}
        world = meadow({(4, 2): "diamond", (-3, 0): "water", (1, 1): "table"}, things)
        world.env._unlocked |= {"collect_drink", "place_stone", "place_furnace"}
        world._known = frozenset(world.env._unlocked)
        game = Game(world)
        choice = choose(Scene(game.view, game.memory), begun, settled=settled)
        assert choice.goal.target == target


def test_a_search_of_who_is_settled_keeps_its_direction() -> None:
    world = meadow({(2, 0): "stone"}, {"food": 1})
    game = Game(world)
    scene = Scene(game.view, game.memory)
    free = choose(scene, None).goal
    assert (free.verb, free.target) == ("explore", "cow")
    assert free.direction is not None
    back = Goal("explore", "cow", direction=(-free.direction[0], -free.direction[1]))
    assert choose(scene, back, settled=True).goal == back
