"""A session in POGS over a real connection, and between it and Crafter."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from agent.core.frame import HEAD, PERSON
from agent.traces import trace
from agent.worlds import registry as worlds
from agent.worlds.pogs import frame as pogs
from agent.worlds.pogs.engine import PogsWorld
from agent.worlds.pogs.memory import Memory
from tests.agent.worlds.pogs.lanes import Lanes
from tests.server.client import goal_texts
from tests.server.conftest import Site, Start
from tests.server.library.test_library import browser
from tests.server.study.studies import participant, write

pytestmark = pytest.mark.anyio

SEED = 1_000_007
WORLD = "pogs:nodes=12"


def read(data: bytes) -> dict[str, Any]:
    """A frame as a client reads it."""
    version, flags, ack, step, _seq = HEAD.unpack_from(data)
    names = (
        "node",
        "target",
        "action",
        "hops",
        "nodes",
        "n",
        "e",
        "v",
        "start",
        "moves",
        "invalid",
        "backtracks",
    )
    found: dict[str, Any] = dict(
        zip(names, struct.unpack_from("<BBBBBBBBBxHHH", data, 12), strict=True)
    )
    at = 28 + 2 * found["n"]
    marks = dict(zip(data[28:at:2], data[29:at:2], strict=True))
    edges = [tuple(data[at + 2 * i : at + 2 * i + 2]) for i in range(found["e"])]
    visits = list(data[at + 2 * found["e"] :])
    return found | {
        "version": version,
        "flags": flags,
        "ack": ack,
        "step": step,
        "marks": marks,
        "edges": edges,
        "visits": visits,
    }


def test_a_frame_tells_what_is_seen_and_what_is_recalled() -> None:
    world, memory = Lanes(), Memory()
    world.reset(0)
    memory.update(world.view(), None)
    for action in (1, 5, 7):  # two moves, and one that leads nowhere
        world.step(action)
        memory.update(world.view(), action)
    frame = read(pogs.paint(world.view(), memory, 7).encode(seq=9, ack=3, person=True))
    assert (frame["version"], frame["flags"], frame["ack"], frame["step"]) == (
        2,
        pogs.LED_NOWHERE | PERSON,
        3,
        3,
    )
    assert (frame["node"], frame["target"], frame["action"], frame["hops"], frame["nodes"]) == (
        5,
        7,
        7,
        2,
        8,
    )
    assert (frame["moves"], frame["invalid"], frame["backtracks"], frame["visits"]) == (
        2,
        1,
        0,
        [2, 1, 5],
    )
    assert frame["start"] == 2
    seen_now = {node for node, mark in frame["marks"].items() if mark & pogs.SEEN_NOW}
    unexplored = {node for node, mark in frame["marks"].items() if mark & pogs.UNEXPLORED}
    assert (seen_now, unexplored, len(frame["marks"])) == ({0, 1, 2, 5, 6, 7}, {4, 7}, 8)
    puzzle = world._puzzle
    assert puzzle is not None
    assert {frozenset(edge) for edge in frame["edges"]} == set(map(frozenset, puzzle.tree.edges))


def way_to_target() -> list[int]:
    """The way to the target, which no player knows."""
    world = worlds.find(WORLD).make()
    assert isinstance(world, PogsWorld)
    world.reset(SEED)
    puzzle = world._begun()
    return nx.shortest_path(puzzle.tree, puzzle.start, puzzle.target)[1:]


async def begin(site: Site, **wanted: Any) -> str:
    return await site.open(**{"world": WORLD, "seed": SEED, "planner": "explorer", **wanted})


async def test_a_person_walks_to_the_target(start: Start) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        welcome = await client.hello()
        state = welcome["state"]
        assert (state["world"], state["cap"], state["achievements"], state["items"]) == (
            WORLD,
            30,
            ["reach_target"],
            [],
        )
        assert state["actions"][:12] == [str(node) for node in range(12)]
        await client.ask("take_over")
        way = way_to_target()
        refused = await client.ask("act", action=50)
        assert (refused["code"], refused["text"]) == (
            "not_allowed",
            "action 50 is not one of 0 to 12",
        )
        number = await client.send("act", action=way[-1])
        while (frame := read(await client.frame()))["ack"] != number:
            pass
        assert frame["flags"] & pogs.LED_NOWHERE
        for node in way:
            await client.ask("act", action=node)
        assert client.last("ended")["reason"] == "complete"
        assert client.last("control")["text"] == "the target is reached"
        assert client.last("unlocked")["achievement"] == "reach_target"
        assert (await client.ask("act", action=0))["text"].startswith("The episode is over")
    record = trace.read(next(site.data.rglob("1.jsonl")))
    assert (record.header.world, record.header.cap) == (WORLD, 30)
    assert trace.verify(record, worlds.find(WORLD).make()).whole


async def test_the_explorer_follows_a_plan_which_is_read_in_the_worlds_own_words(
    start: Start,
) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("pause")
        while not client.frames:
            await client.receive()
        node = read(client.frames[-1])["node"]
        await client.ask("plan", text="Wander about")
        assert client.last("notice")["text"].endswith("go to 7, then go to the target.")
        near = next(edge for edge in read(client.frames[-1])["edges"] if node in edge)
        other = near[0] if near[1] == node else near[1]
        await client.ask("plan", text=f"go to {other}, then go to 90", authority="order")
        plan = client.last("plan")["plan"]
        assert (goal_texts(plan), plan["progress"]) == (
            [f"go to {other}", "go to 90"],
            f"1 step from {other}",
        )
        assert [goal["target"] for goal in plan["goals"]] == [str(other), "90"]
        assert plan["obstacles"] == ["There is no node 90; they are numbered from 0 to 11."]
        await client.ask("plan", text="go to the target", queued=True)
        target = read(client.frames[-1])["target"]
        assert client.last("plan")["plan"]["goals"] == [
            {"text": "go to the target", "target": str(target)}
        ]
        await client.ask("plan", text=f"go to {other}", queued=True)
        await client.send("step")
        while not read(await client.frame())["step"]:
            pass
        assert read(client.frames[-1])["node"] == other
        assert (await client.until("suggestions"))["suggestions"]


async def test_a_rewind_leads_back_also_into_the_other_world(start: Start) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("pause")
        for _ in range(2):
            await client.ask("step")
        await client.ask("rewind", step=1)
        state = client.last("episode")["state"]
        assert (state["number"], state["step"], state["world"]) == (2, 1, WORLD)
        assert (await client.ask("new_world", world="crafter"))["type"] == "ack"
        state = client.last("episode")["state"]
        assert (state["world"], state["planner"], state["cap"], len(state["actions"])) == (
            "crafter",
            "random",
            10_000,
            17,
        )
        assert client.frames[-1][0] == 1
        await client.ask("rewind", step=2, episode=1)
        state = client.last("episode")["state"]
        assert (state["world"], state["planner"], state["step"]) == (WORLD, "explorer", 2)
        assert client.frames[-1][0] == 2
        assert {line["number"]: line["world"] for line in state["lines"]} == {
            1: WORLD,
            2: WORLD,
            3: "crafter",
            4: WORLD,
        }


async def test_a_what_if_has_the_graph_in_its_pictures(start: Start) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("pause")
        await client.ask("try_plan", text="go to the target", authority="order", branches=2)
        while (told := await client.until("what_if"))["what_if"]["running"]:
            pass
        one, other = told["what_if"]["tries"]
        assert (one["over"], one["unlocked"]) == ("complete", ["reach_target"])
        frames = [read(base64.b64decode(each["frame"])) for each in (one, other)]
        assert frames[0] == frames[1]
        assert frames[0]["node"] == frames[0]["target"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            {"planner": "expert"},
            "the planner 'expert' plays crafter alone; by rules explorer, random play",
        ),
        (
            {"planner": "hf:some/model"},
            "there is no planner 'hf:some/model' here; there are: random, explorer",
        ),
        ({"world": "chess"}, "there is no world 'chess'"),
        ({"world": "pogs:nodes=2"}, "nodes is 2; it can be from 3 to 99"),
        (
            {"world": "pogs:nodes=4,backtracks=4"},
            "none makes an explorer that sees 2 hops turn back 4 times",
        ),
    ],
)
async def test_what_cannot_be_is_told_in_one_line_and_nothing_is_lost(
    start: Start, wanted: dict[str, str], said: str
) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("pause")
        refused = await client.ask("new_world", **wanted)
        assert refused["code"] == "not_allowed"
        assert said in refused["text"]
        assert "\n" not in refused["text"]
        assert (await client.ask("step"))["type"] == "ack"
        async with site.http() as http:
            answer = await http.post("/api/sessions", json={"world": WORLD, **wanted})
            # a session tells its graph's fault itself
            if "backtracks" not in wanted.get("world", ""):
                assert answer.status_code == 422
                assert said in answer.json()["detail"]


async def test_a_server_can_begin_there(start: Start) -> None:
    async with start(world="pogs", planner=None) as site, site.http() as http:
        name = await site.open()
        async with site.client(name) as client:
            state = (await client.hello())["state"]
            assert (state["world"], state["planner"]) == ("pogs", "explorer")
        assert (await http.get("/api/planners", params={"world": "pogs"})).json() == {
            "planners": ["explorer", "pebble-pogs", "random"]
        }
        assert (await http.get("/api/planners", params={"world": "go"})).status_code == 422
        (summary,) = (await http.get("/api/sessions")).json()
        assert (summary["world"], summary["unlocked"]) == ("pogs", 0)


async def test_a_study_is_played_there(start: Start, tmp_path: Path) -> None:
    file = write(tmp_path / "studies", world=WORLD, planner="explorer", cap=7)
    async with (
        start(studies=(file,)) as site,
        participant(site) as one,
        one.client(await one.session()) as client,
    ):
        state = (await client.hello())["state"]
        assert (state["world"], state["planner"], state["cap"]) == (WORLD, "explorer", 7)
        assert (await client.frame())[0] == 2


async def test_its_records_are_found_and_replayed_but_not_filmed(start: Start) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        name = site.manager.all()[0].id
        await client.hello()
        await client.ask("pause")
        await client.ask("plan", text="go to the target")
        while (await client.ask("step"))["type"] == "ack":
            pass
        async with browser(site) as http:
            found = (
                await http.get("/api/library", params={"q": "pogs reach", "world": WORLD})
            ).json()
            assert [(row["world"], row["session"], row["unlocked"]) for row in found["rows"]] == [
                (WORLD, name, {"reach_target": client.last("ended")["step"]})
            ]
            assert found["worlds"] == [WORLD]
            packed = (await http.get(f"/api/replays/{name}/1")).content
            (length,) = struct.unpack_from("<I", packed)
            story = json.loads(packed[4 : 4 + length])
            assert (story["world"], story["achievements"], story["split"]) == (
                WORLD,
                ["reach_target"],
                "",
            )
            assert story["plans"][0]["progress"][0][1].startswith("no way to")
            film = await http.get(f"/api/replays/{name}/1/film")
            assert film.status_code == 422
            assert "films are made of crafter alone" in film.json()["detail"]
            figures = await http.get("/figures")
            assert "1 record of another world is left out" in figures.text


async def test_it_waits_for_a_person_to_press_play(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.client(await begin(site)) as client:
        state = (await client.hello())["state"]
        assert (state["mode"], state["step"]) == ("paused", 0)
        await client.ask("play")
        await client.until("ended", reason="complete")


async def test_it_waits_for_a_plan_which_is_done_when_the_target_is_reached(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("plan", text="go to the target", authority="order")
        await client.until("ended", reason="complete")
        plans = [event["plan"] for event in client.events if event["type"] == "plan"]
        asked = [plan for plan in plans if plan["source"] == "human"][-1]
        assert (asked["status"], asked["reason"]) == ("done", "its goals were reached")


async def test_the_planners_own_plan_that_reached_the_target_is_done(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("play")
        await client.until("ended", reason="complete")
        plans = [event["plan"] for event in client.events if event["type"] == "plan"]
        assert (plans[-1]["source"], plans[-1]["status"]) == ("expert", "done")


async def test_a_paused_game_that_has_begun_stays_paused_when_a_plan_is_written(
    start: Start,
) -> None:
    async with start() as site, site.client(await begin(site)) as client:
        await client.hello()
        await client.ask("step")
        await client.ask("plan", text="go to the target", authority="advice")
        newest = site.manager.newest()
        assert newest is not None
        assert newest.publisher.mode == "paused"
