"""A planner with an adviser: what a session tells of both, and that the game does not wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial

import pytest

from agent.core.planner import Decision, Question
from agent.planners import registry
from agent.planners.advised import AdvisedPlanner, Rules
from agent.traces import trace as traces
from agent.traces.trace import AdviceEvent
from agent.worlds import registry as worlds
from agent.worlds.crafter.engine.engine import CrafterWorld
from server.sessions.opening import make
from tests.agent.models.served import serving
from tests.agent.planners.test_advised import Thinker
from tests.agent.scripted import Script
from tests.server.client import Client
from tests.server.conftest import Start
from tests.server.sessions.test_queue import paused, plans

pytestmark = pytest.mark.anyio

RULES = Rules(every=1000, wish=0, stuck=0)


def pair(slow: Thinker, rules: Rules = RULES) -> AdvisedPlanner:
    words = worlds.find("crafter").plans
    return AdvisedPlanner(
        "advised:script+thinker", Script([(None, "Noop")]), slow, words, rules, live=True
    )


class Pausing(Thinker):
    """Answers when it may."""

    def __init__(self, plan: str | Exception = "collect 3 wood") -> None:
        super().__init__([plan], may_answer=threading.Event())
        self.answered = threading.Event()

    def answer(self, questions: Sequence[Question]) -> list[Decision]:
        try:
            return super().answer(questions)
        finally:
            self.answered.set()

    def go(self) -> None:
        assert self.may_answer is not None
        self.may_answer.set()
        assert self.answered.wait(10)


async def until_advised(client: Client) -> dict[str, object]:
    """Play until the answer was heard; it is there, or is just being handed over."""
    for _ in range(500):
        await client.ask("step")
        await asyncio.sleep(0.01)
        if heard := [event for event in client.events if event["type"] == "advice"]:
            advice: dict[str, object] = heard[-1]["advice"]
            return advice
    raise AssertionError("no advice came")


def said(client: Client) -> list[str]:
    return [event["said"]["text"] for event in client.events if event["type"] == "said"]


async def test_the_game_goes_on_while_the_adviser_thinks(start: Start) -> None:
    slow = Pausing()
    async with start(load=lambda *_: pair(slow)) as site, paused(site) as client:
        for _ in range(5):
            await client.ask("step")
        assert not plans(client)
        slow.go()
        advice = await until_advised(client)
        assert (advice["asked"], advice["by"], advice["fate"]) == (0, "thinker", "taken")
        plan = plans(client)[1]
        assert (plan["source"], plan["text"], plan["status"]) == (
            "adviser",
            "collect 3 wood",
            "active",
        )
        async with site.client(site.manager.all()[0].id, "newcomer") as newcomer:
            bill = (await newcomer.hello())["state"]["bill"]
        assert (bill["advice"], bill["advice_input_tokens"], bill["advice_output_tokens"]) == (
            1,
            70,
            9,
        )
        assert bill["output_tokens"] == 0
        path = site.data / "sessions" / site.manager.all()[0].id / "1.jsonl"
        (event,) = [one for one in traces.read(path).events if isinstance(one, AdviceEvent)]
        assert (event.why, event.asked) == ("time", 0)


async def test_a_served_adviser_is_not_waited_for_and_may_go_down(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIDEQUEST_OPENAI_RETRIES", "0")
    may_answer = threading.Event()
    with serving("<plan> collect 9 wood </plan> Noop") as served:
        name = f"advised,every=30:expert+openai:{served.url}#tiny"
        planner = registry.load(name, live=True)
        served.edit = lambda answer: assert_soon(may_answer)
        async with start(load=lambda *_: planner) as site, paused(site) as client:
            for _ in range(5):
                await client.ask("step")
            assert not [event for event in client.events if event["type"] == "advice"]
            may_answer.set()
            advice = await until_advised(client)
            assert (advice["fate"], advice["input_tokens"]) == ("taken", 7)
            served.failures = 1000
            for _ in range(500):
                await client.ask("step")
                await asyncio.sleep(0.01)
                if client.last("advice")["advice"]["fate"] == "failed":
                    break
            assert any("My adviser has no plan" in text for text in said(client))


def assert_soon(event: threading.Event) -> None:
    assert event.wait(10)


async def test_a_persons_plan_displaces_advice_and_keeps_it_out(start: Start) -> None:
    slow = Thinker(["collect 3 wood"])
    async with start(load=lambda *_: pair(slow)) as site, paused(site) as client:
        await until_advised(client)
        await client.ask("plan", text="drink water")
        assert [plan["status"] for plan in plans(client).values()] == ["replaced", "active"]
        refused = await client.ask("ask_adviser")
        assert "Your plan goes first" in refused["text"]


async def test_a_person_asks_the_adviser(start: Start) -> None:
    slow = Thinker(["collect 3 wood"])
    rules = Rules(every=0, wish=0, stuck=0)
    async with start(load=lambda *_: pair(slow, rules)) as site, paused(site) as client:
        await client.ask("step")
        assert not slow.read
        await client.ask("ask_adviser")
        assert "The adviser was asked. The game goes on while it thinks." in said(client)
        advice = await until_advised(client)
        assert (advice["asked"], advice["fate"]) == (1, "taken")


async def test_who_has_no_adviser_is_told_so(start: Start) -> None:
    async with start() as site, paused(site) as client:
        refused = await client.ask("ask_adviser")
        assert "no adviser" in refused["text"]


async def test_an_adviser_that_fails_is_told_once_and_the_game_goes_on(start: Start) -> None:
    slow = Thinker([ValueError("the server is down"), ValueError("the server is down")])
    rules = Rules(every=2, wish=0, stuck=0)
    async with start(load=lambda *_: pair(slow, rules)) as site, paused(site) as client:
        await until_advised(client)
        for _ in range(10):
            await client.ask("step")
        told = [text for text in said(client) if "adviser" in text]
        assert told == ["My adviser has no plan: the server is down. I play on."]
        assert len(slow.read) > 1


async def test_what_is_only_tried_asks_no_adviser(start: Start) -> None:
    slow = Thinker(["collect 3 wood"])
    rules = Rules(every=3, wish=0, stuck=0)
    async with start(load=lambda *_: pair(slow, rules)) as site, paused(site) as client:
        await client.ask("step")
        asked = len(slow.read)
        await client.ask("try_plan", text="wait 9 steps", branches=2, steps=12)
        while (await client.until("what_if"))["what_if"]["running"]:
            pass
        assert len(slow.read) == asked


async def test_a_session_that_is_taken_up_again_knows_the_advice_and_its_cost(
    start: Start,
) -> None:
    slow = Thinker(["collect 3 wood"])
    async with start(load=lambda *_: pair(slow)) as site, paused(site) as client:
        await until_advised(client)
        name = site.manager.all()[0].id
    async with (
        start(load=lambda *_: pair(slow)) as site,
        site.client(name) as client,
    ):
        state = (await client.hello())["state"]
        assert [plan["source"] for plan in state["plans"] if plan["status"] == "active"] == [
            "adviser"
        ]
        assert (state["bill"]["advice"], state["bill"]["plans"]) == (1, 0)
        await client.ask("step")
    assert len(slow.read) == 1


async def test_a_record_of_both_verifies(start: Start) -> None:
    slow = Thinker(["collect 1 wood"])
    making = partial(make, new_world=lambda name: CrafterWorld())
    async with start(making, load=lambda *_: pair(slow)) as site, paused(site) as client:
        await until_advised(client)
        for _ in range(10):
            await client.ask("step")
        path = site.data / "sessions" / site.manager.all()[0].id / "1.jsonl"
        await client.ask("rewind", step=5)
        for _ in range(3):
            await client.ask("step")
        branch = path.with_name("2.jsonl")
    for record in (path, branch):
        assert traces.verify(traces.read(record), CrafterWorld()).steps >= 8
