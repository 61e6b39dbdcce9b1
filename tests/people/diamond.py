"""How often a scripted person reaches the diamond through a planner, beside the same planner alone.

    .venv/bin/python -m tests.people.diamond --planner pebble --games runs/people.jsonl --out
    table.md

A real server and one WebSocket for each game, many games at once. Games are played step by step, so
that no picture is missed; what is played does not depend on how quick the machine is. All games go
on to the cap, to a death, or until everything is achieved. Each game is written down when it is
over: run the same command again for those that are missing.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import httpx
import joblib
import structlog
import typer

from agent.core import seeds as seed_ranges
from agent.core.code import code_digest
from agent.planners import registry
from server import serve
from server.app import create_app
from server.core.settings import ServerSettings
from tests.people.eyes import frames
from tests.people.games import ARMS, Arm, Conditions, Game, add, begin, missing, person_digest
from tests.people.person import Person
from tests.people.report import report
from tests.server.client import Client
from training.play.workers import parallel

TOKEN = "token-of-the-scripted-people"
LONGEST = 10_000  # steps of an episode on the server


@asynccontextmanager
async def _site(planner: str, data: Path) -> AsyncIterator[str]:
    """A running server; its address."""
    settings = ServerSettings(
        port=0,
        token=TOKEN,
        planner=planner,
        data=data,
        max_sessions=1000,
        threads=1,
        messages_per_second=100_000,
    )
    listening = serve.bind("127.0.0.1", 0)
    server = serve.server(create_app(settings))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def _play(address: str, planner: str, seed: int, arm: Arm, cap: int) -> list[Game]:
    """Play one game on a running server."""
    async with httpx.AsyncClient(
        base_url=f"http://{address}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=600
    ) as http:
        answer = await http.post("/api/sessions", json={"seed": seed, "planner": planner})
        answer.raise_for_status()
        session = answer.json()["id"]

        async def watch(number: int) -> list[bytes]:
            replay = await http.get(f"/api/replays/{session}/{number}")
            replay.raise_for_status()
            return frames(replay.content)

        where = f"ws://{address}/ws/v1"
        async with Client(where, session, key=TOKEN, patience=600) as client:
            await client.hello()
            await client.ask("pause")
            await client.ask("rewind", step=0)  # it may have played a step before the pause
            return await Person(client, watch, seed, cap=cap, arm=arm).play()


async def _play_all(
    planner: str, games: Sequence[tuple[int, Arm]], cap: int, at_once: int, out: Path
) -> int:
    room = asyncio.Semaphore(at_once)

    async def one(address: str, seed: int, arm: Arm) -> int:
        async with room:
            played = await _play(address, planner, seed, arm, cap)
        add(out, played)
        for game in played:
            typer.echo(
                f"{seed} {game.arm}: {game.over} at step {game.steps:,}, "
                f"{len(game.unlocked)} unlocked"
            )
        return played[-1].played

    with tempfile.TemporaryDirectory() as data:
        async with _site(planner, Path(data)) as address:
            return sum(await asyncio.gather(*(one(address, *game) for game in games)))


def _share(
    planner: str, games: Sequence[tuple[int, Arm]], cap: int, at_once: int, out: Path
) -> int:
    """Play games in this process; the steps that were played."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    try:
        return asyncio.run(_play_all(planner, games, cap, at_once, out))
    finally:
        structlog.configure(**before)


app = typer.Typer(add_completion=False)


@app.command()
def main(
    planner: str = "pebble",
    seeds: Annotated[str, typer.Option(help="Such as 1000-1039.")] = "1000-1039",
    cap: Annotated[
        int, typer.Option(min=1, max=LONGEST, help="Steps of each game, at the most.")
    ] = 5000,
    arms: Annotated[str, typer.Option(help="Which of alone, words, back.")] = ",".join(ARMS),
    jobs: Annotated[
        int, typer.Option(min=1, help="Servers, each a process with its share of the games.")
    ] = 1,
    at_once: Annotated[
        int, typer.Option(min=1, help="Games that each of them plays at once.")
    ] = 32,
    games: Annotated[
        Path, typer.Option(help="JSON Lines file of the games; one that is there is gone on with.")
    ] = Path("runs/people.jsonl"),
    out: Annotated[Path | None, typer.Option(help="Markdown file for the tables.")] = None,
) -> None:
    """Play what is missing, and tell."""
    chosen = tuple(arm for arm in ARMS if arm in arms.split(","))
    if set(arms.split(",")) - set(ARMS) or not chosen:
        raise typer.BadParameter(
            f"{arms!r}: the columns are {', '.join(ARMS)}", param_hint="--arms"
        )
    try:
        options = dict(registry.find(planner).options())
        conditions = Conditions(
            planner=planner, options=options, code=code_digest(), person=person_digest(), cap=cap
        )
        wanted = seed_ranges.parse(seeds)
        left = missing(begin(games, conditions), wanted, chosen)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    began = time.perf_counter()
    shares = [left[number::jobs] for number in range(jobs) if left[number::jobs]]
    steps = sum(
        parallel(
            jobs, [joblib.delayed(_share)(planner, share, cap, at_once, games) for share in shares]
        )
    )
    if left:
        seconds = time.perf_counter() - began
        typer.echo(
            f"{len(left)} games, {steps:,} steps in {seconds:,.0f} s, "
            f"{steps / seconds:,.0f} a second\n"
        )
    played = [game for game in begin(games, conditions) if game.seed in wanted]
    text = "\n".join(report(played, chosen, conditions, seeds))
    typer.echo(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    app()
