"""What is served over HTTP."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
import pytest

from tests.server.conftest import TOKEN, Start
from web import FOLDER

pytestmark = pytest.mark.anyio


async def test_who_is_in_is_led_to_a_session(start: Start) -> None:
    async with start() as site, site.http() as browser:
        answer = await browser.get("/")
        assert answer.status_code == 303
        page = await browser.get(answer.headers["location"])
        assert page.status_code == 200
        newest = site.manager.newest()
        assert newest is not None
        assert newest.id in page.text
        assert (await browser.get("/")).headers["location"] == answer.headers["location"]


async def test_without_a_link_a_page_says_what_to_do(start: Start) -> None:
    async with start() as site, httpx.AsyncClient(base_url=site.origin) as browser:
        for path in ("/", "/play/x", "/api/sessions", f"/?token={TOKEN}"):
            answer = await browser.get(path)
            assert answer.status_code == 401
            assert "ask its owner for a new link" in answer.text
        assert not site.manager.all()


async def test_a_foreign_host_or_origin_is_refused(start: Start) -> None:
    async with start() as site, site.http() as http:
        assert (
            await http.get("/", headers={"Host": f"evil.example:{site.port}"})
        ).status_code == 403
        posted = await http.post(
            "/api/sessions", json={}, headers={"Origin": "http://evil.example"}
        )
        assert posted.status_code == 403
        assert not site.manager.all()


async def test_sessions_are_begun_and_listed(start: Start) -> None:
    async with start() as site, site.http() as http:
        begun = (await http.post("/api/sessions", json={"seed": 5})).json()
        assert begun["url"] == f"/play/{begun['id']}"
        listed = (await http.get("/api/sessions")).json()
        assert [(one["id"], one["seed"], one["viewers"]) for one in listed] == [(begun["id"], 5, 0)]


async def test_an_unknown_planner_is_refused_with_the_known_ones(start: Start) -> None:
    async with start() as site, site.http() as http:
        answer = await http.post("/api/sessions", json={"planner": "deep-thought"})
        assert answer.status_code == 422
        assert "expert" in answer.json()["detail"]


async def test_a_session_that_is_gone_says_so(start: Start) -> None:
    async with start() as site, site.http() as http:
        answer = await http.get("/play/gone")
        assert answer.status_code == 404
        assert "gone" in answer.text


async def test_a_new_session_takes_the_room_of_one_that_nobody_watches(start: Start) -> None:
    async with start(max_sessions=1, grace=0) as site, site.http() as http:
        unwatched = await site.open()
        watched = await site.open()
        assert [session.id for session in site.manager.all()] == [watched] != [unwatched]
        async with site.client(watched) as client:
            await client.hello()
            assert (await http.post("/api/sessions", json={})).status_code == 503


async def test_a_monitor_may_ask_for_the_head_alone(start: Start) -> None:
    async with start() as site, site.http() as http:
        for path in ("/", "/healthz", "/library"):
            whole, head = await http.get(path), await http.head(path)
            assert (head.status_code, head.content) == (whole.status_code, b"")
            assert head.headers.get("content-type") == whole.headers.get("content-type")


async def test_every_answer_has_the_protecting_headers(start: Start) -> None:
    async with start() as site, site.http() as http:
        for path in ("/healthz", "/", "/play/gone", "/assets/crafter/grass.png", "/nothing"):
            headers = (await http.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy  # nobody's page can hold this one
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"


async def test_crafters_textures_are_served(start: Start) -> None:
    async with start() as site, site.http() as http:
        answer = await http.get("/assets/crafter/grass.png")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


async def test_a_world_comes_into_the_page_by_its_template(start: Start, tmp_path: Path) -> None:
    web = tmp_path / "web"
    shutil.copytree(FOLDER, web)
    template = "{% macro picture(playing) %}<svg data-picture></svg>{% endmacro %}"
    (web / "templates/worlds/maze.html").write_text(template)
    (web / "static/worlds/maze").mkdir()
    (web / "static/worlds/maze/index.js").write_text("export const maze = {};")
    async with start(web=web) as site, site.http() as http:
        page = (await http.get(f"/play/{await site.open()}")).text
        assert '<div class="boxless" data-of="maze" hidden><svg data-picture></svg></div>' in page
        assert re.search(
            r'<link rel="stylesheet" href="/static/v-\w+/worlds/maze/maze\.all\.css">', page
        )
        assert (await http.get("/static/worlds/maze/index.js")).text == "export const maze = {};"
