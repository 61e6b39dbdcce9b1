"""The WebSocket ``/ws/v1``: first a hello, then commands.

What is sent back is the viewer's to write.

Spectators have another address, see ``server.routes.spectators``, and no commands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from server.core import texts
from server.core.access import login_of
from server.core.quota import TooManyError, quotas_of
from server.core.rights import Role
from server.core.settings import ServerSettings
from server.protocol.commands import (
    Act,
    Command,
    Hello,
    Ping,
    Say,
    SessionCommand,
    TryPlan,
    WritePlan,
)
from server.protocol.messages import Pong, Refused
from server.protocol.parse import id_of, parse
from server.routes.rate import Bucket
from server.sessions.connection import Connection
from server.sessions.manager import NoRoomError
from server.sessions.session import Session
from server.study.service import participants_of

log = structlog.get_logger()

NO_HELLO = 4001
TRY_LATER = 1013
MAX_REASON = 100  # characters; a close frame holds 123 bytes
ABNORMAL = 1006
# Close codes of a peer that breaks the protocol: no frames of WebSocket, no UTF-8, too long.
FAULTY = (1002, 1007, 1009)

# Commands of which a person may give so many in an hour.
_COUNTED: Mapping[type[Command], str] = {
    WritePlan: "plans",
    TryPlan: "plans",
    Say: "plans",
    Act: "keys",
}

Find = Callable[[Hello], Awaitable[Session | None]]

router = APIRouter()


@router.websocket("/ws/v1")
async def connect(socket: WebSocket) -> None:
    """Serve a person who may command. ``server.core.access`` has let them in."""
    connection = connection_of(socket)
    login = login_of(socket)
    connection.link = login.link if login.role else None

    async def find(hello: Hello) -> Session | None:
        """A participant learns nothing of others' sessions, not even that they are there."""
        participants = participants_of(socket)
        known = await run_in_threadpool(participants.known, socket)
        owns = await run_in_threadpool(participants.owns, socket, hello.session)
        if not owns and login.role < Role.PLAYER:
            return None
        session = await participants.find(hello.session)
        if session is None:
            return None
        is_own = session.rules.study != "" and session.person.participant in known
        connection.only_watches = session.rules.study != "" and not is_own
        least = Role.RESEARCHER if session.rules.study else Role.PLAYER
        return session if is_own or login.role >= least else None

    await serve(socket, connection, find)


def connection_of(socket: WebSocket, *, spectator: bool = False) -> Connection:
    """The connection of a WebSocket."""
    settings: ServerSettings = socket.app.state.settings
    return Connection(
        _Line(socket),
        queue=settings.viewer_queue,
        send_timeout=settings.send_timeout,
        spectator=spectator,
    )


async def serve(socket: WebSocket, connection: Connection, find: Find) -> None:
    """Serve one connection until it closes.

    ``find``: the session that a hello leads to, None if there is none.
    """
    await socket.accept()
    writing = asyncio.create_task(connection.write())
    reading = asyncio.create_task(_Receiver(socket, connection, find).read())
    try:
        await asyncio.wait({writing, reading}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (writing, reading):
            task.cancel()
        for task in (writing, reading):
            with suppress(asyncio.CancelledError, WebSocketDisconnect):
                await task


class _Line:
    """A WebSocket to send by. Where the peer is gone it raises WebSocketDisconnect, whoever has
    closed it.
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def send_text(self, data: str) -> None:
        await self._send(self._socket.send_text(data))

    async def send_bytes(self, data: bytes) -> None:
        await self._send(self._socket.send_bytes(data))

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        await self._send(self._socket.close(code, reason))

    async def _send(self, sending: Awaitable[None]) -> None:
        try:
            await sending
        except RuntimeError as error:  # uvicorn has closed it by itself
            raise WebSocketDisconnect(ABNORMAL) from error


class _Receiver:
    """Reads what a viewer sends."""

    def __init__(self, socket: WebSocket, connection: Connection, find: Find) -> None:
        self._socket = socket
        self._connection = connection
        self._find = find
        self._session: Session | None = None
        self._settings: ServerSettings = socket.app.state.settings
        self._bucket = Bucket(self._settings.messages_per_second, self._now)

    async def read(self) -> None:
        """Read until the peer leaves or does not say hello in time."""
        try:
            async with asyncio.timeout(self._settings.hello_timeout) as patience:
                while True:
                    await self._read_one()
                    if self._session and patience.when() is not None:
                        patience.reschedule(None)
        except TimeoutError:
            self._connection.close(NO_HELLO, "no hello")
            await asyncio.sleep(self._settings.send_timeout)
        except WebSocketDisconnect:
            return
        finally:
            if self._session:
                self._session.leave(self._connection)

    async def _read_one(self) -> None:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            code = message.get("code", 1000)
            if code in FAULTY:
                log.warning("closed for what it sent", code=code)
            raise WebSocketDisconnect(code)
        if not self._bucket.take(self._now):
            limit = self._settings.messages_per_second
            self._refuse(
                Refused(
                    type="error",
                    id=id_of(message.get("text")),
                    code="rate",
                    text=f"More than {limit} messages a second; slow down.",
                )
            )
            return
        parsed = parse(message.get("text"))
        if isinstance(parsed, Refused):
            self._refuse(parsed)
        elif isinstance(parsed, Ping):
            self._connection.tell(Pong(type="pong", id=parsed.id).model_dump_json())
        elif isinstance(parsed, Hello):
            await self._greet(parsed)
        elif self._connection.spectator:
            self._refuse(
                Refused(type="error", id=parsed.id, code="not_allowed", text=texts.SPECTATOR)
            )
        elif self._session is None:
            self._refuse(
                Refused(
                    type="error",
                    id=parsed.id,
                    code="hello_first",
                    text="Say hello first: it names the session.",
                )
            )
        elif refusal := self._over_quota(parsed):
            self._refuse(Refused(type="error", id=parsed.id, code="rate", text=refusal))
        else:
            self._session.request(self._connection, parsed)

    async def _greet(self, hello: Hello) -> None:
        try:
            session = await self._find(hello)
        except (NoRoomError, ValueError) as error:
            self._connection.close(TRY_LATER, str(error)[:MAX_REASON])
            return
        if self._session:
            why = "This connection has said hello already; open another for another session."
            self._refuse(Refused(type="error", id=hello.id, code="not_allowed", text=why))
        elif session is None:
            why = (
                f"There is no session {hello.session!r} any more; open the start page for another."
            )
            self._refuse(Refused(type="error", id=hello.id, code="unknown_session", text=why))
        elif not self._connection.spectator and not session.claim(hello.viewer, hello.key):
            why = "Another tab is this viewer. Load the page again."
            self._refuse(Refused(type="error", id=hello.id, code="not_allowed", text=why))
        else:
            self._connection.id = "" if self._connection.spectator else hello.viewer
            self._session = session
            structlog.contextvars.bind_contextvars(session=session.id)
            missed = session.join(self._connection, hello.life, hello.last_seq)
            log.info("viewer", missed=missed)

    def _over_quota(self, command: SessionCommand) -> str:
        """Why a command is one too many of its kind, "" if it is not."""
        name = _COUNTED.get(type(command))
        if name and self._session:
            person = self._session.person.participant
            try:
                quotas_of(self._socket).require(name, self._socket, person)
            except TooManyError as error:
                return str(error.detail)
        return ""

    def _refuse(self, refused: Refused) -> None:
        self._connection.tell(refused.model_dump_json())

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()
