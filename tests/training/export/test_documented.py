"""The lines of code in docs/data.md run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.training.export.episodes import guided
from training.export.dataset import export
from training.export.kinds import KindName

DOCUMENT = Path(__file__).parents[3] / "docs" / "data.md"


def documented(section: str) -> str:
    """The code of a section."""
    text = DOCUMENT.read_text().split(f"\n## `{section}`\n")[1].split("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return str(code)


@pytest.mark.parametrize(
    ("section", "folder", "shown"),
    [("sessions", "viewer", "go east -> Move East"), ("minari", "minari", "collect 3 wood")],
)
def test_the_code_of_a_section_runs(
    tmp_path: Path, offline: dict[str, str], section: KindName, folder: str, shown: str
) -> None:
    path = guided(tmp_path / "traces" / "a.jsonl")
    (tmp_path / "data").mkdir()
    export(section, [path], tmp_path / "data" / folder, told="prose")
    done = subprocess.run(
        [sys.executable, "-c", documented(section)],
        cwd=tmp_path,
        env=offline,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout
