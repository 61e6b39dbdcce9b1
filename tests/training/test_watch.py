from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.language.goals import Goal
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.expert.playing import meadow
from training.watch import Watch

EAST, WEST = (1, 0), (-1, 0)
E, W, DO, STAY, TABLE = "Move East", "Move West", "Do", "Noop", "Place Table"


def watch(world: CrafterWorld, goals: Sequence[Goal], actions: Sequence[str]) -> Watch:
    memory = Memory()
    memory.update(world.view(), None)
    watched = Watch(goals, world.view(), memory)
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
def test_goals_are_reached_with_the_last_step_and_not_before(goals: list[Goal], actions: list[str]) -> None:
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
def test_the_opposite_is_a_contradiction_and_reaches_nothing(goals: list[Goal], actions: list[str]) -> None:
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


@pytest.mark.parametrize(("goal", "contradicted"), [(Goal("collect", "wood", 5), True), (Goal("eat", "cow"), False)])
def test_digging_is_a_way_of_walking_unless_the_goal_lies_on_the_ground(goal: Goal, contradicted: bool) -> None:
    world = meadow({(x, 0): "stone" for x in range(1, 5)}, {"wood_pickaxe": 1})
    assert watch(world, [goal], [E, *[DO, E] * 3]).contradicted == contradicted


def test_the_later_step_first_is_a_contradiction_unless_the_first_takes_it() -> None:
    table = Goal("place", "table")
    for goal, contradicted in ((Goal("collect", "drink"), True), (Goal("make", "wood_pickaxe"), False)):
        assert watch(meadow(items={"wood": 5}), [goal, table], [TABLE]).contradicted == contradicted
