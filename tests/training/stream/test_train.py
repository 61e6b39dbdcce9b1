import json
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoModelForCausalLM

from agent.core.files import sha256
from agent.episode import Episode
from agent.planners import registry
from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.training.sft import tiny_sft
from training.data.tokenizer import TOKENIZER, pebble_tokenizer
from training.runs.recipe import Optimizer, RecipeError
from training.stream import train
from training.stream.actors import GameSettings
from training.stream.recipe import StreamRecipe


def recipe(updates: int, **others: Any) -> StreamRecipe:
    return StreamRecipe(
        model="pebble",
        minutes=60,
        updates=updates,
        actors=1,
        games=GameSettings(slots=4),
        width=64,
        layers=2,
        batch=16,
        least=1000,
        taught=0.0,
        publish_every=0.5,
        optimizer=Optimizer(lr=2e-3, muon_lr=3e-3, warmup=5),
        shard=1024,
        threads=1,
    ).model_copy(update=others)


def test_a_model_with_another_tokenizer_is_refused_before_anything_is_played(
    tmp_path: Path,
) -> None:
    tiny_sft.model().save_pretrained(tmp_path / "model")
    pebble_tokenizer().save_pretrained(tmp_path / "model")
    file = tmp_path / "model" / "tokenizer.json"
    file.write_text(file.read_text().replace('"▁advice"', '"▁advisory"'))
    ours, theirs = sha256(TOKENIZER)[:12], sha256(file)[:12]
    changed = recipe(16).model_copy(update={"model": str(tmp_path / "model")})
    with pytest.raises(
        RecipeError,
        match=f"model has the tokenizer {theirs}, in which '▁advisory' is .* tokenizer "
        f"{ours}; go on",
    ):
        train.train(changed, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_stream_learns_and_leaves_a_planner_that_plays_and_one_that_was_stopped_goes_on(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "run"
    train.train(recipe(16), folder)
    first = [json.loads(line) for line in (folder / "curves.jsonl").read_text().splitlines()]
    with pytest.raises(RecipeError, match="has a run already"):
        train.train(recipe(16), folder)
    last = train.train(recipe(40), folder, resume=True)
    assert (first[-1]["step"], last["step"]) == (16, 40)
    assert last["loss"] < first[0]["fresh_loss"]
    assert last["students"] >= 1
    assert {path.name for path in (folder / "kept").iterdir()} == {"16", "40"}
    assert 0 < first[-1]["core_hours"] < last["core_hours"]
    assert first[-1]["decisions"] < last["decisions"] < last["examples"]
    planner = registry.load(f"hf:{folder / 'best'}")
    game = Episode(CrafterWorld(), planner, seed=1000, cap=5)
    while not game.over:
        game.play(game.decide())
    weights = AutoModelForCausalLM.from_pretrained(folder / "best")
    assert weights.config.hidden_size == 64


def test_updates_wait_for_new_examples_and_one_process_decides_for_all_actors(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "run"
    # 100 updates of 16 would read the first thousand examples one and a half times
    last = train.train(recipe(100, reads=0.5, served=True, actors=2), folder)
    assert last["step"] >= 100
    assert last["reads"] <= 0.51  # what a batch of states holds is known once it is drawn
    assert last["reads"] == pytest.approx(16 * last["step"] / last["examples"], rel=0.3)
    assert last["students"] >= 1


def test_a_stream_without_examples_says_so(tmp_path: Path) -> None:
    few = recipe(100, minutes=0.01)
    with pytest.raises(RecipeError, match=r"0 examples came in 0\.01 minutes.*begins with 1000"):
        train.train(few, tmp_path / "run")
