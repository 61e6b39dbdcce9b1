"""Exact rewinds, many of them: real worlds, several planners, people who plan and take over,
through a real WebSocket.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.core.planner import Planner
from agent.episode import Episode
from agent.planners import registry
from agent.traces import trace
from agent.traces.trace import EndEvent, StepEvent, Trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACTION_NAMES
from server.sessions import opening
from server.sessions.opening import Origin
from tests.server.client import Client
from tests.server.conftest import Site, Start

pytestmark = pytest.mark.anyio

SESSIONS, STEPS, REWINDS, ON = 10, 200, 5, 100
# steps from one thing that the person does to the next; so many commands are on their way together
BLOCK = 20
PLANS = (
    "collect 3 wood",
    "go east",
    "eat a cow",
    "sleep until morning",
    "place a table",
    "look at the moon",
)


class Kept:
    """Makes episodes as the server does, and keeps the last one of each session:
    ``server.sessions.opening.Make``.
    """

    def __init__(self) -> None:
        self.of: dict[str, Episode] = {}

    def __call__(self, planner: Planner, origin: Origin, path: Path) -> Episode:
        self.of[path.parent.name] = opening.make(planner, origin, path)
        return self.of[path.parent.name]


@dataclass(frozen=True)
class Rewound:
    """A rewind, with the digests of the world that the server played in."""

    step: int
    restored: str  # when it had gone back
    after: str  # when it had played on
    branch: Path


async def advance(client: Client, steps: int) -> None:
    """Let the planner play; a world that is over stays as it is."""
    while steps > 0:
        sent = [await client.send("step") for _ in range(min(steps, BLOCK))]
        steps -= len(sent)
        await client.until_answered(sent[-1])


async def step_in(client: Client, chance: random.Random) -> None:
    """Do one of the things that a person can do."""
    match chance.choice(("advice", "order", "queue", "cancel", "act", "nothing")):
        case "advice" | "order" as authority:
            await client.ask("plan", text=chance.choice(PLANS), authority=authority)
        case "queue":
            await client.ask("plan", text=chance.choice(PLANS), queued=True)
        case "cancel":
            await client.ask("cancel_plan")
        case "act":
            await client.ask("take_over")
            for _ in range(5):
                await client.ask("act", action=chance.randrange(len(ACTION_NAMES)))
            await client.ask("pause")


async def play(site: Site, kept: Kept, number: int) -> tuple[Path, list[Rewound]]:
    """A session with people in it, and then rewinds to steps drawn by chance; its first record, and
    what was rewound.
    """
    chance = random.Random(number)
    name = await site.open(seed=1_000_000 + number, planner=("expert", "random")[number % 2])
    folder = site.data / "sessions" / name
    async with site.client(name) as client:
        await client.hello()
        await client.ask("pause")
        while kept.of[name].view.step < STEPS and not kept.of[name].over:
            await step_in(client, chance)
            await advance(client, BLOCK)
        last = kept.of[name].view.step
        done: list[Rewound] = []
        for step in chance.sample(range(last + 1), REWINDS):
            assert (await client.ask("rewind", episode=1, step=step))["type"] == "ack"
            assert kept.of[name].view.step == client.last("episode")["state"]["step"] == step
            restored = kept.of[name].world.digest()
            await advance(client, ON)
            done.append(
                Rewound(
                    step, restored, kept.of[name].world.digest(), folder / f"{len(done) + 2}.jsonl"
                )
            )
    return folder / "1.jsonl", done


def digests(record: Trace, *steps: int) -> dict[int, str]:
    """The digests of the world at these steps, replayed from the seed without a break; every digest
    in the record is compared, too.
    """
    world = CrafterWorld()
    world.reset(record.header.seed)
    found = {0: world.digest()}
    for event in trace.replay(record, world, is_reset=True):
        if isinstance(event, StepEvent) and event.step in steps:
            found[event.step] = world.digest()
    return found


async def test_a_rewind_to_any_step_is_exact_and_so_is_what_is_played_on(start: Start) -> None:
    kept = Kept()
    quick = {"messages_per_second": 10_000, "patience": 0, "max_sessions": SESSIONS}
    async with start(make=kept, load=registry.load, **quick) as site:
        sessions = await asyncio.gather(*(play(site, kept, number) for number in range(SESSIONS)))
    by_people = took_over = played_on = 0
    for path, rewound in sessions:
        parent = trace.read(path)
        by_people += sum(
            event.type == "plan" and event.source == "human" for event in parent.events
        )
        took_over += sum(step.driver == "person" for step in parent.steps)
        as_played = digests(parent, *(one.step for one in rewound))
        for one in rewound:
            branch = trace.read(one.branch)
            assert (branch.header.parent, branch.header.parent_step) == (path.name, one.step)
            last = sum(1 for _ in branch.steps)
            alone = digests(branch, one.step, last)
            assert one.restored == as_played[one.step] == alone[one.step]
            assert one.after == alone[last]
            assert isinstance(branch.events[-1], EndEvent)
            played_on += last - one.step
    assert (
        len({(path, one.step) for path, rewound in sessions for one in rewound})
        == SESSIONS * REWINDS
    )
    assert min(by_people, took_over) > SESSIONS
    assert played_on > SESSIONS * REWINDS * ON / 2  # the others died before
