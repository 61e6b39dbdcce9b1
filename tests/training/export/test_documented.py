"""The lines of code in docs/data.md run as they stand there."""

import contextlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidequest import app
from tests.documented import code_of, section_of
from tests.training.demos.test_crafter_human import Ordered, record, walk
from tests.training.export.episodes import guided
from training.export.dataset import export
from training.export.kinds import KindName

IMPORT = "Import: games of Crafter's own recorder"


@pytest.mark.parametrize(
    ("section", "folder", "shown"),
    [("sessions", "viewer", "go east -> Move East"), ("minari", "minari", "[2 2 5] go east")],
)
def test_the_code_of_a_section_runs(
    tmp_path: Path, offline: dict[str, str], section: KindName, folder: str, shown: str
) -> None:
    path = guided(tmp_path / "traces" / "a.jsonl")
    (tmp_path / "data").mkdir()
    export(section, [path], tmp_path / "data" / folder, told="prose")
    assert shown in run(documented(f"`{section}`"), tmp_path, offline)


def test_the_code_that_reads_imported_games_runs(tmp_path: Path, offline: dict[str, str]) -> None:
    record(Ordered(7, length=20), tmp_path / "data" / "recorded", walk(7, 20))
    (command,) = re.findall(r"sidequest (import .*)", section_of("data.md", IMPORT))
    with contextlib.chdir(tmp_path):
        assert CliRunner().invoke(app, shlex.split(command)).exit_code == 0
    assert run(documented(IMPORT), tmp_path, offline) == "0.jsonl 7 20 0.0 cap\n"


def documented(heading: str) -> str:
    """The code of a section."""
    (code,) = code_of("data.md", heading)
    return code


def run(code: str, folder: Path, env: dict[str, str]) -> str:
    """What the code prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
