"""What the former code wrote is read, verified, played on and offered by today's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent.core.mode import parse_mode
from agent.episode import Episode, run
from agent.planners import registry
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from server.library.address import Address
from server.library.reviews import Reviews
from tests.old_data import FOLDER, RECORDS

each_record = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.parent.name)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


@each_record
def test_a_record_is_verified(path: Path) -> None:
    trace = traces.read(path)
    result = traces.verify(trace, worlds.find(trace.header.world).make())
    assert result.whole
    assert result.steps == len(list(trace.steps)) > 0


@each_record
def test_a_record_is_played_on(path: Path, tmp_path: Path) -> None:
    trace = traces.read(path)
    spec = worlds.find(trace.header.world)
    world = spec.make()
    planner = registry.load(registry.scripted(trace.header.world), world=trace.header.world)
    step = len(list(trace.steps)) // 2
    head = traces.header(world, trace.header.seed, step + 3, planner.name, {})
    begun = tmp_path / "on.jsonl"
    episode = Episode.restore(
        world,
        planner,
        trace,
        step,
        lambda: traces.TraceWriter(begun, head, tuple(trace.until(step))),
    )
    assert episode.view.step == step
    episode.cap = step + 3
    run(episode)
    again = traces.read(begun)
    assert traces.verify(again, worlds.find(trace.header.world).make()).whole


def test_plans_of_two_levels_are_as_they_were() -> None:
    trace = traces.read(FOLDER / "sessions" / "pebble" / "1.jsonl")
    plans = [event for event in trace.events if isinstance(event, traces.PlanEvent)]
    asked = next(plan for plan in plans if plan.source == "human")
    assert any(plan.under == asked.id for plan in plans)


def test_a_learned_planner_is_offered_and_plays(data: Path) -> None:
    assert registry.offered(data)[0] == "pebble-9"
    planner = registry.load("pebble-9", parse_mode("never"), data=data)
    episode = Episode(worlds.find(worlds.DEFAULT).make(), planner, seed=1000, cap=3)
    run(episode)
    assert episode.over == "cap"


def test_ratings_are_kept(data: Path) -> None:
    assert Reviews(data).of(Address("visit00", 1)).ratings
