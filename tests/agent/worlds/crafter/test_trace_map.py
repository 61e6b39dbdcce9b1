from pathlib import Path

import pytest
from matplotlib.image import imread
from typer.testing import CliRunner

from sidequest import app
from tests.agent.worlds.pogs import records


def test_a_trace_becomes_a_picture(tmp_path: Path) -> None:
    trace, picture = tmp_path / "t.jsonl", tmp_path / "map.png"
    runner = CliRunner()
    assert (
        runner.invoke(
            app, ["run", "--planner", "expert", "--seed", "3", "--cap", "60", "--out", str(trace)]
        ).exit_code
        == 0
    )
    result = runner.invoke(app, ["trace", "map", str(trace), "--out", str(picture)])
    assert result.exit_code == 0, result.output
    height, width, _ = imread(picture).shape
    assert min(height, width) > 400


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_what_is_no_trace_is_one_clear_line(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(
        app, ["trace", "map", str(tmp_path / name), "--out", str(tmp_path / "map.png")]
    )
    assert result.exit_code == 1
    assert "cannot be read" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_map_of_another_world_is_refused_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app,
        [
            "trace",
            "map",
            str(records.write(tmp_path / "t.jsonl")),
            "--out",
            str(tmp_path / "m.png"),
        ],
    )
    assert result.exit_code == 1
    assert "is of world 'pogs:nodes=8', not 'crafter'" in result.output
