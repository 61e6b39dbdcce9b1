"""A planner with an adviser is evaluated, swept, measured and billed as any other, both apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.core.mode import DYNAMIC
from agent.planners.advised import AdvisedPlanner
from sidequest import app
from tests.agent.models.served import Served, serving
from training.evaluation import report as reports
from training.evaluation.advantage.report import Report
from training.evaluation.sweep import figure, sweep
from training.play import workers

FEW = ("--seeds", "1000-1001", "--cap", "4", "--jobs", "1")
SEEDS = ("--seeds", "1000-1001", "--cap", "45", "--jobs", "1")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("SIDEQUEST_OPENAI_RETRIES", "0")
    with serving("<plan> explore east </plan> Noop") as served:
        yield served


def call(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def name(served: Served) -> str:
    return f"advised,every=20,wish=0,stuck=0,latency=4:expert+openai:{served.url}#tiny"


def test_an_evaluation_counts_both_apart_and_so_does_the_bill(
    served: Served, tmp_path: Path
) -> None:
    call("evaluate", "--planner", name(served), *SEEDS, "--out", str(tmp_path))
    report = reports.read(tmp_path)
    assert report.advised is not None
    told = report.advised
    assert (told.asked, told.failed) == (6, 0)
    assert told.waited == 6 * 4
    assert (told.input_tokens, told.output_tokens) == (6 * 7, 6 * 5)
    assert (report.input_tokens, report.output_tokens) == (0, 0)
    table = (tmp_path / "table.md").read_text()
    assert "| adviser: tokens read an episode | 21 |" in table
    bill = call("bill", str(tmp_path / "traces"))
    assert "| expert | plays | 90 |" in bill
    assert f"| openai:{served.url}#tiny | advises | 6 |" in bill
    assert "| 42 | 30 |" in bill


def test_thoughts_are_counted_apart_in_report_sweep_and_bill(
    served: Served, tmp_path: Path
) -> None:
    served.text = "<think> go on </think> Noop"  # 5 tokens, by their letters 4 of thoughts
    thinking = f"openai:{served.url}#tiny"
    call("sweep", "--planner", thinking, *FEW, "--modes", "never,dynamic", "--out", str(tmp_path))
    swept = sweep.read(tmp_path)
    assert [(point.output_tokens, point.thought_tokens) for point in swept.points] == [(20, 16)] * 2
    assert "20, 16 of them thoughts" in figure.markdown({"": swept})
    table = (tmp_path / "never" / "table.md").read_text()
    assert "| tokens written an episode | 20 |" in table
    assert "| of these, thoughts | 16 |" in table
    bill = call("bill", str(tmp_path / "never" / "traces"))
    assert "| tokens written | of these, thoughts |" in bill
    assert "| 40 | 32 |" in bill
    call(
        "run",
        "--planner",
        f"advised:random+{thinking}",
        "--cap",
        "12",
        "--out",
        str(tmp_path / "t.jsonl"),
    )
    bill = call("bill", str(tmp_path / "t.jsonl"))
    assert f"| {thinking} | advises | 1 | 0 | 1 | 7 | 5 | 4 |" in bill


def test_an_adviser_that_is_down_is_told_in_one_line_and_the_games_are_played(
    served: Served, tmp_path: Path
) -> None:
    served.spared, served.failures = 1, 1000  # the planner is tried before it plays
    told = call("evaluate", "--planner", name(served), *SEEDS, "--out", str(tmp_path))
    assert "6 of the adviser's 6 answers held no plan that was understood" in told
    assert [played.length for played in reports.read(tmp_path).episodes] == [45, 45]
    served.spared = 1
    told = call("run", "--planner", name(served), "--seed", "1000", "--cap", "30")
    assert "the adviser had no plan when it was asked last: the server" in told


def test_a_sweep_takes_it_and_tells_its_tokens(served: Served, tmp_path: Path) -> None:
    asked = ("--planner", name(served), *SEEDS, "--modes", "never,dynamic")
    call("sweep", *asked, "--out", str(tmp_path))
    swept = sweep.read(tmp_path)
    assert [point.adviser_tokens for point in swept.points] == [15, 15]
    assert "+ 15 (adviser)" in figure.markdown({"": swept})


def test_planning_advantage_takes_it(tmp_path: Path) -> None:
    pair = "advised,every=20,latency=2:expert+expert"
    few = ("--anywhere", "2", "--each", "0", "--pairs", "1", "--horizon", "25")
    arms = ("--arms", "now,keep:5")
    call("advantage", "--planner", pair, *SEEDS, *arms, *few, "--out", str(tmp_path))
    assert Report.model_validate_json((tmp_path / "report.json").read_bytes()).gains


def test_a_process_loads_each_of_the_two_once() -> None:
    first, second = (workers.planner("advised:pebble+expert", DYNAMIC) for _ in range(2))
    assert isinstance(first, AdvisedPlanner)
    assert isinstance(second, AdvisedPlanner)
    assert first.fast._model is second.fast._model  # type: ignore[attr-defined]
