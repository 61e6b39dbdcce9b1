"""The application: sessions, pages, the WebSocket, behind the gate."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import crafter
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from server import episodes, pages, planners, socket
from server.gate import Gate
from server.hub import Hub
from server.library import routes as library_routes
from server.library.library import Library
from server.players import Players
from server.settings import Settings
from web import STATIC

TEXTURES = Path(crafter.__file__).parent / "assets"


def create_app(settings: Settings, make: episodes.Make = episodes.make, players: Players | None = None) -> FastAPI:
    """The application of one server. One process only: the sessions live in it.

    Args:
        settings: of the server.
        make: begins an episode, in a worker thread.
        players: with planners that are loaded already; by default each is loaded when it is first asked for.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        hub = app.state.hub = Hub(settings, make, players or Players(settings))
        library = app.state.library = Library(settings.data)
        yield
        library.close()
        await hub.stop()

    app = FastAPI(title="Sidequest", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.add_exception_handler(sqlite3.Error, library_routes.no_database)
    app.add_middleware(Gate, settings=settings)
    app.include_router(pages.router)
    app.include_router(planners.router)
    app.include_router(socket.router)
    app.include_router(library_routes.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/textures", StaticFiles(directory=TEXTURES), name="textures")
    return app
