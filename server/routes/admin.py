"""What an administrator sees: the sessions, planners, viewers, memory and disk of this server; and
how a session is ended.

Nothing is measured for it but the times of steps and batches, which are noted as they come; the
rest is counted when somebody looks.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Annotated

import psutil
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from server.core.settings import LIMITS, ServerSettings
from server.core.templates import show
from server.library import address
from server.library.library import Library
from server.library.routes import TheLibrary
from server.protocol.commands import Mode
from server.routes.disk import Disk, Usage
from server.routes.play import TheManager
from server.sessions.lag import Timing
from server.sessions.planners import Work
from server.sessions.session import Session

ID_SHOWN = 6  # characters of a viewer's id: enough to tell tabs apart, too few to pass for one

router = APIRouter()
_process = psutil.Process()


class ConnectionReport(BaseModel):
    """Who watches a session."""

    id: str  # the first characters; "" for a spectator
    spectator: bool
    has_controls: bool
    waiting: int  # events that wait to be sent
    skipped: int  # pictures that were not sent because a newer one came


class SessionReport(BaseModel):
    """A session that goes on."""

    id: str
    url: str
    planner: str
    mode: Mode
    step: int
    steps_per_second: float  # that are asked for
    times: Timing
    waiting: int  # commands that wait for the session
    viewers: list[ConnectionReport]
    skipped: int  # pictures, of those who have left, too
    cut_off: int  # viewers that were too slow


class IndexReport(BaseModel):
    """How far the library's index is."""

    records: int  # files there are
    indexed: int  # of them, as of the last time somebody looked into the library
    reading: tuple[int, int] | None  # how many of how many it still reads


class Limit(BaseModel):
    """A setting that limits people."""

    name: str  # of the environment variable
    value: float | None
    of: str


class ServerReport(BaseModel):
    """All of it."""

    uptime: float  # seconds
    memory: int  # resident bytes of the process
    threads: int
    sessions: list[SessionReport]
    planners: dict[str, Work]
    # None where the disk does not tell, and why stands in ``faults``
    disk: Usage | None
    index: IndexReport | None
    faults: list[str]
    limits: list[Limit]


def disk_of(request: Request) -> Disk:
    """The server's disk."""
    disk: Disk = request.app.state.disk
    return disk


@router.get("/admin")
def admin_page(request: Request) -> Response:
    """The page."""
    days = request.app.state.settings.login_days
    return show(request, "admin.html", days=f"{days:g}")


@router.get("/api/admin")
async def state(
    request: Request,
    manager: TheManager,
    library: TheLibrary,
    disk: Annotated[Disk, Depends(disk_of)],
) -> ServerReport:
    """What the page shows."""
    settings: ServerSettings = request.app.state.settings
    faults: list[str] = []
    usage = index = None
    try:
        usage = await run_in_threadpool(disk.usage)
        index = await run_in_threadpool(_index, library)
    except (OSError, sqlite3.Error) as error:
        faults.append(f"The data folder cannot be read: {error}.")
    return ServerReport(
        uptime=time.time() - _process.create_time(),
        memory=_process.memory_info().rss,
        threads=_process.num_threads(),
        sessions=[_session(one) for one in manager.all()],
        planners={name: worker.work for name, worker in manager.pool.loaded().items()},
        disk=usage,
        index=index,
        faults=faults,
        limits=[
            Limit(name=f"SIDEQUEST_{name.upper()}", value=getattr(settings, name), of=of)
            for name, of in LIMITS.items()
        ],
    )


@router.delete("/api/admin/sessions/{session_id}", status_code=204)
async def end(session_id: str, manager: TheManager) -> None:
    """End a session: its trace is closed, its viewers are told."""
    session = manager.find(session_id)
    if not session:
        raise HTTPException(404, f"there is no session {session_id!r}")
    await manager.end(session)


def _session(session: Session) -> SessionReport:
    publisher, connections = session.publisher, session.publisher.connections
    return SessionReport(
        id=session.id,
        url=f"/play/{session.id}",
        planner=publisher.state.planner,
        mode=publisher.mode,
        step=publisher.state.step,
        steps_per_second=publisher.steps_per_second,
        times=session.lag.figures(asyncio.get_running_loop().time(), runs=session.runs),
        waiting=session.waiting,
        viewers=[
            ConnectionReport(
                id=viewer.id[:ID_SHOWN],
                spectator=viewer.spectator,
                has_controls=viewer.id != "" and viewer.id == publisher.controller,
                waiting=viewer.waiting,
                skipped=viewer.skipped,
            )
            for viewer in connections
        ],
        skipped=connections.skipped,
        cut_off=connections.cut_off,
    )


def _index(library: Library) -> IndexReport:
    with library.index.open() as rows:
        (indexed,) = rows.execute("SELECT COUNT(*) FROM record").fetchone()
    records = sum(1 for _ in address.all_in(library.data))
    return IndexReport(records=records, indexed=indexed, reading=library.reading)
