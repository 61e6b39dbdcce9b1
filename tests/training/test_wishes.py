from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest

from agent.language.goals import Goal
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from tests.agent.expert.playing import meadow
from training.held_out import is_new_combination
from training.paraphrase import paraphrase
from training.wishes import sample_goals


def draw(world: CrafterWorld, n: int = 400, *, new: bool = False, steps: int = 0) -> list[tuple[Goal, ...]]:
    memory, rng = Memory(), random.Random(0)
    memory.update(world.view(), None)
    return [sample_goals(world.view(), memory, rng, new=new, steps=steps) for _ in range(n)]


def first(drawn: list[tuple[Goal, ...]]) -> Counter[tuple[str, str]]:
    return Counter((goals[0].verb, goals[0].target) for goals in drawn)


def test_plans_fit_what_is_seen_and_held() -> None:
    plain = first(draw(meadow({(2, 0): "tree"})))
    rich = meadow({(2, 0): "tree", (3, 0): "water", (-1, 0): "table"}, {"wood": 4, "drink": 2, "sapling": 1})
    rich.place_creature((34, 33), "zombie")
    able = first(draw(rich))
    for goal in (("collect", "drink"), ("place", "plant"), ("fight", "zombie"), ("place", "table")):
        assert able[goal] >= 10
        assert plain[goal] <= 3  # the silly ones
    assert able["make", "wood_pickaxe"] > plain["make", "wood_pickaxe"]
    assert plain["collect", "wood"] > 40
    assert plain["explore", "water"] > 3 * able["explore", "water"]


def test_some_plans_are_silly() -> None:
    assert {goal for goal in first(draw(meadow())) if goal[0] in ("make", "collect") and "iron" in goal[1]}


def test_plans_have_one_to_three_steps_and_never_the_same_twice_in_a_row() -> None:
    drawn = draw(meadow({(2, 0): "tree"}))
    assert {len(goals) for goals in drawn} == {1, 2, 3}
    assert not [goals for goals in drawn for a, b in pairwise(goals) if (a.verb, a.target) == (b.verb, b.target)]


def test_held_out_combinations_come_only_when_asked_for() -> None:
    world = meadow({(2, 0): "tree", (0, 3): "water"})
    assert not any(map(is_new_combination, draw(world)))
    asked = draw(world, 50, new=True, steps=2)
    assert all(map(is_new_combination, asked))
    assert {len(goals) for goals in asked} == {2}
    with pytest.raises(ValueError, match="one goal is no combination; ask for two or three"):
        draw(world, 1, new=True, steps=1)


def test_every_plan_can_be_worded_and_drawn_again() -> None:
    world = meadow({(2, 0): "tree", (0, 3): "water", (5, 0): "iron"}, {"stone": 3, "wood_pickaxe": 1})
    drawn = draw(world)
    assert drawn == draw(world)
    assert all(paraphrase(goals, random.Random(0)) for goals in drawn)
