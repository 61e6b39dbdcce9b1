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
        ("collect 12 wood", ["No more than 9 wood can be held, and 0 are: 12 more cannot be collected."]),
        (
            "mine the iron",
            ["Iron takes a stone pickaxe, and there is none yet.", "No iron has been seen yet; it has to be found first."],
        ),
        ("find iron, make a stone pickaxe and mine the iron", ["A stone pickaxe takes 1 wood (held: 0) and 1 stone (held: 0).",
                                                               "A stone pickaxe is made beside a table, and none has been seen."]),
        ("collect 5 wood, place a table and make a wood pickaxe", []),
        ("place a table", ["Placing a table takes 2 wood (held: 0)."]),
        ("sleep until morning", ["Energy is 9 of 9: nobody who is fully rested can fall asleep."]),
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
    assert told == ["An iron pickaxe is held already: nothing is left to make."]
    assert obstacles(read("make 2 iron pickaxes"), world.view(), memory)[0].startswith(
        "An iron pickaxe takes"
    )
