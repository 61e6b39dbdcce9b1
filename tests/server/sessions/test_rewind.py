"""Going back to a step and playing on; one plan tried in several branches."""

from __future__ import annotations

import pytest

from agent.core.frame import HEAD
from agent.traces import trace
from tests.server.conftest import Start
from tests.server.meadow import UNLOCKING, Meadow
from tests.server.sessions.test_queue import paused, plans

pytestmark = pytest.mark.anyio


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
        picture = await client.frame()
        assert HEAD.unpack_from(picture)[3] == 3
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
