"""How quick the server is: ``python -m tests.bench.server [--planner NAME] [--threads N]``.

Starts ``sidequest play`` in a process of its own and watches 1, 10 and 20 sessions at 10 steps a
second, one viewer each, all in this process. First every viewer has the controls and presses a key
10 times a second, at a random phase; then the planners play, and in one more session a viewer goes
on pressing keys. Each row prints:

- key ms: from the key press (``act`` sent) to the state frame that has it, while all press;
- meanwhile: the same of the one who presses keys while the planners play;
- steps/s: of each session while the planners play;
- tick ms: how far the time between two frames is from 100 ms;
- the bytes of a frame, and the server's resident memory.

The last line says by how much the latest frame of a watched session was late while another session
made the server load a planner that nobody had played with (``--loads``).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil
from websockets.asyncio.client import ClientConnection, connect

from agent.core.frame import HEAD

SESSIONS = (1, 10, 20)
RATE = 10  # keys, and steps, a second
PHASE_SECONDS = 3.5
MOVES = (0, 1, 2, 3, 4)


@dataclass
class Figures:
    """What the viewers of one row measured, in ms, steps a second and bytes."""

    keys: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


class Watcher:
    """One viewer of one session."""

    def __init__(self, ws: ClientConnection, figures: Figures) -> None:
        self._ws = ws
        self._figures = figures
        self.keys = figures.keys
        self._pressed: dict[int, float] = {}
        self._id = 0
        self._first: tuple[int, float] | None = None  # step that the planner played, and when
        self._arrived: float | None = None
        self._step = 0
        self._loaded = asyncio.Event()
        self.playing = False

    async def send(self, kind: str, **fields: object) -> None:
        """Send a command."""
        self._id += 1
        if kind == "act":
            self._pressed[self._id] = time.perf_counter()
        await self._ws.send(json.dumps({"type": kind, "id": self._id, **fields}))

    async def join(self, session: str) -> None:
        """Say hello and wait for the world."""
        await self.send("hello", session=session, viewer=f"bench-{random.getrandbits(64)}")
        await self._loaded.wait()

    async def press(self) -> None:
        """Take the controls and press keys."""
        await self.send("take_over")
        await asyncio.sleep(random.random() / RATE)
        until = time.perf_counter() + PHASE_SECONDS
        while time.perf_counter() < until:
            await self.send("act", action=random.choice(MOVES))
            await asyncio.sleep(1 / RATE)

    async def read(self) -> None:
        """Read all that comes."""
        async for message in self._ws:
            if isinstance(message, bytes):
                self._take(message)
            elif not self._loaded.is_set():
                state = json.loads(message).get("state", {"mode": "loading"})
                if state["mode"] != "loading":
                    self._loaded.set()

    def _take(self, picture: bytes) -> None:
        now = time.perf_counter()
        header = HEAD.unpack_from(picture)
        ack, step = header[2], header[3]
        self._figures.sizes.append(len(picture))
        if (pressed := self._pressed.pop(ack, None)) is not None:
            self.keys.append(1000 * (now - pressed))
        if self.playing and step == self._step + 1:
            if self._arrived is not None:
                self._figures.ticks.append(abs(1000 * (now - self._arrived) - 1000 / RATE))
            self._first = self._first or (step, now)
            self._arrived = now
        self._step = step

    def rate(self) -> float:
        """Steps a second, from the first to the last that the planner played."""
        if self._first is None or self._arrived is None or self._arrived == self._first[1]:
            return 0.0
        return (self._step - self._first[0]) / (self._arrived - self._first[1])


def owner(address: str) -> dict[str, str]:
    """The header of who has the key in the printed address."""
    return {"Authorization": f"Bearer {urlsplit(address).fragment}"}


async def begin(address: str, **wanted: object) -> str:
    """A new session."""
    parts = urlsplit(address)
    base = f"{parts.scheme}://{parts.netloc}"
    async with httpx.AsyncClient(base_url=base, headers=owner(address), timeout=60) as http:
        answer = await http.post("/api/sessions", json=wanted)
    name: str = answer.raise_for_status().json()["id"]
    return name


async def dial(address: str) -> ClientConnection:
    """A viewer's connection."""
    where = f"ws://{urlsplit(address).netloc}/ws/v1"
    return await connect(where, compression=None, additional_headers=owner(address))


async def latest_while_loading(address: str, planner: str) -> float:
    """ms by which the latest frame of a session was late while a planner was loaded."""
    figures = Figures()
    name, ws = await begin(address), await dial(address)
    watcher = Watcher(ws, figures)
    reading = asyncio.create_task(watcher.read())
    await watcher.join(name)
    await watcher.send("speed", steps_per_second=RATE)
    await watcher.send("play")
    watcher.playing = True
    await asyncio.sleep(1)
    other = await dial(address)
    late = Watcher(other, Figures())
    also = asyncio.create_task(late.read())
    await late.join(await begin(address, planner=planner))
    await asyncio.sleep(1)
    for one in (ws, other):
        await one.close()
    await asyncio.gather(reading, also)
    return max(figures.ticks)


async def measure(address: str, sessions: int) -> Figures:
    """Watch new sessions of the server."""
    figures = Figures()
    names = [await begin(address) for _ in range(sessions + 1)]
    sockets = [await dial(address) for _ in names]
    watchers = [Watcher(ws, figures) for ws in sockets]
    reading = [asyncio.create_task(watcher.read()) for watcher in watchers]
    await asyncio.gather(
        *(watcher.join(name) for watcher, name in zip(watchers, names, strict=True))
    )
    await asyncio.gather(*(watcher.press() for watcher in watchers[1:]))
    person, *played = watchers
    person.keys = figures.meanwhile
    for watcher in played:
        await watcher.send("speed", steps_per_second=RATE)
        await watcher.send("give_back")
        watcher.playing = True
        await asyncio.sleep(1 / RATE / sessions)
    await person.press()
    figures.rates = [watcher.rate() for watcher in played]
    for ws in sockets:
        await ws.close()
    await asyncio.gather(*reading)
    return figures


def main() -> None:
    """Print a row for each number of sessions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--planner", default="expert")
    parser.add_argument("--threads", default="1", help="that compute each planner's decisions")
    parser.add_argument("--loads", default="pebble-1", help="the planner of the last line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        command = [
            sys.executable,
            "-m",
            "sidequest",
            "play",
            "--port",
            "0",
            "--data",
            data,
            "--planner",
            given.planner,
            "--threads",
            given.threads,
        ]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            if not address:
                sys.exit(f"the server did not start; see what it says: {' '.join(command[1:])}")
            print(
                "sessions  key p50  p95  meanwhile p50  p95  steps/s  tick p50  p95 ms"
                "  frame bytes  server MiB"
            )
            for sessions in SESSIONS:
                figures = asyncio.run(measure(address, sessions))
                memory = psutil.Process(server.pid).memory_info().rss / 2**20
                key50, key95 = np.percentile(figures.keys, (50, 95))
                tick50, tick95 = np.percentile(figures.ticks, (50, 95))
                size = np.median(figures.sizes)
                during50, during95 = np.percentile(figures.meanwhile, (50, 95))
                print(
                    (
                        f"{sessions:8}  {key50:7.1f} {key95:4.1f}  {during50:13.1f} {during95:4.1f}"
                        f"  {np.mean(figures.rates):7.1f}  {tick50:8.1f} "
                        f"{tick95:4.1f}     {size:11.0f}  {memory:10.0f}"
                    ),
                    flush=True,
                )
            late = asyncio.run(latest_while_loading(address, given.loads))
            print(f"latest frame while {given.loads} was loaded: {late:.0f} ms late")
            server.terminate()


if __name__ == "__main__":
    main()
