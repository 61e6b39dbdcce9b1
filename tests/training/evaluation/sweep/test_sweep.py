"""How often to plan: a sweep of evaluations, its sums, table and figure."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.core.metrics import Played
from agent.core.mode import parse_mode
from agent.worlds.crafter import baselines
from agent.worlds.crafter.metrics import CrafterReport
from sidequest import app
from training.evaluation import paper
from training.evaluation import report as reports
from training.evaluation.sweep import figure as sweep_figure
from training.evaluation.sweep import sweep
from training.evaluation.sweep.sweep import Sweep

MODES = "never,every:4,always,dynamic"
CAP = 80


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sweep")
    code, told = call("sweep", *asked(), "--out", str(out))
    assert code == 0, told
    assert "expert: " in told
    return out


def asked(modes: str = MODES) -> tuple[str, ...]:
    return ("--seeds", "1000-1002", "--cap", str(CAP), "--modes", modes, "--jobs", "1")


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_every_mode_is_an_evaluation_and_the_sweep_sums_them_up(folder: Path) -> None:
    swept = sweep.read(folder)
    assert [point.mode for point in swept.points] == MODES.split(",")
    for point in swept.points:
        report = reports.read(folder / point.mode.replace(":", "-"))
        assert report.conditions.mode == point.mode
        assert point.n == 3
        assert point.score == pytest.approx(report.mean / 22)
        assert point.se == pytest.approx((report.se or 0) / 22)
        assert point.plans_per_100_steps == report.plans_per_100_steps
    assert swept.points[0].plans_per_100_steps == 0
    assert swept.points[2].plans_per_100_steps == 100
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "sweep.json", "table.md", "frequency.png", "frequency.svg",
    }  # fmt: skip


def test_a_sweep_that_was_stopped_goes_on_to_the_same_file(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []

    def stop(mode: str, result: Played) -> None:
        told.append(mode)
        if len(told) == 5:
            raise KeyboardInterrupt

    wanted = sweep.setups("expert", MODES, "1000-1002", CAP, Path("data"))
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(wanted, tmp_path, jobs=1, on_episode=stop)
    assert told[-1] == "every:4"
    sweep.sweep(wanted, tmp_path, jobs=1)
    assert (tmp_path / "sweep.json").read_bytes() == (folder / "sweep.json").read_bytes()


def reported(report: CrafterReport, mode: str, unlocked: list[int]) -> CrafterReport:
    """A report of another mode with so many achievements unlocked in each episode."""
    names = list(report.rates)
    episodes = [
        episode.model_copy(update={"unlocked": dict.fromkeys(names[:count], 1)})
        for episode, count in zip(report.episodes, unlocked, strict=True)
    ]
    conditions = report.conditions.model_copy(update={"mode": mode})
    return report.model_copy(update={"conditions": conditions, "episodes": tuple(episodes)})


def test_differences_are_paired_by_seed(folder: Path) -> None:
    base = reports.read(folder / "never")
    never, always = reported(base, "never", [0, 11, 22]), reported(base, "always", [2, 13, 20])
    first, second = sweep.summarise([never, always]).points
    assert [first.score, second.score] == pytest.approx([0.5, 35 / 66])
    assert first.less["always"].mean == pytest.approx(-1 / 33)
    assert second.less.keys() == {"never"}
    assert [second.less["never"].low, second.less["never"].high] == pytest.approx([-1 / 11, 1 / 11])
    assert sweep.summarise([never, always]).best.mode == "always"


def drawn(**sweeps: Sweep) -> tuple[Any, Any, Any]:
    figure = sweep_figure.figure(sweeps)
    scores, tokens = figure.axes
    return figure, scores, tokens


def test_the_figure_has_the_papers_points_and_ours_where_they_were_set_or_measured(
    folder: Path,
) -> None:
    swept = sweep.read(folder)
    points = [
        point.model_copy(update={"output_tokens": 500.0, "plans_per_100_steps": 25.0})
        for point in swept.points
    ]
    figure, scores, tokens = drawn(mine=swept.model_copy(update={"points": tuple(points)}))
    lines = {line.get_label(): line for line in scores.get_lines()}
    ours, star = tokens.get_lines()[1:]
    assert list(ours.get_xdata()) == [-6, -2, 0]
    assert list(star.get_xdata()) == [-2]  # dynamic, at one plan in four steps
    assert list(tokens.get_lines()[0].get_ydata()) == [
        point.tokens for point in baselines.PUBLISHED
    ]
    assert "mine, dynamic: as often as it came to" in lines
    assert {text.get_text() for text in figure.legends[0].get_texts()} >= {
        paper.WHO,
        "mine (n = 3)",
    }


def test_who_counts_no_tokens_is_told(folder: Path) -> None:
    _, _, tokens = drawn(expert=sweep.read(folder))
    assert tokens.get_title(loc="right") == "expert: no model, no tokens"


def test_several_sweeps_are_shown_together(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "both.svg"
    code, told = call("sweep-figure", f"a={folder}", f"b={folder}", "--out", str(out))
    assert code == 0, told
    assert out.read_text().startswith("<?xml")
    assert "| a | every:4 |" in told
    assert "| b | dynamic |" in told
    assert "| paper | every:4 | 0.379 ± 0.014 | – | 11,500 |" in told


def test_what_cannot_be_shown_is_told_in_one_line(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    swept = json.loads((folder / "sweep.json").read_text())
    (other / "sweep.json").write_text(json.dumps(swept | {"world": "elsewhere"}))
    for arguments, why in [
        ((f"a={folder}", f"a={other}"), "'a' names 2 folders; a name is for one sweep"),
        ((f"a={tmp_path}",), "the folder of a finished sweep?"),
        ((f"a={folder}", f"b={other}"), "the sweeps are of several worlds, crafter and elsewhere"),
    ]:
        code, told = call("sweep-figure", *arguments, "--out", str(tmp_path / "x.png"))
        assert (code, told.count("\n")) == (1, 1)
        assert why in told


def test_what_cannot_be_swept_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    for planner, modes, why in [
        ("expert", "never,often", "'often' is not a mode"),
        ("expert", "never,always,never", "the mode 'never' is named twice"),
        ("random", "dynamic,never", "the planner 'random' has no mode 'never'"),
    ]:
        code, told = call(
            "sweep", *asked(modes), "--planner", planner, "--out", str(tmp_path / "out")
        )
        assert (code, told.count("\n")) == (1, 1)
        assert why in told
    assert not (tmp_path / "out").exists()


def test_the_papers_modes_are_swept() -> None:
    assert [point.mode for point in baselines.PUBLISHED] == list(sweep.MODES[:-1])
    assert all(str(parse_mode(mode)) == mode for mode in sweep.MODES)
