"""A player that does what the page does: it comes back by itself, sends what was not answered again
under its own number, and knows what it was told.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import ssl
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from agent.core.frame import HEAD
from agent.traces import trace as traces
from agent.traces.trace import PlanEvent, QueueEvent

RETRY = 0.1  # seconds
RECEIVED = 20.0  # seconds in which something must come


@dataclass
class Player:
    """One page of one session.

    Attributes:
        acked: the plans that the server took, and
        refused: those that it did not, by their words.
        seen: the newest step seen of each episode, by its number.
        returns: how often it came back to the session.
        gone: why it could not, "" while it could.
    """

    address: str
    token: str
    session: str
    rng: random.Random
    tls: ssl.SSLContext | None = None
    acked: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    returns: int = 0
    gone: str = ""
    commands: int = 0
    _ids: Any = field(default_factory=lambda: count(1))
    _unanswered: dict[int, dict[str, Any]] = field(default_factory=dict)
    _viewer: str = field(default_factory=lambda: secrets.token_hex(12))
    _life: str = ""
    _seq: int = -1
    _number: int = 0
    _mode: str = "loading"
    _back: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ClientConnection | None = None

    async def live(self) -> None:
        """Stay connected until cancelled."""
        while not self.gone:
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(
                    self.address,
                    compression=None,
                    additional_headers={"Authorization": f"Bearer {self.token}"},
                    ssl=self.tls,
                ) as socket:
                    await self._talk(socket)
            self._socket = None
            self._back.clear()
            await asyncio.sleep(RETRY)

    async def back(self) -> None:
        """Wait until it is connected, and knows how the game is."""
        await self._back.wait()

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return self._socket is not None

    async def ask(self, kind: str, **fields: Any) -> None:
        """Send a command, if there is a connection; its answer is noted when it comes."""
        if not self._back.is_set() or self._socket is None:
            return
        number = next(self._ids)
        message: dict[str, Any] = {"type": kind, "id": number, **fields}
        self._unanswered[number] = message
        self.commands += 1
        with suppress(WebSocketException):
            await self._socket.send(json.dumps(message))

    async def do_something(self) -> None:
        """One of the things that people do."""
        words = f"wait 2 steps, and think of {secrets.token_hex(6)}"
        match self.rng.randrange(12):
            case 0 | 1 | 2:
                await self.ask("plan", text=words)
            case 3 | 4:
                await self.ask("plan", text=words, queued=True)
            case 5:
                await self.ask("take_over")
            case 6 | 7 | 8:
                await self.ask("act", action=self.rng.randrange(5))
            case 9:
                await self.ask("play")
            case 10:
                await self.ask("cancel_plan")
            case 11 if self.seen.get(self._number, 0) > 5 and self.rng.random() < 0.3:
                await self.ask("rewind", step=self.rng.randrange(5))

    def cut(self) -> None:
        """Break the connection at once, as a cable does."""
        if self._socket:
            self._socket.transport.abort()

    async def settled(self) -> None:
        """Wait until everything is answered."""
        while self._unanswered:
            await asyncio.sleep(0.01)

    async def _talk(self, socket: ClientConnection) -> None:
        hello: dict[str, Any] = {
            "session": self.session,
            "viewer": self._viewer,
            "key": self._viewer,
        }
        hello |= {"life": self._life, "last_seq": self._seq}
        await socket.send(json.dumps({"type": "hello", "id": next(self._ids), **hello}))
        self._socket = socket
        while True:
            async with asyncio.timeout(RECEIVED):
                data = await socket.recv()
            if isinstance(data, bytes):
                step = HEAD.unpack_from(data)[3]
                self.seen[self._number] = max(step, self.seen.get(self._number, 0))
                continue
            await self._hear(socket, json.loads(data))

    async def _hear(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        if message["type"] in ("ack", "error"):
            self._settle(message)
            return
        self._seq = message.get("seq", self._seq)
        self._life = message.get("life", self._life)
        if state := message.get("state"):
            self._number = state["number"]
            if message["type"] == "episode" or state["step"]:
                self.seen.setdefault(self._number, 0)
        mode = state["mode"] if state else message.get("mode")
        if mode is not None and mode != "loading" and not self._back.is_set():
            self._back.set()
            self.returns += 1
            for waiting in list(self._unanswered.values()):
                await socket.send(json.dumps(waiting))

    def _settle(self, message: dict[str, Any]) -> None:
        if message.get("code") == "unknown_session":
            self.gone = message["text"]
        asked = self._unanswered.pop(message["id"], None)
        if asked and asked["type"] == "plan":
            if message["type"] == "ack":
                self.acked.add(asked["text"])
            else:
                self.refused[asked["text"]] = message["text"]


@dataclass
class Found:
    """What the records of a session have of what its player was told."""

    lost: int = 0  # plans that were acknowledged and are nowhere
    doubled: int = 0  # plans that are twice in one record
    wrong: int = 0  # plans that were refused and are there
    steps: int = 0  # the most steps of an episode that were seen and are not recorded
    damaged: int = 0  # records that are not read whole


def compare(player: Player, folder: Path) -> Found:
    """Look for what a player was told in the records of the session."""
    found = Found()
    written: set[str] = set()
    for path in folder.glob("*.jsonl"):
        trace = traces.read(path)
        found.damaged += bool(trace.fault)
        made = Counter(
            {
                event.id: event.text
                for event in trace.events
                if isinstance(event, PlanEvent | QueueEvent)
            }.values()
        )
        ours = {text: n for text, n in made.items() if text in player.acked | player.refused.keys()}
        written |= ours.keys()
        found.doubled += sum(n - 1 for n in ours.values())
        last = max((step.step for step in trace.steps), default=0)
        found.steps = max(found.steps, player.seen.get(int(path.stem), 0) - last)
    found.lost = len(player.acked - written)
    found.wrong = len(player.refused.keys() & written)
    return found
