"""A record with a person's plan and the planner's own beneath it, watched again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from agent.core.frame import HEAD
from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.trace import Trace, TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.frame import BODY, NOWHERE
from agent.worlds.crafter.rules import ITEMS
from agent.worlds.crafter.view import HEIGHT, WIDTH
from server.library import film, replays
from tests.agent.scripted import Script
from tests.people.eyes import frames

STEPS = 6


@pytest.fixture
def record(tmp_path: Path) -> Trace:
    """Two steps, a person's plan, and two more with a detour from it; then the person cancels
    theirs.
    """
    path = tmp_path / "t.jsonl"
    world = CrafterWorld()
    script = Script(
        [
            ("wait 9 steps", "Noop"),
            *[(None, "Noop")] * 2,
            ("drink water", "Noop"),
            *[(None, "Noop")] * 2,
        ]
    )
    episode = Episode(
        world, script, seed=3, cap=STEPS, trace=TraceWriter(path, header(world, 3, STEPS, "script"))
    )
    for step in range(STEPS):
        if step == 2:
            episode.inject("collect 5 wood")
        if step == 5:
            episode.cancel("a person cancelled it")
        episode.play(script.decide(episode.situation))
    episode.end("cap")
    return traces.read(path)


def story(record: Trace) -> dict[str, Any]:
    packed = gzip.decompress(replays.tell(record))
    length = int.from_bytes(packed[:4], "little")
    told: dict[str, Any] = json.loads(packed[4 : 4 + length])
    return told


def test_a_replay_knows_both_levels(record: Trace) -> None:
    own, asked, below = story(record)["plans"]
    assert (own["text"], own["under"], own["status"], own["ended"]) == (
        "wait 9 steps",
        0,
        "replaced",
        2,
    )
    assert (asked["source"], asked["under"], asked["detour"], asked["ended"]) == (
        "human",
        0,
        False,
        5,
    )
    assert (below["text"], below["under"], below["detour"], below["ended"]) == (
        "drink water",
        asked["id"],
        True,
        5,
    )
    assert asked["progress"] == [[2, "0 of 5 wood"]]
    assert below["progress"] == [[3, "0 of 1 drinks"]]


def test_a_film_tells_the_persons_plan_and_the_planners_beneath_it(record: Trace) -> None:
    shown = [(caption.author, caption.plan, caption.below) for caption in film.captions(record)]
    assert shown == [
        *[("The planner", "wait 9 steps", "")] * 2,
        ("A person", "collect 5 wood", ""),
        *[("A person", "collect 5 wood", "drink water")] * 2,
        *[("", "", "")] * 2,
    ]


def test_the_pictures_tell_where_the_plan_in_force_leads(record: Trace) -> None:
    """The person's plan from step 2, the planner's detour from step 3 on, nothing at the end."""
    waiting, waits_too, persons, detour, *_, last = [
        aim(frame) for frame in frames(gzip.decompress(replays.tell(record)))
    ]
    assert waiting is waits_too is last is None
    assert persons is not None
    assert detour is not None
    assert persons != detour


def aim(frame: bytes) -> tuple[int, int] | None:
    """The cell that a picture's plan leads to."""
    fixed = HEAD.size + BODY.size + len(ITEMS) + WIDTH * HEIGHT
    creatures = frame[HEAD.size + 3]
    x, y = frame[fixed + 2 * creatures + 2 :][:2]
    return None if x == NOWHERE else (x, y)
