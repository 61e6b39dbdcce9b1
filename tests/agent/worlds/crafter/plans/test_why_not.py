"""An action that does nothing in the game says why, and one that does something does not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans.why_not import missed, why_not
from agent.worlds.crafter.rules import ACTION_NAMES, VITALS
from agent.worlds.crafter.view import View

AHEAD = (32, 33)  # the player stands on (32, 32) and faces south
Case = tuple[str, str, dict[str, int], str]

NOTHING_DONE: list[Case] = [
    # action, what is ahead, what is held, what is said
    ("Move South", "water", {}, "Water is in the way."),
    ("Move South", "tree", {}, "A tree is in the way."),
    ("Move South", "stone", {}, "Stone is in the way."),
    ("Move South", "table", {}, "A table is in the way."),
    ("Move South", "cow", {}, "A cow is in the way."),
    ("Do", "sand", {}, "There is nothing to take from sand."),
    ("Do", "path", {}, "There is nothing to take from a path."),
    ("Do", "table", {}, "There is nothing to take from a table."),
    ("Do", "furnace", {}, "There is nothing to take from a furnace."),
    ("Do", "lava", {}, "There is nothing to take from lava."),
    ("Do", "stone", {}, "Stone needs a wood pickaxe, and you have none."),
    ("Do", "coal", {}, "Coal needs a wood pickaxe, and you have none."),
    ("Do", "iron", {}, "Iron needs a stone pickaxe, and you have none."),
    ("Do", "iron", {"wood_pickaxe": 1}, "Iron needs a stone pickaxe, and you have none."),
    ("Do", "diamond", {"stone_pickaxe": 1}, "Diamond needs an iron pickaxe, and you have none."),
    ("Do", "water", {}, "You are not thirsty (drink 9 of 9)."),
    ("Do", "plant", {}, "The plant is not ripe yet. Leave it alone until it is."),
    ("Sleep", "grass", {}, "You are fully rested (energy 9 of 9), so you cannot sleep yet."),
    ("Place Stone", "grass", {}, "A stone takes 1 stone; you have none."),
    ("Place Stone", "tree", {"stone": 1}, "A stone can be placed on"),
    ("Place Stone", "cow", {"stone": 1}, "A cow stands where you want to place a stone."),
    ("Place Table", "grass", {}, "A table takes"),
    ("Place Table", "water", {"wood": 9}, "A table can be placed on grass, path or sand"),
    ("Place Table", "zombie", {"wood": 9}, "A zombie stands where"),
    ("Place Furnace", "grass", {}, "A furnace takes"),
    ("Place Furnace", "water", {"stone": 9}, "A furnace can be placed on"),
    ("Place Plant", "grass", {}, "A sapling takes 1 sapling; you have none."),
    ("Place Plant", "sand", {"sapling": 1}, "A sapling can be placed on grass, and you face sand."),
    ("Make Wood Pickaxe", "grass", {"wood": 1}, "You need a table nearby. Place one first"),
    ("Make Wood Pickaxe", "table", {}, "A wood pickaxe needs 1 wood; you have none."),
    ("Make Stone Pickaxe", "table", {}, "A stone pickaxe needs 1 wood and 1 stone; you have neither."),
    ("Make Stone Pickaxe", "table", {"wood": 1}, "A stone pickaxe needs 1 wood and 1 stone; you have no stone."),
    ("Make Iron Pickaxe", "table", {"wood": 1, "coal": 1, "iron": 1}, "You need a furnace nearby. Place one first"),
    ("Make Wood Sword", "furnace", {"wood": 1}, "You need a table nearby."),
    ("Make Stone Sword", "table", {"stone": 1}, "A stone sword needs 1 wood and 1 stone; you have no wood."),
    ("Make Iron Sword", "grass", {}, "You need a table nearby."),
]  # fmt: skip
DONE: list[Case] = [
    ("Move South", "grass", {}, ""),
    ("Move East", "grass", {}, ""),
    ("Do", "tree", {}, ""),
    ("Do", "stone", {"wood_pickaxe": 1}, ""),
    ("Do", "water", {"drink": 5}, ""),
    ("Place Stone", "water", {"stone": 1}, ""),
    ("Place Table", "grass", {"wood": 9}, ""),
    ("Place Plant", "grass", {"sapling": 1}, ""),
    ("Make Wood Pickaxe", "table", {"wood": 1}, ""),
    ("Sleep", "grass", {"energy": 5}, ""),
]


def world_with(ahead: str, held: Mapping[str, int]) -> CrafterWorld:
    """Sand without end, something ahead, and some things in the bag."""
    world = CrafterWorld()
    world.reset(3)
    world.clear("sand")
    if ahead in ("cow", "zombie", "plant"):
        world.place_material(AHEAD, "grass")
        world.place_creature(AHEAD, ahead)  # type: ignore[arg-type]
    else:
        world.place_material(AHEAD, ahead)
    for item, count in held.items():
        world.set_item(item, count)
    world.env._unlocked.add("collect_drink")
    world._known = frozenset({"collect_drink"})
    assert world.view().facing == (0, 1)
    return world


def state(world: CrafterWorld, view: View) -> tuple[object, ...]:
    """All that a person's action can change: the bag, the cells, the place, sleep."""
    bag = tuple(count for item, count in view.inventory.items() if item not in VITALS)
    return bag, view.materials.tobytes(), view.facing, view.asleep, world.env._player.pos


@pytest.mark.parametrize(("action", "ahead", "held", "said"), NOTHING_DONE)
def test_what_does_nothing_says_why(
    action: str, ahead: str, held: dict[str, int], said: str
) -> None:
    world = world_with(ahead, held)
    before = world.view()
    number = ACTION_NAMES.index(action)
    reason = why_not(before, number)
    assert reason is not None
    assert reason.startswith(said)
    was = state(world, before)
    world.step(number)
    assert state(world, world.view()) == was
    assert missed(before, number, world.view()) == reason


@pytest.mark.parametrize(("action", "ahead", "held", "said"), DONE)
def test_what_does_something_is_not_refused(
    action: str, ahead: str, held: dict[str, int], said: str
) -> None:
    world = world_with(ahead, held)
    before = world.view()
    number = ACTION_NAMES.index(action)
    was = (*state(world, before), before.inventory["drink"])
    world.step(number)
    after = world.view()
    assert (*state(world, after), after.inventory["drink"]) != was
    assert missed(before, number, after) == said


def test_who_sleeps_is_told_so() -> None:
    world = world_with("grass", {"energy": 3})
    world.step(ACTION_NAMES.index("Sleep"))
    reason = why_not(world.view(), ACTION_NAMES.index("Move East"))
    assert reason == (
        "You are asleep, until you are rested (energy 3 of 9) or something wakes you."
    )


def test_grass_that_gives_nothing_is_tried_again() -> None:
    world = world_with("grass", {})
    before = world.view()
    assert missed(before, ACTION_NAMES.index("Do"), before).startswith("Nothing came out")


def test_a_full_bag_takes_no_more() -> None:
    world = world_with("tree", {"wood": 9})
    before = world.view()
    world.step(ACTION_NAMES.index("Do"))
    assert world.view().inventory["wood"] == 9
    assert why_not(before, ACTION_NAMES.index("Do")) == (
        "You carry 9 wood already, and no more fits."
    )
