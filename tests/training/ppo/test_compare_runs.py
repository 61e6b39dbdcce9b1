"""Runs of ppo side by side: figures worked out by hand from made-up logs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.ppo import compare_runs
from training.runs.log import CurvesError


def run(folder: Path, log: Sequence[dict[str, Any]], turns: int = 2) -> Path:
    folder.mkdir(parents=True)
    (folder / "recipe.yaml").write_text(f"worlds: 100\nturns: {turns}\n")
    (folder / "curves.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in log))
    return folder


def update(step: int, plans: float) -> dict[str, float]:
    return {
        "step": step,
        "plan_share": plans,
        "of_task_per_100_turns": 2.0,
        "plan_length": 8.0,
        "kl": 0.0,
        "malformed_share": 0.0,
    }


@pytest.fixture
def runs(tmp_path: Path) -> dict[str, list[Path]]:
    first = [
        {"step": 0, "eval_unlocked": 11.0},
        *(update(step, 0.4) for step in range(1, 21)),
        {"step": 20, "eval_unlocked": 13.0},
    ]
    second = [
        {"step": 0, "eval_unlocked": 13.0},
        *(update(step, 0.2 if step < 11 else 0.1) for step in range(1, 26)),
    ]
    return {
        "SFT, dynamic": [
            run(tmp_path / "1", first),
            run(tmp_path / "2", [*second, {"step": 25, "eval_unlocked": 15.0}]),
        ],
        "other": [run(tmp_path / "3", [update(1, 0.0)])],
    }


def test_the_table_tells_both_ends_of_each_arm_beside_the_papers(
    runs: dict[str, list[Path]],
) -> None:
    assert compare_runs.table(runs).splitlines()[2:] == [
        "| SFT, dynamic | 2 | 4,000 | 12.00 → 14.00 | 2.00 → 2.00 | 0.300 → 0.250 | 8.0 → 8.0 | "
        "0.0000 → 0.0000 | 0.34 → 0.40 | 0.07 → 0.04 |",
        (
            "| other | 1 | 200 | – | 2.00 → 2.00 | 0.000 → 0.000 | 8.0 → 8.0 | 0.0000 → "
            "0.0000 | – | – |"
        ),
    ]


def test_an_arm_is_drawn_over_decisions_up_to_where_all_of_its_runs_are(
    runs: dict[str, list[Path]],
) -> None:
    figure = compare_runs.figure(runs)
    played, _, planning, *_ = figure.axes
    mean = played.lines[2]
    assert np.allclose(np.asarray(mean.get_xdata()), [0, 4])
    assert np.allclose(np.asarray(mean.get_ydata()), [12 / 22, 14 / 22])
    first, second, mean = planning.lines[:3]
    assert [len(np.asarray(line.get_xdata())) for line in (first, second, mean)] == [20, 25, 20]
    assert np.asarray(second.get_ydata())[14] == pytest.approx(0.15)  # the running mean of ten
    assert np.asarray(mean.get_ydata())[-1] == pytest.approx(0.25)


def test_the_papers_points_stand_beside_arms_of_its_names_alone(
    runs: dict[str, list[Path]],
) -> None:
    played, _, planning, *_ = compare_runs.figure(runs).axes
    for axes, published in ((played, (0.342, 0.404)), (planning, (0.073, 0.043))):
        (line,) = (
            line
            for line in axes.lines
            if line.get_marker() == "s" and len(np.asarray(line.get_xdata()))
        )
        assert tuple(np.asarray(line.get_xdata())) == (25, 200)
        assert tuple(np.asarray(line.get_ydata())) == published


def test_a_folder_that_is_no_run_is_told(tmp_path: Path, runs: dict[str, list[Path]]) -> None:
    with pytest.raises(
        CurvesError,
        match=r"curves\.jsonl cannot be read: No such file .* folder of a run of sft or ppo",
    ):
        compare_runs.table({"nothing": [tmp_path]})
    (runs["other"][0] / "recipe.yaml").write_text("model: pebble\n")
    with pytest.raises(CurvesError, match="is no recipe of ppo: it should tell worlds and turns"):
        compare_runs.table(runs)
