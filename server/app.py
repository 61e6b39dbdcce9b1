"""The application: sessions, pages, the WebSocket, behind the gate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from agent.core.reader import Reader
from agent.worlds import registry as worlds
from server.core import errors
from server.core.access import Gate
from server.core.body import Body
from server.core.logins import Logins
from server.core.pictures import Pictures
from server.core.quota import Quotas
from server.core.requests import Requests
from server.core.root_path import UnderPath
from server.core.settings import ServerSettings
from server.core.static import Static
from server.core.templates import load
from server.library import figures as library_figures
from server.library import routes as library_routes
from server.library.library import Library
from server.routes import (
    admin,
    enter,
    health,
    language,
    pictures,
    planners,
    play,
    purpose,
    qr,
    socket,
    spectators,
    worth,
)
from server.routes.disk import Disk
from server.routes.spectators import Spectators
from server.sessions import opening
from server.sessions.manager import SessionManager
from server.sessions.planners import PlannerPool
from server.study import people_routes, study_routes, you_routes
from server.study.consent import BUILT_IN
from server.study.service import ParticipantService, participants_of
from server.study.study import load_all
from web import FOLDER

ROUTERS = (
    enter.router,
    play.router,
    purpose.router,
    pictures.router,
    planners.router,
    socket.router,
    library_routes.router,
    study_routes.router,
    people_routes.router,
    you_routes.router,
    library_figures.router,
    spectators.router,
    qr.router,
    worth.router,
    admin.router,
    health.router,
    language.router,
)


def create_app(
    settings: ServerSettings,
    make: opening.Make = opening.make,
    pool: PlannerPool | None = None,
    reader: Reader | None = None,
    web: Path = FOLDER,
) -> FastAPI:
    """The application of one server. One process only: the sessions live in it.

    Args:
        settings: of the server.
        make: begins an episode, in a worker thread.
        pool: with planners that are loaded already; by default each is loaded when it is first
            asked for.
        reader: the second reader of people's plans, if there is one.
        web: the folder with what people see, to try another one.

    Raises StudyError for a study that cannot be run, OSError if its consent text cannot be kept.
    """
    pool = pool or PlannerPool(settings)
    studies = load_all(settings.studies, settings.data)
    for study in studies.values():
        for version in (study, *study.arms.values()):
            pool.trust(version.planner)
    for agreement in (BUILT_IN, *(study.agreement for study in studies.values())):
        agreement.keep(settings.data)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        manager = app.state.manager = SessionManager(settings, make, pool, reader)
        library = app.state.library = Library(settings.data, settings.share_days)
        participants = app.state.participants = ParticipantService(
            settings.data, studies, manager, library
        )
        # for the library, which does not know of studies
        app.state.of_studies = participants.store.of_studies
        sweeping = asyncio.create_task(participants.sweep(), name="withdrawals")
        app.state.spectators = Spectators(library.links, settings.max_spectators)
        yield
        sweeping.cancel()
        library.close()
        await manager.stop()

    app = FastAPI(
        title="Sidequest", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.settings = settings
    logins = app.state.logins = Logins(settings.data, settings.key, settings.login_days)
    app.state.studies = studies
    app.state.quotas = Quotas(settings)
    app.state.disk = Disk(settings.data)
    static = Static(web / "static")
    app.state.templates = load(web, settings.root_path)
    app.state.templates.env.globals["static"] = lambda path: (
        settings.root_path + static.address(path)
    )
    for kind in errors.HANDLED:
        app.add_exception_handler(kind, errors.answer)
    app.add_middleware(Body, most=settings.max_body_bytes, timeout=settings.body_timeout)
    app.add_middleware(Gate, settings=settings, logins=logins, participants=participants_of)
    app.add_middleware(Requests)
    app.add_middleware(UnderPath, root=settings.root_path)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", static, name="static")
    for spec in worlds.WORLDS.values():
        if spec.assets is not None:
            app.mount(f"/assets/{spec.name}", Pictures(spec.assets))
    return app
