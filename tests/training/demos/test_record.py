from pathlib import Path
from typing import Any

import pytest

from agent.core.mode import Mode
from agent.core.seeds import FIRST_TRAINING as FIRST
from agent.traces import trace as traces
from agent.traces.states import visits
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import label
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES
from training.demos import record
from training.play import cluster
from training.play.speed import PlaySpeed

SEEDS = range(FIRST, FIRST + 4)


def played(folder: Path) -> dict[str, list[traces.Event]]:
    """Events of each trace, times aside, and the chain, which has a part of them."""
    zero = {"t": 0.0, "ms": 0.0, "chain": ""}
    return {
        path.name: [
            event.model_copy(update={k: v for k, v in zero.items() if hasattr(event, k)})
            for event in traces.read(path).events
        ]
        for path in sorted(folder.glob("*.jsonl"))
    }


def test_interrupted_lessons_go_on_to_the_same_traces(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    speed = PlaySpeed()
    summaries = list(record.record_all(whole, SEEDS, cap=60, jobs=1, speed=speed))
    bursts = sum(
        int(event.value or 0)
        for seed in SEEDS
        for event in traces.read(whole / f"{seed}.jsonl").events
        if isinstance(event, traces.ControlEvent) and event.what == "disturbed"
    )
    # a burst at the end can be cut off
    assert 0 <= speed.decisions - (sum(summary.steps for summary in summaries) - bursts) < 4 * 4
    assert sorted(summary.seed for summary in summaries) == list(SEEDS)
    list(record.record_all(cut, SEEDS[:2], cap=60, jobs=1))
    torn = cut / f"{SEEDS[1]}.jsonl"
    torn.write_bytes(torn.read_bytes()[:-200])
    again = list(record.record_all(cut, SEEDS, cap=60, jobs=2))
    assert played(cut) == played(whole)
    assert {s.seed: (s.unlocked, s.steps, s.plans, s.actions) for s in again} == {
        s.seed: (s.unlocked, s.steps, s.plans, s.actions) for s in summaries
    }


def test_lessons_differ_and_follow_the_stated_shares() -> None:
    lessons = [record.demonstration(seed) for seed in range(FIRST, FIRST + 1000)]
    timed = [lesson for lesson in lessons if str(lesson.mode) == "random:2-12"]
    assert 150 < len(timed) < 250
    assert {str(lesson.mode) for lesson in lessons} == {"random:2-12", "dynamic"}
    assert len({lesson.style for lesson in lessons}) == 17
    assert 330 < sum(lesson.people for lesson in lessons) < 470
    assert record.demonstration(FIRST) == record.demonstration(FIRST)


def test_a_lesson_with_people_has_their_plans_and_one_with_disturbances_says_so(
    tmp_path: Path,
) -> None:
    record.play([record.Demonstration(FIRST, Mode("dynamic"), "plain", 0.1, True)], 300, tmp_path)
    events = traces.read(tmp_path / f"{FIRST}.jsonl").events
    people = [
        event for event in events if isinstance(event, traces.PlanEvent) and event.source == "human"
    ]
    assert people
    assert any(
        isinstance(event, traces.ControlEvent) and event.what == "disturbed" for event in events
    )


def test_states_come_back_with_the_plan_under_which_they_were_decided(tmp_path: Path) -> None:
    calm = record.Demonstration(FIRST + 7, Mode("dynamic"), "plain", 0.0, False)
    record.play([calm], 200, tmp_path)
    trace = traces.read(tmp_path / f"{calm.seed}.jsonl")
    written = {
        event.step: event.text for event in trace.events if isinstance(event, traces.PlanEvent)
    }
    seen = 0
    for visit in visits(trace, CrafterWorld(), Memory()):
        situation = visit.situation
        told = label(situation.view, situation.memory, situation.plan)
        assert ACTION_NAMES[told.action] == visit.event.action
        assert (told.plan if told.replans else None) == written.get(situation.view.step)
        seen += 1
    assert seen == sum(1 for _ in trace.steps) > 100


def test_a_lesson_of_pogs_has_its_own_people_and_teacher(tmp_path: Path) -> None:
    lessons = [record.demonstration(seed, people=1.0, world="pogs") for seed in SEEDS]
    record.play(lessons, 40, tmp_path)
    found = [traces.read(tmp_path / f"{seed}.jsonl") for seed in SEEDS]
    assert {trace.header.world for trace in found} == {"pogs"}
    assert {trace.header.planner for trace in found} == {"explorer"}
    sources = {
        event.source
        for trace in found
        for event in trace.events
        if isinstance(event, traces.PlanEvent)
    }
    assert sources == {"human", "expert"}


def test_lessons_of_a_cluster_come_back_as_those_of_this_machine_and_go_on(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    summaries = list(record.record_all(here, SEEDS, cap=30, jobs=1))
    with cluster.connected(None, 2) as processors:
        options: dict[str, Any] = {"cap": 30, "jobs": processors, "away": True}
        list(record.record_all(there, SEEDS[:2], **options))
        speed = PlaySpeed()
        made = list(record.record_all(there, SEEDS, **options, speed=speed))
    assert sorted(made, key=lambda one: one.seed) == summaries
    assert played(there) == played(here)
    assert speed.decisions <= 2 * 30, "what was there is not played again"


def test_a_cluster_of_one_process_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a cluster is for 2 processes or more"):
        list(record.record_all(tmp_path, SEEDS, cap=30, jobs=1, away=True))
