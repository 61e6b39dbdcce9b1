import pytest

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.obstacles import obstacles
from agent.worlds.crafter.plans.reading.reading import read


@pytest.fixture(scope="module")
def start() -> tuple[CrafterWorld, Memory]:
    world = CrafterWorld()
    world.reset(2000)
    memory = Memory()
    memory.update(world.view(), None)
    return world, memory


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("collect 3 wood", []),
        ("collect 12 wood", ["You can carry 9 wood and have 0, so only 9 more fit."]),
        (
            "mine the iron",
            ["Iron needs a stone pickaxe, and you have none yet.", "No iron has been seen yet; it has to be found first."],
        ),
        ("find iron, make a stone pickaxe and mine the iron", ["A stone pickaxe needs 1 wood and 1 stone; you have neither.",
                                                               "You need a table nearby. Place one first (2 wood)."]),
        ("collect 5 wood, place a table and make a wood pickaxe", []),
        ("place a table", ["Placing a table needs 2 wood; you have none."]),
        ("sleep until morning", ["You are fully rested (energy 9/9), so you cannot sleep yet."]),
        ("when it is night, sleep until morning", []),
        ("eat the ripe plant", ["No plant is known: a sapling has to be planted, and to ripen, first."]),
        ("qwertz uiop", []),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_told(
    start: tuple[CrafterWorld, Memory], plan: str, said: list[str]
) -> None:
    world, memory = start
    assert obstacles(read(plan), world.view(), memory) == said


def test_a_tool_that_is_held_already_is_told() -> None:
    world = CrafterWorld()
    world.reset(1)
    world.set_item("iron_pickaxe", 1)
    memory = Memory()
    memory.update(world.view(), None)
    told = obstacles(read("one step west, then make an iron pickaxe"), world.view(), memory)
    assert told == ["You have an iron pickaxe already, so there is nothing to make."]
    assert obstacles(read("make 2 iron pickaxes"), world.view(), memory)[0].startswith(
        "An iron pickaxe needs"
    )
