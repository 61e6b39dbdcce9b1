from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidequest import app

cli = CliRunner()


def call(*args: str) -> tuple[int, str]:
    result = cli.invoke(app, list(args))
    return result.exit_code, result.output


def evaluate(out: Path, *more: str) -> tuple[int, str]:
    return call(
        "evaluate",
        "--planner",
        "random",
        "--seeds",
        "1000-1001",
        "--cap",
        "30",
        "--jobs",
        "1",
        "--out",
        str(out),
        *more,
    )


def test_evaluate_twice_then_compare(tmp_path: Path) -> None:
    for name in ("a", "b"):
        code, output = evaluate(tmp_path / name)
        assert code == 0, output
        assert "of 22 unlocked (n = 2)" in output
    code, output = call("compare", str(tmp_path / "a"), str(tmp_path / "b"))
    assert code == 0, output
    assert "2 seeds in both: 1000-1001" in output
    assert "+0.00 to +0.00" in output


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            ("--planner", "oracle"),
            (
                "error: there is no planner 'oracle'; known planners: expert, random, "
                "pebble, pebble-pogs, pebble-1, hf:PATH, onnx:PATH, vllm:PATH, openai:URL#MODEL"
            ),
        ),
        (("--seeds", "5-2"), "error: '5-2' names no seeds: the range '5-2' ends before it begins"),
        (("--cap", "0"), "error: the cap is 0; it can be from 1 to 10000 steps"),
        (("--jobs", "0"), "error: jobs is 0; at least 1 process has to play"),
        (("--mode", "never"), "error: the planner 'random' has no mode 'never'; it has: dynamic"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path: Path, options: tuple[str, str], why: str) -> None:
    code, output = evaluate(tmp_path / "new", *options)
    assert (code, output.strip()) == (1, why)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, output = evaluate(tmp_path / "file" / "new")
    assert (code, output.strip()) == (
        1,
        f"error: {tmp_path}/file/new/traces cannot be written: Not a directory",
    )


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("training.evaluation.evaluate.evaluate", interrupt)
    code, output = evaluate(tmp_path)
    assert code == 130
    assert (
        output.strip() == f"stopped; to play the episodes that are missing in {tmp_path}, "
        "run the same command again"
    )


def test_compare_tells_what_is_missing_and_what_differs(tmp_path: Path) -> None:
    code, output = call("compare", str(tmp_path), str(tmp_path))
    assert code == 1
    assert output.startswith(
        f"error: {tmp_path}/report.json cannot be read: No such file or directory"
    )
    evaluate(tmp_path / "a")
    evaluate(tmp_path / "b", "--cap", "31")
    code, output = call("compare", str(tmp_path / "a"), str(tmp_path / "b"))
    assert code == 0
    assert "warning: the two were played with different conditions: cap 30 and 31" in output
    evaluate(tmp_path / "c", "--seeds", "1002")
    code, output = call("compare", str(tmp_path / "a"), str(tmp_path / "c"))
    assert (code, output.strip()) == (
        1,
        "error: no seed is in both: the first has 1000-1001, the second 1002",
    )


def test_when_tells_and_draws_evaluations(tmp_path: Path) -> None:
    assert evaluate(tmp_path / "a")[0] == 0
    code, output = call(
        "when", f"chance={tmp_path}/a", "--out", str(tmp_path / "when.png"), "--jobs", "1"
    )
    assert code == 0, output
    assert "| no plan of its own | chance | 60 | 0.0 %" in output
    assert (tmp_path / "when.png").read_bytes().startswith(b"\x89PNG")


def test_lessons_of_chance_become_examples_of_what_it_wrote(tmp_path: Path) -> None:
    code, output = call(
        "teach",
        "--teacher",
        "random",
        "--out",
        str(tmp_path / "l"),
        "--episodes",
        "2",
        "--cap",
        "30",
        "--jobs",
        "1",
    )
    assert code == 0, output
    assert "2 lessons" in output
    code, output = call(
        "examples",
        str(tmp_path / "l"),
        "--labels",
        "player",
        "--out",
        str(tmp_path / "e.npz"),
        "--jobs",
        "1",
    )
    assert code == 0, output
    assert "with a plan" in output


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            ("when", "here", "--out", "w.png"),
            "error: 'here' should be NAME=DIR, such as dynamic=runs/dynamic-0",
        ),
        (("curves", "a=nowhere", "--out", "c.png"), "nowhere"),
        (("teach", "--teacher", "oracle", "--out", "t"), "error: there is no planner 'oracle'"),
        (
            ("teach", "--teacher", "hf:.", "--out", "t", "--jobs", "1"),
            "error: . is no model folder: it has no config.json",
        ),
        (
            ("examples", ".", "--labels", "oracle", "--out", "e.npz"),
            "error: 'oracle' labels nothing; write expert or player",
        ),
    ],
)
def test_what_cannot_be_done_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = call(*asked)
    assert code == 1
    assert why in output
    assert len(output.strip().splitlines()) == 1
