"""What an administrator sees: the sessions, planners, viewers, memory and disk of this server; and how a session is ended.

Nothing is measured for it but the times of steps and batches, which are noted as they come; the rest is counted when somebody looks.
"""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import psutil
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from server.core.templates import show
from server.library import address
from server.library.library import Library
from server.library.routes import TheLibrary
from server.routes.disk import Disk, Usage
from server.routes.play import TheHub
from server.sessions.control import Mode
from server.sessions.lag import Figures
from server.sessions.planners import Work
from server.sessions.session import Session

ID_SHOWN = 6  # characters of a viewer's id: enough to tell tabs apart, too few to pass for one

router = APIRouter()
_process = psutil.Process()


class ViewerState(BaseModel):
    """Who watches a session."""

    id: str  # the first characters; "" for a spectator
    spectator: bool
    has_controls: bool
    waiting: int  # events that wait to be sent
    skipped: int  # pictures that were not sent because a newer one came


class SessionState(BaseModel):
    """A session that goes on."""

    id: str
    url: str
    planner: str
    mode: Mode
    step: int
    steps_per_second: float  # that are asked for
    times: Figures
    waiting: int  # commands that wait for the session
    viewers: list[ViewerState]
    skipped: int  # pictures, of those who have left, too
    cut_off: int  # viewers that were too slow


class IndexState(BaseModel):
    """How far the library's index is."""

    records: int  # files there are
    indexed: int  # of them, as of the last time somebody looked into the library
    reading: tuple[int, int] | None  # how many of how many it still reads


class State(BaseModel):
    """All of it."""

    uptime: float  # seconds
    memory: int  # resident bytes of the process
    threads: int
    sessions: list[SessionState]
    planners: dict[str, Work]
    disk: Usage
    index: IndexState


def disk_of(request: Request) -> Disk:
    """The server's disk."""
    disk: Disk = request.app.state.disk
    return disk


@router.get("/admin")
def admin_page(request: Request) -> Response:
    """The page."""
    return show(request, "admin.html")


@router.get("/api/admin")
async def state(hub: TheHub, library: TheLibrary, disk: Annotated[Disk, Depends(disk_of)]) -> State:
    """What the page shows."""
    usage, index = await asyncio.gather(run_in_threadpool(disk.usage), run_in_threadpool(_index, library))
    return State(
        uptime=time.time() - _process.create_time(),
        memory=_process.memory_info().rss,
        threads=_process.num_threads(),
        sessions=[_session(one) for one in hub.all()],
        planners={name: player.work for name, player in hub.players.loaded().items()},
        disk=usage,
        index=index,
    )


@router.delete("/api/admin/sessions/{session_id}", status_code=204)
async def end(session_id: str, hub: TheHub) -> None:
    """End a session: its trace is closed, its viewers are told."""
    session = hub.find(session_id)
    if not session:
        raise HTTPException(404, f"there is no session {session_id!r}")
    await hub.end(session)


def _session(session: Session) -> SessionState:
    stage, audience = session.stage, session.stage.audience
    return SessionState(
        id=session.id,
        url=f"/play/{session.id}",
        planner=stage.board.planner,
        mode=stage.mode,
        step=stage.board.step,
        steps_per_second=stage.steps_per_second,
        times=session.lag.figures(asyncio.get_running_loop().time(), runs=session.runs),
        waiting=session.waiting,
        viewers=[
            ViewerState(
                id=viewer.id[:ID_SHOWN],
                spectator=viewer.spectator,
                has_controls=viewer.id != "" and viewer.id == stage.controller,
                waiting=viewer.waiting,
                skipped=viewer.skipped,
            )
            for viewer in audience
        ],
        skipped=audience.skipped,
        cut_off=audience.cut_off,
    )


def _index(library: Library) -> IndexState:
    with library.index.open() as rows:
        (indexed,) = rows.execute("SELECT COUNT(*) FROM record").fetchone()
    records = sum(1 for _ in address.all_in(library.data))
    return IndexState(records=records, indexed=indexed, reading=library.reading)
