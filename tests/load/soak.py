"""Many hours in few minutes: ``python -m tests.load.soak [--minutes N]``.

People come and go, begin worlds, write plans, go back, look at replays, without a pause. The table
has the server's memory and open files every tenth of the time: they must not grow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import connect

from tests.load.running import Running, running

PEOPLE = 6  # at once
SAMPLES = 10
PATIENCE = 60.0  # seconds for an answer; far more than anything takes
PLANS = ("collect 5 wood", "drink water", "go east, then collect stone", "gibberish")


async def _person(server: Running, until: float, counts: Counter[str], seed: int) -> None:
    """One visit after the other."""
    draw = random.Random(seed)
    # A connection for each request: one that is kept may be closed just when it is used again.
    fresh = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(
        base_url=server.origin, headers=server.owner, timeout=PATIENCE, limits=fresh
    ) as http:
        while time.monotonic() < until:
            session = (await http.post("/api/sessions", json={})).raise_for_status().json()["id"]
            counts["sessions"] += 1
            for _ in range(3):  # the line breaks, and the person comes back
                await _visit(server, session, draw, counts)
            await http.get(f"/api/replays/{session}/1")
            await http.get("/api/library")
            await http.delete(f"/api/admin/sessions/{session}")
            counts["replays"] += 1


def _commands(draw: random.Random) -> list[dict[str, object]]:
    return [
        {"type": "plan", "text": draw.choice(PLANS)},
        {"type": "play"},
        {"type": "pause"},
        {"type": "step"},
        {"type": "rewind", "step": 0},
        {"type": "new_world"},
        {"type": "try_plan", "text": PLANS[0], "branches": 2, "steps": 10},
    ]


async def _visit(server: Running, session: str, draw: random.Random, counts: Counter[str]) -> None:
    async with (
        connect(server.socket, additional_headers=server.owner, compression=None) as ws,
        asyncio.timeout(PATIENCE),
    ):
        number = draw.randrange(2**30)
        hello = {"type": "hello", "id": number, "session": session, "viewer": "soak"}
        await ws.send(json.dumps(hello))
        reading = asyncio.create_task(_read(ws))
        try:
            for _ in range(12):
                number += 1
                told = draw.choice(_commands(draw))
                counts["commands"] += 1
                await ws.send(json.dumps({**told, "id": number}))
                await asyncio.sleep(0.1)
        finally:
            reading.cancel()
    counts["visits"] += 1


async def _read(ws: object) -> None:
    async for _ in ws:  # type: ignore[attr-defined]
        pass


async def _soak(
    server: Running, seconds: float
) -> tuple[list[tuple[float, float, int]], Counter[str]]:
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    people = [
        asyncio.create_task(_person(server, begun + seconds, counts, seed))
        for seed in range(PEOPLE)
    ]
    samples = []
    for _ in range(SAMPLES):
        await asyncio.sleep(seconds / SAMPLES)
        samples.append((time.monotonic() - begun, server.memory(), server.files()))
    await asyncio.gather(*people)
    return samples, counts


def measure(minutes: float, folder: Path) -> tuple[list[tuple[float, float, int]], dict[str, int]]:
    """Samples (seconds, MiB, open files), and what was done."""
    with running(folder / "data", max_sessions=PEOPLE * 4) as server:
        samples, counts = asyncio.run(_soak(server, 60 * minutes))
        faults = server.faults()
        counts["tracebacks"] = faults.total()
        for text, count in faults.items():
            counts[f"of {text[:70]}"] = count
    return samples, dict(counts)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        samples, counts = measure(given.minutes, Path(folder))
    shown = Table("after", "MiB", "open files")
    for seconds, memory, files in samples:
        shown.add_row(f"{seconds / 60:.1f} min", f"{memory:.0f}", str(files))
    console = Console()
    console.print(shown)
    console.print(", ".join(f"{count:,} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
