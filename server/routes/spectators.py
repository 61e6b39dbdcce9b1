"""Spectators: the links that are made for them (``server.library.links``), what these open, and the
connections that came by one.

The gate lets everybody come to ``/shared/``; the token in the path alone opens something, to be
watched only: a record's replay, or a session, live over a WebSocket while it goes on and then as
the replay of its last record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, WebSocket
from fastapi import Path as UrlPath
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from server.core import texts
from server.core.database import RowId
from server.core.templates import page, show
from server.library import address
from server.library.address import Address
from server.library.library import Library
from server.library.links import Link, Links, MadeLink, SharedSession
from server.library.routes import Asked, Record, TheLibrary, send_replay
from server.protocol.commands import Hello
from server.routes.play import PROTOCOL_VERSION, TheManager, send_chart
from server.routes.socket import connection_of, serve
from server.sessions.connection import Connection
from server.sessions.manager import SessionManager
from server.sessions.rules import FREE
from server.sessions.session import Session

LINK_REVOKED = 4003
TRY_LATER = 1013
SESSION_PATTERN = r"^[A-Za-z0-9_-]+$"

router = APIRouter()


class Spectators:
    """The connections that came by links. All methods belong to the event loop."""

    def __init__(self, links: Links, most: int) -> None:
        """``most``: how many there may be."""
        self._links = links
        self._most = most
        self._tokens: dict[Connection, str] = {}

    async def admit(self, connection: Connection, token: str) -> Address | SharedSession | None:
        """What a token opens.

        The viewer is cut off where it opens nothing, or there are too many; and when it is revoked.
        """
        # before the look: if it is revoked meanwhile, this one is found
        self._tokens[connection] = token
        shared = await run_in_threadpool(self._links.open, token)
        if shared is None:
            connection.cut(LINK_REVOKED, texts.REVOKED)
        elif len(self._tokens) > self._most:
            connection.cut(TRY_LATER, texts.FULL)
        return shared

    def forget(self, connection: Connection) -> None:
        """A connection is closed."""
        del self._tokens[connection]

    async def drop_revoked(self) -> None:
        """Cut off all whose link opens nothing any more."""
        for token in set(self._tokens.values()):
            if await run_in_threadpool(self._links.open, token) is None:
                for connection in [
                    connection for connection, its in self._tokens.items() if its == token
                ]:
                    connection.cut(LINK_REVOKED, texts.REVOKED)


def spectators_of(request: Request) -> Spectators:
    """The server's spectators."""
    spectators: Spectators = request.app.state.spectators
    return spectators


TheSpectators = Annotated[Spectators, Depends(spectators_of)]


def session_of(
    library: TheLibrary,
    manager: TheManager,
    session: Annotated[str, UrlPath(pattern=SESSION_PATTERN, max_length=64)],
) -> SharedSession:
    """The session that an address names, which goes on or has records. 404 if it is not there."""
    if not manager.find(session) and not address.last_of(session, library.data):
        raise HTTPException(404, f"there is no session {session!r}")
    return SharedSession(session)


SessionHere = Annotated[SharedSession, Depends(session_of)]


@router.get("/api/sessions/{session}/links")
def session_links(library: TheLibrary, session: SessionHere) -> list[Link]:
    """The links to a session."""
    return library.links.of(session)


@router.post("/api/sessions/{session}/links", status_code=201)
def make_session_link(library: TheLibrary, session: SessionHere, asked: Asked) -> MadeLink:
    """Make a link to a session."""
    return library.links.make(session, asked.who)


@router.delete("/api/sessions/{session}/links/{link_id}")
async def revoke_session_link(
    library: TheLibrary, spectators: TheSpectators, session: SessionHere, link_id: RowId
) -> list[Link]:
    """Revoke a link to a session: who came by it sees nothing more."""
    return await _revoke(library, spectators, session, link_id)


@router.get("/api/replays/{session}/{number}/links")
def record_links(library: TheLibrary, record: Record) -> list[Link]:
    """The links to a record, and to its session."""
    return library.links.of(record)


@router.post("/api/replays/{session}/{number}/links", status_code=201)
def make_record_link(library: TheLibrary, record: Record, asked: Asked) -> MadeLink:
    """Make a link to a record."""
    return library.links.make(record, asked.who)


@router.delete("/api/replays/{session}/{number}/links/{link_id}")
async def revoke_record_link(
    library: TheLibrary, spectators: TheSpectators, record: Record, link_id: RowId
) -> list[Link]:
    """Revoke a link to a record, or to its session."""
    return await _revoke(library, spectators, record, link_id)


async def _revoke(
    library: Library, spectators: Spectators, shared: Address | SharedSession, link: int
) -> list[Link]:
    if not await run_in_threadpool(library.links.revoke, shared, link):
        raise HTTPException(404, f"there is no link {link} here that could be revoked")
    await spectators.drop_revoked()
    return await run_in_threadpool(library.links.of, shared)


# --- for those who have a link and no token of the server ---


@router.get("/shared/{token}")
def shared_page(request: Request, library: TheLibrary, manager: TheManager, token: str) -> Response:
    """What a link opens, to be watched only."""
    shared = library.links.open(token)
    if isinstance(shared, SharedSession) and manager.find(shared.session):
        # What it shows comes over the WebSocket beside its address.
        return show(
            request,
            "play.html",
            session="shared",
            protocol=PROTOCOL_VERSION,
            rules=FREE,
            shared=True,
        )
    record = _record(library.data, shared)
    if record is None or not record.path(library.data).is_file():
        return page(
            request,
            404,
            "This link opens nothing",
            "It was revoked, or it is not complete. Ask the person who sent it for a new one.",
        )
    sides = [{"name": "", "data": f"/shared/{token}/replay"}]
    return show(request, "replay.html", sides=sides, record="", shared=True)


@router.get("/shared/{token}/replay")
async def shared_replay(
    request: Request, library: TheLibrary, manager: TheManager, token: str
) -> Response:
    """What the page of a link to a record, or to a session that has ended, shows."""
    shared = await run_in_threadpool(library.links.open, token)
    if isinstance(shared, SharedSession) and manager.find(shared.session):
        raise HTTPException(404, "this session goes on; its replay is there when it has ended")
    record = await run_in_threadpool(_record, library.data, shared)
    if record is None:
        raise HTTPException(404, "this link opens nothing")
    return await send_replay(request, library, record)


@router.get("/shared/{token}/map")
def shared_chart(
    request: Request, library: TheLibrary, manager: TheManager, token: str
) -> Response:
    """The map of a session that goes on, for who came by a link."""
    shared = library.links.open(token)
    session = manager.find(shared.session) if isinstance(shared, SharedSession) else None
    if session is None:
        raise HTTPException(404, "this link opens no session that goes on")
    return send_chart(request, session)


@router.websocket("/shared/{token}/ws")
async def connect(socket: WebSocket, token: str) -> None:
    """Serve one spectator of a session that goes on."""
    spectators: Spectators = socket.app.state.spectators
    manager: SessionManager = socket.app.state.manager
    connection = connection_of(socket, spectator=True)
    try:
        shared = await spectators.admit(connection, token)

        async def find(_hello: Hello) -> Session | None:
            return manager.find(shared.session) if isinstance(shared, SharedSession) else None

        await serve(socket, connection, find)
    finally:
        spectators.forget(connection)


def _record(data: Path, shared: Address | SharedSession | None) -> Address | None:
    return address.last_of(shared.session, data) if isinstance(shared, SharedSession) else shared
