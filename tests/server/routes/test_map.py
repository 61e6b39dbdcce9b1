"""The map of a session, over HTTP."""

from __future__ import annotations

import struct

import httpx
import numpy as np
import pytest

from agent.worlds.crafter.rules import AREA, MOVE_ACTION, START
from agent.worlds.crafter.view import HEIGHT, WIDTH
from tests.server.client import Client
from tests.server.conftest import Site
from tests.server.conftest import Start as Started
from tests.server.routes.test_spectators import share

pytestmark = pytest.mark.anyio

EAST = MOVE_ACTION[1, 0]


def seen(body: bytes) -> int:
    """How many cells of a map have been seen."""
    return int(np.count_nonzero(np.frombuffer(body, np.uint8, AREA * AREA, 8)))


async def of_only_session(site: Site, **headers: str) -> httpx.Response:
    (session,) = site.manager.all()
    async with site.http() as http:
        return await http.get(f"/play/{session.id}/map", headers=headers)


async def walk(client: Client) -> None:
    """Take the controls and go three steps east."""
    await client.ask("take_over")
    for _ in range(3):
        await client.ask("act", action=EAST)


async def test_the_map_is_of_the_newest_step_and_grows(start: Started) -> None:
    async with start() as site, site.paused() as client:
        first = await of_only_session(site)
        assert struct.unpack_from("<II", first.content) == (1, 0)
        assert seen(first.content) == WIDTH * HEIGHT
        await walk(client)
        later = await of_only_session(site)
        assert struct.unpack_from("<II", later.content) == (1, 3)
        assert seen(later.content) > WIDTH * HEIGHT


async def test_who_has_the_newest_map_is_not_sent_it_again(start: Started) -> None:
    async with start() as site, site.paused() as client:
        first = await of_only_session(site)
        tag = first.headers["etag"]
        again = await of_only_session(site, **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        await walk(client)
        assert (await of_only_session(site, **{"If-None-Match": tag})).status_code == 200


async def test_the_map_comes_packed_or_plain(start: Started) -> None:
    async with start() as site, site.paused():
        packed = await of_only_session(site)
        plain = await of_only_session(site, **{"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < 600
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content


async def test_a_spectator_sees_the_map_by_the_link_alone(start: Started) -> None:
    async with start() as site, site.paused():
        (session,) = site.manager.all()
        path = await share(site, session.id)
        async with httpx.AsyncClient(base_url=site.origin) as stranger:
            shared = await stranger.get(f"{path}/map")
            refused = await stranger.get(f"/play/{session.id}/map")
            nothing = await stranger.get("/shared/no-such-link/map")
        assert seen(shared.content) == WIDTH * HEIGHT
        assert (refused.status_code, nothing.status_code) == (401, 404)


async def test_the_picture_shows_where_a_plan_leads_as_soon_as_it_is_in_force(
    start: Started,
) -> None:
    async with start() as site, site.paused() as client:
        assert client.frames[-1][-3:] == b"\xff\xff\0"
        await client.ask("plan", text="go to the spot at 3 east")
        while client.frames[-1][-3:] == b"\xff\xff\0":
            await client.frame()
        assert bytes((START + 3, START)) in client.frames[-1]


async def test_what_has_no_map_says_so(start: Started) -> None:
    async with start() as site:
        name = await site.open(world="pogs", planner="explorer")
        async with site.client(name) as client, site.http() as http:
            await client.hello()
            graph = await http.get(f"/play/{name}/map")
            gone = await http.get("/play/nobody/map")
        assert (graph.status_code, gone.status_code) == (404, 404)
