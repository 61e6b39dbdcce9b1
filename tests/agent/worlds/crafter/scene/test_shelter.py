import pytest

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.choice import choose
from agent.worlds.crafter.rules import DAY
from agent.worlds.crafter.scene.scene import DUSK, Scene
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game, meadow

NIGHT = DAY - 100
TOOLS = {"wood_pickaxe": 1, "stone_pickaxe": 1, "wood_sword": 1, "stone_sword": 1}
BASIN = {(-1, 0): "stone", (0, -1): "stone", (0, 1): "stone", (1, 0): "water", (2, 0): "water"}
LAKE = {(dx, dy): "water" for dx in range(2, 9) for dy in range(-4, 5)}
CORRIDOR = {(dx, dy): "stone" for dx in (0, 1) for dy in (-1, 1)}


def at_night(things: dict[tuple[int, int], str], items: dict[str, int]) -> CrafterWorld:
    world = meadow(things, items)
    world.env._step = NIGHT
    return world


def scene(game: Game) -> Scene:
    return Scene(game.view, game.memory)


@pytest.mark.parametrize("archer", [False, True])
def test_water_keeps_creatures_out_but_not_arrows(archer: bool) -> None:
    world = meadow({**BASIN, (3, 0): "path"}, TOOLS)
    if archer:
        world.place_creature((MIDDLE[0] + 3, MIDDLE[1]), "skeleton")
    here = scene(Game(world))
    assert here.sealed
    assert here.is_cover((MIDDLE[0] + 1, MIDDLE[1])) is not archer


def test_without_a_stone_against_arrows_it_stays_behind_its_walls() -> None:
    world = at_night({**BASIN, (3, 0): "path"}, {**TOOLS, "energy": 3})
    world.place_creature((MIDDLE[0] + 3, MIDDLE[1]), "skeleton")
    game = Game(world)
    assert game.until(lambda view: view.asleep, 2)
    assert game.memory.position == MIDDLE
    assert scene(game).sealed
    assert {game.view.material(dx, dy) for dx, dy in ((-1, 0), (0, -1), (0, 1))} == {"stone"}


def test_it_puts_a_stone_on_the_water_that_arrows_come_over() -> None:
    world = at_night({**BASIN, (3, 0): "path"}, {**TOOLS, "stone": 5, "energy": 3})
    world.place_creature((MIDDLE[0] + 3, MIDDLE[1]), "skeleton")
    game = Game(world)
    assert game.until(lambda view: view.material(1, 0) == "stone" and scene(game).sealed, 10)


def test_it_drinks_from_inside_its_walls() -> None:
    game = Game(at_night(BASIN, {**TOOLS, "drink": 3, "stone": 2}))
    while game.view.inventory["drink"] < 9 and game.view.step < NIGHT + 20:
        assert scene(game).sealed
        game.step()
    assert game.view.inventory["drink"] == 9


def test_two_stones_close_a_pocket_in_a_lake() -> None:
    game = Game(at_night(LAKE, {**TOOLS, "stone": 2, "energy": 3}))
    assert game.until(lambda view: scene(game).sealed, 25)
    assert "water" in {game.view.material(*side) for side in ((1, 0), (-1, 0), (0, 1), (0, -1))}


def test_without_stones_tables_are_walls() -> None:
    game = Game(at_night(CORRIDOR, {"wood": 5, "energy": 3}))
    assert game.until(lambda view: scene(game).sealed, 20)
    assert game.view.inventory["wood"] == 1


def test_it_does_not_lock_itself_in_between_a_table_and_water() -> None:
    island = {
        (dx, dy): "water"
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        if (dx, dy) not in ((0, 0), (0, -1))
    }
    game = Game(at_night(island, {"wood": 3, "energy": 3}))
    game.world.env._player.facing = (0, -1)
    game = Game(game.world)
    game.until(lambda view: view.asleep, 20)
    assert not scene(game).sealed


def test_the_wall_of_a_closed_space_is_not_mined_at_night() -> None:
    rock = {(dx, dy): "stone" for dx in range(-1, 9) for dy in range(-5, 6) if (dx, dy) != (0, 0)}
    game = Game(at_night(rock, {**TOOLS, "energy": 9}))
    world = game.world
    world.env._player.facing = (-1, 0)
    game = Game(world)
    inner = Scene(game.view, game.memory, confined=True, enclosed=True)
    way = inner.way("stone")
    assert inner.faced_cell == (MIDDLE[0] - 1, MIDDLE[1])
    assert way is not None
    assert way.target[0] >= MIDDLE[0]


def test_it_works_in_the_rock_at_night_and_stays_closed_in() -> None:
    rock = {(dx, dy): "stone" for dx in range(-1, 12) for dy in range(-6, 7) if (dx, dy) != (0, 0)}
    game = Game(at_night({**rock, (3, 1): "coal"}, {**TOOLS, "energy": 9, "stone": 9, "wood": 5}))
    game.world.place_creature((MIDDLE[0] - 2, MIDDLE[1]), "zombie")
    game.world.env._unlocked |= {"place_stone", "place_furnace", "eat_plant"}
    game.world._known = frozenset(game.world.env._unlocked)
    game = Game(game.world)
    while game.view.step < NIGHT + 40 and not game.view.inventory["coal"]:
        game.step()
        assert scene(game).enclosure is not None
    assert game.view.inventory["coal"] == 1


@pytest.mark.parametrize(("food", "goes"), [(9, True), (4, False)])
def test_who_is_fed_is_behind_walls_by_dusk(food: int, goes: bool) -> None:
    world = meadow({(8, dy): "stone" for dy in range(-3, 4)}, {**TOOLS, "stone": 9, "food": food})
    world.env._step = DUSK - 25
    choice = choose(scene(Game(world)), None)
    assert (choice.goal.verb == "shelter") is goes
