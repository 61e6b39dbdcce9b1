"""Kill the server under load, again and again: ``python -m tests.faults.crash --kills N``.

``sidequest play`` runs in a process of its own, four games are played at 20 steps a second with
plans, keys, takeovers and rewinds, and at a random moment the process gets SIGKILL. Then the records
are compared with what the players were told, and the server is started again on the same data. The
players come back by themselves, to the same sessions, and play on. In the end every record is
replayed and its digests are compared.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from agent.traces import trace as traces
from agent.worlds import registry as worlds
from tests.faults.player import Found, Player, compare

GAMES = 4
TOKEN = "the-token-of-the-fault-tests"
START = 120.0  # seconds in which a server has to answer
BACK = 60.0  # seconds in which a player has to be back


@dataclass
class Crashed:
    """What was found after all kills; see ``Found`` for most."""

    kills: int = 0
    commands: int = 0
    acked: int = 0
    not_back: int = 0  # players that did not find back to their session
    not_kept: int = 0  # sessions without a record
    unverified: int = 0
    records: int = 0
    found: Found = field(default_factory=Found)
    starts: list[float] = field(default_factory=list)  # seconds

    def table(self) -> str:
        """For people."""
        rows = {
            "kills with SIGKILL": self.kills,
            "commands sent": self.commands,
            "plans acknowledged": self.acked,
            "acknowledged plans lost": self.found.lost,
            "plans carried out twice": self.found.doubled,
            "plans refused and carried out": self.found.wrong,
            "steps seen and lost, at most": self.found.steps,
            "sessions without a record": self.not_kept,
            "players that did not come back": self.not_back,
            "records": self.records,
            "records that do not verify": self.unverified + self.found.damaged,
            "seconds to start again, median": f"{sorted(self.starts)[len(self.starts) // 2]:.1f}",
        }
        return "\n".join(["| | |", "| --- | --- |", *(f"| {k} | {v} |" for k, v in rows.items())])

    @property
    def faults(self) -> int:
        """All that must not be; one step may be in flight."""
        found = self.found
        flawed = found.lost + found.doubled + found.wrong + max(0, found.steps - 1) + found.damaged
        return flawed + self.not_back + self.not_kept + self.unverified


async def crash(data: Path, kills: int, seed: int) -> Crashed:
    """Kill a server so many times."""
    rng, told, port = random.Random(seed), Crashed(), free_port()
    origin = f"http://127.0.0.1:{port}"
    players: list[Player] = []
    lives: list[asyncio.Task[None]] = []
    server = await _start(data, port, told)
    try:
        async with httpx.AsyncClient(
            base_url=origin, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
        ) as http:
            for _ in range(GAMES):
                answer = (await http.post("/api/sessions", json={})).raise_for_status()
                address = f"{origin.replace('http', 'ws')}/ws/v1"
                players.append(Player(address, TOKEN, answer.json()["id"], rng))
        lives = [asyncio.create_task(player.live()) for player in players]
        for _ in range(kills):
            await _all_back(players, told)
            await _play(players, rng.uniform(0.2, 2.0))
            server.send_signal(signal.SIGKILL)
            server.wait()
            await asyncio.sleep(0.05)  # what was on its way to the players comes
            told.kills += 1
            _judge(players, data, told)
            server = await _start(data, port, told)
        await _all_back(players, told)
        await _play(players, 0.5)
        async with asyncio.timeout(BACK):
            await asyncio.gather(*(player.settled() for player in players))
        server.terminate()
        server.wait()
        _judge(players, data, told)
    finally:
        for life in lives:
            life.cancel()
        server.kill()
        server.wait()
    told.commands = sum(player.commands for player in players)
    told.acked = sum(len(player.acked) for player in players)
    _verify(data, told)
    return told


async def _play(players: Sequence[Player], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await asyncio.gather(*(player.do_something() for player in players))
        await asyncio.sleep(0.02)


async def _all_back(players: Sequence[Player], told: Crashed) -> None:
    try:
        async with asyncio.timeout(BACK):
            await asyncio.gather(*(player.back() for player in players))
        await asyncio.gather(*(player.ask("play") for player in players))
    except TimeoutError:
        told.not_back += sum(not player._back.is_set() for player in players)
        raise


def _judge(players: Sequence[Player], data: Path, told: Crashed) -> None:
    all_found = told.found
    for player in players:
        folder = data / "sessions" / player.session
        told.not_kept += not folder.is_dir()
        found = compare(player, folder)
        all_found.lost = max(all_found.lost, found.lost)
        all_found.doubled = max(all_found.doubled, found.doubled)
        all_found.wrong = max(all_found.wrong, found.wrong)
        all_found.steps = max(all_found.steps, found.steps)
        all_found.damaged = max(all_found.damaged, found.damaged)


def _verify(data: Path, told: Crashed) -> None:
    for path in sorted((data / "sessions").glob("*/*.jsonl")):
        trace = traces.read(path)
        told.records += 1
        try:
            traces.verify(trace, worlds.find(trace.header.world).make())
        except traces.TraceError as error:
            print(error, file=sys.stderr)
            told.unverified += 1


async def _start(data: Path, port: int, told: Crashed) -> subprocess.Popen[bytes]:
    """A server on the data, when it answers."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "sidequest", "play", "--planner", "expert"]
    command += ["--port", str(port), "--data", str(data)]
    settings = {"SIDEQUEST_TOKEN": TOKEN, "SIDEQUEST_STEPS_PER_SECOND": "20"}
    server = subprocess.Popen(
        command,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    async with httpx.AsyncClient() as http, asyncio.timeout(START):
        while True:
            try:
                (await http.get(f"http://127.0.0.1:{port}/healthz")).raise_for_status()
                break
            except httpx.TransportError:
                if server.poll() is not None:
                    raise RuntimeError(f"the server did not start: {command}") from None
                await asyncio.sleep(0.05)
    told.starts.append(time.monotonic() - begun)
    return server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def main() -> None:
    """Kill, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sidequest-crash-") as folder:
        told = asyncio.run(crash(Path(folder), given.kills, given.seed))
    print(told.table())
    sys.exit(told.faults > 0)


if __name__ == "__main__":
    main()
