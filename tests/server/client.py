"""A viewer for the tests: a real WebSocket and what came through it."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from types import TracebackType
from typing import Any, Self, get_args

from websockets.asyncio.client import ClientConnection, connect

from server.protocol.commands import Command, SessionCommand
from server.protocol.messages import server_message

# The commands of a session by their names in JSON.
COMMANDS: dict[str, type[Command]] = {
    get_args(command.model_fields["type"].annotation)[0]: command
    for command in get_args(SessionCommand)
}
KEY = "of the tab"
PATIENCE = 10.0  # seconds; far more than anything takes
_ids = count(1)  # a viewer that comes back counts on, as the page does


class Client:
    """One connection. Every text message that comes is checked against the protocol."""

    def __init__(
        self,
        url: str,
        session: str,
        viewer: str = "anna",
        origin: str | None = None,
        cookie: str = "",
        key: str = "",
        patience: float = PATIENCE,
    ) -> None:
        """``key``: the owner's; ``patience``: seconds for which a message is waited for."""
        self._url, self._session, self._viewer, self._origin = url, session, viewer, origin
        self._headers = {
            **({"Cookie": cookie} if cookie else {}),
            **({"Authorization": f"Bearer {key}"} if key else {}),
        }
        self._patience = patience
        self.last_id = 0
        self.ws: ClientConnection
        self.events: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.arrived: list[dict[str, Any] | bytes] = []

    async def __aenter__(self) -> Self:
        self.ws = await connect(
            self._url,
            compression=None,
            origin=self._origin,  # type: ignore[arg-type]
            additional_headers=self._headers,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.ws.close()

    async def receive(self) -> dict[str, Any] | bytes:
        """The next message."""
        async with asyncio.timeout(self._patience):
            data = await self.ws.recv()
        if isinstance(data, bytes):
            self.frames.append(data)
            self.arrived.append(data)
            return data
        server_message.validate_json(data)
        message: dict[str, Any] = json.loads(data)
        if "seq" in message:
            self.events.append(message)
        self.arrived.append(message)
        return message

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Read until a message of this type with these fields comes."""
        while True:
            message = await self.receive()
            if (
                isinstance(message, dict)
                and message["type"] == kind
                and fields.items() <= message.items()
            ):
                return message

    def last(self, kind: str) -> dict[str, Any]:
        """The last event of a type that has come."""
        return next(event for event in reversed(self.events) if event["type"] == kind)

    async def frame(self) -> bytes:
        """The next state frame."""
        while not isinstance(message := await self.receive(), bytes):
            pass
        return message

    async def send(self, kind: str, **fields: Any) -> int:
        """Send a command; its id."""
        self.last_id = next(_ids)
        await self.ws.send(json.dumps({"type": kind, "id": self.last_id, **fields}))
        return self.last_id

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a command; its ack, or its error."""
        return await self.until_answered(await self.send(kind, **fields))

    async def until_answered(self, number: int) -> dict[str, Any]:
        """Read until the ack, or the error, of the command of this id comes."""
        while True:
            message = await self.receive()
            if (
                isinstance(message, dict)
                and message["type"] in ("ack", "error")
                and message["id"] == number
            ):
                return message

    async def hello(self, **fields: Any) -> dict[str, Any]:
        """Say hello; the state once the world is there."""
        mine = {"session": self._session, "viewer": self._viewer, "key": KEY}
        await self.send("hello", **{**mine, **fields})
        welcome = await self.until("welcome")
        if welcome["state"]["mode"] == "loading":
            return await self.until("episode")
        return welcome


def goal_texts(plan: dict[str, Any]) -> list[str]:
    """The goals of a plan as people read them."""
    return [goal["text"] for goal in plan["goals"]]
