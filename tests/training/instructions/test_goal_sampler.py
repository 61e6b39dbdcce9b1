from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

import pytest

from agent.core.goals import Goal
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.reading.reading import read
from tests.agent.worlds.crafter.expert.playing import meadow
from training.instructions.goal_sampler import Family, Instruction, sample_goals, sample_instruction
from training.instructions.paraphrase import paraphrase
from training.instructions.splits import is_new_combination


def draw(
    world: CrafterWorld, n: int = 400, *, new: bool = False, steps: int = 0
) -> list[tuple[Goal, ...]]:
    memory, rng = Memory(), random.Random(0)
    memory.update(world.view(), None)
    return [sample_goals(world.view(), memory, rng, new=new, steps=steps) for _ in range(n)]


def first(drawn: list[tuple[Goal, ...]]) -> Counter[tuple[str, str]]:
    return Counter((goals[0].verb, goals[0].target) for goals in drawn)


def test_plans_fit_what_is_seen_and_held() -> None:
    plain = first(draw(meadow({(2, 0): "tree"})))
    rich = meadow(
        {(2, 0): "tree", (3, 0): "water", (-1, 0): "table"}, {"wood": 4, "drink": 2, "sapling": 1}
    )
    rich.place_creature((34, 33), "zombie")
    able = first(draw(rich))
    for goal in (("collect", "drink"), ("place", "plant"), ("fight", "zombie"), ("place", "table")):
        assert able[goal] >= 10
        assert plain[goal] <= 3  # the silly ones
    assert able["make", "wood_pickaxe"] > plain["make", "wood_pickaxe"]
    assert plain["collect", "wood"] > 40
    assert plain["explore", "water"] > 3 * able["explore", "water"]


def test_some_plans_are_silly() -> None:
    assert {
        goal
        for goal in first(draw(meadow()))
        if goal[0] in ("make", "collect") and "iron" in goal[1]
    }


def test_plans_have_one_to_three_steps_and_never_the_same_twice_in_a_row() -> None:
    drawn = draw(meadow({(2, 0): "tree"}))
    assert {len(goals) for goals in drawn} == {1, 2, 3}
    assert not [
        goals
        for goals in drawn
        for a, b in pairwise(goals)
        if (a.verb, a.target) == (b.verb, b.target)
    ]


def test_held_out_combinations_come_only_when_asked_for() -> None:
    world = meadow({(2, 0): "tree", (0, 3): "water"})
    assert not any(map(is_new_combination, draw(world)))
    asked = draw(world, 50, new=True, steps=2)
    assert all(map(is_new_combination, asked))
    assert {len(goals) for goals in asked} == {2}
    with pytest.raises(ValueError, match="one goal is no combination; ask for two or three"):
        draw(world, 1, new=True, steps=1)


def test_every_plan_can_be_worded_and_drawn_again() -> None:
    world = meadow(
        {(2, 0): "tree", (0, 3): "water", (5, 0): "iron"}, {"stone": 3, "wood_pickaxe": 1}
    )
    drawn = draw(world)
    assert drawn == draw(world)
    assert all(paraphrase(goals, random.Random(0)) for goals in drawn)


def instructions(world: CrafterWorld, n: int, family: Family | None = None) -> list[Instruction]:
    memory, rng = Memory(), random.Random(0)
    memory.update(world.view(), None)
    new = family == "unseen combination"
    return [sample_instruction(world.view(), memory, rng, family=family, new=new) for _ in range(n)]


def rich() -> CrafterWorld:
    things = {(2, 0): "tree", (3, 3): "water", (0, -3): "stone", (-4, 0): "table"}
    items = {
        "wood": 3,
        "stone": 3,
        "wood_pickaxe": 1,
        "food": 5,
        "drink": 4,
        "energy": 6,
        "health": 7,
    }
    return meadow(things, items)


def asked(drawn: Sequence[Instruction]) -> list[Goal]:
    return [goal for instruction in drawn for goal in instruction.goals]


def test_whole_plans_say_all_that_people_say_and_are_read_back() -> None:
    drawn = instructions(rich(), 800)
    lengths = Counter(len(instruction.goals) for instruction in drawn)
    assert set(lengths) == {1, 2, 3, 4, 5, 6, 7}
    assert 0.2 < lengths[1] / len(drawn) < 0.45
    for instruction in drawn:
        told = read(instruction.text)
        assert (told.goals, told.refused, told.standing, told.unread) == (
            instruction.goals,
            instruction.refused,
            instruction.standing,
            (),
        )
    goals = asked(drawn)
    said: dict[str, Sequence[object]] = {
        "until": [goal for goal in goals if goal.until],
        "when": [goal for goal in goals if goal.when and not goal.skip],
        "if": [goal for goal in goals if goal.when and goal.skip],
        "explore a direction": [
            goal for goal in goals if goal.verb == "explore" and goal.direction
        ],
        "back to the table": [
            goal for goal in goals if (goal.verb, goal.target) == ("go", "table")
        ],
        "wait until": [goal for goal in goals if goal.verb == "wait" and goal.until],
        "rest until": [goal for goal in goals if goal.verb == "sleep" and goal.until],
        "refusals": [instruction for instruction in drawn if instruction.refused],
        "standing orders": [instruction for instruction in drawn if instruction.standing],
        "rules alone": [instruction for instruction in drawn if instruction.only_rules],
    }
    assert not [name for name, found in said.items() if len(found) < 2]
    assert not [instruction for instruction in drawn if is_new_combination(instruction.goals)]
    assert drawn == instructions(rich(), 800)


def test_a_chain_goes_on_from_what_is_held_and_stands_near() -> None:
    iron = {"wood": 9, "stone": 9, "coal": 1, "iron": 1, "wood_pickaxe": 1, "stone_pickaxe": 1}
    far = Counter(
        instruction.goals[:3]
        for instruction in instructions(meadow({(2, 0): "tree"}, iron), 200, "chain of three")
    )
    table, furnace, pickaxe = (
        Goal("place", "table"),
        Goal("place", "furnace"),
        Goal("make", "iron_pickaxe"),
    )
    assert far[table, furnace, pickaxe] > 20
    near = meadow({(2, 0): "table", (0, 2): "furnace"}, iron)
    assert not [
        goal
        for goal in asked(instructions(near, 50, "chain of three"))[::3]
        if goal in (table, furnace)
    ]
    bare = [
        instruction.goals[0]
        for instruction in instructions(meadow({(2, 0): "tree"}), 100, "chain of four to seven")
    ]
    assert Counter((goal.verb, goal.target) for goal in bare).most_common(1)[0][0] == (
        "collect",
        "wood",
    )


@pytest.mark.parametrize("family", get_args(Family))
def test_each_family_has_what_it_is_named_for(family: Family) -> None:
    drawn = instructions(rich(), 60, family)
    lengths = {len(instruction.goals) for instruction in drawn}
    match family:
        case "one goal":
            assert lengths == {1}
        case "ordered pair" | "unseen combination":
            assert lengths == {2}
            assert all(
                is_new_combination(instruction.goals) == (family == "unseen combination")
                for instruction in drawn
            )
        case "chain of three":
            assert lengths == {3}
        case "chain of four to seven":
            assert lengths == {4, 5, 6, 7}
        case "condition":
            assert all(
                instruction.standing or any(goal.when or goal.until for goal in instruction.goals)
                for instruction in drawn
            )
        case "refusal":
            assert all(instruction.refused for instruction in drawn)
        case "stay or wait":
            assert {instruction.goals[-1].verb for instruction in drawn} == {"wait", "sleep"}
        case "place":
            assert all(
                any(goal.at or goal.verb == "go" for goal in instruction.goals)
                for instruction in drawn
            )
        case "under danger":
            assert lengths <= {1, 2}


def test_nothing_is_refused_that_the_goals_take() -> None:
    for instruction in instructions(rich(), 200, "refusal"):
        for refused in instruction.refused:
            assert not [
                goal
                for goal in instruction.goals
                if (goal.verb, goal.target) == (refused.verb, refused.target)
            ]


def test_what_cannot_be_asked_for_is_told() -> None:
    done = {
        f"{material}_{tool}": 1
        for material in ("wood", "stone", "iron")
        for tool in ("pickaxe", "sword")
    }
    with pytest.raises(
        ValueError, match="nothing of the family 'chain of four to seven' comes to mind here"
    ):
        instructions(meadow(items=done), 1, "chain of four to seven")
