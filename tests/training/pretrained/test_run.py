from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.training.sft import tiny_sft
from training.data.tokenizer import pebble_tokenizer
from training.evaluation.following import run as following
from training.models import smollm2
from training.pretrained import __main__ as command
from training.pretrained import run
from training.pretrained.recipe import PretrainedRecipe
from training.runs import recipe as recipes
from training.sft.recipe import Recipe

SMALL: dict[str, Any] = {
    "lessons": {"episodes": 2, "held_out": 1, "cap": 40},
    "sft": {
        "context": 512,
        "steps": 2,
        "batch": 2,
        "optimizer": {"lr": 1.0e-3},
        "evaluation": {"every": 2, "examples": 4, "prompt": "brief", "version": 1},
        "checkpoint_every": 2,
        "log_every": 1,
    },
    "arms": {
        "full": {},
        "lora": {"changes": {"lora": {"r": 2, "alpha": 4}}, "follows": False},
        "naive": {"examples": "naive"},
        "fresh": {"changes": {"model": "pebble"}},
    },
    "seeds": "1000-1001",
    "cap": 3,
    "cases": 2,
}


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one with a tiny model, of which nothing is asked but the first plan."""
    monkeypatch.setattr(run, "ASKED", ("plan",))
    monkeypatch.setattr(following, "FAMILIES", ("one goal",))
    tiny_sft.model().save_pretrained(tmp_path / "model")
    pebble_tokenizer().save_pretrained(tmp_path / "model")
    values = {**SMALL, "model": str(tmp_path / "model")}
    file = tmp_path / "recipe.yaml"
    file.write_text(yaml.safe_dump(values, sort_keys=False), encoding="utf-8")
    return file


def test_each_arm_is_trained_played_and_told_of_and_what_is_there_is_not_done_again(
    recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    asked = [str(recipe), "--out", str(out), "--jobs", "1", "cap=2"]
    begun = following.follow

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(following, "follow", cut)
    assert command.main(asked) == 130
    stopped = (out / "report.md").read_text(encoding="utf-8")
    assert "| full | pretrained | 4 |" in stopped
    assert "lora" not in stopped
    assert "cap 2;" in stopped

    monkeypatch.setattr(following, "follow", begun)
    traces = {path: path.stat().st_mtime_ns for path in out.rglob("*.jsonl")}
    assert command.main(asked) == 0
    assert all(path.stat().st_mtime_ns == when for path, when in traces.items() if path.exists())
    rows = {
        line.split("|")[1].strip(): [cell.strip() for cell in line.split("|")]
        for line in (out / "report.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    }
    assert [rows[name][2] for name in SMALL["arms"]] == ["pretrained"] * 3 + ["from scratch"]
    assert all("(n = 2)" in rows[name][5] for name in SMALL["arms"])
    assert rows["full"][8].endswith("; 2)")
    assert [rows[name][8] for name in ("lora", "naive")] == ["–", "–"]
    assert (out / "arms" / "lora" / "sft" / "best" / "model.safetensors").is_file()


def test_a_folder_of_another_recipe_is_refused(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "recipe.json").write_text("{}", encoding="utf-8")
    assert command.main([str(recipe), "--out", str(tmp_path / "out")]) == 1
    assert "was begun with another recipe" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["smollm2-cpu", "smollm2-gpu"])
def test_every_arm_of_ours_is_a_recipe_of_sft(name: str) -> None:
    ours = recipes.load(Path(name), PretrainedRecipe)
    assert ours.model == smollm2.FOLDER
    for arm in ours.arms.values():
        values = {"model": "m", "train": ["t"], "held_out": "h", **ours.sft, **arm.changes}
        assert Recipe.model_validate(values).evaluation.version == 1
