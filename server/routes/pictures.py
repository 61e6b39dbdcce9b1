"""The pictures of steps that were played, for who watches a session that goes on.

An answer is state frames (``agent.core.frame``) one after the other, each behind its length as a
little-endian u16, as in a replay; ``seq`` and ``ack`` are 0.
"""

from __future__ import annotations

import struct
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from server.library.library import Library
from server.library.links import SharedSession
from server.library.routes import library_of
from server.routes.play import TheManager
from server.sessions.session import Session

_LENGTH = struct.Struct("<H")
_MOST = 2**31 - 1

router = APIRouter()


class Wanted:
    """Which pictures."""

    def __init__(
        self,
        first: Annotated[int, Query(ge=0, le=_MOST)],
        last: Annotated[int | None, Query(ge=0, le=_MOST)] = None,
        episode: Annotated[int, Query(ge=0, le=_MOST)] = 0,
    ) -> None:
        """``last``: ``first`` by default; ``episode``: 0 for the current one."""
        self.first = first
        self.last = first if last is None else last
        self.episode = episode


TheWanted = Annotated[Wanted, Depends(Wanted)]


@router.get("/api/sessions/{session_id}/pictures")
async def pictures(session_id: str, manager: TheManager, wanted: TheWanted) -> Response:
    """Pictures of a session."""
    return await _send(manager.find(session_id), wanted)


@router.get("/shared/{token}/pictures")
async def shared_pictures(
    request: Request, token: str, manager: TheManager, wanted: TheWanted
) -> Response:
    """Pictures of the session that a link opens."""
    library: Library = library_of(request)
    shared = await run_in_threadpool(library.links.open, token)
    session = manager.find(shared.session) if isinstance(shared, SharedSession) else None
    return await _send(session, wanted)


async def _send(session: Session | None, wanted: Wanted) -> Response:
    if not session:
        raise HTTPException(404, "there is no such session")
    try:
        frames = await session.pictures(wanted.episode, wanted.first, wanted.last)
    except (ValueError, OSError) as error:
        raise HTTPException(404, str(error)) from error
    packed = b"".join(_LENGTH.pack(len(frame)) + frame for frame in frames)
    return Response(packed, media_type="application/octet-stream")
