"""How many were played at once, and how quickly: what commands say in their last line."""

from __future__ import annotations

from pathlib import Path

import joblib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from agent.traces import trace as traces
from sidequest import app
from tests.agent.models.folders import chain_folder
from training.play import workers
from training.play.speed import PlaySpeed


def last_line(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[-1]


def test_the_line_has_the_decisions_a_second_and_a_core_second() -> None:
    speed = PlaySpeed(decisions=1234, clock_s=12.3, processor_s=24.0)
    assert speed.line == "1,234 decisions in 12.3 s: 100 a second, 51 a core-second"
    assert PlaySpeed(clock_s=3.0).line == "0 decisions: all of it had been played before"


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_time_of_all_processes_is_counted_and_of_nothing_else(jobs: int) -> None:
    speed = PlaySpeed()
    calls = (joblib.delayed(sum)(range(10**6)) for _ in range(4))
    assert list(workers.parallel(jobs, calls, speed=speed)) == [sum(range(10**6))] * 4
    assert speed.processor_s > 0
    assert speed.clock_s > 0
    before = speed.processor_s, speed.clock_s
    assert list(workers.parallel(jobs, [joblib.delayed(sum)(range(10**6))]))
    assert (speed.processor_s, speed.clock_s) == before


@given(st.integers(0, 300), st.integers(1, 40), st.integers(1, 9))
def test_groups_are_even_and_no_larger_than_asked(count: int, most: int, jobs: int) -> None:
    groups = workers.even_groups(range(count), most, jobs)
    assert [item for group in groups for item in group] == list(range(count))
    assert all(1 <= len(group) <= most for group in groups)
    assert len({len(group) for group in groups[:-1]}) <= 1
    if groups:
        assert len(groups) <= -(-count // (most * jobs)) * jobs


def test_evaluate_counts_what_it_plays_and_not_what_was_played(tmp_path: Path) -> None:
    asked = ("evaluate", "--planner", "random", "--cap", 30, "--jobs", 1, "--out", tmp_path)
    assert last_line(*asked, "--seeds", "1000-1001").startswith("60 decisions in ")
    assert last_line(*asked, "--seeds", "1000-1002").startswith("30 decisions in ")
    assert last_line(*asked, "--seeds", "1000-1002").startswith("0 decisions: ")


def test_sweep_counts_all_modes(tmp_path: Path) -> None:
    modes = ("--modes", "never,every:4,dynamic")
    asked = ("sweep", "--seeds", "1000-1001", "--cap", 20, "--jobs", 1, "--out", tmp_path, *modes)
    assert last_line(*asked).startswith("120 decisions in ")


def test_teach_counts_what_its_teacher_decides(tmp_path: Path) -> None:
    asked = ("teach", "--teacher", "random", "--cap", 30, "--jobs", 1, "--out", tmp_path)
    assert last_line(*asked, "--episodes", 2).startswith("60 decisions in ")


def test_dagger_counts_what_its_student_decides_in_whatever_groups(tmp_path: Path) -> None:
    model = chain_folder(tmp_path / "model", {"[model]": {"Do": 1.0}})
    asked = ("dagger", "--planner", f"hf:{model}", "--episodes", 3, "--cap", 20, "--expert", 0)
    for batch, jobs in ((3, 1), (1, 2)):
        out = tmp_path / f"{batch} {jobs}"
        line = last_line(*asked, "--people", 0, "--batch", batch, "--jobs", jobs, "--out", out)
        assert line.startswith("60 decisions in ")
    games = [
        [step.action for seed in range(3) for step in traces.read(folder / f"{1_500_000 + seed}.jsonl").steps]
        for folder in (tmp_path / "3 1", tmp_path / "1 2")
    ]  # fmt: skip
    assert games[0] == games[1]


def test_only_a_language_model_can_be_a_student(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["dagger", "--planner", "expert", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "'expert' is no language model; name one, such as hf:DIR" in result.output
