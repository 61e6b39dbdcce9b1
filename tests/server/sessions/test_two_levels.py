"""A person's plan and the planner's own beneath it: what is told of both, and when the planner
asks.
"""

from __future__ import annotations

from typing import Any

import pytest

from agent.episode import Episode
from server.sessions.asking import ASK_AGAIN
from server.sessions.episode import LiveEpisode
from server.sessions.state import KEPT, SessionState
from tests.agent.scripted import Script
from tests.server.client import Client, goal_texts
from tests.server.conftest import Start
from tests.server.meadow import DRYING, PARCHING, UNLOCKING, Meadow
from tests.server.sessions.test_queue import paused, plans

pytestmark = pytest.mark.anyio

DRINK = ("drink 5 times, because drink is 1", "Noop")


def questions(client: Client) -> int:
    return sum(
        event["type"] == "question" and event["question"] is not None for event in client.events
    )


async def test_advice_is_put_off_without_a_question_and_stays_in_force(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood")
        await client.ask("step")
        asked, below = plans(client)[1], plans(client)[2]
        assert (asked["status"], asked["under"], asked["detour"]) == ("active", 0, False)
        assert (below["status"], below["under"], below["detour"]) == ("active", 1, True)
        assert questions(client) == 0


async def test_who_is_never_asked_keeps_to_the_order(start: Start) -> None:
    async with start(patience=0) as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        for _ in range(3):
            await client.ask("step")
        assert (site.maker.episodes[0].view.step, list(plans(client)), questions(client)) == (
            3,
            [1],
            0,
        )


async def test_a_vital_at_its_end_is_seen_to_without_a_question_and_that_is_said(
    start: Start,
) -> None:
    async with start(load=lambda *_: Script([DRINK])) as site, paused(site, "random") as client:
        await client.ask("take_over")
        await client.ask("act", action=PARCHING)
        await client.ask("pause")
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        assert (questions(client), plans(client)[2]["detour"]) == (0, True)
        assert client.last("notice")["text"] == (
            "The planner could not wait for an answer: drink 5 times, because drink is "
            "1. Then it goes back to your order."
        )


async def test_who_is_never_asked_is_told_that_the_order_waits_and_has_the_step(
    start: Start,
) -> None:
    async with start(patience=0) as site, paused(site) as client:
        await client.ask("take_over")
        await client.ask("act", action=DRYING)
        await client.ask("pause")
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        assert site.maker.episodes[0].view.step == 2
        assert (plans(client)[1]["authority"], questions(client)) == ("advice", 0)
        said = [event["said"]["text"] for event in client.events if event["type"] == "said"]
        assert any(text.startswith("I look after myself first.") for text in said)


async def test_the_end_of_the_order_ends_the_silence_that_was_asked_for(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 1 wood", authority="order")
        await client.ask("step")
        await client.ask("answer", let=False)
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        await client.ask("pause")
        assert plans(client)[1]["status"] == "done"
        await client.ask("step")
        assert (plans(client)[2]["text"], plans(client)[2]["under"]) == ("look around", 0)


async def test_another_order_is_asked_for_at_once(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood", authority="order")
        await client.ask("step")
        await client.ask("answer", let=False)
        await client.ask("plan", text="collect 4 wood", authority="order")
        await client.ask("step")
        assert client.last("question")["question"]["plan"] == 2


async def test_the_goal_in_hand_moves_on(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("plan", text="collect 2 wood, then wait 3 steps, and do not sleep")
        plan = plans(client)[1]
        assert (goal_texts(plan), plan["throughout"]) == (
            ["collect 2 wood", "wait 3 steps"],
            ["not: sleep"],
        )
        await client.ask("take_over")
        told = []
        for action in (UNLOCKING, UNLOCKING, 0):
            await client.ask("act", action=action)
            plan = plans(client)[1]
            told.append((plan["in_hand"], plan["have"], plan["want"], plan["progress"]))
        assert told == [
            (0, 1, 2, "1 of 2 wood"),
            (1, 0, 3, "0 of 3 steps waited"),
            (1, 1, 3, "1 of 3 steps waited"),
        ]
        for _ in range(2):
            await client.ask("act", action=0)
        assert (plans(client)[1]["status"], plans(client)[1]["in_hand"]) == ("done", 2)


async def test_a_plan_that_cannot_be_reached_says_why_it_ended(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("plan", text="go 60 steps north")
        for _ in range(40):
            await client.ask("step")
        plan = plans(client)[1]
        assert (plan["status"], plan["reason"]) == (
            "given_up",
            "40 steps have brought it no further that way",
        )


async def test_a_newcomer_and_a_branch_have_both_levels(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood")
        await client.ask("step")
        async with site.client(site.manager.all()[0].id, "ben") as ben:
            told = {plan["id"]: plan for plan in (await ben.hello())["state"]["plans"]}
        assert told == plans(client)
        await client.ask("step")
        await client.ask("rewind", step=1)
        back: dict[int, dict[str, Any]] = {
            plan["id"]: plan for plan in client.last("episode")["state"]["plans"]
        }
        assert back == told


async def test_a_branch_of_a_what_if_keeps_to_an_order_by_itself(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask(
            "try_plan", text="collect 5 wood", authority="order", branches=1, steps=ASK_AGAIN + 5
        )
        while (found := (await client.until("what_if"))["what_if"])["running"]:
            pass
        assert (found["tries"][0]["status"], found["tries"][0]["step"]) == ("active", ASK_AGAIN + 5)
        assert [plan.source for plan in site.maker.episodes[1].plans] == ["human"]


def test_a_persons_plan_outlives_a_thousand_beneath_it() -> None:
    game = LiveEpisode(Episode(Meadow(), Script([("look around", "Noop")]), seed=1, cap=KEPT + 10))
    state = SessionState(1, "crafter", 1, KEPT + 10, "script")
    change, _ = game.write("wait until you have 5 wood", "advice", queued=False)
    state.take_in(change)
    for _ in range(KEPT + 5):
        state.take_in(game.play(game._episode.planner.decide(game.situation)))
    assert len(state.plans) == KEPT
    assert state.plans[1].status == "active"
