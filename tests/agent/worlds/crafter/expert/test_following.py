import pytest

from agent.worlds.crafter.rules import NOOP
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.view import View
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game, meadow

TREES = {(3, dy): "tree" for dy in range(-2, 3)}


def test_it_goes_as_far_as_it_is_told_and_no_farther() -> None:
    game = Game(meadow(TREES), "go 3 steps west")
    for _ in range(3):
        game.step()
    assert game.memory.position == (MIDDLE[0] - 3, MIDDLE[1])
    assert game.plan is None


def test_it_collects_as_much_as_it_is_told_and_then_plans_for_itself() -> None:
    game = Game(meadow(TREES), "collect 2 wood")
    assert game.until(lambda view: game.plan is None, 20)
    assert game.view.inventory["wood"] == 2
    assert not game.written
    game.step()
    assert game.written


def test_it_places_a_table_on_the_spot() -> None:
    game = Game(meadow(items={"wood": 3}), "place a table")
    game.step()
    assert "place_table" in game.view.unlocked


def test_it_gets_what_an_order_needs_first() -> None:
    game = Game(meadow(TREES), "make a wooden pickaxe")
    assert game.until(lambda view: view.inventory["wood_pickaxe"] == 1, 60)
    assert not game.written


def test_it_does_one_thing_after_another() -> None:
    game = Game(meadow(TREES | {(-3, 0): "water"}), "drink, then collect 1 wood")
    assert game.until(lambda view: "collect_drink" in view.unlocked, 20)
    assert game.view.inventory["wood"] == 0
    assert game.until(lambda view: view.inventory["wood"] == 1, 20)
    assert not game.written


def test_it_walls_itself_in_and_sleeps_when_told_to() -> None:
    rock = {(dx, dy): "stone" for dx in range(2, 8) for dy in range(-4, 5)}
    game = Game(
        meadow(rock, {"wood_pickaxe": 1, "stone": 2, "energy": 5}), "wall yourself in and sleep"
    )
    assert game.until(lambda view: view.asleep, 40)
    assert Scene(game.view, game.memory).sealed
    assert not game.written


def test_an_unwise_plan_is_followed() -> None:
    game = Game(meadow(TREES, {"drink": 1, "food": 1}), "wait 5 steps")
    assert [game.step() for _ in range(5)] == [NOOP] * 5


@pytest.mark.parametrize("order", ["qwertz uiop", "", "🙂" * 50, "<plan> </plan>"])
def test_a_plan_that_cannot_be_read_leaves_it_playing(order: str) -> None:
    game = Game(meadow(TREES), order)
    assert game.until(lambda view: view.inventory["wood"] > 0, 20)
    assert game.written


def test_a_plan_that_is_impossible_leaves_it_playing() -> None:
    game = Game(meadow(TREES), "eat the plant")
    assert game.until(lambda view: view.inventory["wood"] > 0, 20)


def test_a_zombie_is_hit_back_under_any_plan() -> None:
    world = meadow(items={"stone_sword": 1})
    world.place_creature((MIDDLE[0] + 1, MIDDLE[1]), "zombie")
    game = Game(world, "wait 30 steps")

    def defeated(view: View) -> bool:
        return "defeat_zombie" in view.unlocked

    assert game.until(defeated, 20)


def test_no_order_leads_into_lava() -> None:
    game = Game(meadow({(1, dy): "lava" for dy in range(-20, 21)}), "go 5 steps east")
    for _ in range(20):
        game.step()
    assert not game.view.dead


def test_thirst_that_cannot_wait_is_quenched_before_a_plan_goes_on() -> None:
    game = Game(meadow(TREES | {(-2, 0): "water"}, {"drink": 1}), "collect 2 wood")
    assert game.until(lambda view: view.inventory["drink"] >= 6, 20)
    assert game.view.inventory["wood"] == 0
    assert game.until(lambda view: view.inventory["wood"] == 2, 30)
    assert not game.written


def test_what_was_refused_is_not_even_done_to_survive() -> None:
    game = Game(meadow(TREES | {(-2, 0): "water"}, {"drink": 1}), "collect 2 wood and don't drink")
    assert game.until(lambda view: view.inventory["wood"] == 2, 30)
    assert all(event.kind != "drink" for event in game.memory.events)


def test_a_zombie_is_not_hit_back_if_fighting_was_refused() -> None:
    world = meadow(items={"stone_sword": 1})
    world.place_creature((MIDDLE[0] + 1, MIDDLE[1]), "zombie")
    game = Game(world, "wait 9 steps, don't fight zombies")
    assert [game.step() for _ in range(9)] == [NOOP] * 9


@pytest.mark.parametrize(
    ("order", "fights"),
    [("find a diamond", True), ("find a diamond, don't fight skeletons", False)],
)
def test_a_skeleton_is_hit_unless_that_was_refused(order: str, fights: bool) -> None:
    world = meadow(items={"stone_sword": 1})
    world.place_creature((MIDDLE[0] + 1, MIDDLE[1]), "skeleton")
    game = Game(world, order)
    assert game.until(lambda view: "defeat_skeleton" in view.unlocked, 6) == fights


def test_a_refusal_holds_only_while_its_condition_does() -> None:
    order = "don't fight if your health is below 5"
    for health, fights in ((9, True), (4, False)):
        world = meadow(items={"iron_sword": 1, "health": health})
        world.place_creature((MIDDLE[0] + 1, MIDDLE[1]), "zombie")
        game = Game(world, order)
        assert game.until(lambda view: "defeat_zombie" in view.unlocked, 8) == fights


def test_on_the_way_to_a_far_goal_the_night_is_slept_behind_walls() -> None:
    rock = {(dx, dy): "stone" for dx in range(-9, 10) for dy in range(-9, 10) if (dx, dy) != (0, 0)}
    world = meadow(rock)
    for _ in range(180):
        world.step(NOOP)
    for item, count in {
        "iron_pickaxe": 1,
        "stone_pickaxe": 1,
        "wood_pickaxe": 1,
        "stone": 5,
        "energy": 3,
    }.items():
        world.set_item(item, count)
    game = Game(world, "find iron")
    assert game.until(lambda view: view.asleep, 60)
    assert Scene(game.view, game.memory).sealed
    assert not game.written


def test_what_a_plan_waits_for_is_brought_about() -> None:
    game = Game(meadow(TREES), "once you have 2 wood, go 2 steps west")
    assert game.until(lambda view: view.inventory["wood"] == 2, 30)
    x = game.memory.position[0]
    assert game.until(lambda view: game.plan is None, 10)
    assert game.memory.position[0] == x - 2
    assert not game.written


def test_a_standing_order_goes_on_until_what_ends_it_has_come() -> None:
    rock = dict.fromkeys(((1, 0), (-1, 0), (0, 1), (0, -1)), "stone")
    order = "if your health drops below 6, rest until it's above 8"
    game = Game(meadow(rock | TREES, {"wood_pickaxe": 1, "health": 5}), order)
    assert game.until(lambda view: view.inventory["health"] > 5, 40)
    for _ in range(20):
        game.step()
    assert 5 < game.view.inventory["health"] < 9
    assert game.memory.position == MIDDLE
    assert all(event.kind != "gain" for event in game.memory.events)
