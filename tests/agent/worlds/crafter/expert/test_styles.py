"""Whatever wording the grammar chooses, the reader gives the steps back."""

import re

import pytest

from agent.core.goals import Goal
from agent.worlds.crafter.expert.narration import Intention, phrase
from agent.worlds.crafter.expert.styles import PLAIN, STYLES, Style, say
from agent.worlds.crafter.plans.reading.reading import read

PICKAXE = Goal("make", "wood_pickaxe")
INTENTIONS = [
    Intention(
        (Goal("collect", "wood", 4), Goal("place", "table"), PICKAXE),
        "4 west 2 north",
        "we hold 0 wood",
    ),
    Intention((Goal("collect", "coal"), Goal("make", "iron_pickaxe")), "6 east", "we hold 0 coal"),
    Intention(
        (Goal("collect", "stone", 2), Goal("make", "stone_pickaxe")), "5 south", "we hold 1 stone"
    ),
    Intention((Goal("collect", "drink", 5),), "1 west", "drink is 3"),
    Intention((Goal("collect", "sapling"),), "1 west", "we hold 0 sapling"),
    Intention((Goal("collect", "diamond"),), "5 south 3 west", "we hold 0 diamond"),
    Intention((Goal("eat", "cow"),), "3 east 9 south", "food is 2"),
    Intention((Goal("eat", "plant"),), "3 south", "food is 2"),
    Intention((Goal("sleep"),), "", "it is dark"),
    Intention((Goal("shelter"),), "", "health is 2"),
    Intention((Goal("wait", count=40),), "", "it is dark"),
    Intention((Goal("fight", "zombie"),), "2 east", "the zombie is alone"),
    Intention((Goal("fight", "skeleton"),), "2 east", "the skeleton is alone"),
    Intention(
        (
            Goal("explore", "iron", direction=(1, -1)),
            Goal("collect", "iron"),
            Goal("make", "iron_pickaxe"),
        ),
        "",
        "no iron is known",
    ),
    Intention((Goal("explore"),), "", "nothing new is in sight"),
    Intention((Goal("explore", "cow", direction=(0, 1)),), "", "no cows is known"),
    Intention((Goal("place", "stone", 3),), "", "the stone is needed there"),
    Intention((Goal("place", "plant"),), "", "there is no plant yet"),
    Intention(
        (Goal("place", "furnace"), Goal("make", "iron_pickaxe")), "", "there is no furnace yet"
    ),
    Intention((Goal("make", "stone_sword"),), "5 south", "there is no stone sword yet"),
    Intention((Goal("go", "plant"),), "", "the plant only grows while I am near"),
]


def told(goals: tuple[Goal, ...]) -> list[tuple[object, ...]]:
    return [
        (goal.verb, goal.target, goal.count, goal.direction if goal.verb == "explore" else None)
        for goal in goals
    ]


@pytest.mark.parametrize("style", STYLES)
def test_every_wording_is_read_as_the_steps_or_the_first_of_them(style: Style) -> None:
    for intention in INTENTIONS:
        steps = [told(read(phrase(step)).goals) for step in intention.steps]
        beginnings = [
            [goal for step in steps[:count] for goal in step] for count in range(1, len(steps) + 1)
        ]
        for variant in range(40):
            text = say(intention, style, variant)
            reading = read(text)
            assert told(reading.goals) in beginnings, text
            assert reading.unread == (), text


def test_there_are_sixteen_styles_with_many_wordings_each() -> None:
    assert len(STYLES) == 16
    for style in STYLES:
        assert len({say(INTENTIONS[0], style, variant) for variant in range(200)}) >= 20


def test_the_same_variant_says_the_same_and_the_plain_style_has_one_wording() -> None:
    assert say(INTENTIONS[0], "goal", 7) == say(INTENTIONS[0], "goal", 7)
    plain = {say(INTENTIONS[0], PLAIN, variant) for variant in range(20)}
    assert plain == {"collect 4 wood, 4 west 2 north, then place a table, then make a wood pickaxe"}


def test_no_place_of_a_sentence_is_left_empty() -> None:
    for style in STYLES:
        for intention in INTENTIONS:
            for variant in range(40):
                assert not re.search(r"[{}]|  | ,|^ | $", say(intention, style, variant))
