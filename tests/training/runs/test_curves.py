import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from training.runs import curves
from training.runs.log import CurvesError


def entry(
    step: int, unlocked: float, kl: float | None = None, accuracy: float = 0.8
) -> dict[str, float]:
    figures = {
        "eval_loss": 0.5,
        "eval_action_accuracy": accuracy,
        "eval_unlocked": unlocked,
        "step": step,
    }
    return figures if kl is None else {**figures, "eval_kl": kl}


def run(folder: Path, evaluations: Iterable[Mapping[str, float]]) -> Path:
    folder.mkdir(parents=True)
    entries = [{"loss": 0.9, "step": 5}, *evaluations, {"train_runtime": 3.0, "step": 30}]
    (folder / "curves.jsonl").write_text("".join(json.dumps(line) + "\n" for line in entries))
    return folder


def points(line: Line2D) -> list[tuple[float, float]]:
    return list(
        zip(
            np.asarray(line.get_xdata()).tolist(),
            np.asarray(line.get_ydata()).tolist(),
            strict=True,
        )
    )


def drawn(axes: Axes) -> list[Line2D]:
    return [line for line in axes.lines if points(line)]


@pytest.fixture
def arms(tmp_path: Path) -> dict[str, list[Path]]:
    return {
        "dynamic": [
            run(tmp_path / "d0", [entry(10, 4, 0.25, 0.5), entry(20, 8, 0.5, 0.75)]),
            run(tmp_path / "d1", [entry(10, 6, 0.75, 0.7), entry(20, 8, 0.5, 0.75)]),
        ],
        "naive": [run(tmp_path / "n0", [entry(15, 3)])],
    }


def test_the_table_has_means_and_deviations_worked_out_by_hand(arms: dict[str, list[Path]]) -> None:
    rows = curves.table(arms).splitlines()[-3:]
    assert rows == [
        "| dynamic | 10 | 2 | 5.00 ± 1.41 | 0.5000 ± 0.3536 | 60.0 ± 14.1 |",
        "| dynamic | 20 | 2 | 8.00 ± 0.00 | 0.5000 ± 0.0000 | 75.0 ± 0.0 |",
        "| naive | 15 | 1 | 3.00 | – | 80.0 |",
    ]


def test_each_arm_has_a_thin_line_for_each_seed_and_a_thick_one_for_their_mean(
    arms: dict[str, list[Path]],
) -> None:
    unlocked, kl = curves.figure(arms).axes
    lines = drawn(unlocked)
    assert [points(line) for line in lines] == [
        [(10, 4), (20, 8)],
        [(10, 6), (20, 8)],
        [(10, 5), (20, 8)],
        [(15, 3)],
        [(15, 3)],
    ]
    seed, _, mean, *_ = lines
    assert mean.get_linewidth() > seed.get_linewidth()
    colours = [line.get_color() for line in lines]
    assert len(set(colours[:3])) == len(set(colours[3:])) == 1
    assert colours[0] != colours[3]
    assert [points(line) for line in drawn(kl)] == [
        [(10, 0.25), (20, 0.5)],
        [(10, 0.75), (20, 0.5)],
        [(10, 0.5), (20, 0.5)],
    ]


def test_the_legend_tells_arms_and_seeds(arms: dict[str, list[Path]]) -> None:
    (legend,) = curves.figure(arms).legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "dynamic, mean of 2",
        "naive, mean of 1",
    ]


def test_the_figure_is_a_picture(arms: dict[str, list[Path]], tmp_path: Path) -> None:
    curves.draw(arms, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_figure_that_no_run_has_gets_no_panel(arms: dict[str, list[Path]]) -> None:
    (unlocked,) = curves.figure({"naive": arms["naive"]}).axes
    assert unlocked.get_ylabel() == "achievements unlocked, of 22"


def test_runs_that_neither_played_nor_had_a_base_cannot_be_drawn(tmp_path: Path) -> None:
    only_loss = run(tmp_path / "a", [{"eval_loss": 0.5, "eval_action_accuracy": 0.75, "step": 10}])
    with pytest.raises(
        CurvesError, match=r"no run has eval_unlocked or eval_kl; .* evaluation.seeds and base"
    ):
        curves.figure({"dynamic": [only_loss]})
    assert curves.table({"dynamic": [only_loss]}).endswith("| dynamic | 10 | 1 | – | – | 75.0 |")


def test_a_folder_without_curves_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        CurvesError,
        match=r"a/curves.jsonl cannot be read: No such file .* is .*/a the folder of a "
        r"run of sft or ppo",
    ):
        curves.table({"dynamic": [tmp_path / "a"]})


@pytest.mark.parametrize("line", ["{", "3", '{"eval_unlocked": 4.0}'])
def test_a_line_that_is_no_entry_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    folder = run(tmp_path / "a", [entry(10, 4)])
    with (folder / "curves.jsonl").open("a") as file:
        file.write(line)
    with pytest.raises(CurvesError, match=r"curves.jsonl: line 4 is no entry of a training's log"):
        curves.table({"dynamic": [folder]})


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (
            [entry(10, 4, 0.1)],
            "eval_unlocked was measured: .*a after 10, 20 updates and .*b after 10 updates",
        ),
        (
            [entry(10, 4), entry(20, 5)],
            "eval_kl was measured: .*a after 10, 20 updates and .*b after no updates",
        ),
        ([], "eval_unlocked was measured: .*b after no updates"),
    ],
    ids=["unfinished", "without a base", "not evaluated"],
)
def test_runs_of_an_arm_that_were_not_evaluated_alike_are_told(
    tmp_path: Path, other: list[dict[str, float]], why: str
) -> None:
    first = run(tmp_path / "a", [entry(10, 4, 0.1), entry(20, 5, 0.2)])
    with pytest.raises(CurvesError, match=f"the runs of the arm 'dynamic' differ in when {why}"):
        curves.table({"dynamic": [first, run(tmp_path / "b", other)]})


def test_an_arm_without_evaluations_is_told(tmp_path: Path, arms: dict[str, list[Path]]) -> None:
    none = run(tmp_path / "early", [])
    with pytest.raises(CurvesError, match=r"the arm 'always' has no evaluations: .*early"):
        curves.figure({**arms, "always": [none]})
