"""A session that is played on by another server, from its traces."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.traces import trace as traces
from server.sessions.answers import mark_of
from tests.agent.traces.damage import change_step
from tests.server.conftest import Site, Start, running
from tests.server.meadow import DEADLY, UNLOCKING, Meadow
from tests.server.sessions.test_session import session_of

pytestmark = pytest.mark.anyio


async def play(site: Site) -> tuple[str, dict[str, Any], int]:
    """A session with two branches, a plan in force and one that waits since its last step; its
    name, its state, and the number of the last command.
    """
    async with site.paused() as client:
        await client.ask("speed", steps_per_second=3)
        await client.ask("plan", text="collect 5 wood")
        for _ in range(3):
            await client.ask("step")
        await client.ask("rewind", step=2)
        await client.ask("step")
        await client.ask("step")
        await client.ask("edit_plan", plan=1, text="collect 7 wood", authority="order")
        await client.ask("plan", text="drink water", queued=True)
        last = client.last_id
        name = await session_of(site)
        async with site.client(name, "ben") as ben:
            return name, (await ben.hello())["state"], last


def crashed(data: Path, to: Path) -> Path:
    """The data folder as it would be if the server had been killed now."""
    return Path(shutil.copytree(data, to))


@pytest.mark.parametrize("how", ["crash", "stop"])
async def test_a_session_is_as_it_was_left(tmp_path: Path, how: str) -> None:
    async with running(tmp_path / "a") as site:
        name, before, last = await play(site)
        data = crashed(site.data, tmp_path / "b") if how == "crash" else site.data
    async with running(data) as site, site.client(name) as client:
        state = (await client.hello())["state"]
        same = ("step", "plans", "seed", "planner", "unlocked", "mode", "steps_per_second", "bill")
        assert {key: state[key] for key in same} == {key: before[key] for key in same}
        lines = {line["number"]: line for line in state["lines"]}
        assert [(one["parent"], one["parent_step"], one["step"]) for one in lines.values()] == [
            (None, 0, 3),
            (1, 2, 4),
            (2, 4, 4),
        ]
        await client.ws.send(json.dumps({"type": "plan", "id": last, "text": "drink water"}))
        assert (await client.until_answered(last))["type"] == "ack"  # done before, not again
        assert (await client.ask("step"))["type"] == "ack"
        assert (await client.ask("rewind", episode=1, step=3))["type"] == "ack"
    for path in (data / "sessions" / name).iterdir():
        trace = traces.read(path)
        assert (trace.fault, traces.verify(trace, Meadow()).whole) == (
            "",
            how == "stop" or path.stem not in ("1", "2") or path.stem == "1",
        )
    assert len(list(traces.read(data / "sessions" / name / "3.jsonl").steps)) == 5


async def test_what_ran_goes_on_by_itself_as_soon_as_its_page_is_back(tmp_path: Path) -> None:
    async with running(tmp_path, steps_per_second=20) as site:
        name = await site.open()
        async with site.client(name) as client:
            await client.hello()
            await client.ask("pause")
            await client.ask("play")
            await client.until("thought")
    async with running(tmp_path, steps_per_second=20) as site, site.client(name) as client:
        step = (await client.hello())["state"]["step"]
        assert (await client.until("thought"))["thought"]["step"] == step + 1
    async with running(tmp_path, steps_per_second=20) as site, site.client(name) as client:
        assert (await client.hello())["state"]["mode"] == "playing"


async def test_a_game_that_is_over_is_over_and_can_be_gone_back_in(start: Start) -> None:
    async with start() as site, site.paused() as client:
        name = await session_of(site)
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        await client.ask("act", action=DEADLY)
    async with start() as site, site.client(name) as client:
        state = (await client.hello())["state"]
        assert (state["mode"], state["over"], state["step"]) == ("over", "died", 2)
        assert [path.name for path in (site.data / "sessions" / name).iterdir()] == ["1.jsonl"]
        assert (await client.ask("step"))["type"] == "error"
        await client.ask("rewind", step=1)
        assert client.last("episode")["state"]["unlocked"] == {"collect_wood": 1}


async def test_an_evicted_session_comes_back(start: Start) -> None:
    async with start(max_sessions=1, grace=0) as site:
        async with site.paused() as client:
            name = await session_of(site)
            await client.ask("step")
        await site.open()
        assert site.manager.find(name) is None
        async with site.client(name) as client:
            assert (await client.hello())["state"]["step"] == 1


async def test_a_damaged_record_is_played_on_from_before_the_damage(start: Start) -> None:
    async with start() as site, site.paused() as client:
        name = await session_of(site)
        for _ in range(5):
            await client.ask("step")
    change_step(site.data / "sessions" / name / "1.jsonl", 4)
    async with start() as site, site.client(name) as client:
        assert (await client.hello())["state"]["step"] == 3


async def test_two_who_come_back_at_once_find_one_session(start: Start) -> None:
    async with start() as site, site.paused():
        name = await session_of(site)
    async with start() as site, site.client(name) as anna, site.client(name, "ben") as ben:
        await asyncio.gather(anna.hello(), ben.hello())
        assert len(site.manager.all()) == 1
    assert len(list((site.data / "sessions" / name).iterdir())) == 2


async def test_the_page_of_a_recorded_session_opens_and_of_no_other(start: Start) -> None:
    async with start() as site, site.paused():
        name = await session_of(site)
    async with start() as site, site.http() as http:
        assert (await http.get(f"/play/{name}")).status_code == 200
        for other in ("nothing", "*", "a.b"):
            assert (await http.get(f"/play/{other}")).status_code == 404
        assert [session.id for session in site.manager.all()] == [name]


async def test_who_may_not_come_in_wakes_nothing(start: Start) -> None:
    async with start() as site, site.paused():
        name = await session_of(site)
    async with start() as site, httpx.AsyncClient(base_url=site.origin) as http:
        assert (await http.get(f"/play/{name}")).status_code == 401
        assert site.manager.all() == []


async def test_a_session_that_somebody_ended_is_told_not_to_come_back(start: Start) -> None:
    async with start() as site, site.paused() as client:
        async with site.http() as http:
            gone = await http.delete(f"/api/admin/sessions/{await session_of(site)}")
        assert gone.is_success
        await client.until("notice")
        await client.ws.wait_closed()
        assert client.ws.close_code == 4004


def test_a_mark_does_not_tell_who_it_is_of() -> None:
    assert mark_of("anna", 1) not in (mark_of("ben", 1), mark_of("anna", 2))
    assert "anna" not in mark_of("anna", 1)
    assert len(mark_of("anna", 1)) == 16
