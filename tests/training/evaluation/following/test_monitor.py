from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.worlds.crafter.expert.playing import meadow
from training.evaluation.following.monitor import GoalMonitor

EAST, WEST = (1, 0), (-1, 0)
E, W, DO, STAY, TABLE = "Move East", "Move West", "Do", "Noop", "Place Table"
SLEEP, STONE = "Sleep", "Place Stone"
NIGHT, DAY = Condition("night", "is"), Condition("day", "is")
THREE_EAST = Goal("go", count=3, direction=EAST)


def watch(
    world: CrafterWorld,
    goals: Sequence[Goal],
    actions: Sequence[str],
    refused: Sequence[Goal] = (),
    standing: Sequence[Goal] = (),
) -> GoalMonitor:
    memory = Memory()
    memory.update(world.view(), None)
    watched = GoalMonitor(goals, world.view(), memory, refused=refused, standing=standing)
    for name in actions:
        action = ACTION_NAMES.index(name)
        world.step(action)
        memory.update(world.view(), action)
        watched.look(world.view(), memory)
    return watched


@pytest.mark.parametrize(
    ("goals", "actions"),
    [
        ([Goal("go", count=3, direction=EAST)], [E] * 3),
        ([Goal("wait", count=3)], [STAY] * 3),
        ([Goal("explore", direction=EAST)], [E] * 20),
        ([Goal("go", count=2, direction=EAST), Goal("wait", count=2), Goal("go", count=3, direction=WEST)], [E] * 2 + [STAY] * 2 + [W] * 3),
    ],
)  # fmt: skip
def test_goals_are_reached_with_the_last_step_and_not_before(
    goals: list[Goal], actions: list[str]
) -> None:
    assert not watch(meadow(), goals, actions[:-1]).reached
    done = watch(meadow(), goals, actions)
    assert (done.reached, done.contradicted) == (True, False)


@pytest.mark.parametrize(
    ("goals", "actions"),
    [
        ([Goal("go", count=5, direction=EAST)], [W] * 3),
        ([Goal("explore", direction=EAST)], [W] * 21),
        ([Goal("wait", count=3)], [STAY, E, STAY, STAY]),
        ([Goal("wait", count=2), Goal("go", count=2, direction=EAST)], [E] * 8),
    ],
)
def test_the_opposite_is_a_contradiction_and_reaches_nothing(
    goals: list[Goal], actions: list[str]
) -> None:
    done = watch(meadow(), goals, actions)
    assert (done.reached, done.contradicted) == (False, True)


def test_two_steps_the_wrong_way_are_forgiven() -> None:
    assert not watch(meadow(), [Goal("go", count=5, direction=EAST)], [W] * 2).contradicted


@pytest.mark.parametrize(
    ("goal", "contradicted"),
    [
        (Goal("collect", "wood", 5), False),
        (Goal("collect", "stone"), False),  # takes a pickaxe, which takes wood
        (Goal("make", "iron_sword"), False),
        (Goal("collect", "sapling"), True),
        (Goal("collect", "drink"), True),
        (Goal("eat", "cow"), True),
    ],
)
def test_gaining_what_nobody_asked_for_is_a_contradiction(goal: Goal, contradicted: bool) -> None:
    trees = {(x, 0): "tree" for x in range(1, 5)}
    assert watch(meadow(trees), [goal], [E, *[DO, E] * 3]).contradicted == contradicted


@pytest.mark.parametrize(
    ("goal", "contradicted"), [(Goal("collect", "wood", 5), True), (Goal("eat", "cow"), False)]
)
def test_digging_is_a_way_of_walking_unless_the_goal_lies_on_the_ground(
    goal: Goal, contradicted: bool
) -> None:
    world = meadow({(x, 0): "stone" for x in range(1, 5)}, {"wood_pickaxe": 1})
    assert watch(world, [goal], [E, *[DO, E] * 3]).contradicted == contradicted


def test_the_later_step_first_is_a_contradiction_unless_the_first_takes_it() -> None:
    table = Goal("place", "table")
    for goal, contradicted in (
        (Goal("collect", "drink"), True),
        (Goal("make", "wood_pickaxe"), False),
    ):
        assert watch(meadow(items={"wood": 5}), [goal, table], [TABLE]).contradicted == contradicted


@pytest.mark.parametrize(
    ("refused", "actions", "kept"),
    [
        (Goal("sleep"), [E, E, E], True),
        (Goal("sleep"), [SLEEP, *[STAY] * 3], False),
        (Goal("sleep", when=NIGHT), [SLEEP, *[STAY] * 3], True),
        (Goal("sleep", when=DAY), [SLEEP, *[STAY] * 3], False),
        (Goal("sleep", until=NIGHT), [SLEEP], False),
        (Goal("sleep", until=DAY), [STAY, SLEEP], True),
        (Goal("go", count=0, direction=WEST), [W, W], True),
        (Goal("go", count=0, direction=WEST), [W, W, W], False),
        (Goal("go", count=0, direction=WEST), [E] * 3, True),
        (Goal("place", "table"), [TABLE], False),
        (Goal("place", "table"), [STONE], True),
        (Goal("collect", "wood"), [E, E, DO], False),
        (Goal("collect", "stone"), [E, E, DO], True),
        (Goal("go", "tree"), [E, E], False),
        (Goal("go", "tree"), [W, W], True),
    ],
)
def test_a_refusal_is_kept_or_broken_while_it_is_in_force(
    refused: Goal, actions: list[str], kept: bool
) -> None:
    world = meadow({(3, 0): "tree"}, {"wood": 5, "stone": 1, "energy": 5})
    done = watch(world, [Goal("play", count=100)], actions, [refused])
    assert (done.kept, done.contradicted) == (kept, not kept)


def test_goals_reached_by_what_was_refused_are_not_reached() -> None:
    table = Goal("place", "table")
    assert watch(meadow(items={"wood": 5}), [THREE_EAST], [E] * 3, [table]).reached
    assert not watch(meadow(items={"wood": 5}), [THREE_EAST], [TABLE, W, *[E] * 6], [table]).reached


def test_who_waits_for_an_hour_stays_on_the_cell_and_in_the_shelter() -> None:
    closed = {(1, 0): "stone", (-1, 0): "stone", (0, 1): "stone", (0, -1): "stone"}
    healed = Goal("wait", until=Condition("health", "at least", 6))
    hurt = {"health": 5, "wood_pickaxe": 1}
    assert watch(meadow(closed, hurt), [healed], [STAY] * 40).reached
    opened = watch(meadow(closed, hurt), [healed], [E, DO, *[STAY] * 40])
    assert (opened.reached, opened.contradicted) == (False, True)
    assert watch(meadow({}, hurt), [healed], [STAY] * 40).reached
    gone = watch(meadow({}, hurt), [healed], [E, *[STAY] * 40])
    assert (gone.reached, gone.contradicted) == (False, True)


def test_what_is_to_be_done_at_a_cell_is_done_beside_it() -> None:
    trees = {(2, 0): "tree", (-2, 0): "tree"}
    wood = Goal("collect", "wood", at=(2, 0))
    assert watch(meadow(trees), [wood], [E, E, DO]).reached
    assert not watch(meadow(trees), [wood], [W, W, DO]).reached


def test_a_condition_is_waited_for_and_what_is_done_meanwhile_is_free() -> None:
    rich = Goal("go", count=2, direction=EAST, when=Condition("sapling", "at least", 1))
    trees = {(x, 0): "tree" for x in range(-5, -1)}
    poor = watch(meadow(trees), [rich], [E, E, E, W, W, W])
    assert (poor.reached, poor.contradicted) == (False, False)
    assert watch(meadow(trees, {"sapling": 1}), [rich], [E, E]).reached
    skipped = Goal("wait", count=50, when=Condition("sapling", "at least", 1), skip=True)
    assert watch(meadow(), [skipped, THREE_EAST], [E] * 3).reached


def test_a_standing_order_that_calls_in_vain_is_a_contradiction() -> None:
    drink = Goal("collect", "drink", when=Condition("drink", "at most", 3))
    thirsty, sated = {"drink": 3}, {"drink": 9}
    lake = {(2, 0): "water"}
    long = Goal("play", count=100)
    assert watch(meadow(lake, thirsty), [long], [STAY] * 45, standing=[drink]).contradicted
    assert not watch(
        meadow(lake, thirsty), [long], [E, E, DO, *[STAY] * 20], standing=[drink]
    ).contradicted
    assert not watch(meadow(lake, sated), [long], [STAY] * 45, standing=[drink]).contradicted


def test_the_same_step_twice_in_a_plan_is_no_later_step_done_first() -> None:
    table, west = Goal("place", "table"), Goal("go", count=3, direction=WEST)
    done = watch(meadow(items={"wood": 9}), [table, west, table], [TABLE, W, W])
    assert not done.contradicted
