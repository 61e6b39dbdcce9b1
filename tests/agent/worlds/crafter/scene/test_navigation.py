import numpy as np

from agent.worlds.crafter.rules import DO, MOVE_ACTION, PLACE_ACTION
from agent.worlds.crafter.scene import navigation
from agent.worlds.crafter.scene.navigation import Field, codes_for
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.view import MATERIAL_ID
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game, meadow

EAST, SOUTH = (1, 0), (0, 1)


def field(
    cells: dict[tuple[int, int], str], *, pickaxe: bool = False, stone: bool = False
) -> Field:
    """Costs from (10, 10), facing south, on unknown ground with these cells known."""
    materials = np.zeros((64, 64), np.uint8)
    for cell, material in cells.items():
        materials[cell] = MATERIAL_ID[material]
    code, enter = codes_for(pickaxe, False, False, stone)
    return navigation.search(code[materials], enter[materials], (10, 10), SOUTH)


def test_an_open_cell_costs_a_step_and_is_faced_by_walking_towards_it() -> None:
    found = field({(10, 10): "grass", (11, 10): "grass", (12, 10): "grass"})
    way = navigation.to_face(found, navigation.mask((12, 10)))
    assert way is not None
    assert (way.steps, way.action) == (1, MOVE_ACTION[EAST])


def test_a_blocked_cell_is_faced_by_turning() -> None:
    way = navigation.to_face(
        field({(10, 10): "grass", (11, 10): "water"}), navigation.mask((11, 10))
    )
    assert way is not None
    assert (way.steps, way.action) == (1, MOVE_ACTION[EAST])


def test_what_is_faced_already_needs_no_action() -> None:
    way = navigation.to_face(
        field({(10, 10): "grass", (10, 11): "tree"}), navigation.mask((10, 11))
    )
    assert way is not None
    assert (way.cost, way.action) == (0, -1)


def test_stone_is_walked_through_only_with_a_pickaxe() -> None:
    cells = {(10, 10): "path", (10, 11): "stone", (10, 12): "path"}
    assert navigation.to_stand(field(cells), navigation.mask((10, 12))) is None
    way = navigation.to_stand(field(cells, pickaxe=True), navigation.mask((10, 12)))
    assert way is not None
    assert (way.steps, way.action) == (3, DO)


def test_water_is_bridged_with_a_stone() -> None:
    cells = {(10, 10): "sand", (10, 11): "water", (10, 12): "sand"}
    assert navigation.to_stand(field(cells, pickaxe=True), navigation.mask((10, 12))) is None
    way = navigation.to_stand(field(cells, pickaxe=True, stone=True), navigation.mask((10, 12)))
    assert way is not None
    assert way.action == PLACE_ACTION["stone"]


def test_lava_beside_the_player_is_never_turned_to() -> None:
    cells = {(10, 10): "path", (11, 10): "lava", (12, 10): "path"}
    assert (
        navigation.to_stand(field(cells, pickaxe=True, stone=True), navigation.mask((12, 10)))
        is None
    )


def test_unknown_ground_is_closed() -> None:
    assert (
        navigation.to_stand(
            field({(10, 10): "grass", (10, 12): "grass"}), navigation.mask((10, 12))
        )
        is None
    )


def test_who_goes_to_and_fro_between_dangers_takes_the_shortest_way() -> None:
    world = meadow({(3, 0): "tree"})
    world.place_creature((MIDDLE[0] + 1, MIDDLE[1] + 1), "zombie")
    game = Game(world)
    assert Scene(game.view, game.memory).field.cost[MIDDLE[0] + 1, MIDDLE[1]].min() > 1
    game.memory.path += [MIDDLE, (MIDDLE[0] + 1, MIDDLE[1])] * 8
    found = Scene(game.view, game.memory).field
    assert found.cost[MIDDLE[0] + 1, MIDDLE[1]].min() == 1
