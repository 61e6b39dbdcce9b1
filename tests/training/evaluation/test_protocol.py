from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.traces import trace as traces
from sidequest import app
from tests.agent.models.served import Served, serving
from tests.training.results import first, report, result
from training.evaluation.evaluate import setup
from training.evaluation.protocol import PROTOCOLS

BALROG = PROTOCOLS["balrog"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    with serving("Do.") as served:
        yield served


def evaluate(out: Path, *options: str) -> str:
    called = CliRunner().invoke(
        app, ["evaluate", "--protocol", "balrog", "--out", str(out), "--jobs", "1", *options]
    )
    assert called.exit_code == 0, called.output
    return called.output


def test_progression_is_the_share_of_achievements_and_its_error_that_of_the_population() -> None:
    progress, error = BALROG.score(report([result(1, first(11)), result(2, first(22))]))
    assert progress == 75
    assert error == pytest.approx(25 / math.sqrt(2))


def test_the_line_tells_what_is_not_as_balrog_has_it() -> None:
    ten = [result(seed, first(11)) for seed in range(10)]
    assert BALROG.line(report(ten, cap=2000, observation="balrog")) == (
        "progression 50.0 % ± 0.0 % (n = 10)"
    )
    told = BALROG.line(report(ten[:2], cap=100, observation="brief"))
    assert "2 of at least 10 episodes" in told
    assert "cap 100 in place of 2000" in told
    assert "another text: brief" in told


def test_it_brings_its_cap_and_its_text() -> None:
    wanted = setup("openai:http://localhost:1/v1#tiny", "dynamic", "1000", None, protocol=BALROG)
    assert (wanted.cap, wanted.observation) == (2000, "balrog")
    assert wanted.options["protocol"] == "balrog"


def test_a_planner_that_was_trained_on_another_text_keeps_it() -> None:
    assert setup("pebble", "dynamic", "1000", None, protocol=BALROG).observation == "brief"


def test_a_language_model_plays_by_it(served: Served, tmp_path: Path) -> None:
    told = evaluate(
        tmp_path, "--planner", f"openai:{served.url}#tiny", "--seeds", "1000", "--cap", "3"
    )
    assert "balrog: progression 4.5 %" in told
    trace = traces.read(tmp_path / "traces" / "1000.jsonl")
    assert [step.action for step in trace.steps] == ["Do", "Do", "Do"]
    assert all(step.valid for step in trace.steps)
    assert trace.header.options["protocol"] == "balrog"
    assert [message["role"] for message in served.asked[-1]["messages"]] == [
        "user", "assistant", "user", "assistant", "user",
    ]  # fmt: skip


def test_answers_that_are_no_actions_count_as_noop_and_are_no_error(
    served: Served, tmp_path: Path
) -> None:
    served.text = "I will think about it."
    told = evaluate(
        tmp_path, "--planner", f"openai:{served.url}#tiny", "--seeds", "1000", "--cap", "30"
    )
    assert "balrog: progression 0.0 %" in told
    trace = traces.read(tmp_path / "traces" / "1000.jsonl")
    assert {step.action for step in trace.steps} == {"Noop"}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--protocol", "gym"], "there is no protocol 'gym'; write balrog"),
        (["--protocol", "balrog", "--world", "pogs"], "has its own world"),
        (["--world", "crafter:text=verse"], "it has text=NAME, with prose, grid, brief, balrog"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(options: list[str], why: str, tmp_path: Path) -> None:
    called = CliRunner().invoke(
        app, ["evaluate", "--seeds", "1000", "--out", str(tmp_path), *options]
    )
    assert called.exit_code == 1
    assert why in called.output
