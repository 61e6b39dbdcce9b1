"""Records what a viewer is told of a game, for the tests of both sides: ``python -m
tests.server.sessions.record_events``.

``tests/protocol_events.json`` has the events from a welcome on, and the state that a newcomer was
welcomed with at some of them.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from agent.core.planner import Consultation, Decision
from server.sessions import session
from tests.server.client import Client
from tests.server.conftest import Site, running
from tests.server.meadow import DEADLY, UNLOCKING

PATH = Path(__file__).parents[2] / "protocol_events.json"
NEVER = 1e9  # seconds


async def record(data: Path) -> dict[str, Any]:
    """The recording: ``events``, and ``states`` by the ``seq`` that they are of."""
    # the server's own suggestions come when they are ready
    every, session.SUGGEST_EVERY = session.SUGGEST_EVERY, NEVER
    try:
        async with running(data) as site:
            return await _watch(site)
    finally:
        session.SUGGEST_EVERY = every


async def _watch(site: Site) -> dict[str, Any]:
    name = await site.open(seed=7, planner="expert")
    states = []

    async def check() -> None:
        """Note what a newcomer is welcomed with.

        Whoever watches is told that they came and left.
        """
        async with site.client(name, "newcomer") as newcomer:
            welcome = await newcomer.hello()
        states.append({"seq": welcome["seq"], "state": welcome["state"]})
        await watcher.until("control", text="someone left")

    async with site.client(name) as person, site.client(name, "watcher") as watcher:
        await person.hello()
        await person.ask("pause")
        await person.ask("new_world", seed=8)  # the first world may have been played already
        watcher.events.clear()
        await watcher.hello()
        for act in (_plan, _queue, _ask, _drive):
            await act(person)
            await check()
        site.manager.all()[0].publisher.suggest(["collect 1 wood"])
        site.manager.all()[0].publisher.tell_recorder("The disk is full.")
        await check()
        site.manager.all()[0].publisher.tell_recorder("")
        await _advise(site, person)
        await check()
        await _try(person)
        await check()
        await person.ask("rewind", step=3)
        await check()
        await _die(person)
        await check()
        return {"events": watcher.events, "states": states}


async def _plan(person: Client) -> None:
    """The planner's own plans, then a person's above them."""
    for _ in range(2):
        await person.ask("step")
    await person.ask("plan", text="collect 2 wood, then wait 3 steps; do not sleep")
    await person.ask("plan", text="gibberish")
    await person.ask("say", text="collect 3 wood")
    await person.ask("step")


async def _queue(person: Client) -> None:
    for text in ("drink water", "collect 5 wood", "wait 2 steps"):
        await person.ask("plan", text=text, queued=True)
    drink, wood, wait = (plan["id"] for plan in _queued(person))
    await person.ask("move_plan", plan=wait, place=0)
    await person.ask("edit_plan", plan=drink, text="collect sapling", authority="advice")
    await person.ask("cancel_plan", plan=drink)
    await person.ask("edit_plan", plan=wood, text="collect 5 wood", authority="order")
    await person.ask("run_plan", plan=wood)


async def _ask(person: Client) -> None:
    """A detour from an order, for which the planner has to ask."""
    await person.ask("step")
    await person.ask("patience", seconds=60)
    await person.ask("answer", let=False)
    await person.ask("cancel_plan")
    await person.ask("plan", text="collect 6 wood", authority="order")
    await person.ask("step")
    await person.ask("answer", let=True)


async def _drive(person: Client) -> None:
    await person.ask("speed", steps_per_second=2)
    await person.ask("take_over")
    for _ in range(3):
        await person.ask("act", action=UNLOCKING)
    await person.ask("pause")
    await person.ask("step")
    await person.ask("answer", let=True)


async def _advise(site: Site, person: Client) -> None:
    """An adviser's answer, which was asked for before."""
    answer: Future[Decision] = Future()
    answer.set_result(Decision(0, "wait 2 steps", "", True, input_tokens=70, output_tokens=9))
    episode = site.maker.episodes[-1]
    episode.consult(Consultation(episode.view.step, "time", "adviser", answer, None))
    await person.ask("cancel_plan")
    await person.ask("step")


async def _try(person: Client) -> None:
    await person.ask("try_plan", text="wait 8 steps", branches=2, steps=12)
    while (await person.until("what_if"))["what_if"]["running"]:
        pass
    await person.until("lines")


async def _die(person: Client) -> None:
    await person.ask("step")
    await person.ask("take_over")
    await person.ask("act", action=DEADLY)


def _queued(person: Client) -> list[dict[str, Any]]:
    """The plans that wait, in the order in which they were written."""
    plans = {
        event["plan"]["id"]: event["plan"] for event in person.events if event["type"] == "plan"
    }
    return [plan for plan in plans.values() if plan["status"] == "queued"]


def written(recorded: dict[str, Any]) -> str:
    """The recording as its file has it, a line for each event and state; the session has a name
    that stays.
    """
    lists = {key: ",\n".join(map(json.dumps, recorded[key])) for key in ("events", "states")}
    text = "{\n" + ",\n".join(f'"{key}": [\n{lines}\n]' for key, lines in lists.items()) + "\n}\n"
    first = recorded["events"][0]
    return text.replace(first["session"], "the-session").replace(first["life"], "the-life")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PATH.write_text(written(asyncio.run(record(Path(folder)))))
