"""People's plans as a conversation: the queue, what is in the way, what the planner asks under an
order.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from agent.traces import trace
from server.sessions.asking import ASK_AGAIN
from tests.server.client import Client, goal_texts
from tests.server.conftest import Site, Start
from tests.server.meadow import UNLOCKING

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def paused(site: Site, planner: str = "expert") -> AsyncIterator[Client]:
    """A viewer of a paused session whose planner wants to plan at every step."""
    async with site.client(await site.open(seed=1, planner=planner)) as client:
        await client.hello()
        await client.ask("pause")
        yield client


def plans(client: Client) -> dict[int, dict[str, Any]]:
    """The plans as they were told last."""
    return {
        event["plan"]["id"]: event["plan"] for event in client.events if event["type"] == "plan"
    }


def queue(client: Client) -> list[int]:
    waiting = [plan for plan in plans(client).values() if plan["status"] == "queued"]
    return [plan["id"] for plan in sorted(waiting, key=lambda plan: int(plan["place"]))]


async def test_plans_wait_are_moved_worded_anew_run_and_cancelled(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("plan", text="collect 5 wood")
        for text in ("drink water", "eat a cow", "go 3 steps east"):
            await client.ask("plan", text=text, queued=True)
        assert queue(client) == [2, 3, 4]
        await client.ask("move_plan", plan=4, place=0)
        assert queue(client) == [4, 2, 3]
        await client.ask("edit_plan", plan=2, text="collect 1 wood", authority="order")
        edited = plans(client)[2]
        assert (edited["text"], edited["authority"], goal_texts(edited)) == (
            "collect 1 wood",
            "order",
            ["collect 1 wood"],
        )
        await client.ask("cancel_plan", plan=3)
        assert (plans(client)[3]["status"], plans(client)[3]["begun"]) == ("cancelled", False)
        await client.ask("run_plan", plan=2)
        assert (plans(client)[2]["status"], plans(client)[1]["status"]) == ("active", "replaced")
        assert queue(client) == [4]
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        assert (plans(client)[2]["status"], plans(client)[2]["ended"]) == ("done", 1)
        assert plans(client)[4]["status"] == "active"


async def test_what_cannot_be_done_to_the_queue_is_said(start: Start) -> None:
    async with start() as site, paused(site) as client:
        refused = await client.ask("move_plan", plan=4, place=0)
        assert (refused["code"], refused["text"]) == (
            "not_allowed",
            "plan 4 does not wait in the queue; nothing does",
        )


async def test_what_is_in_the_way_of_a_plan_is_said_at_once(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 12 wood")
        assert "You can carry 9 wood and have 0" in client.last("notice")["text"]
        assert plans(client)[1]["obstacles"]


async def test_what_is_in_the_way_is_looked_at_again_when_someone_comes_back(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("plan", text="wait 9 steps")
        await client.ask("plan", text="make a wood pickaxe", queued=True)
        assert "1 wood" in plans(client)[2]["obstacles"][0]
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        async with site.client(site.manager.all()[0].id, "ben") as ben:
            await ben.hello()
            while not any(
                "you have none" not in " ".join(plan["obstacles"])
                for number, plan in plans(ben).items()
                if number == 2
            ):
                await ben.until("plan")


async def test_the_planner_asks_under_an_order_and_is_let(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        question = client.last("question")["question"]
        assert question == {"plan": 1, "first": "look around", "seconds": 10}
        assert site.maker.episodes[0].view.step == 0
        await client.ask("answer", let=True)
        assert client.last("question")["question"] is None
        assert plans(client)[1]["status"] == "active"
        below = plans(client)[2]
        assert (below["text"], below["status"], below["under"], below["detour"]) == (
            "look around",
            "active",
            1,
            True,
        )
        assert site.maker.episodes[0].view.step == 1
        for _ in range(3):  # it words the same detour anew, which was let already
            await client.ask("step")
        assert site.maker.episodes[0].view.step == 4
    record = trace.read(next(site.data.rglob("1.jsonl")))
    said = [
        (event.what, event.who) for event in record.events if isinstance(event, trace.ControlEvent)
    ]
    assert said[-2:] == [("asked", "planner"), ("let", "person")]


async def test_the_planner_keeps_going_when_told_to_and_does_not_ask_again_soon(
    start: Start,
) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        await client.ask("answer", let=False)
        assert (plans(client)[1]["status"], site.maker.episodes[0].view.step) == ("active", 1)
        for _ in range(ASK_AGAIN - 1):
            await client.ask("step")
        assert site.maker.episodes[0].view.step == ASK_AGAIN
        assert (list(plans(client)), client.last("question")["question"]) == ([1], None)
        await client.ask("step")
        assert client.last("question")["question"] is not None
        assert site.maker.episodes[0].view.step == ASK_AGAIN


async def test_without_an_answer_the_planner_keeps_going_by_itself(start: Start) -> None:
    async with start(steps_per_second=20) as site, paused(site) as client:
        await client.ask("patience", seconds=0.1)
        assert client.last("patience")["seconds"] == 0.1
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("play")
        while site.maker.episodes[0].view.step < 3:
            await client.receive()
        assert plans(client)[1]["status"] == "active"
    record = trace.read(next(site.data.rglob("1.jsonl")))
    assert ("keep", "server") in [
        (e.what, e.who) for e in record.events if isinstance(e, trace.ControlEvent)
    ]


async def test_how_long_is_waited_can_be_changed_while_the_planner_waits(start: Start) -> None:
    async with start(patience=120) as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        assert client.last("question")["question"]["seconds"] == 120
        await client.ask("patience", seconds=60)
        assert client.last("question")["question"]["seconds"] == 60
        await client.ask("patience", seconds=0)
        game = site.maker.episodes[0]
        while client.last("question")["question"] or not game.view.step:
            await client.receive()
        assert game.view.step == 1


async def test_a_question_is_dropped_when_the_person_does_something_else(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        await client.ask("plan", text="drink water")
        assert client.last("question")["question"] is None
        refused = await client.ask("answer", let=True)
        assert refused["text"] == "The planner is not asking anything right now."


async def test_a_lesson_of_the_tutorial_is_recorded_and_takes_no_question_away(
    start: Start,
) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        assert (await client.ask("tutorial", lesson="order"))["type"] == "ack"
        assert client.last("question")["question"] is not None
        assert (await client.ask("tutorial", lesson="<b>"))["code"] == "malformed"
    record = trace.read(next(site.data.rglob("1.jsonl")))
    said = [
        (event.what, event.who, event.value)
        for event in record.events
        if isinstance(event, trace.ControlEvent)
    ]
    assert ("tutorial", "person", "order") in said


async def test_each_decision_is_told_with_its_probability_and_its_cost(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("step")
        thought = client.last("thought")["thought"]
        assert (thought["step"], thought["p_plan"], thought["planned"], thought["plan_tokens"]) == (
            1,
            0.9,
            True,
            3,
        )
        async with site.client(site.manager.all()[0].id, "ben") as ben:
            state = (await ben.hello())["state"]
        assert state["p_plan"] == [90]
        assert state["bill"] == {
            "decisions": 1,
            "plans": 1,
            "input_tokens": 7,
            "output_tokens": 5,
            "plan_tokens": 3,
            "thought_tokens": 0,
            "advice": 0,
            "advice_input_tokens": 0,
            "advice_output_tokens": 0,
        }


async def test_the_last_decision_can_be_read_in_full(start: Start) -> None:
    async with start() as site, paused(site) as client, site.http() as http:
        name = site.manager.all()[0].id
        assert (await http.get(f"/api/sessions/{name}/decision")).status_code == 404
        await client.ask("step")
        told = (await http.get(f"/api/sessions/{name}/decision")).json()
    assert told == {
        "step": 1,
        "context": [{"role": "user", "content": "draw 0, step 0"}],
        "completion": "<plan> look around </plan>\nNoop",
    }
