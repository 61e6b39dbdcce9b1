"""Every sentence that the page can write, in the menu of a cell and in the tree of achievements, is
read as it is meant.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from agent.core.goals import Goal
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import ACHIEVEMENTS

ROOT = Path(__file__).parents[6]
NODE = ("node", "--import", str(ROOT / "tests/web/texts.js"))  # with the page's texts
QUESTS = ROOT / "tests/web/worlds/crafter/quest_sentences.js"
SENTENCES = ROOT / "tests/web/worlds/crafter/menu_sentences.js"


def meant(name: str, text: str, at: tuple[int, int]) -> tuple[Goal, ...]:
    """The goals of a choice of the menu, by its name."""
    go = Goal("go", at=at)
    if name == "drink":
        times = re.search(r"drink (\d) times", text)
        count = int(times[1]) if times else 1
        return Goal("go", "water", at=at), Goal("collect", "drink", count)
    known: dict[str, tuple[Goal, ...]] = {
        "go": (go,),
        "go and look": (go, Goal("explore")),
        "eat cow": (go, Goal("eat", "cow")),
        "eat plant": (Goal("go", "plant", at=at), Goal("eat", "plant")),
        "fight zombie": (go, Goal("fight", "zombie")),
        "fight skeleton": (go, Goal("fight", "skeleton")),
        "look around": (Goal("explore"),),
        "sleep": (Goal("sleep"),),
        "wall in": (Goal("shelter", at=at),),
    }
    if name in known:
        return known[name]
    verb, _, thing = name.partition(" ")
    assert verb in ("collect", "place"), name
    return (Goal("place" if verb == "place" else "collect", thing, at=at),)


def test_every_sentence_of_the_menu_is_read_as_meant() -> None:
    told = subprocess.run(
        [*NODE, str(SENTENCES)], check=True, capture_output=True, text=True, timeout=60
    )
    sentences = json.loads(told.stdout)
    names = {one["name"] for one in sentences}
    assert {"go", "go and look", "drink", "collect iron", "place table", "eat cow"} <= names
    assert {(one["dx"], one["dy"]) for one in sentences if one["name"] == "go"} >= {(63, -63)}
    for one in sentences:
        reading = read(one["text"])
        assert reading.unread == (), one
        assert reading.refused == (), one
        assert reading.goals == meant(one["name"], one["text"], (one["dx"], one["dy"])), one


def test_the_menu_tells_places_as_readings_are_described() -> None:
    goal = Goal("collect", "iron", at=(3, -2))
    assert describe(goal) == "collect 1 iron at 3 east 2 north"


def wanted(achievement: str) -> Goal:
    """The goal whose end unlocks an achievement."""
    if achievement == "wake_up":
        return Goal("sleep")
    verb, _, thing = achievement.partition("_")
    return Goal({"defeat": "fight"}.get(verb, verb), thing)  # type: ignore[arg-type]


def test_the_plan_of_every_achievement_is_read_as_what_unlocks_it() -> None:
    told = subprocess.run(
        [*NODE, str(QUESTS)], check=True, capture_output=True, text=True, timeout=60
    )
    plans = json.loads(told.stdout)
    assert set(plans) == set(ACHIEVEMENTS)
    for achievement, text in plans.items():
        reading = read(text)
        assert reading.unread == (), text
        assert reading.goals == (wanted(achievement),), text
