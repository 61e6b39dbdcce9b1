"""The engine plays stock Crafter's game, step for step, and refuses what cannot be played."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from crafter import objects

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import (
    ACHIEVEMENTS,
    ACTIONS,
    DO,
    ITEMS,
    MOVES,
    NOOP,
    WALKABLE,
    daylight,
)
from agent.worlds.crafter.view import MATERIALS
from tests.agent.worlds.crafter.stock import StockEnv, state


def _enrich(stock: StockEnv, world: CrafterWorld, rng: np.random.Generator) -> None:
    """Fill pockets, and let materials and creatures appear near the player, alike in both."""
    energy = int(rng.integers(3, 10))
    for player in (stock._player, world.env._player):
        player.inventory.update(
            dict.fromkeys(ITEMS[4:10], 5) | dict.fromkeys(ITEMS[10:13], 1) | {"energy": energy}
        )
    px, py = world.env._player.pos
    for kind in ("zombie", "skeleton", "cow", "plant", *rng.choice(MATERIALS[1:], 8)):
        x, y = px + int(rng.integers(-3, 4)), py + int(rng.integers(-3, 4))
        material, occupant = world.env._world[x, y]
        if material is None or occupant:
            continue
        if kind in MATERIALS:
            world.place_material((x, y), kind)
            stock._world[x, y] = kind
        elif material in WALKABLE:
            creature = world.place_creature((x, y), kind)
            arguments = (stock._player,) if kind in ("zombie", "skeleton") else ()
            twin = getattr(objects, kind.title())(stock._world, (x, y), *arguments)
            stock._world.add(twin)
            if kind == "plant":
                creature.grown = twin.grown = 299


def _busy_action(world: CrafterWorld, rng: np.random.Generator) -> int:
    """Random, often the same way for a while, and never into lava."""
    view = world.view()
    facing = next(action for action, direction in MOVES.items() if direction == view.facing)
    action = int(rng.choice([facing, DO, int(rng.integers(len(ACTIONS)))], p=[0.3, 0.3, 0.4]))
    return DO if action in MOVES and view.material(*MOVES[action]) == "lava" else action


def test_every_step_has_the_state_that_stock_crafter_has():
    seen: Counter[str] = Counter()
    for seed in range(3):
        stock, world, rng = StockEnv(seed=seed), CrafterWorld(), np.random.default_rng(seed)
        stock.reset()
        world.reset(seed)
        assert state(world.env) == state(stock)
        for step in range(350):
            for player in (stock._player, world.env._player):
                player.inventory.update(health=9, food=6, drink=6)
            if step % 10 == 0:
                _enrich(stock, world, rng)
            action = _busy_action(world, rng)
            _, reward, done, info = stock.step(action)
            outcome = world.step(action)
            assert state(world.env) == state(stock), f"seed {seed}, step {step}"
            assert (outcome.reward, world.over) == (reward, done)
            if done:
                break
            seen.update(type(obj).__name__ for obj in world.env._world.objects)
            seen["asleep"] += world.view().asleep
            seen["night"] += world.view().daylight < 0.3
        seen.update(name for name, count in info["achievements"].items() if count)
    assert {"Arrow", "Plant", "asleep", "night"} <= {name for name, count in seen.items() if count}
    assert len(set(seen) & set(ACHIEVEMENTS)) == 22, sorted(set(ACHIEVEMENTS) - set(seen))


def test_a_plant_grows_only_from_the_step_after_it_was_placed():
    world = CrafterWorld()
    world.reset(0)
    world.clear()
    world.set_item("sapling", 1)
    world.step(ACTIONS.index("place_plant"))
    (plant,) = (obj for obj in world.env._world.objects if type(obj).__name__ == "Plant")
    assert plant.grown == 0
    world.step(NOOP)
    assert plant.grown == 1


def test_a_view_shows_the_window_and_nothing_beyond_it():
    world = CrafterWorld()
    world.reset(0)
    world.clear()
    world.place_material((36, 35), "diamond")
    world.place_material((37, 32), "iron")
    world.place_creature((28, 29), "cow")
    world.place_creature((33, 32), "arrow", facing=(1, 0))
    world.place_creature((32, 36), "zombie")
    view = world.view()
    assert view.material(4, 3) == "diamond"
    assert (view.materials == 2).sum() == 62
    assert [(c.kind, c.dx, c.dy, c.facing) for c in view.creatures] == [
        ("cow", -4, -3, None),
        ("arrow", 1, 0, (1, 0)),
    ]
    assert (view.step, view.facing, view.faced, view.dead) == (0, (0, 1), "grass", False)


def test_a_view_at_the_edge_of_the_world_shows_the_outside():
    world = CrafterWorld()
    world.reset(0)
    world.clear()
    world.env._world.move(world.env._player, (0, 63))
    view = world.view()
    assert view.material(-1, 0) == view.material(0, 1) == "outside"
    assert (view.materials[4:, :4] == 2).all()


def test_a_view_stays_as_it_was_when_the_game_goes_on():
    world = CrafterWorld()
    world.reset(0)
    world.clear()
    view = world.view()
    world.place_material((32, 33), "tree")
    world.step(DO)
    assert (view.faced, view.inventory["wood"], view.unlocked) == ("grass", 0, frozenset())
    assert (world.view().faced, world.view().inventory["wood"]) == ("grass", 1)
    assert world.view().unlocked == {"collect_wood"}
    with pytest.raises(ValueError, match="read-only"):
        view.materials[0, 0] = 1


def test_a_first_unlock_is_rewarded_once():
    world = CrafterWorld()
    world.reset(0)
    world.clear("tree")
    first = world.step(DO)
    world.place_material((32, 33), "tree")
    second = world.step(DO)
    assert (first.reward, first.unlocked) == (1.0, ("collect_wood",))
    assert (second.reward, second.unlocked) == (0.0, ())


def test_a_step_into_lava_ends_the_episode():
    world = CrafterWorld()
    world.reset(0)
    world.clear()
    world.place_material((32, 33), "lava")
    assert world.step(ACTIONS.index("move_down")).died
    assert world.view().dead
    with pytest.raises(ValueError, match="over after step 1"):
        world.step(NOOP)


def test_an_episode_is_over_at_its_length():
    world = CrafterWorld(length=2)
    world.reset(0)
    world.step(NOOP)
    assert not world.step(NOOP).died
    with pytest.raises(ValueError, match="over after step 2"):
        world.step(NOOP)


@pytest.mark.parametrize("action", [-1, len(ACTIONS)])
def test_an_action_out_of_range_is_refused(action):
    world = CrafterWorld()
    world.reset(0)
    before = world.digest()
    with pytest.raises(ValueError, match="out of range"):
        world.step(action)
    assert world.digest() == before


def test_a_world_that_was_never_reset_cannot_be_played():
    with pytest.raises(ValueError, match="reset"):
        CrafterWorld().step(NOOP)


def test_daylight_is_what_the_game_computes():
    stock = StockEnv(seed=0)
    for stock._step in range(10_001):
        stock._update_time()
        assert daylight(stock._step) == stock._world.daylight
