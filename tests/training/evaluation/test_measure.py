from pathlib import Path

import pytest

from agent.core.metrics import kind_of_plan
from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.trace import TraceError, TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.metrics import CrafterResult
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.scripted import Script, Turns
from training.evaluation.measure import measure

TURNS: Turns = [
    ("go 3 steps east", "Move East"),
    (None, "Do"),
    ("go 5 steps West", "Move South"),
    "dance",
]


def record(path: Path, turns: Turns, *, seed: int, cap: int) -> Episode:
    world = CrafterWorld()
    episode = Episode(
        world,
        Script(turns),
        seed=seed,
        cap=cap,
        trace=TraceWriter(path, header(world, seed, cap, "script")),
    )
    run(episode)
    return episode


def test_what_was_played_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path, TURNS, seed=7, cap=40)
    found = measure(traces.read(path))
    assert isinstance(found, CrafterResult)
    assert (found.seed, found.reason, found.length, found.cause) == (7, "cap", 40, None)
    assert (found.plans, found.plan_words, found.invalid) == (20, 80, 10)
    assert found.rewritten == 0
    assert found.kinds_of_plan == {"go steps"}
    assert len(found.decision_ms) == 40


def test_plans_that_the_next_step_replaces_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    turns: Turns = [("go 9 east", "Noop"), ("go 9 west", "Noop"), ("go 9 north", "Noop"), "dance"]
    record(path, turns, seed=7, cap=8)
    assert measure(traces.read(path)).rewritten == 4


def test_a_plan_that_one_step_carried_out_was_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    turns: Turns = [("wait 1 step", "Noop"), ("go 9 west", "Noop"), (None, "Noop"), (None, "Noop")]
    record(path, turns, seed=7, cap=8)
    assert measure(traces.read(path)).rewritten == 0


def test_unlocks_carry_their_step_and_deaths_their_cause(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    turns = [(None, name) for name in (*ACTION_NAMES[1:7], "Do", "Do", "Noop")]
    episode = record(path, turns, seed=1001, cap=2000)
    found = measure(traces.read(path))
    assert isinstance(found, CrafterResult)
    assert found.reason == episode.over == "died"
    assert found.unlocked.keys() == episode.view.unlocked
    assert [step.step for step in traces.read(path).steps if step.unlocked] == sorted(
        set(found.unlocked.values())
    )
    assert found.cause in ("zombie", "zombie asleep", "arrow", "lava", "starving")
    assert found.blow is not None


def test_a_trace_without_an_end_is_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path, TURNS, seed=7, cap=40)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(TraceError, match="has no end"):
        measure(traces.read(path))


def test_a_plan_s_kind_has_neither_numbers_nor_directions() -> None:
    assert (
        kind_of_plan("Go 12 steps north, then south-east: get 3 wood") == "go steps then get wood"
    )
    assert kind_of_plan("walk southwest") == kind_of_plan("walk east") == "walk"
