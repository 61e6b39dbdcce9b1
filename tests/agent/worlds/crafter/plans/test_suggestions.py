from collections.abc import Mapping

import numpy as np
import pytest

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.suggestions import suggest
from agent.worlds.crafter.rules import INITIAL, ITEMS
from agent.worlds.crafter.view import HEIGHT, MATERIAL_ID, WIDTH, Creature, View


def seen(
    *materials: str,
    have: Mapping[str, int] | None = None,
    creatures: tuple[Creature, ...] = (),
    daylight: float = 1.0,
) -> tuple[View, Memory]:
    """A meadow with one cell of each of these materials in the top row."""
    ground = np.full((WIDTH, HEIGHT), MATERIAL_ID["grass"], np.uint8)
    for column, material in enumerate(materials):
        ground[column, 0] = MATERIAL_ID[material]
    view = View(
        step=0,
        materials=ground,
        creatures=creatures,
        facing=(0, 1),
        inventory={**INITIAL, **(have or {})},
        asleep=False,
        daylight=daylight,
        unlocked=frozenset(),
        dead=False,
    )
    memory = Memory()
    memory.update(view, None)
    return view, memory


@pytest.mark.parametrize(
    ("situation", "plan"),
    [
        (seen("water", have={"drink": 2}), "drink some water"),
        (seen(have={"drink": 2}), "find water"),
        (seen(have={"food": 3}), "eat a cow"),
        (seen(daylight=0.2), "wall in and sleep until morning"),
        (seen(creatures=(Creature("zombie", 2, 0),)), "fight the zombie"),
        (seen(have={"wood": 3}), "place a table"),
        (seen("table", have={"wood": 1}), "make a wood pickaxe"),
        (seen("table", "furnace", have={"wood": 1, "coal": 1, "iron": 1}), "make an iron pickaxe"),
        (seen("iron", have={"stone_pickaxe": 1}), "mine the iron"),
        (seen("tree"), "collect 5 wood"),
        (seen(have={"sapling": 1}), "plant the sapling"),
        (seen(have={"iron_pickaxe": 1}), "find a diamond"),
    ],
)
def test_a_plan_that_makes_sense_now_is_suggested(
    situation: tuple[View, Memory], plan: str
) -> None:
    assert plan in suggest(*situation)


def test_ore_that_the_tools_cannot_mine_is_not_suggested() -> None:
    assert "mine the iron" not in suggest(*seen("iron", have={"wood_pickaxe": 1}))


def test_what_is_suggested_is_read_whole_wherever_the_player_gets() -> None:
    rng = np.random.default_rng(0)
    for seed in range(3):
        world, memory = CrafterWorld(), Memory()
        world.reset(seed)
        memory.update(world.view(), None)
        for _ in range(150):
            if world.over:
                break
            action = int(rng.integers(1, 6))
            world.step(action)
            memory.update(world.view(), action)
            if world.view().step % 10 == 0:
                world.set_item(str(rng.choice(ITEMS[4:])), 3)
                memory = Memory()
                memory.update(world.view(), None)
            plans = suggest(world.view(), memory)
            assert len(plans) <= 4
            for plan in plans:
                assert read(plan).goals
                assert not read(plan).unread
