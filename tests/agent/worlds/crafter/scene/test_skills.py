import pytest

from agent.core.goals import Goal
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans.progress import follow, resolve
from agent.worlds.crafter.rules import DAY, NOOP
from agent.worlds.crafter.scene.needs import at_stations
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.scene.skills import pursue
from agent.worlds.crafter.view import MATERIAL_ID, View
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game, meadow

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
    assert {
        "collect_wood",
        "place_table",
        "make_wood_pickaxe",
        "make_wood_sword",
    } <= game.view.unlocked
    assert game.written[0].startswith("collect 4 wood")


def test_it_makes_stone_tools_beside_the_rock() -> None:
    game = Game(meadow({**ROCK, (-2, 0): "table"}, {"wood": 4, "wood_pickaxe": 1, "wood_sword": 1}))
    assert game.until(
        lambda view: bool(view.inventory["stone_pickaxe"] and view.inventory["stone_sword"]), 60
    )


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
    game = Game(
        meadow({(-2, 0): "table"}, {**TOOLS, "stone": 9, "sapling": 1, "wood": 5}),
        "plant the sapling",
    )
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
    game = Game(
        meadow({**rock, **corridor, (-1, 0): "table"}, {**TOOLS, "stone": 9}), "place a furnace"
    )
    assert game.until(lambda view: "place_furnace" in view.unlocked, 12)
    assert at_stations(Scene(game.view, game.memory), ("table", "furnace")) is not None


def carry_out(world: CrafterWorld, goal: Goal, steps: int = 40) -> Game:
    """Pursue one goal of a plan that comes into force now, until it is done or nothing is left to
    do.
    """
    game = Game(world)
    since = game.view.step
    for _ in range(steps):
        if follow([goal], since, game.view, game.memory).done:
            break
        action = pursue(Scene(game.view, game.memory), resolve(goal, since, game.memory))
        if action is None:
            break
        world.step(action)
        game.memory.update(game.view, action)
    return game


def done(game: Game, goal: Goal) -> bool:
    return follow([goal], 0, game.view, game.memory).done


@pytest.mark.parametrize(
    ("goal", "took"),
    [
        (Goal("collect", "stone", at=(-5, 2)), "stone"),
        (Goal("collect", "coal", at=(3, -3)), "coal"),
        (Goal("collect", "wood", 3, at=(0, 4)), "wood"),
    ],
)
def test_it_takes_from_the_cell_that_was_named_and_not_from_the_nearest(
    goal: Goal, took: str
) -> None:
    near = {(2, 0): "stone", (-2, 0): "tree", (0, -2): "coal"}
    x, y = goal.at or (0, 0)
    named = {(x + more, y): {"wood": "tree"}.get(took, took) for more in range(goal.count)}
    game = carry_out(meadow({**near, **named}, TOOLS), goal)
    assert done(game, goal)
    assert game.view.inventory[took] == goal.count
    assert all(
        game.memory.materials[MIDDLE[0] + x, MIDDLE[1] + y] == MATERIAL_ID[name]
        for (x, y), name in near.items()
    )


def test_what_is_not_at_the_cell_that_was_named_cannot_be_taken_there() -> None:
    game = carry_out(meadow({(2, 0): "stone"}, TOOLS), Goal("collect", "stone", at=(3, 3)))
    assert game.view.inventory["stone"] == 0


@pytest.mark.parametrize("at", [(0, 0), (4, 0), (-3, 2)])
def test_it_places_a_table_where_it_was_told(at: tuple[int, int]) -> None:
    goal = Goal("place", "table", at=at)
    game = carry_out(meadow(items={"wood": 4}), goal)
    assert done(game, goal)
    ((x, y),) = game.memory.places("table").tolist()
    away = abs(x - MIDDLE[0] - at[0]) + abs(y - MIDDLE[1] - at[1])
    assert away == (1 if at == (0, 0) else 0)


def test_it_walks_to_a_cell_and_back() -> None:
    game = carry_out(meadow(TREES), Goal("go", at=(-6, 4)))
    x, y = game.memory.position
    assert abs(x - MIDDLE[0] + 6) + abs(y - MIDDLE[1] - 4) <= 1
    since = game.view.step
    for _ in range(20):
        action = pursue(
            Scene(game.view, game.memory), resolve(Goal("go", at=(0, 0)), 0, game.memory)
        )
        if action is None:
            break
        game.world.step(action)
        game.memory.update(game.view, action)
    assert game.view.step > since
    assert abs(game.memory.position[0] - MIDDLE[0]) + abs(game.memory.position[1] - MIDDLE[1]) <= 1


def test_it_closes_itself_in_where_it_was_told() -> None:
    goal = Goal("shelter", at=(4, -2))
    game = carry_out(meadow(items={"stone": 9, **TOOLS}), goal)
    assert done(game, goal)
    assert (
        abs(game.memory.position[0] - MIDDLE[0] - 4) + abs(game.memory.position[1] - MIDDLE[1] + 2)
        <= 1
    )


def test_who_is_rested_at_midnight_stays_behind_walls_until_day() -> None:
    world = meadow({(1, 0): "stone", (-1, 0): "stone", (0, 1): "stone", (0, -1): "stone"})
    world.env._step = DAY - 90
    scene = Scene(world.view(), Game(world).memory)
    assert pursue(scene, Goal("sleep")) == NOOP
