"""People's plans that a second reader reads."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from agent.core.reader import Rewording
from agent.traces import trace
from server.library import replays
from tests.agent.readers import Dictionary
from tests.server.client import goal_texts
from tests.server.conftest import Start
from tests.server.test_cli import fails

pytestmark = pytest.mark.anyio

STRANGE, FAULTY = "frobnicate the tree", "frobnicate the lake"
KNOWN = {
    STRANGE: Rewording("collect 2 wood. wall in", "dictionary"),
    FAULTY: Rewording(warning="The plan is read without dictionary: it is torn."),
}


def warnings(events: list[dict[str, Any]]) -> list[str]:
    return [
        event["text"]
        for event in events
        if event["type"] == "notice" and event["level"] == "warning"
    ]


async def test_a_plan_is_shown_and_recorded_as_the_reader_read_it(start: Start) -> None:
    async with start(reader=Dictionary(KNOWN)) as site, site.paused() as client:
        await client.ask("plan", text=STRANGE)
        plan = client.last("plan")["plan"]
        assert (plan["text"], plan["reader"]) == (STRANGE, "dictionary")
        assert (goal_texts(plan), plan["unread"]) == (["collect 2 wood", "wall in"], [])
        await client.ask("plan", text="drink water", queued=True)
        await client.ask("edit_plan", plan=2, text=STRANGE, authority="order")
        assert goal_texts(client.last("plan")["plan"]) == ["collect 2 wood", "wall in"]
    record = trace.read(next(site.data.rglob("1.jsonl")))
    told = [
        (event.text, event.read_as)
        for event in record.events
        if isinstance(event, trace.PlanEvent | trace.QueueEvent)
    ]
    assert told == [
        (STRANGE, "collect 2 wood. wall in"),
        ("drink water", ""),
        (STRANGE, "collect 2 wood. wall in"),
    ]


async def test_going_back_and_the_library_need_no_reader(start: Start) -> None:
    known = dict(KNOWN)
    async with start(reader=Dictionary(known)) as site, site.paused() as client:
        await client.ask("plan", text=STRANGE)
        await client.ask("step")
        await client.ask("step")
        known.clear()
        await client.ask("rewind", step=1)
        (plan,) = client.last("episode")["state"]["plans"]
        assert (plan["reader"], goal_texts(plan)) == ("dictionary", ["collect 2 wood", "wall in"])
        record = trace.read(next(site.data.rglob("2.jsonl")))
    (told,) = replayed(record)
    assert (told["reader"], told["reading"]) == ("dictionary", ["collect 2 wood", "wall in"])


def replayed(record: trace.Trace) -> list[dict[str, Any]]:
    """The plans as the page of a record takes them."""
    packed = gzip.decompress(replays.tell(record))
    length = int.from_bytes(packed[:4], "little")
    plans: list[dict[str, Any]] = json.loads(packed[4 : 4 + length])["plans"]
    return plans


async def test_a_reader_that_fails_is_told_and_the_plan_is_in_force_all_the_same(
    start: Start,
) -> None:
    async with start(reader=Dictionary(KNOWN)) as site, site.paused() as client:
        await client.ask("plan", text=FAULTY)
        await client.ask("step")
        plan = client.last("plan")["plan"]
        assert (plan["text"], plan["reader"], plan["unread"]) == (FAULTY, "", [FAULTY])
        assert (
            warnings(client.events).count("The plan is read without dictionary: it is torn.") == 1
        )


async def test_the_game_goes_on_while_a_plan_is_read(start: Start) -> None:
    gate = threading.Event()
    async with start(reader=Dictionary(KNOWN, gate)) as site, site.paused() as client:
        asked = await client.send("plan", text=STRANGE)
        assert (await client.ask("step"))["type"] == "ack"
        assert client.last("thought")["thought"]["step"] == 1
        gate.set()
        assert (await client.until_answered(asked))["type"] == "ack"
        assert client.last("plan")["plan"]["step"] == 1


async def test_plans_come_into_force_in_the_order_in_which_they_were_written(start: Start) -> None:
    async with start(reader=Dictionary(KNOWN)) as site, site.paused() as client:
        asked = [
            await client.send("plan", text=words, queued=True)
            for words in ("wait 9 steps", STRANGE, "drink water")
        ]
        for number in asked:
            await client.until_answered(number)
        texts = {
            event["plan"]["id"]: event["plan"]["text"]
            for event in client.events
            if event["type"] == "plan"
        }
        assert texts == {1: "wait 9 steps", 2: STRANGE, 3: "drink water"}


async def test_a_plan_that_is_tried_is_read_so_too(start: Start) -> None:
    async with (
        start(reader=Dictionary({STRANGE: Rewording("wait 3 steps", "dictionary")})) as site,
        site.paused() as client,
    ):
        await client.ask("try_plan", text=STRANGE, authority="order", branches=2, steps=10)
        while (tried := await client.until("what_if"))["what_if"]["running"]:
            pass
        tries = tried["what_if"]["tries"]
        assert [(one["status"], one["step"]) for one in tries] == [("done", 3), ("done", 3)]


def test_a_reader_that_cannot_be_used_ends_the_start_in_one_line(tmp_path: Path) -> None:
    told = fails("--data", str(tmp_path), "--planner", "random", "--reader", f"hf:{tmp_path}")
    assert f"the reader 'hf:{tmp_path}' cannot be used: {tmp_path} is no model folder" in told
