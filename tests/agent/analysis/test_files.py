"""``sidequest figures``: a folder of pictures, numbers and a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidequest import app
from tests.agent.analysis.hand_made import ALONE, SESSION, write
from tests.agent.worlds.pogs import records

NAMES = ("achievements", "interventions", "fates", "lifetimes", "initiative", "what-ifs")


def call(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["figures", *map(str, args)])
    return result.exit_code, result.output.strip()


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A folder with a session, a planner's episode, and a copy of that under another name."""
    folder = tmp_path / "sessions"
    for number, trace in enumerate(SESSION, start=1):
        write(trace, folder / "one" / f"{number}.jsonl")
    for name in ("a", "copy"):
        write(ALONE, folder / "evaluated" / f"{name}.jsonl")
    return folder


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_holds_pictures_numbers_and_a_report(tmp_path: Path, recorded: Path) -> None:
    code, output = call("--out", tmp_path / "out", recorded)
    assert code == 0, output
    assert "Interventions per 100 steps" in output
    found = read(tmp_path / "out")
    assert set(found) == {f"{name}.{kind}" for name in NAMES for kind in ("svg", "png")} | {
        "figures.json",
        "README.md",
    }
    numbers = json.loads(found["figures.json"])
    assert numbers["what-ifs"]["numbers"]["what_ifs"][0]["values"] == [0, 2]
    assert numbers["achievements"]["conditions"]["records"] == 6  # the copy is none of its own
    report = found["README.md"].decode()
    assert all(f"![{numbers[name]['title']}]({name}.png)" in report for name in NAMES)
    assert "seeds: 3, 4; cap: 100 steps" in report


def test_the_same_traces_give_the_same_bytes_wherever_they_lie(
    tmp_path: Path, recorded: Path
) -> None:
    call("--out", tmp_path / "first", recorded)
    moved = recorded.rename(tmp_path / "elsewhere")
    call(
        "--out",
        tmp_path / "second",
        moved / "one",
        *sorted((moved / "evaluated").iterdir(), reverse=True),
    )
    assert read(tmp_path / "first") == read(tmp_path / "second")


def test_traces_of_nobody_give_figures_that_say_what_is_missing(
    tmp_path: Path, recorded: Path
) -> None:
    code, output = call("--out", tmp_path / "out", recorded / "evaluated")
    assert code == 0
    assert "Nobody has stepped in yet" in output
    assert "No plan was tried in branches" in (tmp_path / "out" / "README.md").read_text()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--out", "{}/out", "{}/nowhere"], "there is no such file or folder"),
        (["--out", "{}/out", "{}/empty"], "there are no traces (.jsonl) in"),
        (["--out", "{}/out", "{}/bad.jsonl"], "line 1 should be a trace header"),
        (["--out", "{}/bad.jsonl", "{}/sessions"], "cannot be written: File exists"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    tmp_path: Path, recorded: Path, args: list[str], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.jsonl").write_text("not a trace\n")
    code, output = call(*(arg.format(tmp_path) for arg in args))
    assert code == 1
    assert told in output
    assert output.count("\n") == 0
    assert not (tmp_path / "out").exists()


def test_traces_of_another_world_are_left_out_and_told(tmp_path: Path, recorded: Path) -> None:
    call("--out", tmp_path / "alone", recorded)
    other = records.write(tmp_path / "graphs" / "1.jsonl")
    code, output = call("--out", tmp_path / "both", recorded, other)
    assert code == 0, output
    assert "1 record of another world is left out: the figures are Crafter's." in output
    assert read(tmp_path / "alone") == read(tmp_path / "both")
    code, output = call("--out", tmp_path / "none", other)
    assert (code, output) == (
        1,
        "error: there are no traces of Crafter among these 1; the figures are of no other world",
    )
