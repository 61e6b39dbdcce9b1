"""What a participant does not reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.client import Client
from tests.server.conftest import Start
from tests.server.routes.test_socket import refused_status
from tests.server.study.studies import participant, visitor, write

pytestmark = pytest.mark.anyio


async def test_a_participant_reaches_their_own_session_and_nothing_else(
    start: Start, tmp_path: Path
) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site) as one,
        participant(site, "p2") as two,
    ):
        own, others, free = await one.session(), await two.session(), await site.open()
        for path in (
            f"/play/{own}",
            "/static/css/base.css",
            "/assets/crafter/grass.png",
            "/study/meadow/here",
            "/study/meadow/data",
        ):
            assert (await one.http.get(path)).status_code < 300, path
        closed = [
            "/", "/library", "/people", f"/people/{one.pseudonym}", "/people/answers.csv", "/you",
            f"/play/{others}", f"/play/{free}", f"/replay/{own}/1", f"/api/replays/{own}/1",
            "/api/library", "/api/sessions", f"/api/sessions/{own}/decision", f"/play/{own}/",
            f"/play//{own}", f"/play/..%2f{own}", f"/play/{own}%2f..%2f{others}", "/compare",
            f"/play/{others}/map", f"/play/{own}/map/map",
        ]  # fmt: skip
        for path in closed:
            assert (await one.http.get(path)).status_code == 401, path
        # It is there once the world is made.
        assert (await one.http.get(f"/play/{own}/map")).status_code in (200, 404)
        for path in (
            "/api/sessions",
            f"/play/{own}",
            f"/people/{two.pseudonym}/withdraw",
            "/you/withdraw",
            "/you/agree",
        ):
            assert (
                await one.http.post(path, json={}, headers={"Origin": site.origin})
            ).status_code == 401, path


async def test_a_participant_does_not_see_whether_others_sessions_are_there(
    start: Start, tmp_path: Path
) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site) as one,
        participant(site, "p2") as two,
    ):
        await one.session()
        for session in (await two.session(), await site.open(), "nowhere"):
            async with one.client(session) as client:
                refused = await client.ask("hello", session=session, viewer="pat")
                assert (refused["code"], f"no session {session!r}" in refused["text"]) == (
                    "unknown_session",
                    True,
                )


async def test_a_pseudonym_is_no_key(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site) as one,
        visitor(site) as thief,
    ):
        session = await one.session()
        name, _, value = one.cookie.partition("=")
        for forged in (
            f"{one.pseudonym}.{'x' * 32}",
            one.pseudonym,
            f"{one.pseudonym}.",
            value[:-1] + "x",
        ):
            headers = {"Cookie": f"{name}={forged}"}
            for path in (
                f"/play/{session}",
                "/study/meadow",
                "/study/meadow/data",
                "/study/meadow/here",
            ):
                assert (await thief.http.get(path, headers=headers)).status_code == 401, path
            for what in ("withdraw", "next", "answers"):
                given = {**headers, "Origin": site.origin}
                assert (
                    await thief.http.post(f"/study/meadow/{what}", headers=given)
                ).status_code == 401
            bare = site.address
            assert await refused_status(bare, additional_headers=headers, origin=site.origin) == 403
        assert site.app.state.participants.store.find(one.pseudonym) is not None


async def test_a_page_of_another_site_can_do_nothing_with_a_participants_cookie(
    start: Start, tmp_path: Path
) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        session = await one.session()
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{site.port + 1}"):
            for what in ("withdraw", "next", "answers", "agree"):
                answer = await one.http.post(
                    f"/study/meadow/{what}", data={"episode": "1"}, headers={"Origin": origin}
                )
                assert answer.status_code == 403, (origin, what)
        bare, cookie = site.address, {"Cookie": one.cookie}
        assert await refused_status(bare, additional_headers=cookie) == 403
        assert (
            await refused_status(bare, additional_headers=cookie, origin="http://evil.example")
            == 403
        )
        assert site.manager.find(session) is not None


async def test_a_study_is_entered_by_its_key_alone(start: Start, tmp_path: Path) -> None:
    studies = (write(tmp_path / "a"), write(tmp_path / "b", name="other"))
    async with start(studies=studies) as site, visitor(site) as one:
        other = site.app.state.participants.store.key("other")
        for key in ("", "guess", other, "ключ"):
            assert (await one.http.get("/study/meadow", params={"key": key})).status_code == 401
            for what in ("agree", "decline"):
                assert (await one.post(what, key=key, ticket="t" * 32)).status_code == 401
        assert (await one.http.get("/study/nothing", params={"key": one.key})).status_code == 404
        assert (await one.agree(ticket="short")).status_code == 400
        assert site.app.state.participants.store.all() == []


async def test_a_cookie_of_one_study_is_none_of_another(start: Start, tmp_path: Path) -> None:
    studies = (write(tmp_path / "a"), write(tmp_path / "b", name="other"))
    async with start(studies=studies) as site, participant(site) as one:
        headers = {"Cookie": one.cookie.replace("meadow=", "other=")}
        async with visitor(site, "other") as stray:
            assert (await stray.http.get("/study/other/data", headers=headers)).status_code == 401


async def test_who_has_the_servers_token_watches_a_participant_and_does_not_play(
    start: Start, tmp_path: Path
) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        session = await one.session()
        async with site.client(session) as watcher:
            await watcher.hello()
            assert "Only the participant plays" in (await watcher.ask("pause"))["text"]
        owner = await site.enter()
        cookie = f"{one.cookie}; sidequest-{site.port}={owner.cookies[f'sidequest-{site.port}']}"
        address = site.address
        # trying the own study
        async with Client(address, session, "both", origin=site.origin, cookie=cookie) as both:
            await both.hello()
            assert (await both.ask("pause"))["type"] == "ack"
        async with site.http() as http:
            assert (await http.get("/")).headers["location"] != f"/play/{session}"


async def test_a_form_that_is_too_large_is_refused(start: Start, tmp_path: Path) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, visitor(site) as one:
        assert (await one.post("agree", key=one.key, ticket="x" * 200_000)).status_code == 413
