"""The planners of a server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from agent.core import completion
from agent.core.completion import Completion
from agent.core.context import Message
from agent.core.prompt import Situation
from agent.models.protocol import Generation
from agent.planners.language import LanguagePlanner
from agent.planners.registry import UnknownPlannerError
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import View
from server.core.settings import ServerSettings
from server.sessions.planners import LARGEST_BATCH, PlannerPool, PlannerWorker
from tests.server.conftest import Start
from tests.server.meadow import Meadow, load

pytestmark = pytest.mark.anyio


class SlowModel:
    """Answers when it is told to, and counts the contexts of each call."""

    name = "slow"

    def __init__(self) -> None:
        self.go = threading.Event()
        self.batches: list[int] = []
        self.fails = False

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        self.batches.append(len(contexts))
        self.go.wait(10)
        if self.fails:
            raise RuntimeError("out of memory")
        return [
            Generation(context[-1]["content"].split()[-1], (), (), 0.5, 1, 1)
            for context in contexts
        ]


class StepPrompt:
    """The step is all that is told."""

    name = "step"
    system = ""
    history = False
    actions = ACTION_NAMES

    def observe(self, view: View, memory: Memory) -> str:
        return ""

    def observation(self, view: View, memory: Memory) -> str:
        return str(view.step)

    def messages(self, situation: Situation, mode: object) -> list[Message]:
        return [{"role": "user", "content": str(situation.view.step)}]

    def parse(self, written: str) -> Completion:
        return completion.parse(written, self.actions)


def situation(step: int) -> Situation:
    world = Meadow()
    world.reset(0)
    world.step_number = step
    return Situation(world.view(), Memory(), None)


async def test_what_waits_while_a_model_decides_goes_into_the_next_batch_and_each_gets_its_own_answer() -> (
    None
):
    model = SlowModel()
    player = PlannerWorker(LanguagePlanner("slow", model, prompt=StepPrompt()))
    asked = [asyncio.create_task(player.decide(situation(0)))]
    while not model.batches:
        await asyncio.sleep(0.005)
    asked += [
        asyncio.create_task(player.decide(situation(step))) for step in range(1, LARGEST_BATCH + 4)
    ]
    while player.work.waiting < LARGEST_BATCH + 3:
        await asyncio.sleep(0.005)
    asked.pop().cancel()
    model.go.set()
    decisions = await asyncio.gather(*asked)
    assert [decision.completion for decision in decisions] == [*map(str, range(LARGEST_BATCH + 3))]
    assert model.batches == [1, LARGEST_BATCH, 3]
    player.close()


async def test_a_model_that_fails_fails_those_who_asked_and_nobody_after() -> None:
    model = SlowModel()
    model.go.set()
    model.fails = True
    player = PlannerWorker(LanguagePlanner("slow", model, prompt=StepPrompt()))
    failed = await asyncio.gather(
        *(player.decide(situation(step)) for step in (1, 2)), return_exceptions=True
    )
    assert [str(error) for error in failed] == ["out of memory"] * 2
    model.fails = False
    assert (await player.decide(situation(3))).completion == "3"
    player.close()


def test_a_planner_is_loaded_once() -> None:
    pool = PlannerPool(ServerSettings(planner="random"), load)
    assert pool.load("random") is pool.load("random") is not pool.load("expert")


def test_a_model_of_a_persons_choice_is_not_loaded_unless_it_is_the_servers_own(
    tmp_path: Path,
) -> None:
    with pytest.raises(
        UnknownPlannerError,
        match="there is no planner 'hf:some/model' here; there are: random, pebble, expert",
    ):
        PlannerPool(ServerSettings(planner="random"), load).load("hf:some/model")
    own = PlannerPool(ServerSettings(planner="hf:some/model"), load)
    assert own.load("hf:some/model").planner.name == "hf:some/model"
    assert own.offered()[0] == "hf:some/model"


def test_of_a_planners_graphs_only_the_newest_are_kept_and_crafter_stays() -> None:
    pool = PlannerPool(ServerSettings(planner="random"))
    pool.load("random")
    first = pool.load("explorer", "pogs")
    assert pool.load("explorer", "pogs") is first
    pool.load("explorer", "pogs:nodes=30")
    assert set(pool.loaded()) == {"random", "explorer, pogs:nodes=30"}
    assert pool.load("explorer", "pogs") is not first


async def test_a_new_world_can_be_begun_with_another_planner(start: Start) -> None:
    async with start() as site, site.paused() as client:
        assert site.maker.episodes[-1].planner.name == "random"
        await client.ask("new_world", seed=3, planner="expert")
        assert client.last("episode")["state"]["planner"] == "expert"
        await client.ask("new_world", seed=4)
        assert client.last("episode")["state"]["planner"] == "expert"
        assert site.maker.episodes[-1].planner.name == "expert"


async def test_a_new_world_with_an_unknown_planner_leaves_the_old_one(start: Start) -> None:
    async with start() as site, site.paused() as client:
        refused = await client.ask("new_world", planner="hf:some/model")
        assert "there is no planner 'hf:some/model' here" in refused["text"]
        assert (await client.ask("step"))["type"] == "ack"


async def test_the_page_offers_the_planners_that_are_here(start: Start) -> None:
    async with start() as site, site.http() as http:
        page = "".join((await http.get(f"/play/{await site.open()}")).text.split())
        offered = page.replace("<option>pebble</option>", "")
        assert "<option>random</option><option>expert</option>" in offered
