"""What a plan was worth, measured in branches from a record."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.core.mode import DYNAMIC, Mode
from agent.core.planner import Planner
from agent.episode import Episode
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.traces import trace as traces
from agent.traces.trace import PlanEvent, TraceWriter, header
from agent.worlds import registry as worlds
from server.sessions import opening, worth
from tests.server.conftest import running

pytestmark = pytest.mark.anyio

ADDRESS = "/api/replays/somebody/1/worth"
SEED, STEPS, ASKED_AT = 1003, 20, 5


def loaded(name: str, mode: Mode, hardware: Hardware, world: str) -> Planner[Any, Any]:
    """A planner as a server loads it."""
    return registry.load(name, mode, hardware, world=world)


def record(data: Path, person: str, planner: str = "expert", called: str = "") -> Path:
    """A game of twenty steps, with a person's plan at step 5."""
    path = data / "sessions" / "somebody" / "1.jsonl"
    path.parent.mkdir(parents=True)
    world = worlds.find("crafter").make()
    player = registry.load(planner, DYNAMIC, world="crafter")
    head = header(world, SEED, 200, called or planner, {"mode": "dynamic"})
    episode = Episode(world, player, seed=SEED, cap=200, trace=TraceWriter(path, head))
    for step in range(STEPS):
        if step == ASKED_AT:
            episode.inject(person)
        episode.play(episode.decide())
    assert episode.trace
    episode.trace.close()
    return path


def persons(path: Path) -> int:
    """The number of the person's plan."""
    plans = [event for event in traces.read(path).events if isinstance(event, PlanEvent)]
    (number,) = (plan.id for plan in plans if plan.source == "human")
    return number


async def measured(http: httpx.AsyncClient, step: int, plan: int = 0) -> dict[str, Any]:
    """What came of it in the end."""
    wanted = {"step": step, "plan": plan}
    told: dict[str, Any] = (await http.post(ADDRESS, params=wanted)).json()
    async with asyncio.timeout(60):
        while not told["fault"] and told["played"] < told["pairs"]:
            await asyncio.sleep(0.05)
            told = (await http.get(ADDRESS, params=wanted)).json()
    return told


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worth, "PAIRS", 3)
    monkeypatch.setattr(worth, "HORIZON", 30)


async def test_a_persons_plan_that_wastes_time_costs_achievements(tmp_path: Path) -> None:
    path = record(tmp_path, "wait 40 steps")
    before = path.read_bytes()
    async with running(tmp_path, opening.make, loaded) as site, site.http() as http:
        asked = {"step": ASKED_AT, "plan": persons(path)}
        assert (await http.get(ADDRESS, params=asked)).json()["begun"] is False
        told = await measured(http, **asked)
        assert (await http.post(ADDRESS, params=asked)).json() == told  # it is not measured again
    assert (told["plan"], told["by_person"], told["fault"]) == ("wait 40 steps", True, "")
    assert (told["pairs"], told["horizon"], len(told["gains"])) == (3, 30, 3)
    assert sum(told["gains"]) / 3 == pytest.approx(told["unlocked"][0] - told["unlocked"][1])
    assert max(told["gains"]) < 0
    assert path.read_bytes() == before


async def test_words_that_mean_nothing_change_nothing(tmp_path: Path) -> None:
    path = record(tmp_path, "la la la")
    async with running(tmp_path, opening.make, loaded) as site, site.http() as http:
        told = await measured(http, ASKED_AT, persons(path))
    assert (told["gains"], told["unlocked"][0]) == ([0, 0, 0], told["unlocked"][1])


@pytest.mark.parametrize("planner", ["expert", "pebble"])
async def test_a_planner_has_to_plan_at_a_step_or_may_not(tmp_path: Path, planner: str) -> None:
    record(tmp_path, "collect 1 wood", planner)
    async with running(tmp_path, opening.make, loaded) as site, site.http() as http:
        told = await measured(http, 12)
        own = await measured(http, 0, 1)  # the first plan of all
    assert (told["plan"], told["by_person"], told["step"], told["played"]) == ("", False, 12, 3)
    assert own["plan"]
    assert own["played"] == 3
    assert own["unlocked"][0] >= 1


async def test_what_cannot_be_measured_says_why(tmp_path: Path) -> None:
    record(tmp_path, "collect 1 wood", called="hf:/nowhere")
    async with running(tmp_path, opening.make, loaded) as site, site.http() as http:
        strange = await http.post(ADDRESS, params={"step": 3, "plan": 99})
        late = await http.post(ADDRESS, params={"step": 900})
        told = await measured(http, 3)
    assert (strange.status_code, strange.json()["detail"]) == (
        422,
        "No plan 99 was written at step 3.",
    )
    assert (late.status_code, late.json()["detail"]) == (
        422,
        "there is no step 900; the record has 20",
    )
    assert told["fault"].startswith(
        "It cannot be measured: there is no planner 'hf:/nowhere' here;"
    )


async def test_only_so_many_wait_to_be_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worth, "MOST", 1)
    record(tmp_path, "wait 2 steps")
    async with running(tmp_path, opening.make, loaded) as site, site.http() as http:
        assert (await http.post(ADDRESS, params={"step": 7})).json()["begun"]
        refused = await http.post(ADDRESS, params={"step": 8})
        assert (refused.status_code, refused.json()["detail"]) == (
            503,
            "1 plans are being measured. Ask again in a few minutes.",
        )
        again = await http.post(ADDRESS, params={"step": 7})  # asks for nothing new
        assert again.status_code == 200
        await measured(http, 7)
        assert (await measured(http, 8))["played"] == 3
