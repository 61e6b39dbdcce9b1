"""A small measurement, and how one is made and read."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidequest import app
from training.evaluation.advantage.branches import Measured
from training.evaluation.advantage.report import Report

ARMS = "now,keep:1,keep:10,none:10,null,reworded,shuffled,expert,person"
FEW = ("--anywhere", "2", "--each", "0", "--pairs", "2", "--horizon", "25", "--jobs", "1")


def measure(out: Path, *arguments: str) -> Report:
    told = CliRunner().invoke(app, ["advantage", "--out", str(out), *arguments])
    assert told.exit_code == 0, told.output
    return Report.model_validate_json((out / "report.json").read_bytes())


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two states at two pairs, of the expert's play."""
    out = tmp_path_factory.mktemp("advantage") / "out"
    measure(
        out, "--planner", "expert", "--seeds", "1000-1001", "--cap", "150", "--arms", ARMS, *FEW
    )
    return out


def of(out: Path) -> list[Measured]:
    files = sorted((out / "states").iterdir())
    return [Measured.model_validate_json(file.read_bytes()) for file in files]
