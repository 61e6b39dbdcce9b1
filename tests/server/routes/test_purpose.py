"""The world of the day, how the planner fares alone, and giving the game that is played."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.core import seeds
from agent.traces import trace as traces
from agent.traces.trace import StepEvent
from server.study.consent import BUILT_IN
from tests.server.conftest import Site, Start
from tests.server.study.studies import participant, write

pytestmark = pytest.mark.anyio

CAP = 30


def test_the_worlds_of_the_days_are_kept_free_of_training_and_measuring() -> None:
    days = [date(2026, 11, 30) + timedelta(days=number) for number in range(1000)]
    drawn = [seeds.of_day(day) for day in days]
    assert all(not seeds.is_reserved(seed) for seed in drawn)
    assert max(drawn) < seeds.FIRST_TRAINING
    assert len(set(drawn)) > 990
    assert drawn[0] == 800_719  # the same on every machine


async def test_the_world_of_the_day_is_told_and_on_the_page(start: Start) -> None:
    async with start() as site, site.http() as http:
        told = (await http.get("/api/day")).json()
        assert told["date"] in {
            (datetime.now(UTC) - timedelta(days=ago)).date().isoformat() for ago in (0, 1)
        }
        assert told["seed"] == seeds.of_day(date.fromisoformat(told["date"]))
        page = (await http.get(f"/play/{await site.open()}")).text
        assert 'data-day="' in page


async def alone(http: httpx.AsyncClient, session: str) -> dict[str, Any]:
    """The game of the planner alone, played to its end."""
    address = f"/api/sessions/{session}/alone"
    told: dict[str, Any] = (await http.post(address)).json()
    async with asyncio.timeout(20):
        while not told["over"] and not told["fault"]:
            await asyncio.sleep(0.02)
            told = (await http.get(address)).json()
    return told


async def test_the_planner_alone_is_played_once_and_recorded(start: Start, tmp_path: Path) -> None:
    async with start(cap=CAP) as site, site.http() as http:
        one, other = await site.open(seed=7), await site.open(seed=7)
        for session in (one, other):
            async with site.client(session) as client:
                await client.hello()
                await client.ask("pause")
        before = (await http.get(f"/api/sessions/{one}/alone")).json()
        assert (before["begun"], before["replay"]) == (False, "")
        told = await alone(http, one)
        assert (told["step"], told["over"], told["planner"]) == (CAP, "cap", "random")
        made = len(site.maker.episodes)
        again = await alone(http, other)
        assert again == told
        assert len(site.maker.episodes) == made  # it was not played again
        assert (await http.get(told["replay"])).status_code == 200
    path = tmp_path / "sessions" / told["replay"].split("/")[2] / "1.jsonl"
    trace = traces.read(path)
    assert (trace.header.seed, trace.header.participant) == (7, "")
    assert sum(isinstance(event, StepEvent) for event in trace.events) == CAP
    async with start(cap=CAP) as site, site.http() as http:  # nor after a restart
        session = await site.open(seed=7)
        async with site.client(session) as client:
            await client.hello()
        assert (await http.get(f"/api/sessions/{session}/alone")).json()["over"] == "cap"
        session = await site.open(seed=8)
        async with site.client(session) as client:
            await client.hello()
        assert not (await http.get(f"/api/sessions/{session}/alone")).json()["begun"]


async def test_a_game_alone_that_is_cut_off_leaves_no_record(start: Start, tmp_path: Path) -> None:
    async with start() as site, site.http() as http:
        session = await site.open(seed=7)
        async with site.client(session) as client:
            await client.hello()
        assert (await http.post(f"/api/sessions/{session}/alone")).json()["begun"]
    assert list((tmp_path / "sessions").glob("alone-*/*.jsonl")) == []


async def test_studies_have_no_game_alone_and_nothing_to_give(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site) as one,
        site.http() as http,
    ):
        session = await one.session()
        assert (await http.post(f"/api/sessions/{session}/alone")).status_code == 404
        given = {"session": session, "give": True}
        assert (await http.post("/you/part", json=given)).status_code == 404
        assert "data-day" not in (await http.get(f"/play/{session}")).text.split("<header")[0]


def names(site: Site, session: str) -> list[str]:
    """Whom the records of a session name, in order."""
    folder = site.data / "sessions" / session
    paths = sorted(folder.glob("*.jsonl"), key=lambda path: int(path.stem))
    return [traces.read_header(path).participant for path in paths]


async def test_the_game_that_is_played_is_given_and_taken_back(start: Start) -> None:
    async with start() as site, site.http() as http:
        session = await site.open(seed=5)
        async with site.client(session) as client:
            await client.hello()
            await client.ask("pause")
            await client.ask("step")
            await client.ask("step")
            await client.ask("rewind", step=1)
            assert not (await http.get("/you/part", params={"session": session})).json()["gave"]
            said = (await http.post("/you/part", json={"session": session, "give": True})).json()
            name = said["pseudonym"]
            assert said["gave"]
            assert any("withdraw" in paragraph for paragraph in said["consent"])
            assert names(site, session) == [name, name]  # also what was left by going back
            await client.ask("step")
            await client.ask("new_world", seed=6)
            assert names(site, session) == [name, name, name]
            path = site.data / "sessions" / session / "2.jsonl"
            trace = traces.read(path)
            assert trace.header.consent == f"{BUILT_IN.version} {BUILT_IN.hash[:12]}"
            assert [step.step for step in trace.steps] == [1, 2]
            assert trace.end
            await http.post("/you/part", json={"session": session, "give": False})
            assert names(site, session) == [name, name, ""]
            assert not (await http.get("/you/part", params={"session": session})).json()["gave"]
            await client.ask("step")
        said = await http.post("/you/withdraw")
        assert "2 records of play" in said.text
        assert names(site, session) == [""]


async def test_nobody_gives_the_game_of_another(start: Start) -> None:
    async with start() as site, site.http() as http, site.http() as other:
        session = await site.open(seed=5)
        async with site.client(session) as client:
            await client.hello()
            given = {"session": session, "give": True}
            name = (await http.post("/you/part", json=given)).json()["pseudonym"]
            assert (await other.post("/you/part", json=given)).status_code == 404
            await other.post("/you/part", json={**given, "give": False})
            assert names(site, session) == [name]
