"""The line of those who wait for a game, and who makes room for them."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from server.sessions import waiting
from server.sessions.waiting import Line
from tests.server.conftest import Site, Start
from tests.server.routes.test_enter import make

pytestmark = pytest.mark.anyio


def test_places_move_up_and_who_does_not_ask_loses_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    assert [line.ask(name, 0) for name in ("a", "b", "c")] == [1, 2, 3]
    assert [line.ask(name, 1) for name in ("a", "b", "c")] == [0, 1, 2]
    line.leave("a")
    assert [line.ask(name, 0) for name in ("b", "c")] == [1, 2]
    monkeypatch.setattr(waiting, "KEPT", -1.0)
    assert line.ask("c", 0) == 1


async def begin(site: Site, browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post("/api/sessions", json={}, headers={"Origin": site.origin})


async def test_who_was_away_for_a_moment_keeps_the_game(start: Start) -> None:
    async with start(max_sessions=1) as site:
        session = await site.open()
        async with site.client(session) as client:
            await client.hello()
        async with site.http() as http:
            refused = await http.post("/api/sessions", json={})
        assert refused.status_code == 503
        assert "You are number 1 in line" in refused.json()["detail"]
        assert refused.headers["Retry-After"] == "5"
        async with site.client(session) as client:
            await client.hello()


async def test_whoever_came_first_gets_the_place_that_becomes_free(start: Start) -> None:
    async with start(max_sessions=1) as site:
        await site.open()
        ben, eva = [await site.enter(await make(site, "player")) for _ in range(2)]
        told = [(await begin(site, browser)).json()["detail"] for browser in (ben, eva, ben)]
        assert [text.split("number ")[1] for text in told] == [
            "1 in line.", "2 in line.", "1 in line.",
        ]  # fmt: skip
        page = await eva.get("/", headers={"Accept": "text/html"})
        assert page.status_code in (303, 503)  # the game that goes on, or the line
        await site.manager.end(site.manager.all()[0])
        assert (await begin(site, eva)).status_code == 503
        assert (await begin(site, ben)).status_code == 201
        assert "number 1" in (await begin(site, eva)).json()["detail"]


async def test_a_game_that_only_a_researcher_watches_stands_still(start: Start) -> None:
    async with start() as site, site.paused() as anna:
        session = site.manager.all()[0]
        await anna.ask("play")
        assert session.runs
        (connection,) = session.publisher.connections
        connection.only_watches = True
        assert not session.runs


async def test_a_quota_is_told_with_when_to_come_back(start: Start) -> None:
    async with start(hourly_sessions=1, max_sessions=9) as site:
        player = await site.enter(await make(site, "player"))
        assert (await begin(site, player)).status_code == 201
        refused = await begin(site, player)
        assert refused.status_code == 429
        assert refused.json()["detail"].startswith("1 new games in 1 hour are the most.")
        assert 3000 < int(refused.headers["Retry-After"]) <= 3600
        await site.open()  # the owner may


async def test_plans_beyond_the_quota_are_refused_by_their_own_id(start: Start) -> None:
    async with start(hourly_plans=1) as site:
        player = await site.enter(await make(site, "player"))
        session = await site.open()
        name = f"sidequest-{site.port}"
        client = site.client(session)
        client._headers = {"Cookie": f"{name}={player.cookies[name]}", "Origin": site.origin}
        async with client:
            await client.hello()
            assert (await client.ask("plan", text="collect 5 wood"))["type"] == "ack"
            refused = await client.ask("plan", text="collect 5 wood")
            assert refused["code"] == "rate"
            assert "1 plans in 1 hour" in refused["text"]


async def test_a_viewer_that_answers_no_ping_is_cut_and_its_game_stands(start: Start) -> None:
    async with start(ping_interval=0.05, ping_timeout=0.05) as site:
        session = await site.open()
        async with site.client(session) as client:
            await client.hello()
            client.ws.transport.pause_reading()  # as a line that broke without a word
            found = site.manager.all()[0]
            async with asyncio.timeout(10):
                while found.publisher.connections.people:
                    await asyncio.sleep(0.01)
            assert not found.runs
            client.ws.transport.abort()
