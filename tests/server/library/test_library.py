"""The library over HTTP: what it finds, what outlives the index, films."""

from __future__ import annotations

import io
import json
from pathlib import Path

import av
import httpx
import pytest

from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.trace import TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.agent.scripted import Script
from tests.agent.traces.damage import change_step, older
from tests.server.conftest import Site, Start

pytestmark = pytest.mark.anyio

STEPS = 12


def browser(site: Site) -> httpx.AsyncClient:
    """One that may do everything."""
    return site.http(timeout=60)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A record with a person's plan: ``library/1``; its file."""
    path = tmp_path / "sessions" / "library" / "1.jsonl"
    world = CrafterWorld()
    trace = TraceWriter(path, header(world, 3, STEPS, "script", participant="blue heron"))
    game = Episode(
        world, Script([(None, "Move East"), (None, "Do")]), seed=3, cap=STEPS, trace=trace
    )
    game.inject("go east to the moon")
    while not game.over:
        game.play(game.decide())
    game.end("cap")
    return path


async def test_a_record_is_found_by_what_is_in_it(start: Start, recorded: Path) -> None:
    async with start() as site, browser(site) as http:
        for words in ("", "heron", "moon script", "3"):
            (row,) = (await http.get("/api/library", params={"q": words})).json()["rows"]
            assert (row["session"], row["steps"], row["people_plans"], row["person"]) == (
                "library",
                STEPS,
                1,
                "blue heron",
            )
        assert (await http.get("/api/library", params={"q": "heron sun"})).json()["found"] == 0
        refused = await http.get("/api/library", params={"sort": "luck"})
        assert refused.status_code == 422


async def test_branches_stand_under_their_game(start: Start, recorded: Path) -> None:
    record = traces.read(recorded)
    for number, parent in ((2, 1), (3, 2)):
        head = record.header.model_copy(update={"parent": f"{parent}.jsonl", "parent_step": 6})
        past = [event for event in record.events if event.step <= 6]
        TraceWriter(recorded.with_name(f"{number}.jsonl"), head, past).close()
    async with start() as site, browser(site) as http:
        found = (await http.get("/api/library", params={"sort": "steps", "order": "asc"})).json()
        frame = await http.get("/api/replays/library/1/frame")
        searched = (await http.get("/api/library", params={"size": 1, "page": 9})).json()
    assert [(row["number"], row["root"]) for row in found["rows"]] == [(1, 1), (2, 1), (3, 1)]
    assert (found["games"], found["found"], found["pages"]) == (1, 3, 1)
    assert (searched["page"], len(searched["rows"])) == (1, 3)
    assert int.from_bytes(frame.content[4:8], "little") == STEPS


async def test_what_people_said_outlives_the_index(start: Start, recorded: Path) -> None:
    async with start() as site, browser(site) as http:
        await http.put("/api/replays/library/1/rating", json={"who": "ben", "stars": 4})
        assert (await http.get("/api/library")).json()["rows"][0]["rating"] == 4
    for file in recorded.parents[2].glob("index.sqlite*"):
        file.unlink()
    async with start() as site, browser(site) as http:
        row = (await http.get("/api/library")).json()["rows"][0]
    assert (row["rating"], row["steps"]) == (4, STEPS)


@pytest.mark.parametrize(
    ("given", "frames"), [({}, STEPS + 1), ({"from": 3, "to": 8, "format": "gif"}, 6)]
)
async def test_a_film_has_a_picture_of_every_step(
    start: Start, recorded: Path, given: dict[str, str], frames: int
) -> None:
    async with start() as site, browser(site) as http:
        answer = await http.get("/api/replays/library/1/film", params=given)
    assert answer.status_code == 200, answer.text
    with av.open(io.BytesIO(answer.content), "r") as film:
        assert len(list(film.decode(video=0))) == frames


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/replays/library/1/film?from=9&to=3", 422),
        ("/api/replays/library/7", 404),
        ("/api/replays/library/1/film?format=avi", 422),
        ("/replay/library/7", 404),
        ("/compare?left=library/1", 404),
    ],
)
async def test_what_is_not_there_is_said(
    start: Start, recorded: Path, path: str, status: int
) -> None:
    async with start() as site, browser(site) as http:
        assert (await http.get(path)).status_code == status


async def test_a_damaged_record_is_told_and_watched_up_to_there(
    start: Start, recorded: Path
) -> None:
    change_step(recorded, 5)
    async with start() as site, browser(site) as http:
        (row,) = (await http.get("/api/library")).json()["rows"]
        packed = (await http.get("/api/replays/library/1")).content
    story = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    assert "does not follow" in row["fault"]
    assert story["fault"] == row["fault"]
    assert row["steps"] == story["steps"] == 4


async def test_a_record_that_goes_another_way_is_told_up_to_there(
    start: Start, recorded: Path
) -> None:
    text = older(recorded.read_text())
    recorded.write_text(text.replace('"digest":"', '"digest":"0', 1))
    async with start() as site, browser(site) as http:
        packed = (await http.get("/api/replays/library/1")).content
    story = packed[4 : 4 + int.from_bytes(packed[:4], "little")].decode()
    assert "step 10: digest" in story
