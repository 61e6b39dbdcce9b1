import json
from pathlib import Path

import pytest
import torch

from agent.episode import Episode
from agent.planners import registry
from agent.worlds.crafter.engine.engine import CrafterWorld
from training.data.tokenizer import pebble_tokenizer
from training.on_gpu import __main__ as command
from training.on_gpu import measure, report, run
from training.runs import recipe as recipes
from training.stream import train as streams

RECIPES = Path(run.__file__).parents[1] / "recipes"
SHORT = (
    "decisions=6",
    "batches=[1, 4]",
    "seeds=1000",
    "cap=5",
    "stream.updates=24",
    "stream.batch=16",
    "stream.least=100",
    "stream.shard=100",
    "stream.games.slots=4",
    "stream.reads=5",
)


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "_SECONDS", 0.0)
    monkeypatch.setattr(streams, "_LOG_EVERY", 0.0)
    monkeypatch.setattr(streams, "_FILE", "400KB")


def test_a_run_that_is_cut_short_goes_on_with_the_same_command_and_leaves_a_planner_that_plays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    asked = ["--minutes", "60", "--device", "cpu", "--out", str(out), *SHORT]
    told: list[str] = []

    def cut(text: str) -> None:
        told.append(text)
        if text.startswith("seconds"):  # the first entry of the curves
            raise KeyboardInterrupt

    monkeypatch.setattr(command, "_tell", lambda text: told.append(text))
    monkeypatch.setattr(report, "entry", lambda entry: f"seconds {entry['seconds']}")
    with monkeypatch.context() as patch:
        patch.setattr(command, "_tell", cut)
        assert command.main(asked) == 130
    assert "Not finished" in (out / "report.md").read_text()
    before = json.loads((out / "report.json").read_text())
    assert before["agreement"]["equal"] == 1.0
    assert not (out / "planner").exists()

    assert command.main(asked) == 0
    after = json.loads((out / "report.json").read_text())
    assert after["agreement"] == before["agreement"]
    steps = [entry["step"] for entry in after["stream"]["curve"]]
    assert steps == [8, 16, 24]
    assert after["stream"]["curve"][-1]["reads"] <= 5
    assert sorted(path.name for path in out.iterdir()) == [
        "curves.jsonl",
        "planner",
        "report.json",
        "report.md",
    ]
    shards = sorted((out / "planner").glob("*.safetensors"))
    assert len(shards) > 1
    assert all(shard.stat().st_size < 450_000 for shard in shards)
    planner = registry.load(f"hf:{out / 'planner'}")
    game = Episode(CrafterWorld(), planner, seed=1000, cap=3)
    while not game.over:
        game.play(game.decide())
    text = (out / "report.md").read_text()
    for figure in ("the processor,", "| 4 |", "24 updates of 16", "| shipped |", "Difference: "):
        assert figure in text

    assert command.main(asked) == 0  # what is done is shown again
    assert told[-1] == text
    assert command.main([*asked[:1], "61", *asked[2:]]) == 1
    assert "other values of minutes" in told[-1]


def test_the_recipe_for_a_gpu_makes_a_planner_whose_files_are_easily_carried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    recipe = recipes.load(RECIPES / "on-gpu.yaml", run.GpuRecipe)
    model = streams._fresh(recipe.stream, len(pebble_tokenizer()))
    assert 10_000_000 < model.num_parameters() < 30_000_000
    model.to(torch.float16).save_pretrained(tmp_path, max_shard_size=streams._FILE)
    sizes = [file.stat().st_size for file in tmp_path.glob("*.safetensors")]
    assert sum(sizes) > 20_000_000
    assert max(sizes) <= 15_000_000


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_machine_without_a_gpu_is_told_how_to_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(command, "_tell", told.append)
    assert command.main(["--out", str(tmp_path / "run")]) == 1
    assert told == ["torch sees no GPU here; try it on the processor with --device cpu"]
    assert not (tmp_path / "run").exists()
