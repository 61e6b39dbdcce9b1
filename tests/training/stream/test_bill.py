import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.planners import settings
from sidequest import app
from training.data.tokenizer import pebble_tokenizer
from training.models import pebble
from training.runs.log import CurvesError
from training.stream import bill
from training.stream.recipe import StreamRecipe


def entry(step: int) -> dict[str, float]:
    return {
        "step": step, "seconds": 60.0 * step, "core_hours": step / 10, "decisions": 3 * step,
        "examples": 8 * step, "reads": 0.5,
    }  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A stream that kept a student after 10 and after 20 updates."""
    tokenizer = pebble_tokenizer()
    for seed, step in enumerate((10, 20)):
        student = tmp_path / "run" / "kept" / str(step)
        model = pebble.model(vocabulary=len(tokenizer), width=32, layers=2, heads=1, seed=seed)
        model.save_pretrained(student)
        tokenizer.save_pretrained(student)
        used = StreamRecipe.model_construct(ways=True, temperature=1.0).planner
        settings.write(used, student)
    lines = [json.dumps(entry(step)) + "\n" for step in (5, 10, 20)]
    (tmp_path / "run" / "curves.jsonl").write_text("".join(lines))
    return tmp_path / "run"


def test_the_bill_puts_what_was_taken_beside_how_well_each_student_plays(
    run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bill"
    arguments = ["bill", str(run), "--out", str(out), "--seeds", "1000-1001", "--cap", "30"]
    told = CliRunner().invoke(app, [*arguments, "--jobs", "1"])
    assert told.exit_code == 0, told.output
    rows = [bill.Paid.model_validate_json(line) for line in (out / "bill.jsonl").open()]
    assert [(row.step, row.core_hours, row.examples, row.n) for row in rows] == [
        (10, 1.0, 80, 2),
        (20, 2.0, 160, 2),
    ]
    report = json.loads((out / "20" / "report.json").read_text())
    assert rows[1].mean == report["mean"]
    assert "| 2.00 | 0.33 | 60 | 160 | 80 |" in (out / "bill.md").read_text()
    assert (out / "bill.md").read_text().strip() in told.output
    assert (out / "bill.png").read_bytes()[:4] == b"\x89PNG"


def test_a_run_without_students_or_without_their_entries_says_so(run: Path, tmp_path: Path) -> None:
    (run / "curves.jsonl").write_text(json.dumps(entry(10)) + "\n")
    (run / "kept" / "10").rename(run / "kept" / "11")
    with pytest.raises(CurvesError, match=r"curves\.jsonl has no entry of 11 updates"):
        bill.draw_up(run, tmp_path / "bill", "1000", 5, jobs=1)
    for student in (run / "kept").iterdir():
        student.rename(run / student.name)
    with pytest.raises(CurvesError, match=r"run kept no student"):
        bill.draw_up(run, tmp_path / "bill", "1000", 5, jobs=1)
