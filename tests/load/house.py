"""A full house: ``python -m tests.load.house [--sessions N] [--viewers N] [--silent N]``.

So many games go on, watched by so many in all; in some a person presses keys. First all viewers
read; then some more come that read nothing, as behind a line that broke without a word. The table
has the time from a key press to the picture that shows it in both phases, and what became of the
silent. One more person then asks for a game, and is told their place in the line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect

from agent.core.frame import HEAD
from tests.load.fuzz import table
from tests.load.running import Running, running

RATE = 5.0  # steps a second of a game
KEYS = 4.0  # a second, of a person
PEOPLE = 5  # who press keys
MOVES = (1, 2, 3, 4)


Door = tuple[str, dict[str, str]]  # the address of the WebSocket, and the owner's header


async def _join(door: Door, stack: AsyncExitStack, session: str) -> ClientConnection:
    address, owner = door
    ws = await stack.enter_async_context(
        connect(address, additional_headers=owner, compression=None)
    )
    viewer = f"{random.getrandbits(64):x}"
    await ws.send(json.dumps({"type": "hello", "id": 0, "session": session, "viewer": viewer}))
    return ws


def _crowd(door: Door, sessions: Sequence[str], viewers: int, here: Event, end: Event) -> None:
    """Viewers who read all that comes, in a process of their own."""

    async def watch() -> None:
        async with AsyncExitStack() as stack:
            sockets = [
                await _join(door, stack, sessions[number % len(sessions)])
                for number in range(viewers)
            ]
            for number, ws in enumerate(sockets[: len(sessions)]):
                for told in ({"type": "speed", "steps_per_second": RATE}, {"type": "play"}):
                    await ws.send(json.dumps({**told, "id": number + 1}))
            reading = [asyncio.create_task(_read(ws)) for ws in sockets]
            here.set()
            while not end.is_set():
                await asyncio.sleep(0.1)
            for task in reading:
                task.cancel()

    asyncio.run(watch())


async def _read(ws: ClientConnection) -> None:
    async for _ in ws:
        pass


async def _pictured(ws: ClientConnection) -> None:
    """Wait for the first picture: until then a world is being made, and nobody may act."""
    async with asyncio.timeout(60):
        while not isinstance(await ws.recv(), bytes):
            pass


async def _press(ws: ClientConnection, seconds: float) -> list[float]:
    """Press keys; ms from each to the picture that has it."""
    pressed: dict[int, float] = {}
    took: list[float] = []

    async def read() -> None:
        async for message in ws:
            if isinstance(message, bytes):
                sent = pressed.pop(HEAD.unpack_from(message)[2], None)
                if sent is not None:
                    took.append(1000 * (time.perf_counter() - sent))

    reading = asyncio.create_task(read())
    number, until = random.randrange(30_000), time.perf_counter() + seconds
    await ws.send(json.dumps({"type": "take_over", "id": number}))
    await asyncio.sleep(random.random() / KEYS)
    while time.perf_counter() < until:
        number += 1
        pressed[number] = time.perf_counter()
        act = {"type": "act", "id": number, "action": random.choice(MOVES)}
        await ws.send(json.dumps(act))
        await asyncio.sleep(1 / KEYS)
    reading.cancel()
    return took


async def _weigh(door: Door, session: str, seconds: float) -> tuple[float, float]:
    """Bytes a step that a viewer of a game gets: of pictures, and of events."""
    pictures = events = steps = 0
    async with AsyncExitStack() as stack:
        ws = await _join(door, stack, session)
        await _pictured(ws)  # the welcome is not of a step
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            async with asyncio.timeout(60):
                message = await ws.recv()
            if isinstance(message, bytes):
                steps += 1
                pictures += len(message)
            else:
                events += len(message)
    return pictures / steps, events / steps


async def _phases(
    server: Running, people: Sequence[str], sessions: Sequence[str], silent: int, seconds: float
) -> dict[str, float]:
    """Keys without the silent and with them."""
    door = (server.socket, server.owner)
    async with AsyncExitStack() as stack:
        keys = [await _join(door, stack, session) for session in people]
        await asyncio.gather(*(_pictured(ws) for ws in keys))
        without = await asyncio.gather(*(_press(ws, seconds) for ws in keys))
        quiet = [
            await _join(door, stack, sessions[number % len(sessions)]) for number in range(silent)
        ]
        for ws in quiet:
            ws.transport.pause_reading()
        beside = await asyncio.gather(*(_press(ws, seconds) for ws in keys))
        async with asyncio.timeout(60):
            while (await _watchers(server)) > len(people):
                await asyncio.sleep(0.5)
        rows: dict[str, float] = {}
        for name, took in (("without the silent", without), ("beside the silent", beside)):
            every = [one for person in took for one in person]
            if not every:
                raise RuntimeError(
                    "nobody's key had a picture: their games ended; ask for fewer seconds"
                )
            for share in (50, 95):
                rows[f"key p{share} {name}, ms"] = float(np.percentile(every, share))
        rows["bytes a step, pictures"], rows["bytes a step, events"] = await _weigh(
            door, sessions[0], seconds
        )
        rows["silent that are there still"] = (await _watchers(server)) - len(people)
        for ws in quiet:
            ws.transport.abort()
        return rows


async def _watchers(server: Running) -> int:
    """Connections of this process, as the server counts them: all but the crowd's, which ended."""
    async with httpx.AsyncClient(base_url=server.origin, headers=server.owner) as http:
        told = (await http.get("/api/admin")).json()
    return sum(len(session["viewers"]) for session in told["sessions"]) - _Crowd.viewers


class _Crowd:
    viewers = 0  # of the process that only reads


def measure(
    planner: str, sessions: int, viewers: int, silent: int, seconds: float, folder: Path
) -> dict[str, float | str]:
    """The rows of the table."""
    context = multiprocessing.get_context("spawn")
    limits = {"max_sessions": sessions, "max_connections_of_address": 10_000, "cap": 10_000}
    with running(folder / "data", planner=planner, **limits) as server:
        names = [server.begin() for _ in range(sessions)]
        people, watched = names[: min(PEOPLE, sessions - 1)], names[min(PEOPLE, sessions - 1) :]
        here, end = context.Event(), context.Event()
        crowd = context.Process(
            target=_crowd,
            args=((server.socket, server.owner), watched, viewers, here, end),
            daemon=True,
        )
        crowd.start()
        try:
            if not here.wait(120):
                raise RuntimeError("the viewers do not come")
            _Crowd.viewers = viewers
            cpu = server.process.cpu_times()
            begun = time.perf_counter()
            rows: dict[str, float | str] = dict(
                asyncio.run(_phases(server, people, watched, silent, seconds))
            )
            spent = server.process.cpu_times()
            share = (spent.user + spent.system - cpu.user - cpu.system) / (
                time.perf_counter() - begun
            )
            told = httpx.get(f"{server.origin}/api/admin", headers=server.owner, timeout=60).json()
            reached = [
                session["times"]["reached"]
                for session in told["sessions"]
                if session["id"] in watched and session["times"]["reached"]
            ]
            rows["steps a second of a game, median"] = float(np.median(reached or [0.0]))
            rows["of the slowest"] = min(reached or [0.0])
            rows["of the server's processor, %"] = 100 * share
            rows["MiB"] = server.memory()
            records = [trace.read_text() for trace in (folder / "data/sessions").rglob("*.jsonl")]
            steps = sum(text.count('{"type":"step"') for text in records)
            rows["bytes a step, record"] = sum(map(len, records)) / steps
            rows["open files"] = server.files()
            refused = httpx.post(
                f"{server.origin}/api/sessions", headers=server.owner, json={}, timeout=60
            )
            rows["one more game"] = refused.json()["detail"]
            rows["tracebacks"] = server.faults().total()
        finally:
            end.set()
            crowd.join(20)
            crowd.terminate()
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--planner", default="expert")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--silent", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(
            given.planner, given.sessions, given.viewers, given.silent, given.seconds, Path(folder)
        )
    Console().print(table(f"{given.sessions} games, {given.viewers} viewers", rows))


if __name__ == "__main__":
    main()
