"""Going back to a step and playing on; one plan tried in several branches."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from agent.core.frame import HEAD
from agent.episode import Episode
from agent.traces import trace
from server.sessions.episode import LiveEpisode
from tests.server.conftest import Start
from tests.server.meadow import UNLOCKING, Idler, Meadow
from tests.server.sessions.test_queue import paused, plans

pytestmark = pytest.mark.anyio

EAST, SOUTH = 2, 4  # actions


async def test_a_rewind_makes_a_branch_and_leaves_the_parent(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("take_over")
        for _ in range(3):
            await client.ask("act", action=UNLOCKING)
        await client.ask("pause")
        assert (await client.ask("rewind", step=1))["type"] == "ack"
        state = client.last("episode")["state"]
        assert (state["number"], state["step"], state["mode"], state["unlocked"]) == (
            2,
            1,
            "paused",
            {"collect_wood": 1},
        )
        assert state["drives"] == [
            {"step": 0, "driver": "person"},
            {"step": 1, "driver": "planner"},
        ]
        lines = {line["number"]: line for line in state["lines"]}
        assert (lines[1]["step"], lines[2]["parent"], lines[2]["parent_step"]) == (3, 1, 1)
        await client.ask("step")
        await client.ask("rewind", step=3, episode=1)
        state = client.last("episode")["state"]
        assert (state["number"], state["step"]) == (3, 3)
        assert HEAD.unpack_from(client.frames[-1])[3] == 3
    records = {path.stem: trace.read(path) for path in site.data.rglob("*.jsonl")}
    assert {name: len(list(record.steps)) for name, record in records.items()} == {
        "1": 3,
        "2": 2,
        "3": 3,
    }
    assert (records["2"].header.parent, records["2"].header.parent_step) == ("1.jsonl", 1)
    for record in records.values():
        assert trace.verify(record, Meadow()).whole


async def test_the_queue_is_as_it_was_and_is_checked_again(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("plan", text="wait 2 steps")
        await client.ask("plan", text="make a wood pickaxe", queued=True)
        for _ in range(3):
            await client.ask("step")
        assert plans(client)[2]["status"] == "active"
        await client.ask("rewind", step=1)
        told = {plan["id"]: plan for plan in client.last("episode")["state"]["plans"]}
        assert (told[1]["status"], told[2]["status"], told[2]["place"]) == ("active", "queued", 0)
        assert "1 wood" in told[2]["obstacles"][0]
        await client.ask("step")
        assert plans(client)[1]["status"] == "done"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"step": 1}, "episode 1 has no step 1; its last is 0"),
        ({"step": 0, "episode": 7}, "this session has no episode 7; it has 1"),
    ],
)
async def test_there_is_no_way_to_what_was_not_played(
    start: Start, asked: dict[str, int], reason: str
) -> None:
    async with start() as site, paused(site) as client:
        refused = await client.ask("rewind", **asked)
        assert (refused["code"], refused["text"]) == ("not_allowed", reason)


async def test_a_rewind_leads_out_of_death(start: Start) -> None:
    async with start() as site, paused(site, "random") as client:
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        await client.ask("act", action=8)
        assert client.last("ended")["reason"] == "died"
        await client.ask("rewind", step=1)
        assert (await client.ask("step"))["type"] == "ack"
        assert client.last("episode")["state"]["over"] == ""


async def test_a_plan_is_tried_in_branches_beside_the_game(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("step")
        await client.ask("try_plan", text="wait 7 steps", authority="order", branches=3, steps=20)
        while (found := (await client.until("what_if"))["what_if"])["running"]:
            pass
        assert [(one["episode"], one["step"], one["status"]) for one in found["tries"]] == [
            (2, 8, "done"), (3, 8, "done"), (4, 8, "done"),
        ]  # fmt: skip
        assert site.maker.episodes[0].view.step == 1
        lines = (await client.until("lines"))["lines"]
        assert [(line["number"], line["parent"], line["tried"], line["step"]) for line in lines[1:]] == [
            (2, 1, True, 8), (3, 1, True, 8), (4, 1, True, 8),
        ]  # fmt: skip
        await client.ask("rewind", episode=3, step=8)
        assert client.last("episode")["state"]["step"] == 8
    drawn = {episode.sample_index for episode in site.maker.episodes[1:4]}
    assert drawn == {1, 2, 3}
    heads = {path.stem: trace.read_header(path) for path in site.data.rglob("*.jsonl")}
    named = {number: head.what_if for number, head in heads.items()}
    assert (named["1"], named["5"]) == ("", "")
    assert named["2"] == named["3"] == named["4"] != ""


async def test_what_the_planner_does_by_itself_is_one_more_branch(start: Start) -> None:
    async with start() as site, paused(site) as client:
        await client.ask("plan", text="collect 5 wood")
        await client.ask("plan", text="drink water", queued=True)
        await client.ask("step")
        await client.ask("try_plan", text="wait 3 steps", branches=2, steps=20, alone=True)
        while (found := (await client.until("what_if"))["what_if"])["running"]:
            pass
        told = [
            (one["episode"], one["alone"], one["step"], one["status"]) for one in found["tries"]
        ]
        assert told == [(2, False, 4, "done"), (3, False, 4, "done"), (4, True, 4, "active")]
        assert [one["way"] for one in found["tries"]] == [[[0, 0]] * 4] * 3
        planned = [plan for plan in site.maker.episodes[3].plans if plan.is_persons]
        assert [(plan.status, plan.reason) for plan in planned] == [
            ("cancelled", "tried without it"),
            ("cancelled", "tried without it"),
        ]
        asked = site.maker.episodes[0].asked  # the game's own stays
        assert asked
        assert asked.text == "collect 5 wood"
        await client.ask("rewind", episode=4, step=4)
        assert client.last("episode")["state"]["step"] == 4
    heads = {path.stem: trace.read_header(path) for path in site.data.rglob("*.jsonl")}
    assert [heads[number].alone for number in "12345"] == [False, False, False, True, False]
    assert heads["4"].what_if == heads["2"].what_if != ""
    assert heads["5"].parent == "4.jsonl"


def test_the_way_is_told_from_where_a_branch_began() -> None:
    episode = LiveEpisode(Episode(Meadow(), Idler("idler"), seed=1, cap=10))
    for action in (EAST, EAST, SOUTH):
        episode.act(action)
    assert episode.way(1) == [[0, 0], [1, 0], [1, 1]]


async def test_a_trial_can_be_stopped_and_only_one_runs(start: Start) -> None:
    async with start() as site, paused(site) as client:
        assert "No plan is being tried" in (await client.ask("stop_trying"))["text"]
        await client.ask(
            "try_plan", text="collect 5 wood", authority="order", branches=2, steps=500
        )
        assert "already being tried" in (await client.ask("try_plan", text="drink"))["text"]
        await client.ask("stop_trying")
        assert not client.last("what_if")["what_if"]["running"]
        assert (await client.ask("try_plan", text="wait 1 step", branches=1))["type"] == "ack"


async def stopped_within(
    start: Start, monkeypatch: pytest.MonkeyPatch, method: str, how: dict[str, Any], **tried: Any
) -> list[trace.Trace]:
    """The records of a trial that is stopped by a command while it is in a method of an episode."""
    within, go_on = threading.Event(), threading.Event()
    usual = getattr(LiveEpisode, method)

    def slow(*arguments: Any) -> Any:
        within.set()
        assert go_on.wait(10)
        return usual(*arguments)

    async with start() as site, paused(site) as client:
        monkeypatch.setattr(LiveEpisode, method, slow)
        await client.ask("try_plan", **tried)
        while not within.is_set():
            await asyncio.sleep(0.001)
        stopping = asyncio.create_task(client.ask(**how))
        await asyncio.sleep(0.05)  # it waits for the trial
        go_on.set()
        assert (await stopping)["type"] == "ack"
    records = [trace.read(path) for path in site.data.rglob("*.jsonl")]
    tried_on = [record for record in records if record.header.what_if]
    assert all(isinstance(record.events[-1], trace.EndEvent) for record in tried_on)
    return tried_on


async def test_a_trial_that_is_stopped_while_its_records_end_ends_them_all(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = {"kind": "rewind", "step": 0}
    records = await stopped_within(
        start, monkeypatch, "end", back, text="wait 1 step", branches=3, steps=5
    )
    assert len(records) == 3


async def test_a_trial_that_is_stopped_in_the_middle_of_a_step_ends_the_step_first(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = {"kind": "stop_trying"}
    records = await stopped_within(
        start, monkeypatch, "play", stop, text="collect 5 wood", branches=2, steps=5
    )
    assert len(records) == 2
    assert any(list(record.steps) for record in records)
