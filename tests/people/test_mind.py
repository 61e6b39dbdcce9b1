"""What a scripted person wants, and when it says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agent.language.reading import read
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import INITIAL
from agent.worlds.crafter.view import MATERIAL_ID, Creature, View
from tests.people import mind
from tests.people.mind import Mind, regret


def view(*things: str, step: int = 0, **given: Any) -> View:
    """A meadow by day with these materials in its corner, and these items."""
    materials = np.full((9, 7), MATERIAL_ID["grass"], np.uint8)
    for at, name in enumerate(things):
        materials[at, 0] = MATERIAL_ID[name]
    items = {**INITIAL, **given}
    return View(step, materials, (), (0, 1), items, asleep=False, daylight=1.0, unlocked=frozenset(), dead=False)


def wanted(seen: View, plan: str = "") -> str:
    notes = Memory()
    notes.update(seen, None)
    wish = Mind().wish(seen, notes, plan)
    return wish.text if wish else ""


READY = {"stone_pickaxe": 1, "iron": 1, "coal": 1, "wood": 3, "stone": 4}


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        (view("tree", "water"), ""),  # the planner plays well by itself
        (view("water", drink=2), "drink water"),
        (view("tree", drink=2), ""),  # it has not seen any
        (view("iron", "coal", stone_pickaxe=1), "collect 1 iron"),
        (view("coal", stone_pickaxe=1, iron=1), "collect 1 coal"),
        (view(**{**READY, "wood": 1}), "collect 2 wood"),
        (view(**{**READY, "stone": 1}), "collect 3 stone"),
        (view(**READY), "place a table"),
        (view("table", "furnace", **READY), "make an iron pickaxe"),
        (view("table", "grass", "grass", "grass", "furnace", **READY), "place a table"),  # too far from each other
        (view(iron_pickaxe=1, stone_pickaxe=1), "find a diamond"),
        (view("diamond", iron_pickaxe=1, stone_pickaxe=1), "collect the diamond"),
    ],
)
def test_it_says_what_is_missing(seen: View, text: str) -> None:
    assert wanted(seen) == text
    assert not text or not read(text).unread


def test_it_does_not_say_what_the_planner_does_already() -> None:
    assert wanted(view("iron", stone_pickaxe=1), "collect 1 iron, 3 east") == ""


def test_it_leaves_the_planner_alone_in_danger_and_in_the_dark() -> None:
    seen = view("water", drink=2)
    assert wanted(replace(seen, creatures=(Creature("zombie", 1, 1),))) == ""
    assert wanted(replace(seen, daylight=0.1)) == ""


def test_what_is_of_no_use_is_given_up_and_said_again_later() -> None:
    notes, one, said = Memory(), Mind(), []
    for step in range(100):
        seen = view("water", drink=2, step=step)
        notes.update(seen, None if step == 0 else 0)
        said.append(one.wish(seen, notes, "") is not None)
    assert said == [True] * 41 + [False] * 40 + [True] * 19


def test_every_regret_is_understood_and_later_ones_go_back_further() -> None:
    for seen in (view(food=0), view(drink=0), view(step=100), view(step=200)):
        ideas = [regret(seen, attempt) for attempt in range(8)]
        assert ideas[4].back > ideas[0].back
        assert not any(read(idea.text).unread for idea in ideas)
    assert mind.regret(view(food=0), 0).text == "eat a cow"
