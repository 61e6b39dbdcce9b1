"""The scripted person of ``tests.people`` at a real WebSocket, in the real game."""

from __future__ import annotations

import pytest

from agent.planners import registry
from agent.traces import trace
from server.sessions import opening
from tests.people import person
from tests.people.eyes import frames
from tests.people.games import Arm, Game
from tests.people.person import BRANCHES, Person
from tests.server.conftest import Site, Start

pytestmark = pytest.mark.anyio

FATAL, DEATH = 1_000_004, 39  # a world, and the step at which the random player dies in it


async def play(site: Site, arm: Arm) -> list[Game]:
    session = await site.open(seed=FATAL)
    async with site.client(session) as client, site.http(timeout=60) as http:

        async def watch(number: int) -> list[bytes]:
            return frames((await http.get(f"/api/replays/{session}/{number}")).content)

        await client.hello()
        await client.ask("pause")
        await client.ask("rewind", step=0)
        return await Person(client, watch, FATAL, cap=DEATH + 10, arm=arm).play()


async def test_who_does_not_go_back_loses(start: Start) -> None:
    async with start(make=opening.make, load=registry.load) as site:
        (game,) = await play(site, "words")
    assert (game.over, game.steps, game.deaths) == ("died", DEATH, 0)


async def test_who_goes_back_plays_on_in_a_branch_that_lives(start: Start) -> None:
    async with start(make=opening.make, load=registry.load) as site:
        with_words, game = await play(site, "back")
        heads = {
            path.name: trace.read_header(path) for path in site.data.glob("sessions/*/*.jsonl")
        }
    assert (with_words.over, with_words.steps) == ("died", DEATH)
    assert game.deaths > 0
    tried = {name for name, head in heads.items() if head.what_if}
    assert len(tried) % BRANCHES == 0
    gone_on = [heads[name] for name in heads.keys() - tried if heads[name].parent in tried]
    assert gone_on
    assert all(head.parent_step > 0 for head in gone_on)


async def test_who_has_died_often_enough_goes_back_no_more(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person, "DEATHS", 0)
    async with start(make=opening.make, load=registry.load) as site:
        _, game = await play(site, "back")
    assert (game.over, game.steps, game.deaths) == ("died", DEATH, 1)
