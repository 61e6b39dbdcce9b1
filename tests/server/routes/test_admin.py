"""What an administrator is told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.server.conftest import Site, Start
from tests.server.library.test_library import browser
from tests.server.routes.test_spectators import closed, share, spectator

pytestmark = pytest.mark.anyio


async def look(site: Site) -> dict[str, Any]:
    async with site.http() as http:
        answer = await http.get("/api/admin")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_sessions_planners_and_those_who_watch_are_told(start: Start) -> None:
    async with start(planner="expert") as site, site.paused("anna-of-a-long-name") as anna:
        path = await share(site, site.manager.all()[0].id)
        await anna.ask("step")
        await anna.ask("take_over")
        async with spectator(site, path) as guest:
            await guest.hello()
            told = await look(site)
        (session,) = told["sessions"]
        assert (session["mode"], session["step"], session["planner"]) == ("person", 1, "expert")
        assert [
            (one["id"], one["spectator"], one["has_controls"]) for one in session["viewers"]
        ] == [
            ("anna-o", False, True),
            ("", True, False),
        ]
        assert told["planners"]["expert"]["batch_last"] == 1
        assert told["planners"]["expert"]["waiting"] == 0
        assert told["memory"] > 10_000_000
        assert told["disk"]["free"] > 0


async def test_records_and_what_of_them_is_indexed_are_told(start: Start) -> None:
    async with start() as site, site.paused(), browser(site) as http:
        assert (await look(site))["index"] == {"records": 1, "indexed": 0, "reading": None}
        assert (await http.get("/api/library")).status_code == 200
        assert (await look(site))["index"] == {"records": 1, "indexed": 1, "reading": None}
        assert {"sessions", "index", "people", "consents", "logins"} >= {
            *(await look(site))["disk"]["kinds"]
        }


async def test_a_session_is_ended_and_only_it(start: Start) -> None:
    async with start() as site, site.http() as http, site.paused() as anna:
        session = site.manager.all()[0].id
        other = await site.open()
        assert (await http.delete(f"/api/admin/sessions/{session}")).status_code == 204
        assert "This session was ended" in (await anna.until("notice"))["text"]
        assert (await closed(anna))[0] == 4004
        assert [one.id for one in site.manager.all()] == [other]
        assert (await http.delete(f"/api/admin/sessions/{session}")).status_code == 404


async def test_the_limits_are_told(start: Start) -> None:
    async with start(max_sessions=7) as site:
        told = {one["name"]: one["value"] for one in (await look(site))["limits"]}
        assert told["SIDEQUEST_MAX_SESSIONS"] == 7


async def test_it_is_for_those_who_have_the_token(start: Start) -> None:
    async with start() as site, httpx.AsyncClient(base_url=site.origin) as stranger:
        for method, path in (
            ("GET", "/admin"),
            ("GET", "/api/admin"),
            ("DELETE", "/api/admin/sessions/x"),
        ):
            assert (await stranger.request(method, path)).status_code == 401
