"""What people type is taken, answered or refused, and never only "sent"."""

from __future__ import annotations

from typing import Any

import pytest

from agent.core.reader import AS_WRITTEN
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from server.protocol.messages import Utterance
from server.sessions.episode import LiveEpisode
from server.sessions.remarks import UNREAD
from server.sessions.state import KEPT_SAID
from tests.agent.scripted import Script
from tests.server.client import Client, goal_texts
from tests.server.conftest import Start
from tests.server.meadow import DRYING, UNLOCKING, Idler

pytestmark = pytest.mark.anyio


def said(client: Client) -> list[dict[str, Any]]:
    return [event["said"] for event in client.events if event["type"] == "said"]


def texts(client: Client, who: str) -> list[str]:
    return [line["text"] for line in said(client) if line["who"] == who]


async def last(client: Client, words: str, **fields: Any) -> dict[str, Any]:
    """The last line after these words were taken."""
    answer = await client.ask("say", text=words, **fields)
    assert answer["type"] == "ack", answer
    return said(client)[-1]


async def test_a_plan_is_in_force_and_says_from_when(start: Start) -> None:
    async with start() as site, site.paused() as client:
        answer = await last(client, "collect 3 wood, then make armor", authority="order")
        plan = client.last("plan")["plan"]
        assert (plan["authority"], goal_texts(plan)) == ("order", ["collect 3 wood"])
        assert (answer["plan"], answer["who"], answer["kind"]) == (plan["id"], "planner", "answer")
        assert answer["text"].startswith("In force from step 1 on. The game stands")
        assert "I don't know “armor”: there is none in this game." in answer["text"]
        assert said(client)[0]["text"] == "collect 3 wood, then make armor"
        assert (said(client)[0]["who"], said(client)[0]["plan"]) == ("person", plan["id"])


async def test_what_is_no_plan_is_answered_and_changes_no_plan(start: Start) -> None:
    async with start() as site, site.paused() as client:
        for words in ("what are you doing?", "hello", "asdf", "hola, por favor", "make armor"):
            answer = await last(client, words)
            assert (answer["who"], answer["kind"]) == ("planner", "answer")
        assert not [event for event in client.events if event["type"] == "plan"]
        assert "none in this game" in said(client)[-1]["text"]
        assert {
            "label": "Send it as a plan anyway",
            "does": "plan",
            "text": "make armor",
            "step": 0,
        } in (said(client)[-1]["offers"])


async def test_words_do_what_their_buttons_do(start: Start) -> None:
    async with start() as site, site.paused() as client:
        assert (await last(client, "one step"))["text"] == "Step 1 is played."
        assert (await last(client, "faster"))["text"] == "1 steps a second from now on."
        assert (await last(client, "take over"))["text"].startswith("You have the controls")
        assert client.last("control")["mode"] == "person"
        assert (await last(client, "go on"))["text"] == "The planner plays from step 2 on."
        assert client.last("control")["mode"] == "playing"
        assert (await last(client, "stop"))["text"].startswith("Paused at step")
        assert client.last("control")["mode"] == "paused"


async def test_undo_goes_back_and_says_so_on_the_new_branch(start: Start) -> None:
    async with start() as site, site.paused() as client:
        for _ in range(4):
            await client.ask("step")
        answer = await last(client, "go back 3 steps")
        assert client.last("episode")["state"]["step"] == 1
        assert answer["text"] == "Back at step 1. The game waits there."


async def test_you_decide_ends_the_plan(start: Start) -> None:
    async with start() as site, site.paused() as client:
        assert (await last(client, "you decide"))["text"].startswith("No plan of yours")
        await last(client, "collect 3 wood")
        await last(client, "you decide")
        assert client.last("plan")["plan"]["status"] == "cancelled"


async def test_what_cannot_be_done_now_is_refused_with_the_reason(start: Start) -> None:
    async with start() as site, site.paused() as client:
        answer = await last(client, "yes")
        assert (answer["kind"], answer["text"]) == (
            "refusal",
            "The planner is not asking anything right now.",
        )
        await client.ask("play")
        answer = await last(client, "one step")
        assert (answer["kind"], answer["text"].split(".")[0]) == (
            "refusal",
            "The planner is playing",
        )


async def test_a_newcomer_hears_what_was_said_and_so_does_a_branch(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await last(client, "hello")
        await client.ask("step")
        async with site.client(site.manager.all()[0].id, "ben") as ben:
            heard = (await ben.hello())["state"]["said"]
        assert heard == said(client)
        await client.ask("rewind", step=1)
        again = client.last("episode")["state"]["said"]
        assert [line["text"] for line in again] == [line["text"] for line in heard]


async def test_no_more_than_the_newest_is_kept() -> None:
    from agent.core.talk import Line
    from server.sessions.state import SessionState

    state = SessionState(1, "crafter", 1, 10, "script")
    for number in range(KEPT_SAID + 5):
        assert isinstance(state.utter(Line("game", "remark", str(number))), Utterance)
    assert [len(state.said), state.said[0].number, state.said[-1].number] == [200, 6, 205]


async def test_a_hand_action_that_does_nothing_says_why(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("take_over")
        await client.ask("act", action=6)  # Sleep, rested
        line = said(client)[-1]
        assert (line["who"], line["kind"]) == ("game", "refusal")
        assert line["text"].startswith("You are fully rested")
        await client.ask("act", action=6)
        assert len(said(client)) == 1  # not again at once


async def test_a_correction_changes_the_plan_in_force(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await last(client, "collect 3 wood, then wait 5 steps")
        number = client.last("plan")["plan"]["id"]
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        answer = await client.ask(
            "edit_plan", plan=number, text="collect 2 wood, then wait 9 steps", authority="order"
        )
        assert answer["type"] == "ack"
        plan = client.last("plan")["plan"]
        assert (plan["id"], plan["status"], plan["authority"]) == (number, "active", "order")
        assert (goal_texts(plan), plan["have"]) == (["collect 2 wood", "wait 9 steps"], 1)
        refused = await client.ask("edit_plan", plan=number, text="asdf", authority="order")
        assert refused["type"] == "error"
        assert "stays as it was" in refused["text"]
        await client.ask("act", action=0)
        await client.ask("rewind", step=2)
        back = client.last("episode")["state"]["plans"][0]
        assert goal_texts(back) == ["collect 2 wood", "wait 9 steps"]


async def test_a_plan_that_comes_no_nearer_is_told_then_given_up(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await last(client, "collect 5 wood", authority="order")
        for _ in range(41):
            await client.ask("step")
        remarks = [line for line in said(client) if line["kind"] in ("remark", "warning")]
        assert [line["step"] for line in remarks] == [20, 40]
        assert remarks[0]["text"].startswith("20 steps have brought “collect 5 wood” no nearer.")
        assert {offer["does"] for offer in remarks[0]["offers"]} >= {"take_over", "cancel"}
        assert remarks[1]["text"].startswith("I give your order “collect 5 wood” up")


@pytest.mark.parametrize("let", [True, False])
async def test_a_person_is_asked_when_a_vital_is_low_under_an_order(
    start: Start, let: bool
) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("take_over")
        await client.ask("act", action=DRYING)
        await client.ask("pause")
        await last(client, "collect 5 wood", authority="order")
        await client.ask("step")
        question = client.last("question")["question"]
        assert question["first"] == "look after itself, because drink is 2"
        await client.ask("answer", let=let)
        plan = client.last("plan")["plan"] if let else None
        assert plan is None or (plan["status"], plan["authority"]) == ("active", "advice")
        await client.ask("step")
        assert client.last("question")["question"] is None  # it is not asked again


def test_a_place_is_told_from_where_the_player_was_when_it_was_seen() -> None:
    world = CrafterWorld()
    game = Episode(world, Idler("idler"), seed=3, cap=100)
    world.clear()
    live = LiveEpisode(game)
    east = world.actions.index("Move East")
    for _ in range(8):
        live.act(east)
    path = game.memory.path
    assert path[8][0] - path[5][0] == 3
    text = "go to the spot at 4 east 1 north, then collect 2 wood"
    assert live.as_seen(text, AS_WRITTEN, 8) == AS_WRITTEN  # it stands where it stood
    assert live.as_seen("collect 2 wood", AS_WRITTEN, 5) == AS_WRITTEN  # no place in it
    assert live.as_seen(text, AS_WRITTEN, None) == AS_WRITTEN
    seen = live.as_seen(text, AS_WRITTEN, 5)
    _, plan = live.write(text, "advice", seen, queued=False)
    assert plan.text == text
    assert goal_texts(plan.model_dump()) == [
        "go to the spot at 1 east 1 north",
        "collect 2 wood",
    ]


async def test_answers_that_cannot_be_read_are_told_once(start: Start) -> None:
    wrong = Script(["I would go east."])
    async with start(load=lambda *_: wrong) as site, site.paused() as client:
        for _ in range(UNREAD + 2):
            await client.ask("step")
        warned = [text for text in texts(client, "planner") if "held no action" in text]
    assert warned == [
        f"My last {UNREAD} answers held no action, so I stand still. "
        "The last one: 'I would go east.' is not an action"
    ]
