"""What a scripted person says, and when it says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import NOOP
from agent.worlds.crafter.view import Creature, View
from tests.people import mind
from tests.people.mind import Heard, Mind, Wish, regret
from tests.people.test_chart import seen

READY: dict[str, Any] = {"stone_pickaxe": 1, "iron": 1, "coal": 1, "wood": 3, "stone": 4}
NOON = 20
LATER = 320  # the next noon
PLANTED = frozenset({"place_plant", "place_stone"})


def goals(scene: tuple[View, Memory], done: frozenset[str] = PLANTED) -> list[str]:
    """What it says of a scene, as it is understood, without cells."""
    view, notes = scene
    wish = Mind().think(replace(view, unlocked=done), notes, None)
    if not isinstance(wish, Wish):
        return []
    return [describe(replace(goal, at=None)) for goal in read(wish.text).goals]


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (seen("t..~", step=NOON), []),  # the planner plays well by itself
        (seen("~", step=NOON, drink=3), ["drink water until drink is at least 9"]),
        (seen("t", step=NOON, drink=3), []),  # it has not seen any
        (seen(creatures=(Creature("cow", 3, 0),), step=NOON, food=3), ["eat a cow"]),
        (
            seen("..i....c.", step=NOON, stone_pickaxe=1, wood=3, stone=4),
            [
                *("collect 1 iron", "collect 1 coal"),
                *("place a table", "place a furnace", "make an iron pickaxe"),
            ],
        ),
        (
            seen("t", step=NOON, **{**READY, "wood": 1})[:2],
            ["collect 2 wood", "place a table", "place a furnace", "make an iron pickaxe"],
        ),
        (
            seen("#", step=NOON, **{**READY, "stone": 1}),
            ["collect 3 stone", "place a table", "place a furnace", "make an iron pickaxe"],
        ),
        (
            seen("T", step=NOON, **READY),
            ["go to the table", "place a furnace", "make an iron pickaxe"],
        ),
        (
            seen("TF......d", step=NOON, **READY),
            ["go to the table", "make an iron pickaxe", "collect 1 diamond"],
        ),
        (seen(".........", ".........", "....TF...", step=NOON, **READY), ["make an iron pickaxe"]),
        (seen("d", step=NOON, iron_pickaxe=1, stone_pickaxe=1), ["collect 1 diamond"]),
        (
            seen(*["......###"] * 7, step=LATER, iron_pickaxe=1, stone_pickaxe=1),
            ["explore east for diamonds"],
        ),
        (
            seen(*["......###"] * 7, step=LATER, stone_pickaxe=1, coal=1, wood=3),
            ["explore east for iron"],
        ),
        # at first it looks round by itself
        (seen(*["......###"] * 7, step=NOON, stone_pickaxe=1, coal=1, wood=3), []),
    ],
)
def test_it_says_what_leads_on(scene: tuple[View, Memory], said: list[str]) -> None:
    assert goals(scene) == said


@pytest.mark.parametrize(
    "change",
    [
        {"creatures": (Creature("zombie", 1, 1),)},
        {"daylight": 0.1},
        {"asleep": True},
        {"inventory": {"health": mind.WEAK}},
        {"inventory": {"drink": mind.LOW}},
        {"step": 140},  # nobody is sent over open ground in the evening
    ],
)
def test_nobody_is_sent_anywhere_in_danger_in_the_dark_weak_or_thirsty(
    change: dict[str, Any],
) -> None:
    view, notes = seen("d", step=NOON, iron_pickaxe=1, stone_pickaxe=1)
    if "inventory" in change:
        change = {"inventory": {**view.inventory, **change["inventory"]}}
    assert not isinstance(Mind().think(replace(view, **change), notes, None), Wish)


def test_before_the_night_it_asks_for_stones_and_then_for_a_shelter() -> None:
    tired: dict[str, Any] = {"energy": 4, "wood_pickaxe": 1}
    assert goals(seen("......###", step=130, stone=2, **tired)) == ["collect 3 stone"]
    assert goals(seen("......###", step=mind.DUSK[0], stone=6, **tired)) == [
        "wall in",
        "sleep until morning",
    ]
    # in the rock it is safe
    assert goals(seen(*["####=####"] * 7, step=mind.DUSK[0], stone=6, **tired)) == []


def test_what_is_missing_and_near_is_asked_for_once_the_beginning_is_over() -> None:
    assert goals(seen(step=NOON), frozenset()) == []
    assert goals(seen(step=LATER), frozenset()) == ["collect 1 sapling", "place a sapling"]
    assert goals(seen(step=LATER, stone=1), PLANTED - {"place_stone"}) == ["place a stone"]


def later(view: View, notes: Memory) -> View:
    """The same view one step on."""
    after = replace(view, step=view.step + 1)
    notes.update(after, NOOP)
    return after


def test_a_plan_that_comes_to_nothing_is_said_shorter() -> None:
    view, notes = seen("..i....c.", step=1, stone_pickaxe=1, wood=3, stone=4)
    one = Mind()
    said: dict[int, int] = {}
    heard = None
    for _ in range(mind.WORK[-1]):
        wish = one.think(view, notes, heard)
        if isinstance(wish, Wish):
            said[view.step] = len(read(wish.text).goals)
        heard = Heard("active")
        view = later(view, notes)
    assert list(said.values()) == [5, 1, 1]
    assert list(said)[1] == 1 + mind.SLACK + 2  # the plan has a step to begin


def test_what_is_in_the_way_is_waited_for_half_as_long() -> None:
    view, notes = seen("d", step=NOON, iron_pickaxe=1, stone_pickaxe=1)
    one = Mind()
    assert isinstance(one.think(view, notes, None), Wish)
    for _ in range(mind.SLACK // 2 + 2):
        view = later(view, notes)
        said = one.think(view, notes, Heard("active", hindered=True))
    assert isinstance(said, Wish)


def test_progress_is_waited_for() -> None:
    view, notes = seen("..i....c.", step=NOON, stone_pickaxe=1, wood=3, stone=4)
    one = Mind()
    assert isinstance(one.think(view, notes, None), Wish)
    for number in range(mind.SLACK + 20):
        view = later(view, notes)
        assert one.think(view, notes, Heard("active", f"{number // 10} of 9")) is None


def test_who_is_weak_under_a_plan_is_let_go() -> None:
    view, notes = seen("d", step=NOON, iron_pickaxe=1, stone_pickaxe=1)
    one = Mind()
    assert isinstance(one.think(view, notes, None), Wish)
    hurt = replace(later(view, notes), inventory={**view.inventory, "health": mind.WEAK})
    assert one.think(hurt, notes, Heard("active")) == "stop"
    assert one.think(hurt, notes, Heard("cancelled")) is None


def test_thirst_comes_before_the_plan_in_force() -> None:
    view, notes = seen("d......~", step=NOON, iron_pickaxe=1, stone_pickaxe=1)
    one = Mind()
    assert isinstance(one.think(view, notes, None), Wish)
    thirsty = replace(later(view, notes), inventory={**view.inventory, "drink": mind.LOW})
    wish = one.think(thirsty, notes, Heard("active"))
    assert isinstance(wish, Wish)
    assert wish.kind == "drink"


def test_every_regret_is_understood_and_later_ones_go_back_further() -> None:
    for view, _ in (seen(food=0), seen(drink=0), seen(step=100), seen(step=200)):
        ideas = [regret(view, attempt) for attempt in range(8)]
        assert ideas[4].back > ideas[0].back
        assert not any(read(idea.text).unread for idea in ideas)
    assert regret(seen(food=0)[0], 0).text == "eat a cow"


def test_it_does_not_ask_for_what_the_planner_goes_for_already() -> None:
    view, notes = seen("~", step=NOON, drink=mind.LOW)
    assert Mind().think(view, notes, None, "drink 6 times, 4 west 3 north") is None
    assert isinstance(Mind().think(view, notes, None, "collect 2 wood"), Wish)


def test_food_and_water_come_before_a_long_way() -> None:
    assert goals(seen("d..~", step=NOON, iron_pickaxe=1, stone_pickaxe=1, drink=mind.LEAN)) == [
        "drink water until drink is at least 9"
    ]
    assert goals(seen("t..~", step=NOON, drink=mind.LEAN)) == []  # nothing is asked of it yet


def test_a_cow_that_cannot_be_had_is_left_to_the_planner_after_a_while() -> None:
    view, notes = seen(step=NOON, creatures=(Creature("cow", 3, 0),), food=mind.LOW)
    one = Mind()
    assert isinstance(one.think(view, notes, None), Wish)
    for number in range(mind.CARED):
        view = later(view, notes)
        assert one.think(view, notes, Heard("active", str(number))) is None
    assert one.think(later(view, notes), notes, Heard("active")) == "stop"
