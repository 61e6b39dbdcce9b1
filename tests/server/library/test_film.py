"""``sidequest film``: a film of a trace, from the command line."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from typer.testing import CliRunner

from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.trace import TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from server.library import film as films
from sidequest import app
from tests.agent.scripted import Script

STEPS = 12


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "t.jsonl"
    world = CrafterWorld()
    run(
        Episode(
            world,
            Script([(None, "Move East")]),
            seed=3,
            cap=STEPS,
            trace=TraceWriter(path, header(world, 3, STEPS, "script")),
        )
    )
    return path


def call(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["film", *map(str, args)])
    return result.exit_code, result.output.strip()


@pytest.mark.parametrize(
    ("name", "asked", "frames"),
    [("f.mp4", [], STEPS + 1), ("f.GIF", ["--from", 3, "--to", 8, "--speed", 5], 6)],
)
def test_a_film_has_a_picture_of_every_step(
    tmp_path: Path, recorded: Path, name: str, asked: list[object], frames: int
) -> None:
    code, output = call(recorded, "--out", tmp_path / name, *asked)
    assert code == 0, output
    with av.open(str(tmp_path / name)) as film:
        assert len(list(film.decode(video=0))) == frames


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [
        ("f.avi", [], "a film's name ends in .mp4 or .gif"),
        ("there.gif", [], "there.gif is there already; name a new file"),
        (
            "f.gif",
            ["--from", 9, "--to", 3],
            "steps 9 to 3 cannot be filmed: the record has steps 0 to 12",
        ),
        ("f.gif", ["--speed", 900], "900 steps a second will not do; choose 1 to 50"),
        ("nowhere/f.mp4", [], "f.mp4 cannot be written: No such file or directory"),
        ("nowhere/f.gif", [], "f.gif cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    tmp_path: Path, recorded: Path, name: str, asked: list[object], told: str
) -> None:
    (tmp_path / "there.gif").write_text("mine")
    code, output = call(recorded, "--out", tmp_path / name, *asked)
    assert code == 1
    assert told in output
    assert output.count("\n") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["there.gif"]
    assert (tmp_path / "there.gif").read_text() == "mine"


def test_a_file_that_is_no_trace_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text("not a trace\n")
    code, output = call(tmp_path / "t.jsonl", "--out", tmp_path / "f.gif")
    assert (code, output.count("\n")) == (1, 0)
    assert "line 1 should be a trace header" in output


def test_whoever_waits_for_a_film_is_told_how_far_it_is(recorded: Path, tmp_path: Path) -> None:
    told: list[int] = []
    films.make(traces.read(recorded), films.Cut("gif", 2, 5), tmp_path / "f.gif", told.append)
    assert told == [1, 2, 3, 4]
