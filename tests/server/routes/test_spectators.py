"""Spectators of a session that goes on: what they see, what they may not, and when it ends."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.library.address import last_of
from tests.server.client import COMMANDS, PATIENCE, Client
from tests.server.conftest import Site, Start

pytestmark = pytest.mark.anyio

HELLO = {"session": "shared", "viewer": "spectator"}
FIELDS: dict[str, dict[str, Any]] = {
    "say": {"text": "collect wood"},
    "speed": {"steps_per_second": 1}, "act": {"action": 1}, "plan": {"text": "drink water"},
    "rewind": {"step": 0}, "answer": {"let": True}, "cancel_plan": {}, "patience": {"seconds": 1},
    "stop_trying": {}, "tutorial": {"lesson": "watch"},
    "edit_plan": {"plan": 1, "text": "x", "authority": "advice"},
    "move_plan": {"plan": 1, "place": 0}, "run_plan": {"plan": 1},
    "try_plan": {"text": "drink water"},
}  # fmt: skip


async def share(site: Site, session: str) -> str:
    """A link to a session; its path."""
    async with site.http() as http:
        made = await http.post(f"/api/sessions/{session}/links", json={"who": "anna"})
    assert made.status_code == 201, made.text
    url: str = made.json()["url"]
    return url


def spectator(site: Site, path: str) -> Client:
    """A connection by a link, without the token of the server."""
    return Client(f"ws://127.0.0.1:{site.port}{path}/ws", "shared", "spectator", origin=site.origin)


async def closed(client: Client) -> tuple[int, str]:
    """Code and reason with which the connection is closed."""
    with suppress(ConnectionClosed):
        while True:
            await client.receive()
    return client.ws.close_code or 0, client.ws.close_reason or ""


async def test_a_spectator_who_comes_late_gets_the_whole_state_and_every_event(
    start: Start,
) -> None:
    async with start() as site, site.paused() as anna:
        path = await share(site, site.manager.all()[0].id)
        await anna.ask("plan", text="collect 5 wood")
        async with spectator(site, path) as guest:
            welcome = await guest.hello()
            await guest.frame()
            assert [plan["text"] for plan in welcome["state"]["plans"]] == ["collect 5 wood"]
            assert (
                welcome["session"],
                welcome["state"]["viewers"],
                welcome["state"]["spectators"],
            ) == ("", 1, 1)
            await anna.until("control", viewers=1, spectators=1)
            await anna.ask("step")
            await guest.until("thought")
            assert [event["seq"] - welcome["seq"] for event in guest.events] == [
                *range(len(guest.events))
            ]
            await guest.frame()
            await guest.send("ping")
            await guest.until("pong", id=guest.last_id)
        await anna.until("control", spectators=0)


async def test_a_spectator_may_command_nothing(start: Start) -> None:
    async with start() as site, site.paused() as anna:
        path = await share(site, site.manager.all()[0].id)
        async with spectator(site, path) as guest:
            for said_hello in (False, True):
                if said_hello:
                    await guest.hello()
                for kind in COMMANDS:
                    refused = await guest.ask(kind, **FIELDS.get(kind, {}))
                    assert (refused["type"], refused["code"]) == ("error", "not_allowed"), kind
            assert (await guest.ask("hello", **HELLO))["code"] == "not_allowed"
        await anna.ask("step")
        assert (anna.last("control")["mode"], site.maker.episodes[0].view.step) == ("paused", 1)
        assert len(site.maker.episodes) == 1


async def test_a_spectator_cannot_be_taken_for_the_holder_of_the_controls(start: Start) -> None:
    async with (
        start(absence=0.05) as site,
        site.paused() as anna,
        site.client(site.manager.all()[0].id, "ben") as ben,
    ):
        await ben.hello()
        path = await share(site, site.manager.all()[0].id)
        await anna.ask("take_over")
        async with spectator(site, path) as guest:
            await guest.hello(viewer="anna")
            await anna.ws.close()
            assert "has left" in (await ben.until("control", controller="", mode="paused"))["text"]


async def test_spectators_alone_keep_no_game_going(start: Start) -> None:
    async with start(steps_per_second=20, absence=0.05) as site:
        session = await site.open()
        path = await share(site, session)
        async with spectator(site, path) as guest:
            await guest.hello()
            async with site.client(session) as anna:
                await anna.hello()
                await guest.until("thought")
            await guest.until("control", mode="paused", viewers=0)
            stands = site.maker.episodes[0].view.step
            await asyncio.sleep(0.15)
            assert site.maker.episodes[0].view.step == stands
            async with site.http() as http:
                assert [one["viewers"] for one in (await http.get("/api/sessions")).json()] == [0]


async def test_revoking_closes_the_spectators_of_that_link_at_once(start: Start) -> None:
    async with start() as site, site.paused(), site.http() as http:
        session = site.manager.all()[0].id
        path, other = await share(site, session), await share(site, session)
        async with spectator(site, path) as guest, spectator(site, other) as stays:
            await guest.hello()
            await stays.hello()
            links = (await http.get(f"/api/sessions/{session}/links")).json()
            left = await http.delete(f"/api/sessions/{session}/links/{links[0]['id']}")
            assert [bool(link["revoked"]) for link in left.json()] == [True, False]
            assert await closed(guest) == (4003, "This link was revoked.")
            await stays.send("ping")
            await stays.until("pong", id=stays.last_id)
        async with spectator(site, path) as late:
            assert (await closed(late))[0] == 4003
        async with httpx.AsyncClient(base_url=site.origin) as stranger:
            assert (await stranger.get(path)).status_code == 404
            assert (await stranger.get(other)).status_code == 200
        again = await http.delete(f"/api/sessions/{session}/links/{links[0]['id']}")
        assert again.status_code == 404


async def test_a_link_to_a_session_can_be_revoked_where_its_record_is(start: Start) -> None:
    async with start() as site, site.paused(), site.http() as http:
        session = site.manager.all()[0].id
        path = await share(site, session)
        async with spectator(site, path) as guest:
            await guest.hello()
            (link,) = (await http.get(f"/api/replays/{session}/1/links")).json()
            assert link["whole"] is True
            await http.delete(f"/api/replays/{session}/1/links/{link['id']}")
            assert (await closed(guest))[0] == 4003


async def test_a_foreign_origin_and_a_foreign_host_are_refused(start: Start) -> None:
    async with start() as site:
        path = await share(site, await site.open())
        for name, origin in (("127.0.0.1", "http://evil.example"), ("evil.example", site.origin)):
            with pytest.raises(InvalidStatus) as refusal:
                await connect(
                    f"ws://{name}:{site.port}{path}/ws",
                    host="127.0.0.1",
                    port=site.port,
                    origin=origin,  # type: ignore[arg-type]
                )
            assert refusal.value.response.status_code == 403


async def test_what_is_no_link_opens_nothing(start: Start) -> None:
    async with start() as site:
        for token in ("x", "x" * 32):
            async with spectator(site, f"/shared/{token}") as guest:
                assert (await closed(guest))[0] == 4003
            async with httpx.AsyncClient(base_url=site.origin) as stranger:
                assert (await stranger.get(f"/shared/{token}/replay")).status_code == 404


async def test_there_is_room_for_so_many(start: Start) -> None:
    async with start(max_spectators=1) as site, site.paused():
        path = await share(site, site.manager.all()[0].id)
        async with spectator(site, path) as guest, spectator(site, path) as second:
            assert (await closed(second))[0] == 1013
            await guest.hello()
        async with spectator(site, path) as third:
            await third.hello()


async def test_when_the_session_has_ended_the_link_leads_to_the_replay_of_its_last_episode(
    start: Start,
) -> None:
    async with start() as site, httpx.AsyncClient(base_url=site.origin) as stranger:
        session = await site.open()
        path = await share(site, session)
        async with site.client(session) as anna, spectator(site, path) as guest:
            await anna.hello()
            await anna.ask("new_world", seed=5)
            await anna.ask("step")
            await guest.hello()
            live = (await stranger.get(path)).text
            assert "data-shared" in live
            assert session not in live
            assert (await stranger.get(f"{path}/replay")).status_code == 404
            found = site.manager.find(session)
            assert found
            await site.manager.end(found)
            assert "This session was ended" in (await guest.until("notice"))["text"]
            assert (await closed(guest))[0] == 4004
        page = (await stranger.get(path)).text
        assert f'data-replay="{path}/replay"' in page
        assert 'href="/library"' not in page
        assert last_of(session, site.data) is not None
        assert str(last_of(session, site.data)) == f"{session}/2"
        async with spectator(site, path) as late:
            assert (await late.ask("hello", **HELLO))["code"] == "unknown_session"
        for method, address in (
            ("GET", f"/api/sessions/{session}/links"),
            ("DELETE", f"/api/sessions/{session}/links/1"),
        ):
            assert (await stranger.request(method, address)).status_code == 401
        async with site.http() as http:
            assert (await http.delete(f"/api/sessions/{session}/links/1")).status_code == 200
        assert (await stranger.get(path)).status_code == 404


async def test_a_link_from_before_sessions_could_be_shared_still_opens_its_record(
    start: Start,
) -> None:
    async with start() as site, site.http() as http, site.paused():
        session = site.manager.all()[0].id
        made = (await http.post(f"/api/replays/{session}/1/links", json={"who": "ben"})).json()
        rows = sqlite3.connect(site.data / "notes.sqlite")
        columns = [row[1] for row in rows.execute("PRAGMA table_info(link)")]
        rows.close()
        assert columns == ["id", "hash", "session", "number", "who", "made", "revoked"]
        async with httpx.AsyncClient(base_url=site.origin, timeout=PATIENCE) as stranger:
            assert 'data-replay="/shared/' in (await stranger.get(made["url"])).text
        async with spectator(site, made["url"]) as guest:
            assert (await guest.ask("hello", **HELLO))["code"] == "unknown_session"


async def test_links_are_made_only_to_what_is_there(start: Start) -> None:
    async with start() as site, site.http() as http:
        for name, status in (("gone", 404), ("*", 422)):
            assert (
                await http.post(f"/api/sessions/{name}/links", json={"who": "anna"})
            ).status_code == status


async def test_the_code_of_an_address_is_a_picture_of_it_alone(start: Start) -> None:
    async with start() as site, site.http() as http:
        address = "http://192.168.1.7:8000/shared/abc"
        answer = await http.get("/api/qr.svg", params={"address": address})
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.text.startswith("<svg")
        other = await http.get("/api/qr.svg", params={"address": f"{address}d"})
        assert other.text != answer.text
        for no in ("javascript:alert(1)", "https://x/" + "a" * 500):
            assert (await http.get("/api/qr.svg", params={"address": no})).status_code == 422


async def test_a_link_that_is_too_old_opens_nothing(start: Start) -> None:
    async with start(share_days=1e-9) as site:
        path = await share(site, await site.open())
        await asyncio.sleep(1.1)  # its age is counted in whole seconds
        async with httpx.AsyncClient(base_url=site.origin) as anybody:
            assert (await anybody.get(path)).status_code == 404
