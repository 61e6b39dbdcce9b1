"""A real server on a free port, in the test's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agent.core.reader import Reader
from server import serve
from server.app import create_app
from server.core.settings import ServerSettings
from server.sessions.manager import SessionManager
from server.sessions.opening import Make
from server.sessions.planners import Load, PlannerPool
from tests.server.client import Client
from tests.server.meadow import Maker, load
from web import FOLDER

TOKEN = "the-token-of-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Site:
    """A running server."""

    app: FastAPI
    port: int
    data: Path
    maker: Maker
    server: serve.Server
    serving: asyncio.Task[None]

    @property
    def manager(self) -> SessionManager:
        manager: SessionManager = self.app.state.manager
        return manager

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def http(self, **options: Any) -> httpx.AsyncClient:
        """An HTTP client of the owner."""
        headers = {**BEARER, **options.pop("headers", {})}
        return httpx.AsyncClient(base_url=self.origin, headers=headers, **options)

    async def enter(self, ticket: str = TOKEN) -> httpx.AsyncClient:
        """A browser that has come in by a link."""
        async with httpx.AsyncClient(base_url=self.origin) as browser:
            came = await browser.post("/enter", data={"ticket": ticket})
        assert came.status_code == 303, came.text
        return httpx.AsyncClient(base_url=self.origin, cookies=came.cookies, timeout=60)

    async def open(self, **wanted: Any) -> str:
        """Begin a session; its id."""
        async with self.http() as http:
            answer = await http.post("/api/sessions", json=wanted)
        assert answer.status_code == 201, answer.text
        name: str = answer.json()["id"]
        return name

    def client(self, session: str, viewer: str = "anna") -> Client:
        return Client(self.address, session, viewer, key=TOKEN)

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/v1"

    @asynccontextmanager
    async def paused(self, viewer: str = "anna") -> AsyncIterator[Client]:
        """A viewer of a new session that is paused before its first step."""
        name = await self.open()
        async with self.client(name, viewer) as client:
            await client.hello()
            await client.ask("pause")
            yield client

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.serving


Start = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def running(
    data: Path,
    make: Make | None = None,
    load: Load = load,
    reader: Reader | None = None,
    web: Path = FOLDER,
    **given: Any,
) -> AsyncIterator[Site]:
    """A server with the given settings.

    ``make`` and ``load``: with other worlds and planners than the tests' own; ``reader``: with a
    second reader; ``web``: with other pages.
    """
    slow = {"steps_per_second": 0.5, "planner": "random"}
    settings = ServerSettings(**{"port": 0, "token": TOKEN, "data": data, **slow, **given})
    maker = Maker()
    app = create_app(settings, make or maker, PlannerPool(settings, load), reader, web)
    listening = serve.bind("127.0.0.1", 0)
    server = serve.server(app)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    site = Site(app, listening.getsockname()[1], data, maker, server, serving)
    try:
        yield site
    finally:
        await site.stop()


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a server, see ``running``."""
    return partial(running, tmp_path)
