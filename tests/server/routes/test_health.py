"""What monitors are told."""

from __future__ import annotations

from itertools import count

import httpx
import pytest

from server.core import metrics
from tests.server.conftest import Site, Start
from tests.server.routes.test_admin import look

pytestmark = pytest.mark.anyio


async def ask(site: Site, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=site.origin) as anybody:
        return await anybody.get(path)


def lose(site: Site) -> None:
    """The data folder goes away, and a file stands in its place."""
    for attempt in count():
        site.data.rename(site.data.with_name(f"lost-{site.data.name}-{attempt}"))
        try:
            site.data.touch(exist_ok=False)
        except FileExistsError:  # a sweep has made it again
            continue
        return


async def test_a_server_that_can_record_is_alive_and_ready(start: Start) -> None:
    async with start() as site:
        assert (await ask(site, "/healthz")).json() == {"status": "ok"}
        told = await ask(site, "/readyz")
        assert (told.status_code, told.json()["status"]) == (200, "ok")


async def test_without_its_data_folder_it_is_alive_but_not_ready(start: Start) -> None:
    async with start() as site:
        lose(site)
        assert (await ask(site, "/healthz")).status_code == 200
        told = await ask(site, "/readyz")
        assert told.status_code == 503
        assert told.json()["disk"].startswith("the data folder cannot be written")
        assert str(site.data) not in told.text


async def test_a_game_that_cannot_be_recorded_is_told(start: Start) -> None:
    async with start() as site, site.paused():
        site.manager.all()[0].publisher.tell_recorder("The disk is full.")
        told = await ask(site, "/readyz")
        assert (told.status_code, told.json()["recorder"]) == (503, "1 games cannot be recorded")


async def test_too_little_room_is_not_ready(start: Start) -> None:
    async with start(min_free_bytes=2**60) as site:
        assert "bytes are free" in (await ask(site, "/readyz")).json()["disk"]


async def test_the_administrator_sees_the_sessions_when_the_disk_does_not_work(
    start: Start,
) -> None:
    async with start() as site, site.paused():
        lose(site)
        told = await look(site)
        assert len(told["sessions"]) == 1
        assert told["index"] is None
        assert told["faults"][0].startswith("The data folder cannot be read")


async def test_figures_are_for_prometheus_and_only_for_those_who_may(start: Start) -> None:
    async with start(planner="expert") as site, site.paused() as anna:
        before = metrics.DECISIONS.labels("expert")._value.get()
        await anna.ask("step")
        assert metrics.DECISIONS.labels("expert")._value.get() == before + 1
        async with site.http() as http:
            text = (await http.get("/metrics")).text
        for line in (
            'sidequest_sessions{mode="paused"} 1.0',
            'sidequest_viewers{kind="player"} 1.0',
            'sidequest_queue_depth{queue="commands"} 0.0',
            "sidequest_disk_free_bytes ",
            "sidequest_tick_lateness_seconds_bucket",
            'sidequest_requests_total{status="201"}',
        ):
            assert f"\n{line}" in text, line
        assert (await ask(site, "/metrics")).status_code == 401
