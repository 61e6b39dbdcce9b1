"""Another game, watched from a process of its own: how late its pictures are while something is
done to the server.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from websockets.asyncio.client import connect

from tests.load.running import START, Running

RATE = 10.0  # steps a second


@dataclass
class Neighbour:
    """What was seen; there once the watching is over."""

    late: list[float] = field(default_factory=list)  # ms that each picture came too late


@contextmanager
def neighbour(server: Running) -> Iterator[Neighbour]:
    """Watch a game of its own meanwhile."""
    seen = Neighbour()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    session = server.begin()
    process = context.Process(
        target=_watch, args=(server.socket, server.owner, session, theirs), daemon=True
    )
    process.start()
    try:
        if not ours.poll(START):
            raise RuntimeError("the game that is watched does not begin")
        ours.recv()
        yield seen
        ours.send("stop")
        if ours.poll(30):
            seen.late = ours.recv()
    finally:
        process.terminate()
        process.join(10)


def _watch(address: str, owner: dict[str, str], session: str, pipe: Connection) -> None:
    asyncio.run(_watch_game(address, owner, session, pipe))


async def _watch_game(address: str, owner: dict[str, str], session: str, pipe: Connection) -> None:
    late: list[float] = []
    async with connect(address, additional_headers=owner, compression=None) as ws:
        opening: list[dict[str, object]] = [
            {"type": "hello", "session": session, "viewer": "neighbour"},
            {"type": "speed", "steps_per_second": RATE},
            {"type": "play"},
        ]
        for number, command in enumerate(opening):
            await ws.send(json.dumps({**command, "id": number}))
        before, begun = None, False
        while not (begun and pipe.poll()):
            try:
                async with asyncio.timeout(1):
                    message = await ws.recv()
            except TimeoutError:
                continue
            if not isinstance(message, bytes):
                kind = json.loads(message)["type"]
                if kind == "ended":  # the game is over: another one
                    await ws.send(json.dumps({"type": "new_world", "id": len(late) + 10}))
                if kind == "episode":  # nobody waits for a picture while a world is made
                    before = None
                continue
            now = time.perf_counter()
            if not begun:
                begun = True
                pipe.send("begun")
            if before is not None:
                late.append(max(0.0, 1000 * (now - before - 1 / RATE)))
            before = now
    pipe.send(late)
