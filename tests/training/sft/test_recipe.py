"""Recipes and the command that follows them."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from typer.testing import CliRunner

from sidequest import app
from tests.training.sft import tiny_sft
from training.on_gpu.run import GpuRecipe
from training.runs import recipe
from training.runs.recipe import RecipeError
from training.sft.recipe import Recipe
from training.stream.recipe import StreamRecipe

FOLDER = Path(recipe.__file__).parents[1] / "recipes"
STREAMS = sorted(FOLDER.glob("stream*.yaml"))
GPU = sorted(FOLDER.glob("on-gpu*.yaml"))
PRETRAINED = sorted(FOLDER.glob("smollm2-?pu.yaml"))  # tests/training/pretrained reads them
RECIPES = sorted(
    path
    for path in set(FOLDER.glob("*.yaml")) - set(STREAMS)
    if path.stem != "learn" and not path.stem.endswith("-ppo") and path not in [*GPU, *PRETRAINED]
)


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_of_ours_is_read_and_written(path: Path, tmp_path: Path) -> None:
    read = recipe.load(path, Recipe)
    (tmp_path / "again.yaml").write_text(recipe.dump(read))
    assert recipe.load(tmp_path / "again.yaml", Recipe) == read


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_a_recipe_of_a_stream_is_read_and_written(path: Path, tmp_path: Path) -> None:
    read = recipe.load(path, StreamRecipe)
    (tmp_path / "again.yaml").write_text(recipe.dump(read))
    assert recipe.load(tmp_path / "again.yaml", StreamRecipe) == read


@pytest.mark.parametrize("path", GPU, ids=lambda path: path.stem)
def test_a_recipe_for_a_gpu_is_read_and_written(path: Path, tmp_path: Path) -> None:
    read = recipe.load(path, GpuRecipe)
    (tmp_path / "again.yaml").write_text(recipe.dump(read))
    assert recipe.load(tmp_path / "again.yaml", GpuRecipe) == read


def test_the_papers_numbers() -> None:
    paper = recipe.load(next(path for path in RECIPES if path.stem == "llama-3.1-8b"), Recipe)
    assert (paper.optimizer.lr, paper.loss.kl, paper.context, paper.lora) == (5e-6, 0.1, 8192, None)
    assert 8 * paper.batch * paper.accumulate == 384 * 16


def test_overrides_change_parts_and_are_yaml() -> None:
    changed = recipe.load(
        RECIPES[0],
        Recipe,
        ["steps=7", "optimizer.lr=2e-3", "lora.r=8", "lora.alpha=16", "train=[a.npz, b.npz]"],
    )
    assert (changed.steps, changed.optimizer.lr, changed.train) == (
        7,
        2e-3,
        [Path("a.npz"), Path("b.npz")],
    )
    assert changed.lora == recipe.Lora(r=8, alpha=16)
    assert recipe.load(RECIPES[0], Recipe, ["evaluation.seeds=1000"]).evaluation.seeds == "1000"


@pytest.mark.parametrize(
    ("override", "why"),
    [
        ("stepz=7", "stepz: Extra inputs are not permitted"),
        ("optimizer.rate=1", "optimizer.rate: Extra inputs are not permitted"),
        ("steps=0", "steps: Input should be greater than 0"),
        (
            "evaluation.seeds=2000-2010",
            "evaluation.seeds: 2000-2010 are not validation seeds; those are 1000 to 1999",
        ),
        ("loss.kl=0.1", "loss.kl is 0.1, but there is no base to diverge from"),
        (
            "steps",
            "'steps' changes nothing; write key=value, such as steps=100 or optimizer.lr=1e-3",
        ),
        ("steps.x=1", "'steps.x=1': steps has no parts"),
        (
            "evaluation.world=pogs",
            "evaluation: it reads the text 'brief', which there is of crafter alone, not of pogs",
        ),
    ],
)
def test_a_bad_value_is_told_with_its_place(tmp_path: Path, override: str, why: str) -> None:
    values = {**tiny_sft.VALUES, "model": "pebble", "train": ["a.npz"], "held_out": "b.npz"}
    path = tmp_path / "bad.yaml"
    path.write_text(yaml.safe_dump(values))
    with pytest.raises(RecipeError) as error:
        recipe.load(path, Recipe, [override])
    assert str(error.value).removeprefix(f"{path}: ") == why


def sft(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["sft", *arguments])
    return result.exit_code, result.output.strip()


def test_the_command_trains_and_says_where(tmp_path: Path) -> None:
    values: dict[str, Any] = tiny_sft.lay_out(tmp_path)
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump(values))
    arguments = (str(tmp_path / "tiny.yaml"), "--out", str(tmp_path / "run"), "threads=1")
    code, output = sft(*arguments)
    where, rate = output.splitlines()[-2:]
    assert (code, where) == (0, f"best model, curves and checkpoints: {tmp_path}/run")
    assert re.fullmatch(r"\d+ decisions a second in the median update", rate)
    assert (tmp_path / "run" / "best" / "config.json").exists()
    code, output = sft(*arguments)
    assert (code, output) == (
        1,
        f"error: {tmp_path}/run has a run already; go on with --resume, or name another folder",
    )


def test_the_command_tells_of_a_bad_recipe_in_one_line(tmp_path: Path) -> None:
    assert sft(str(tmp_path / "absent.yaml")) == (
        1,
        f"error: {tmp_path}/absent.yaml cannot be read: No such file or directory",
    )
    (tmp_path / "empty.yaml").write_text("just text")
    assert sft(str(tmp_path / "empty.yaml")) == (
        1,
        f"error: {tmp_path}/empty.yaml is no recipe: it has no keys",
    )


def test_the_command_tells_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("training.sft.train", raising=False)
    monkeypatch.delitem(sys.modules, "training.sft.train", raising=False)
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    code, output = sft(str(RECIPES[0]))
    assert code == 1
    assert re.match(
        "error: training needs torch.utils.tensorboard, which is not installed; run: "
        r'\S+ -m pip install "accelerate>=',
        output,
    )
