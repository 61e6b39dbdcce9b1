"""What comes in that nobody meant: ``python -m tests.load.fuzz [--messages N] [--seed N]``.

Nine in ten are messages of WebSockets: text that is no JSON, JSON that is no command, commands
with odd values, bytes, text that is no UTF-8, much too long. The rest are requests: every route
with odd places, queries, headers and bodies, and bytes that are no HTTP. Meanwhile another game is
watched.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from server import rights_table
from tests.load.neighbour import neighbour
from tests.load.running import Running, running
from tests.server.client import COMMANDS

HANG = 30.0  # seconds without an answer
EVERY = 50  # messages between two pings that ask whether the connection lives
WORKERS = 4

_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**63, 1e308, "", "x", "\x00", "‮", "'; DROP TABLE record; --",
    "../../etc/passwd", "{{7*7}}", "<script>", "😀" * 50, [], [[]], {}, {"a": 1},
)  # fmt: skip
_FIELDS = (
    "action", "text", "steps_per_second", "seed", "session", "viewer", "key", "step", "plan",
    "planner", "world", "seconds", "branches", "steps", "authority", "queued", "last_seq",
)  # fmt: skip


def message(draw: random.Random, session: str) -> str | bytes | None:
    """What a WebSocket may bring; None for a text frame that is no UTF-8."""
    kind = draw.random()
    if kind < 0.55:
        told: dict[str, Any] = {"type": draw.choice([*COMMANDS, "ping", "hello", "fly", 7])}
        if draw.random() < 0.9:
            told["id"] = draw.choice([draw.randrange(2**31), *_ODD])
        for name in draw.sample(_FIELDS, draw.randrange(4)):
            told[name] = draw.choice([*_ODD, draw.randrange(20), session, "collect 3 wood"])
        return json.dumps(told)
    if kind < 0.7:
        name = draw.choice(list(COMMANDS))
        return json.dumps({"type": name, "id": draw.randrange(2**31), "text": "collect 3 wood"})
    if kind < 0.8:
        return "".join(chr(draw.randrange(32, 0x2FF)) for _ in range(draw.randrange(200)))
    if kind < 0.88:
        return draw.randbytes(draw.randrange(100))
    if kind < 0.94:
        return draw.choice(
            ["{", "[" * 5000, '{"id": NaN}', '{"type": "play", "id": 1e999}', "9" * 5000]
        )
    if kind < 0.97:
        return None
    return "x" * 20_000


def request(draw: random.Random, session: str) -> tuple[str, str, dict[str, str], bytes]:
    """Method, address, headers, body."""
    method, path, _ = draw.choice([row for row in rights_table.rows() if row[0] != "WS"])
    if draw.random() < 0.1:
        method = draw.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])

    def place(_: re.Match[str]) -> str:
        return quote(str(draw.choice([*_ODD, session, 1, "meadow"])), safe="")

    path = re.sub(r"{\w+}", place, path)
    if draw.random() < 0.3:
        odd = draw.choice(_ODD)
        path += f"?{draw.choice(['page', 'left', 'from', 'session', 'key'])}={quote(str(odd))}"
    headers = {}
    if draw.random() < 0.7:
        headers["Content-Type"] = draw.choice(
            ["application/json", "application/x-www-form-urlencoded", "text/plain", "x", ""]
        )
    body = draw.choice(
        [
            b"",
            b"{}",
            b'{"seed": NaN}',
            b"\xff\xfe\x00",
            draw.randbytes(50),
            json.dumps({draw.choice(_FIELDS): draw.choice(_ODD)}).encode(),
            b"ticket=%ff&code=" + b"a" * 50,
            b"[" * 3000,
            b"x" * draw.choice([10, 200_000]),
        ]
    )
    return method, path, headers, body


class Fuzz:
    """One run, and what came of it."""

    def __init__(self, server: Running, seed: int) -> None:
        self._server = server
        self._draw = random.Random(seed)
        self.counts: Counter[str] = Counter()

    async def run(self, messages: int) -> None:
        """Send so many."""
        session = self._server.begin()
        requests = messages // 10
        each = (messages - requests) // WORKERS
        await asyncio.gather(
            *(self._talk(session, each) for _ in range(WORKERS)),
            *(self._ask(session, requests // WORKERS) for _ in range(WORKERS)),
        )

    async def _talk(self, session: str, count: int) -> None:
        while count > 0:
            try:
                async with connect(
                    self._server.socket, additional_headers=self._server.owner, compression=None
                ) as ws:
                    reading = asyncio.create_task(self._read(ws))
                    hello = {"type": "hello", "id": 0, "session": session, "viewer": "fuzz"}
                    await ws.send(json.dumps(hello))
                    try:
                        while count > 0:
                            count -= 1
                            self.counts["messages"] += 1
                            await self._send(ws, session)
                            if count % EVERY == 0:
                                async with asyncio.timeout(HANG):
                                    await (await ws.ping())
                    finally:
                        reading.cancel()
            except ConnectionClosed as closed:
                self.counts[f"closed with {closed.rcvd.code if closed.rcvd else 1006}"] += 1
            except TimeoutError:
                self.counts["hangs"] += 1

    async def _send(self, ws: ClientConnection, session: str) -> None:
        told = message(self._draw, session)
        if told is None:
            await ws.send(b'{"type": "ping\xff"}', text=True)
        else:
            await ws.send(told)

    async def _read(self, ws: ClientConnection) -> None:
        async for _ in ws:
            pass

    async def _ask(self, session: str, count: int) -> None:
        where = urlsplit(self._server.origin)
        async with httpx.AsyncClient(
            base_url=self._server.origin, headers=self._server.owner, timeout=HANG
        ) as http:
            for _ in range(count):
                self.counts["requests"] += 1
                if self._draw.random() < 0.05:
                    await self._bytes(where.hostname or "", where.port or 80)
                    continue
                method, path, headers, body = request(self._draw, session)
                if (method, path) == ("POST", "/leave") or path.startswith("/api/admin/sessions/"):
                    continue
                try:
                    answer = await http.request(method, path, headers=headers, content=body)
                except httpx.TimeoutException:
                    self.counts["hangs"] += 1
                    continue
                except (httpx.TransportError, httpx.InvalidURL):
                    self.counts["closed requests"] += 1
                    continue
                self.counts[f"answers of {answer.status_code // 100}xx"] += 1
                if answer.status_code == 500:
                    self.counts["answers of exactly 500"] += 1

    async def _bytes(self, host: str, port: int) -> None:
        """Bytes that are no HTTP, or the beginning of some."""
        _, writer = await asyncio.open_connection(host, port)
        beginning = self._draw.choice(
            [b"", b"GET / HTTP/1.1\r\n", b"POST /enter HTTP/1.1\r\nHost:"]
        )
        writer.write(beginning + self._draw.randbytes(100))
        writer.close()


def measure(messages: int, seed: int, folder: Path) -> dict[str, float]:
    """The rows of the table."""
    limits = {"messages_per_second": 5000, "max_connections_of_address": 2000}
    with running(folder / "data", **limits) as server, neighbour(server) as seen:
        fuzz = Fuzz(server, seed)
        before = server.memory()
        asyncio.run(fuzz.run(max(messages // 10, 1)))
        half = server.memory()
        asyncio.run(fuzz.run(messages - messages // 10))
        after, faults = server.memory(), server.faults()
    late = seen.late or [0.0]
    return {
        **fuzz.counts,
        "answers of exactly 500": fuzz.counts["answers of exactly 500"],
        "hangs": fuzz.counts["hangs"],
        "tracebacks": faults.total(),
        **{f"fault: {text[:70]}": count for text, count in faults.items()},
        "MiB before": before,
        "MiB after a tenth": half,
        "MiB after": after,
        "pictures of the other game": len(late),
        "latest of them, ms": max(late),
        "p99 of them, ms": float(np.percentile(late, 99)),
    }


def table(title: str, rows: Mapping[str, float | str]) -> Table:
    """A table of figures by name."""
    shown = Table("", title, title_justify="left")
    for name, value in rows.items():
        told = value if isinstance(value, str) else f"{value:,.1f}".removesuffix(".0")
        shown.add_row(name, told)
    return shown


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(given.messages, given.seed, Path(folder))
    Console().print(table(f"{given.messages:,} messages", rows))


if __name__ == "__main__":
    main()
