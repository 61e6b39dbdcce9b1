import numpy as np
import pytest

from agent.core.goals import Goal
from agent.worlds.crafter.rules import MOVE_ACTION
from agent.worlds.crafter.scene.explore import look_for, searching
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.view import MATERIAL_ID
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game, meadow


def test_it_looks_for_cows_in_one_direction_when_hungry() -> None:
    game = Game(meadow(items={"food": 2}))
    for _ in range(12):
        game.step()
    assert len(game.written) <= 2
    assert all(text.startswith("explore ") and "for cows" in text for text in game.written)


def test_meadows_seen_long_ago_are_worth_another_look_for_cows() -> None:
    game = Game(meadow(items={"food": 2}))
    game.memory.materials[:] = MATERIAL_ID["grass"]
    game.memory.seen_step[:] = game.view.step
    assert look_for(Scene(game.view, game.memory), "cow") is None
    game.memory.seen_step[: MIDDLE[0] - 6] = game.view.step - 2000
    found = look_for(Scene(game.view, game.memory), "cow")
    assert found is not None
    assert found.direction[0] == -1


@pytest.mark.parametrize("seed", range(6))
def test_where_all_in_reach_is_seen_there_is_nothing_to_look_for(seed: int) -> None:
    """Sums over the map are rounded, and what rounding leaves must not be taken for
    something new.
    """
    walls = {
        (dx, dy): "stone"
        for dx in range(-1, 3)
        for dy in (-1, 0, 1)
        if (dx, dy) not in ((0, 0), (1, 0))
    }
    game = Game(meadow(walls))
    for direction in ((1, 0), (-1, 0)):
        game.world.step(MOVE_ACTION[direction])
        game.memory.update(game.view, MOVE_ACTION[direction])
    unseen = game.memory.seen_step < 0
    rng = np.random.default_rng(seed)
    far = np.where(rng.random(unseen.shape) < 0.5, rng.integers(1, 13, unseen.shape), 0)
    game.memory.materials[unseen] = far[unseen]
    assert look_for(Scene(game.view, game.memory), "iron") is None


def test_what_is_in_sight_and_out_of_reach_is_not_looked_for() -> None:
    moat = {(2, 0): "water", (4, 0): "water", (3, -1): "water", (3, 1): "water"}
    game = Game(meadow({(3, 0): "iron", **moat}, {"wood_pickaxe": 1, "stone_pickaxe": 1}))
    goal = searching(Scene(game.view, game.memory), Goal("collect", "iron"), "iron", None)
    assert (goal.verb, goal.target) == ("explore", "")
    assert goal.direction is not None
