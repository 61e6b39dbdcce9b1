"""A session over a real connection: the state, the commands, the plans, the controls."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from agent.core.frame import HEAD, PERSON
from agent.core.planner import Planner
from agent.episode import Episode
from agent.traces import trace
from agent.worlds.crafter import frame
from server.protocol.messages import EpisodeState
from server.sessions import manager
from server.sessions.opening import Origin
from tests.server.conftest import Site, Start, running
from tests.server.meadow import BROKEN, DEADLY, UNLOCKING, Maker, played

pytestmark = pytest.mark.anyio


def header(data: bytes) -> tuple[int, ...]:
    """version, flags, ack, step, seq, daylight, facing, action, creatures, unlocked"""
    return (*HEAD.unpack_from(data), *frame.BODY.unpack_from(data, HEAD.size))


async def test_the_id_that_all_are_told_is_no_right_to_the_controls(start: Start) -> None:
    async with start() as site, site.paused() as anna:
        session = site.manager.all()[0]
        await anna.ask("take_over")
        async with site.client(session.id, "thief") as thief:
            for claimed in ("", "guess"):
                refused = await thief.ask(
                    "hello",
                    session=session.id,
                    viewer=anna.last("control")["controller"],
                    key=claimed,
                )
                assert refused["code"] == "not_allowed"
            await thief.hello(key="thief's")
            assert (await thief.ask("act", action=0))["type"] == "error"
        async with site.client(session.id) as again:
            await again.hello()
            assert (await again.ask("act", action=0))["type"] == "ack"


async def test_hello_is_answered_with_the_whole_state_and_a_picture(start: Start) -> None:
    async with start() as site, site.client(await site.open(seed=7)) as client:
        await client.hello()
        await client.frame()
    state = next(event for event in reversed(client.events) if "state" in event)["state"]
    assert EpisodeState.model_validate(state).seed == 7
    assert (state["mode"], state["step"], state["viewers"]) == ("playing", 0, 1)
    assert state["suggestions"]


async def test_playing_steps_by_the_clock(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.client(await site.open()) as client:
        await client.hello()
        steps = [header(await client.frame())[3] for _ in range(5)]
    assert steps[-1] >= 3
    assert steps == sorted(steps)


async def test_nothing_is_played_while_paused_but_single_steps(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.paused() as client:
        before = site.maker.episodes[0].view.step
        await asyncio.sleep(0.12)
        assert site.maker.episodes[0].view.step == before
        await client.ask("step")
        await client.ask("step")
        assert site.maker.episodes[0].view.step == before + 2


async def test_the_controls_go_to_one_person_whose_keys_are_played_at_once(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("take_over")
        assert client.last("control")["controller"] == "anna"
        number = await client.send("act", action=UNLOCKING)
        unlocked = await client.until("unlocked")
        while header(picture := await client.frame())[2] != number:
            pass
        assert unlocked["achievement"] == "collect_wood"
        _, flags, _, step, seq, _, _, action, _, bits = header(picture)
        assert (flags & PERSON, step, action, bits.bit_count()) == (PERSON, 1, UNLOCKING, 1)
        assert seq >= unlocked["seq"]
        await client.ask("give_back")
        assert client.last("control")["mode"] == "playing"
    assert [step.driver for step in played(next(site.data.rglob("1.jsonl")))][:1] == ["person"]


async def test_only_the_holder_of_the_controls_may_act(start: Start) -> None:
    async with (
        start() as site,
        site.paused() as anna,
        site.client(await session_of(site), "ben") as ben,
    ):
        await ben.hello()
        assert (await anna.ask("act", action=1))["code"] == "not_allowed"
        await anna.ask("take_over")
        for command in (
            {"kind": "act", "action": 1},
            {"kind": "give_back"},
            {"kind": "play"},
            {"kind": "take_over"},
        ):
            answer = await ben.ask(**command)
            assert (answer["code"], "Another viewer" in answer["text"]) == ("not_allowed", True)
        await anna.ask("give_back")
        assert (await ben.ask("take_over"))["type"] == "ack"


async def test_a_persons_plan_is_the_plan_in_force_and_is_followed_up(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.send("plan", text="collect 5 wood")
        plan = (await client.until("plan"))["plan"]
        assert (plan["source"], plan["status"], plan["text"]) == (
            "human",
            "active",
            "collect 5 wood",
        )
        assert plan["goals"]
        assert site.maker.episodes[0].plan is not None
        await client.ask("take_over")
        for _ in range(5):
            await client.send("act", action=UNLOCKING)
        done = await client.until("plan", **{})
        while done["plan"]["status"] == "active":
            done = await client.until("plan")
        assert (done["plan"]["id"], done["plan"]["status"], done["plan"]["ended"]) == (
            plan["id"],
            "done",
            5,
        )
        texts = [event["plan"]["progress"] for event in client.events if event["type"] == "plan"]
        assert len(set(texts)) >= 5


async def test_a_new_plan_replaces_the_former_and_can_be_cancelled(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("plan", text="collect 5 wood")
        await client.ask("plan", text="collect 1 wood")
        await client.ask("cancel_plan")
        plans = [event["plan"] for event in client.events if event["type"] == "plan"]
        last = {plan["id"]: plan["status"] for plan in plans}
        assert last == {1: "replaced", 2: "cancelled"}
        refused = await client.ask("cancel_plan")
        assert (refused["code"], refused["text"]) == (
            "not_allowed",
            "No plan is in force, so there is nothing to cancel.",
        )


async def test_a_plan_that_nobody_understands_is_taken_and_people_are_told(start: Start) -> None:
    async with start() as site, site.paused() as client:
        assert (await client.ask("plan", text="qwertz!"))["type"] == "ack"
        notices = [event for event in client.events if event["type"] == "notice"]
        assert "Nothing in this plan was understood" in notices[0]["text"]
        assert (await client.ask("step"))["type"] == "ack"


async def test_an_empty_plan_is_refused(start: Start) -> None:
    async with start() as site, site.paused() as client:
        refused = await client.ask("plan", text="   ")
        assert (refused["type"], "empty" in refused["text"]) == ("error", True)


async def test_the_speed_can_be_set(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("speed", steps_per_second=20)
        assert client.events[-1]["steps_per_second"] == 20


async def test_death_ends_the_episode_and_a_new_world_begins_another(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("take_over")
        await client.ask("act", action=DEADLY)
        assert (
            next(event for event in client.events if event["type"] == "ended")["reason"] == "died"
        )
        assert client.last("control")["mode"] == "over"
        assert "over" in (await client.ask("play"))["text"]
        await client.ask("new_world", seed=11)
        state = client.last("episode")["state"]
        assert (state["seed"], state["step"], state["mode"], state["over"]) == (
            11,
            0,
            "playing",
            "",
        )
    assert len(list(site.data.rglob("*.jsonl"))) == 2


async def test_the_holder_keeps_the_controls_in_a_new_world(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("take_over")
        await client.ask("new_world")
        state = client.last("episode")["state"]
        assert (state["mode"], state["controller"]) == ("person", "anna")


async def test_a_viewer_that_returns_finds_the_same_state(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("plan", text="collect 5 wood")
        await client.ask("take_over")
        await client.ask("act", action=UNLOCKING)
        await client.ask("pause")
        name = await session_of(site)
        async with site.client(name, "ben") as ben:
            first = await ben.hello()
            picture = await ben.frame()
        async with site.client(name, "ben") as ben:
            second = await ben.hello(last_seq=first["seq"])
            assert await ben.frame() != b""
        assert second["state"] == first["state"]
        assert second["state"]["unlocked"] == {"collect_wood": 1}
        assert [mark["kind"] for mark in second["state"]["marks"]] == [
            "plan",
            "control",
            "unlock",
            "control",
        ]
        assert [drive["driver"] for drive in second["state"]["drives"]] == ["person", "planner"]
        assert picture[16:] == ben.frames[-1][16:]


async def test_every_event_has_the_next_number_and_comes_before_its_frame(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.client(await site.open()) as client:
        await client.hello()
        for text in ("collect 5 wood", "collect 2 wood", "collect 3 wood"):
            await client.ask("plan", text=text)
        await client.ask("pause")
    numbers = [event["seq"] for event in client.events]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    newest = 0
    for message in client.arrived:
        if isinstance(message, bytes):
            assert header(message)[4] <= newest
        elif "seq" in message:
            newest = message["seq"]


async def test_the_controls_come_back_when_their_holder_stays_away(start: Start) -> None:
    async with (
        start(absence=0.05) as site,
        site.paused() as anna,
        site.client(await session_of(site), "ben") as ben,
    ):
        await ben.hello()
        await anna.ask("take_over")
        await anna.ws.close()
        event = await ben.until("control", controller="", mode="paused")
        assert "has left" in event["text"]


async def test_a_session_that_nobody_watches_stands_and_then_pauses(start: Start) -> None:
    async with start(steps_per_second=20, absence=0.05) as site:
        name = await site.open()
        async with site.client(name) as client:
            await client.hello()
        session = site.manager.find(name)
        assert session is not None
        while session.publisher.mode != "paused":
            await asyncio.sleep(0.01)
        async with site.client(name) as client:
            assert (await client.hello())["state"]["mode"] == "paused"


async def test_on_a_full_disk_the_game_stands_and_goes_on_by_itself(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.client(await site.open()) as client:
        await client.hello()
        site.maker.disk.full = True
        told = await client.until("recorder")
        assert "The disk is full. Nothing was lost" in told["recorder"]
        stood = site.maker.episodes[0].view.step
        async with site.client(await session_of(site), "ben") as ben:
            assert (await ben.hello())["state"]["recorder"] == told["recorder"]
        refused = await client.ask("plan", text="collect 5 wood")
        assert (refused["code"], "disk is full" in refused["text"]) == ("internal", True)
        assert site.maker.episodes[0].view.step == stood
        site.maker.disk.full = False
        await client.until("recorder", recorder="")
        while header(await client.frame())[3] < stood + 3:
            pass
        await client.ask("pause")
        step = site.maker.episodes[0].view.step
    assert [event.step for event in played(next(site.data.rglob("1.jsonl")))] == list(
        range(1, step + 1)
    )


async def test_a_command_is_answered_when_it_is_recorded(start: Start) -> None:
    async with start() as site, site.paused() as client:
        site.maker.disk.full = True
        number = await client.send("plan", text="collect 5 wood")
        await client.until("recorder")
        assert client.last("plan")["plan"]["status"] == "active"
        assert not any(isinstance(one, dict) and one.get("id") == number for one in client.arrived)
        site.maker.disk.full = False
        assert (await client.until_answered(number))["type"] == "ack"


async def test_a_command_that_comes_again_counts_once(start: Start) -> None:
    async with start() as site, site.paused() as client:
        number = await client.send("plan", text="collect 5 wood")
        assert (await client.until_answered(number))["type"] == "ack"
        again = json.dumps({"type": "plan", "id": number, "text": "collect 5 wood"})
        await client.ws.send(again)
        assert (await client.until_answered(number))["type"] == "ack"
        async with site.client(await session_of(site)) as back:  # the same viewer
            await back.hello()
            await back.ws.send(again)
            assert (await back.until_answered(number))["type"] == "ack"
        async with site.client(await session_of(site), "ben") as ben:  # another one's number
            welcome = await ben.hello()
            assert len(welcome["state"]["plans"]) == 1
            await ben.ws.send(again)
            await ben.until_answered(number)
            assert ben.last("plan")["plan"]["id"] == 2


async def test_a_refusal_that_comes_again_is_the_same(start: Start) -> None:
    async with start() as site, site.paused() as client:
        number = await client.send("rewind", step=7)
        first = await client.until_answered(number)
        await client.ask("step")
        await client.ws.send(json.dumps({"type": "rewind", "id": number, "step": 7}))
        assert await client.until_answered(number) == first
        assert first["code"] == "not_allowed"


async def test_what_was_sent_before_a_cut_is_done_and_answered_after_it(start: Start) -> None:
    async with start() as site, site.paused() as client:
        number = await client.send("plan", text="collect 5 wood")
        client.ws.transport.abort()
        async with site.client(await session_of(site)) as back:
            await back.hello()
            await back.ws.send(json.dumps({"type": "plan", "id": number, "text": "collect 5 wood"}))
            assert (await back.until_answered(number))["type"] == "ack"
        assert len(site.maker.episodes[0].plans) == 1


async def test_who_comes_back_in_time_is_told_the_rest_and_no_more(start: Start) -> None:
    async with start() as site, site.paused() as client:
        welcome = client.last("welcome")
        async with site.client(await session_of(site), "ben") as ben:
            await ben.hello()
            await client.ask("plan", text="collect 5 wood")
            await client.ask("step")
            await ben.until("thought")
        seen = next(one for one in client.events if one["type"] == "plan")["seq"] - 1
        async with site.client(await session_of(site), "cleo") as back:
            await back.send(
                "hello", session=back._session, viewer="cleo", life=welcome["life"], last_seq=seen
            )
            assert (await back.until("resumed"))["seq"] == seen
            await back.frame()
        told = [event["seq"] for event in back.events[1:]]
        assert told == list(range(seen + 1, seen + 1 + len(told)))
        assert {"plan", "thought"} <= {event["type"] for event in back.events}


@pytest.mark.parametrize("how", ["too late", "another life"])
async def test_who_cannot_be_told_the_rest_is_told_all_and_that_something_is_missing(
    start: Start, how: str
) -> None:
    async with start(viewer_queue=8) as site, site.paused() as client:
        life = client.last("welcome")["life"] if how == "too late" else "another"
        seen = client.last("welcome")["seq"]
        for _ in range(5):
            await client.ask("step")
        async with site.client(await session_of(site), "ben") as ben:
            welcome = await ben.hello(life=life, last_seq=seen)
            assert (welcome["type"], welcome["missed"]) == ("welcome", True)
            assert welcome["state"]["step"] == 5
        async with site.client(await session_of(site), "cleo") as cleo:
            assert not (await cleo.hello())["missed"]


async def test_a_world_that_cannot_be_recorded_leaves_the_old_one(start: Start) -> None:
    async with start() as site, site.paused() as client:
        site.maker.disk.full = True
        assert "No new world" in (await client.ask("new_world"))["text"]
        assert "No new world" in client.last("notice")["text"]
        assert [path.name for path in site.data.rglob("*.jsonl")] == ["1.jsonl"]
        site.maker.disk.full = False
        assert (await client.ask("step"))["type"] == "ack"


async def test_a_fault_of_the_game_is_told_and_the_session_lives(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("take_over")
        refused = await client.ask("act", action=BROKEN)
        assert (refused["code"], "the furnace broke" in refused["text"]) == ("internal", True)
        assert (await client.ask("act", action=1))["type"] == "ack"


async def test_when_the_server_stops_traces_are_ended_and_viewers_told(start: Start) -> None:
    async with start() as site, site.paused() as client:
        await client.ask("step")
        stopping = site.stop()
        await stopping
        assert "The server is stopping" in (await client.until("notice"))["text"]
        await client.ws.wait_closed()
        assert client.ws.close_code == 1012
    record = trace.read(next(site.data.rglob("1.jsonl")))
    end = record.events[-1]
    assert isinstance(end, trace.EndEvent)
    assert (end.reason, end.step) == ("left", 1)


async def test_a_world_that_is_made_too_late_is_left_with_its_trace_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manager, "STOP_TIMEOUT", 0.01)
    maker, begun, may_end, made = Maker(), asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def slow(planner: Planner[Any, Any], origin: Origin, path: Path) -> Episode[Any, Any]:
        loop.call_soon_threadsafe(begun.set)
        may_end.wait(timeout=60)
        made.append(maker(planner, origin, path))
        return made[-1]

    async with running(tmp_path, slow) as site:
        await site.open()
        await begun.wait()
    may_end.set()
    async with asyncio.timeout(60):
        while not (made and made[0].over):
            await asyncio.sleep(0.01)
    record = trace.read(next(tmp_path.rglob("1.jsonl")))
    assert isinstance(record.events[-1], trace.EndEvent)


async def session_of(site: Site) -> str:
    """The session that was begun last."""
    newest = site.manager.newest()
    assert newest is not None
    return newest.id
