"""Links: who comes in by one, as what, how often and until when."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest

from server.core.logins import Logins
from server.core.rights import Role
from tests.server.client import Client
from tests.server.conftest import TOKEN, Site, Start
from tests.server.routes.test_spectators import closed
from tests.server.study.studies import participant, write

pytestmark = pytest.mark.anyio


async def make(site: Site, role: str, **given: object) -> str:
    """The ticket of a new link."""
    async with site.http() as owner:
        answer = await owner.post("/api/logins", json={"role": role, "who": "ben", **given})
    assert answer.status_code == 201, answer.text
    ticket: str = answer.json()["url"].removeprefix("/enter#")
    return ticket


async def bring(site: Site, ticket: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=site.origin, headers=headers) as browser:
        return await browser.post("/enter", data={"ticket": ticket})


async def test_a_ticket_becomes_a_cookie_that_holds_no_key(start: Start) -> None:
    async with start() as site:
        came = await bring(site, TOKEN)
        assert (came.status_code, came.headers["location"]) == (303, "/")
        cookie = came.headers["set-cookie"]
        assert TOKEN not in cookie
        assert cookie.startswith(f"sidequest-{site.port}=")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie


async def test_behind_tls_the_cookie_belongs_to_this_host_alone(start: Start) -> None:
    async with start() as site:
        told = {"X-Forwarded-Proto": "https"}
        cookie = (await bring(site, TOKEN, **told)).headers["set-cookie"]
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        known = {**told, "Cookie": cookie.partition(";")[0]}
        async with httpx.AsyncClient(base_url=site.origin, headers=known) as browser:
            assert (await browser.get("/library")).status_code == 200


async def test_the_owners_key_opens_this_machines_browsers_again_and_again(start: Start) -> None:
    async with start() as site:
        for _ in range(2):
            assert (await bring(site, TOKEN)).status_code == 303
        # from elsewhere, as a proxy says
        assert (await bring(site, TOKEN, **{"X-Forwarded-For": "192.0.2.7"})).status_code == 401


async def test_a_link_opens_once(start: Start) -> None:
    async with start() as site:
        ticket = await make(site, "player")
        async with await site.enter(ticket) as browser:
            assert (await bring(site, ticket)).status_code == 401
            # in the same browser it still leads in
            assert (await browser.post("/enter", data={"ticket": ticket})).status_code == 303


async def test_a_link_that_is_too_old_opens_nothing(start: Start) -> None:
    async with start() as site:
        assert (await bring(site, await make(site, "player", hours=1e-9))).status_code == 401


async def test_whoever_tries_many_links_has_to_wait(start: Start) -> None:
    async with start(tries_per_minute=3) as site:
        assert [(await bring(site, "guess")).status_code for _ in range(4)] == [401] * 3 + [429]
        assert (await bring(site, TOKEN)).status_code == 303


async def test_a_revoked_link_ends_the_browsers_that_came_by_it(start: Start) -> None:
    async with start() as site, site.http() as owner:
        session = await site.open()
        browser = await site.enter(await make(site, "player"))
        name = f"sidequest-{site.port}"
        cookie = f"{name}={browser.cookies[name]}"
        async with Client(
            site.address, session, "ben", origin=site.origin, cookie=cookie
        ) as client:
            await client.hello()
            (link,) = (await owner.get("/api/logins")).json()
            assert link["used"]
            assert (await owner.delete(f"/api/logins/{link['id']}")).status_code == 200
            assert (await closed(client))[0] == 4003
        assert (await browser.get("/library")).status_code == 401
        assert (await owner.delete(f"/api/logins/{link['id']}")).status_code == 404


async def test_who_leaves_is_out(start: Start) -> None:
    async with start() as site, await site.enter() as browser:
        held = dict(browser.cookies)
        assert (await browser.post("/leave")).status_code == 303
        async with httpx.AsyncClient(base_url=site.origin, cookies=held) as again:
            assert (await again.get("/library")).status_code == 401


async def test_a_browser_stays_in_when_the_server_starts_again(start: Start) -> None:
    async with start() as site, await site.enter() as browser:
        secret = browser.cookies[f"sidequest-{site.port}"]
    async with start() as site:
        cookies = {f"sidequest-{site.port}": secret}
        async with httpx.AsyncClient(base_url=site.origin, cookies=cookies) as browser:
            assert (await browser.get("/library")).status_code == 200


def test_no_secret_is_kept(tmp_path: Path) -> None:
    logins = Logins(tmp_path, "the-key", days=1)
    ticket = logins.make(Role.PLAYER, "ben", hours=1)
    entered = logins.enter(ticket, here=False)
    assert entered is not None
    with sqlite3.connect(tmp_path / "logins.sqlite") as rows:
        kept = "\n".join(rows.iterdump())
    for secret in (ticket, entered[0], "the-key"):
        assert secret not in kept


def test_a_browser_is_out_when_its_days_are_over(tmp_path: Path) -> None:
    logins = Logins(tmp_path, "the-key", days=1e-9)
    entered = logins.enter("the-key", here=True)
    assert entered is not None
    assert logins.of_browser(entered[0]).role == Role.NOBODY


async def test_a_player_sees_nothing_of_studies(start: Start, tmp_path: Path) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        session, free = await one.session(), await site.open()
        async with one.client(session) as there:
            await there.hello()  # the record is there now
        async with site.client(free) as there:
            await there.hello()
        for role, seen in (("player", {free}), ("researcher", {free, session})):
            async with await site.enter(await make(site, role)) as browser:
                listed = (await browser.get("/api/sessions")).json()
                assert {each["id"] for each in listed} == seen, role
                found = (await browser.get("/api/library")).json()["rows"]
                assert {each["session"] for each in found} == seen, role
                for path in (
                    f"/play/{session}",
                    f"/replay/{session}/1",
                    f"/api/replays/{session}/1",
                    f"/compare?left={free}/1&right={session}/1",
                ):
                    answer = await browser.get(path)
                    assert answer.status_code == (200 if session in seen else 404), (role, path)
                name = f"sidequest-{site.port}"
                cookie = f"{name}={browser.cookies[name]}"
            async with Client(
                site.address, session, "x", origin=site.origin, cookie=cookie
            ) as client:
                kind = "welcome" if session in seen else "error"
                await client.send("hello", session=session, viewer="x")
                await client.until(kind)


async def test_an_id_that_no_row_can_have_is_no_fault_of_ours(start: Start) -> None:
    async with start() as site, site.http() as owner:
        for number in (0, 2**63, 10**30):
            assert (await owner.delete(f"/api/logins/{number}")).status_code == 422
