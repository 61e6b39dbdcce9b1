import pytest

from agent.core.goals import Goal
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.service import hopeless, pressing, puts_off, serves
from agent.worlds.crafter.rules import ITEMS
from tests.agent.scripted import Script

NOTHING = dict.fromkeys(ITEMS, 0)


@pytest.mark.parametrize(
    ("step", "goal", "held", "is_service"),
    [
        (Goal("collect", "wood"), Goal("make", "iron_pickaxe"), {}, True),
        (Goal("place", "furnace"), Goal("make", "iron_pickaxe"), {}, True),
        (Goal("collect", "iron"), Goal("make", "iron_pickaxe"), {}, True),
        (Goal("explore", "iron", direction=(1, 0)), Goal("collect", "iron"), {}, True),
        (Goal("make", "stone_pickaxe"), Goal("collect", "iron"), {}, True),
        (Goal("make", "stone_pickaxe"), Goal("collect", "iron"), {"stone_pickaxe": 1}, False),
        (Goal("collect", "drink"), Goal("collect", "iron"), {}, False),
        (Goal("eat", "cow"), Goal("eat"), {}, True),
        (Goal("collect", "stone"), Goal("shelter"), {}, True),
        (Goal("shelter"), Goal("sleep"), {}, True),
        (Goal("sleep"), Goal("collect", "wood"), {}, False),
        (Goal("collect", "drink"), Goal("play", count=100), {}, True),
        (Goal("explore"), Goal("wait", count=2), {}, False),
        (Goal("go", direction=(0, 1)), Goal("explore", "cow"), {}, True),
    ],
)
def test_a_step_serves_a_goal_if_it_is_what_that_takes(
    step: Goal, goal: Goal, held: dict[str, int], is_service: bool
) -> None:
    assert serves(step, goal, {**NOTHING, **held}) is is_service


def game() -> Episode:
    return Episode(CrafterWorld(), Script([(None, "Noop")]), seed=3, cap=100)


@pytest.mark.parametrize(
    ("own", "asked", "is_detour"),
    [
        ("collect 3 wood, then place a table", "make a wood pickaxe", False),
        (
            "first drink 5 times, 4 west, then collect 1 iron, because drink is 2",
            "collect 1 iron",
            True,
        ),
        ("collect 1 iron, 3 east", "collect 1 iron", False),
        ("drink water", "collect wood, and whenever drink is at most 9, drink water", False),
        ("drink water", "collect wood, and whenever drink is at most 2, drink water", True),
        ("qwertz", "collect wood", False),
        ("drink water", "qwertz", False),
    ],
)
def test_a_plan_puts_a_persons_off_if_what_it_does_first_does_not_serve_it(
    own: str, asked: str, is_detour: bool
) -> None:
    at = game()
    assert puts_off(read(own), 0, read(asked), 0, at.view, at.memory) is is_detour


@pytest.mark.parametrize(
    ("item", "count", "presses"),
    [
        ("drink", 1, True), ("drink", 2, False), ("food", 1, True), ("energy", 1, False),
        ("energy", 0, True), ("health", 3, True), ("health", 4, False),
    ],
)  # fmt: skip
def test_a_vital_presses_at_its_end(item: str, count: int, presses: bool) -> None:
    world = CrafterWorld()
    world.reset(3)
    world.set_item(item, count)
    assert pressing(world.view()) is presses


def test_what_is_possible_is_not_hopeless() -> None:
    at = game()
    for goal in (
        Goal("collect", "wood", 9),
        Goal("go", count=5, direction=(0, 1)),
        Goal("go", "cow"),
        Goal("sleep"),
    ):
        assert hopeless(goal, 0, at.memory) == ""
