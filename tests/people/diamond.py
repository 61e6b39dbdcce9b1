"""How often a scripted person reaches the diamond through a planner, beside the same planner alone.

    .venv/bin/python -m tests.people.diamond --planner pebble --out docs/results/people.md

A real server and one WebSocket for each seed, all at once. Games are played step by step, so that no picture is missed; what is played
does not depend on how quick the machine is.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import httpx
import structlog
import typer

from server import serve
from server.app import create_app
from server.settings import Settings
from tests.people.eyes import frames
from tests.people.person import Outcome, Person
from tests.server.client import Client
from training import seeds as seed_ranges

TOKEN = "token-of-the-scripted-people"
ARMS: Mapping[str, tuple[bool, bool]] = {  # name -> whether the person writes, whether they go back
    "the planner alone": (False, False),
    "with a person's words": (True, False),
    "with words, going back after a death": (True, True),
}


@asynccontextmanager
async def _site(planner: str, data: Path) -> AsyncIterator[str]:
    """A running server; its address."""
    settings = Settings(port=0, token=TOKEN, planner=planner, data=data, max_sessions=1000, threads=1)
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


async def _game(address: str, planner: str, seed: int, cap: int, arm: str) -> Outcome:
    writes, goes_back = ARMS[arm]
    async with httpx.AsyncClient(base_url=f"http://{address}", params={"token": TOKEN}, timeout=600) as http:
        answer = await http.post("/api/sessions", json={"seed": seed, "planner": planner})
        answer.raise_for_status()
        session = answer.json()["id"]

        async def watch(number: int) -> list[bytes]:
            replay = await http.get(f"/api/replays/{session}/{number}")
            replay.raise_for_status()
            return frames(replay.content)

        async with Client(f"ws://{address}/ws/v1?token={TOKEN}", session, patience=600) as client:
            await client.hello()
            await client.ask("pause")
            await client.ask("rewind", step=0)  # it may have played a step before the pause
            outcome = await Person(client, watch, seed, cap=cap, writes=writes, goes_back=goes_back).play()
    typer.echo(f"{arm}: {json.dumps(outcome.told)}")
    return outcome


async def _play(planner: str, seeds: Sequence[int], cap: int, arms: Sequence[str]) -> dict[str, list[Outcome]]:
    found = {}
    for arm in arms:
        with tempfile.TemporaryDirectory() as data:
            async with _site(planner, Path(data)) as address:
                found[arm] = list(await asyncio.gather(*(_game(address, planner, seed, cap, arm) for seed in seeds)))
    return found


def report(found: Mapping[str, Sequence[Outcome]], planner: str, seeds: str, cap: int) -> Iterator[str]:
    """The lines of two Markdown tables: means of each arm, and the games by seed."""
    yield f"Planner {planner}, seeds {seeds}, up to the diamond, the end or {cap:,} steps."
    yield ""
    yield "| | diamonds | unlocked of 22 | died | steps | plans of the person | went back |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for arm, games in found.items():
        mean = {key: statistics.mean(game.told[key] for game in games) for key in ("unlocked", "steps", "plans", "deaths")}
        died = sum(game.over == "died" for game in games)
        yield (
            f"| {arm} | {sum(game.diamond for game in games)} of {len(games)} | {mean['unlocked']:.1f} | {died} | "
            f"{mean['steps']:,.0f} | {mean['plans']:.1f} | {mean['deaths']:.1f} |"
        )
    yield ""
    yield f"| seed | {' | '.join(found)} |"
    yield f"| --- | {' | '.join('---' for _ in found)} |"
    for games_of_seed in zip(*found.values(), strict=True):
        yield f"| {games_of_seed[0].seed} | {' | '.join(map(_told, games_of_seed))} |"


def _told(game: Outcome) -> str:
    how = "diamond" if game.diamond else game.over
    back = f", went back {game.deaths} times" if game.deaths else ""
    return f"{how} at step {game.steps:,}{back}"


def main(
    planner: str = "pebble",
    seeds: str = "2000-2019",
    cap: int = 10_000,
    arms: Annotated[str, typer.Option(help="Which, by number from 0, such as 0,2.")] = "0,1,2",
    out: Annotated[Path | None, typer.Option(help="Markdown file for the table.")] = None,
) -> None:
    """Play, and tell."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    chosen = [list(ARMS)[int(number)] for number in arms.split(",")]
    found = asyncio.run(_play(planner, seed_ranges.parse(seeds), cap, chosen))
    text = "\n".join(report(found, planner, seeds, cap))
    typer.echo(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
