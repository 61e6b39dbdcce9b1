import pytest

from agent.expert.needs import at_stations
from agent.expert.scene import Scene
from agent.worlds.crafter.rules import DAY
from agent.worlds.crafter.view import View
from tests.agent.expert.playing import MIDDLE, Game, meadow

TREES = {(3, dy): "tree" for dy in range(-2, 3)}
ROCK = {(dx, dy): "stone" for dx in range(2, 10) for dy in range(-6, 7)}
TOOLS = {"wood_pickaxe": 1, "stone_pickaxe": 1, "wood_sword": 1, "stone_sword": 1}


def has(item: str, count: int = 1):
    return lambda view: view.inventory[item] >= count


def sealed(game: Game) -> bool:
    return Scene(game.view, game.memory).sealed


def test_it_collects_wood_and_crafts_a_pickaxe_and_a_sword() -> None:
    game = Game(meadow(TREES))
    assert game.until(has("wood_sword"), 60)
    assert {"collect_wood", "place_table", "make_wood_pickaxe", "make_wood_sword"} <= game.view.unlocked
    assert game.written[0].startswith("collect 4 wood")


def test_it_makes_stone_tools_beside_the_rock() -> None:
    game = Game(meadow({**ROCK, (-2, 0): "table"}, {"wood": 4, "wood_pickaxe": 1, "wood_sword": 1}))
    assert game.until(lambda view: bool(view.inventory["stone_pickaxe"] and view.inventory["stone_sword"]), 60)


def test_it_drinks_until_full_when_thirsty() -> None:
    game = Game(meadow({(4, 1): "water"}, {"drink": 2}))
    assert game.until(has("drink", 8), 40)
    assert any(text.startswith("drink") for text in game.written)


def test_it_eats_a_cow_when_hungry() -> None:
    world = meadow(items={"food": 2})
    world.place_creature((MIDDLE[0] + 3, MIDDLE[1]), "cow")
    game = Game(world)
    assert game.until(lambda view: "eat_cow" in view.unlocked, 60)
    assert game.written[0] == "eat a cow, 3 east"


def test_it_fights_a_zombie_that_comes_close() -> None:
    world = meadow(items={"stone_sword": 1})
    world.place_creature((MIDDLE[0] + 2, MIDDLE[1]), "zombie")
    assert Game(world).until(lambda view: "defeat_zombie" in view.unlocked, 60)


@pytest.mark.parametrize("ground", ["rock", "meadow"])
def test_it_closes_itself_in_at_nightfall_and_sleeps(ground: str) -> None:
    world = meadow(ROCK if ground == "rock" else {}, {**TOOLS, "stone": 9, "energy": 3})
    world.env._step = DAY - 100
    game = Game(world)
    assert game.until(lambda view: view.asleep, 60)
    assert sealed(game)
    assert game.plan is not None
    assert game.plan.text == "wall in and sleep until morning"


def test_it_fences_the_sapling_that_it_plants() -> None:
    game = Game(meadow({(-2, 0): "table"}, {**TOOLS, "stone": 9, "sapling": 1, "wood": 5}), "plant the sapling")
    assert game.until(lambda view: "place_plant" in view.unlocked, 60)

    def fenced(view: View) -> bool:
        return all(
            Scene(view, game.memory).is_wall((x + dx, y + dy))
            for x, y in Scene(view, game.memory).plants
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
        )

    assert game.until(fenced, 60)


def test_it_goes_looking_for_what_it_does_not_know() -> None:
    game = Game(meadow())
    game.step()
    assert game.written[0].startswith("explore")


def test_it_keeps_its_plan_while_it_pursues_it() -> None:
    game = Game(meadow({(4, dy): "tree" for dy in range(-3, 4)}))
    assert game.until(has("wood", 4), 40)
    assert len(game.written) == 1


def test_it_puts_the_furnace_beside_a_table_at_the_end_of_a_corridor() -> None:
    """The open cell beside the table is faced only from farther away."""
    rock = {(dx, dy): "stone" for dx in range(-2, 8) for dy in (-2, -1, 0, 1, 2)}
    corridor = {(dx, 0): "path" for dx in range(6)}
    game = Game(meadow({**rock, **corridor, (-1, 0): "table"}, {**TOOLS, "stone": 9}), "place a furnace")
    assert game.until(lambda view: "place_furnace" in view.unlocked, 12)
    assert at_stations(Scene(game.view, game.memory), ("table", "furnace")) is not None
