"""The pictures of steps that were played: what was shown, across branches, and for whom."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.core.frame import HEAD
from server.sessions import opening, pictures
from server.sessions.rules import NO_REWIND
from tests.server.conftest import Site, Start
from tests.server.meadow import UNLOCKING
from tests.server.routes.test_spectators import share
from tests.server.sessions.test_queue import paused
from tests.server.study.studies import participant, write

pytestmark = pytest.mark.anyio


def unpack(answer: bytes) -> list[bytes]:
    """The frames of an answer."""
    frames, at = [], 0
    while at < len(answer):
        (length,) = struct.unpack_from("<H", answer, at)
        frames.append(answer[at + 2 : at + 2 + length])
        at += 2 + length
    return frames


def bare(frame: bytes) -> bytes:
    """A frame without what only its own moment had: seq and ack."""
    version, flags, _, step, _ = HEAD.unpack_from(frame)
    return HEAD.pack(version, flags, 0, step, 0) + frame[HEAD.size :]


def newest(frames: list[bytes]) -> dict[int, bytes]:
    """The last frame that was streamed of each step."""
    return {HEAD.unpack_from(frame)[3]: bare(frame) for frame in frames}


async def ask(site: Site, session: str, **wanted: Any) -> httpx.Response:
    async with site.http() as http:
        return await http.get(f"/api/sessions/{session}/pictures", params=wanted)


def steps(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [HEAD.unpack_from(frame)[3] for frame in unpack(answer.content)]


async def test_they_are_the_frames_that_were_streamed(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        session = site.manager.all()[0].id
        await client.ask("take_over")
        for action in (UNLOCKING, 1, UNLOCKING, 2):
            await client.ask("act", action=action)
            await client.frame()
        shown = newest(client.frames)
        answer = await ask(site, session, first=1, last=4)
        assert unpack(answer.content) == [shown[step] for step in (1, 2, 3, 4)]
        assert unpack((await ask(site, session, first=3)).content) == [shown[3]]


async def test_a_branch_has_those_of_its_parent_before_it(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        session = site.manager.all()[0].id
        await client.ask("take_over")
        for _ in range(4):
            await client.ask("act", action=UNLOCKING)
        before = unpack((await ask(site, session, first=0, last=4)).content)
        await client.ask("rewind", step=2)
        await client.ask("act", action=1)
        await client.ask("rewind", step=3)
        now = unpack((await ask(site, session, first=0, last=3)).content)
        assert now[:2] == before[:2]
        assert [HEAD.unpack_from(frame)[3] for frame in now] == [0, 1, 2, 3]
        assert now[3] != before[3]  # the other way from step 2 on
        of_first = await ask(site, session, episode=1, first=0, last=4)
        assert unpack(of_first.content) == before


async def test_the_branches_of_a_what_if_have_theirs(start: Start) -> None:
    async with start() as site, paused(site) as client:
        session = site.manager.all()[0].id
        await client.ask("step")
        await client.ask("try_plan", text="wait 7 steps", branches=2, steps=20)
        while (await client.until("what_if"))["what_if"]["running"]:
            pass
        await client.until("lines")
        assert steps(await ask(site, session, episode=3, first=0, last=8)) == list(range(9))


async def test_what_is_not_kept_is_drawn_again_from_the_record(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "KEPT", 3)
    async with start(make=opening.make) as site, paused(site) as client:
        session = site.manager.all()[0].id
        for _ in range(5):
            await client.ask("step")
            await client.frame()
        await client.ask("take_over")
        await client.ask("act", action=2)
        shown = newest([*client.frames, await client.frame()])
        await client.ask("rewind", step=6)  # the first one's are too many now
        again = unpack((await ask(site, session, episode=1, first=1, last=6)).content)
        assert again[:4] == [shown[step] for step in range(1, 5)]
        assert HEAD.unpack_from(again[5])[3] == 6
        assert steps(await ask(site, session, first=0, last=6)) == list(range(7))


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"first": 1}, "episode 1 has no step 1; its last is 0"),
        ({"first": 0, "episode": 7}, "this session has no episode 7; it has 1"),
        ({"first": 3, "last": 2}, "steps 3 to 2 are not 1 to 500 steps"),
        ({"first": 0, "last": 500}, "steps 0 to 500 are not 1 to 500 steps"),
    ],
)
async def test_there_are_none_of_what_was_not_played(
    start: Start, wanted: dict[str, int], reason: str
) -> None:
    async with start() as site, paused(site):
        answer = await ask(site, site.manager.all()[0].id, **wanted)
        assert (answer.status_code, answer.json()["detail"]) == (404, reason)
        assert (await ask(site, "nowhere", first=0)).status_code == 404


async def test_spectators_see_them_by_their_link_while_it_holds(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("step")
        path = await share(site, site.manager.all()[0].id)
        async with httpx.AsyncClient(base_url=site.origin) as stranger:
            answer = await stranger.get(f"{path}/pictures", params={"first": 0, "last": 1})
            assert steps(answer) == [0, 1]
            wrong = await stranger.get("/shared/nothing/pictures", params={"first": 0})
            assert wrong.status_code == 404
            own = f"/api/sessions/{site.manager.all()[0].id}/pictures"
            assert (await stranger.get(own, params={"first": 0})).status_code == 401


@pytest.mark.parametrize("may_go_back", [True, False])
async def test_a_participant_sees_their_own_where_the_study_lets_them_go_back(
    start: Start, tmp_path: Path, may_go_back: bool
) -> None:
    controls = {"take_over": True, "rewind": may_go_back, "what_if": True}
    studies = (write(tmp_path / "studies", controls=controls),)
    async with start(studies=studies) as site, participant(site) as one:
        session = await one.session()
        async with one.client(session) as client:
            await client.hello()
        own = await one.http.get(f"/api/sessions/{session}/pictures", params={"first": 0})
        if may_go_back:
            assert steps(own) == [0]
        else:
            assert (own.status_code, own.json()["detail"]) == (404, NO_REWIND)
        other = await one.http.get(
            f"/api/sessions/{await site.open()}/pictures", params={"first": 0}
        )
        assert other.status_code == 401
