"""Runs of training, listed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidequest import app
from training.runs import listing


def write(folder: Path, recipe: str, *entries: dict[str, float], **made: object) -> None:
    folder.mkdir(parents=True)
    (folder / "recipe.yaml").write_text(recipe)
    (folder / "curves.jsonl").write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    (folder / "run.json").write_text(json.dumps(made))


def told(folder: Path) -> list[str]:
    """The rows of the table."""
    done = CliRunner().invoke(app, ["runs", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[2:]


def test_each_run_is_a_line(tmp_path: Path) -> None:
    write(
        tmp_path / "ppo/a",
        "model: pebble\nupdates: 2\nseed: 3\n",
        {"step": 0, "eval_unlocked": 4.0},
        {"step": 1},
        {"step": 2, "eval_unlocked": 5.5},
        commit="0123456789",
        modified=True,
    )
    write(tmp_path / "sft", "model: {}\nsteps: 9\nseed: 0\n", {"step": 4}, commit="abcdef01")
    write(
        tmp_path / "stream",
        "model: pebble\nminutes: 2\ngames: {}\nupdates: null\n",
        {"step": 7, "seconds": 110},
    )
    write(tmp_path / "drafts/half", "model: pebble\n")
    assert told(tmp_path) == [
        "| ppo/a | ppo | pebble | 3 | 0123456* | 2 | finished | 5.50 |",
        "| sft | sft | {} | 0 | abcdef0 | 4 | not finished | – |",
        "| stream | stream | pebble | – | – | 7 | finished | – |",
    ]


def test_a_run_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    write(tmp_path / "bad", "model: [\n")
    write(tmp_path / "worse", "model: pebble\nsteps: 1\n")
    (tmp_path / "worse/curves.jsonl").write_text("no entry\n")
    bad, worse = listing.find(tmp_path)
    assert bad.fault.startswith("recipe.yaml: while parsing")
    assert "line 1 is no entry" in worse.fault
    assert "line 1 is no entry" in told(tmp_path)[1]


@pytest.mark.parametrize(("there", "said"), [(True, "no runs in"), (False, "is no folder")])
def test_where_there_are_none_it_says_so(tmp_path: Path, there: bool, said: str) -> None:
    folder = tmp_path / "runs"
    if there:
        folder.mkdir()
    done = CliRunner().invoke(app, ["runs", str(folder)])
    assert (done.exit_code, said in done.output) == (0 if there else 1, True)
