"""Rollouts from a vLLM engine; runs where vLLM is installed: ``make test-vllm``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("vllm", reason="vLLM is not installed; make test-vllm")

from typer.testing import CliRunner

from agent.models.local import LocalModel
from sidequest import app
from tests.agent.models.folders import even_folder
from tests.training.ppo import toys
from training.models import load
from training.ppo import train
from training.ppo.devices import Devices
from training.ppo.policy import Policy
from training.ppo.rollout import Collector
from training.ppo.turn_batches import TurnBatches
from training.ppo.turns import Sampling
from training.runs.recipe import LossSettings, RecipeError


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEQUEST_VLLM_EAGER", "true")
    monkeypatch.setenv("SIDEQUEST_VLLM_CACHE_GB", "0.05")


@pytest.mark.parametrize("lora", [None, {"r": 4, "alpha": 8, "rank_stabilised": True}])
def test_what_is_sampled_comes_from_the_weights_as_they_are_now(
    tmp_path: Path, lora: dict[str, Any] | None
) -> None:
    even_folder(tmp_path / "model", heads=1)
    recipe = toys.recipe(
        tmp_path, sampler="vllm", lora=lora, temperature=0.7, max_tokens=6, actor={"lr": 3e-2}
    )
    policy = Policy(recipe, Devices(half=False))
    collector = Collector(
        policy.sampler, toys.Asking().begin, range(16), 16, Sampling(0.7, 6, (0,))
    )
    for _ in range(3):
        turns = [turn for row in collector.collect(2).turns for turn in row]
        told = policy.improve(
            TurnBatches(turns, LossSettings()),
            np.linspace([-1] * 3, [1] * 3, len(turns)),
            [np.arange(len(turns))],
        )
        assert told["gap"] < 1e-3
    assert told["kl"] > 1e-4
    playing = policy._plain.get_base_model() if lora else policy._plain
    here = LocalModel.of("here", load.tokenizer(recipe.model), playing)
    contexts = [toys.asked(word).context for word in ("tree", "water", "cow")]
    ours, theirs = (
        model.complete(contexts, max_tokens=4, temperature=0) for model in (here, policy.sampler)
    )
    assert [one.token_ids for one in ours] == [one.token_ids for one in theirs]


def test_other_weights_than_the_trainers_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    even_folder(tmp_path / "model", heads=1)
    policy = Policy(toys.recipe(tmp_path, sampler="vllm"), Devices(half=False))
    monkeypatch.setattr(policy.sampler._engine, "call", lambda method, file: ["0" * 64])  # type: ignore[attr-defined]
    with pytest.raises(RecipeError, match="vLLM has read weights 000000000000, the trainer has"):
        policy.sampler.refresh()


def test_two_updates_of_crafter_from_the_command(tmp_path: Path) -> None:
    path = Path(train.__file__).parents[1] / "recipes" / "pebble-ppo.yaml"
    changes = [
        "sampler=vllm",
        "precision=fp32",
        "worlds=4",
        "turns=3",
        "updates=2",
        "stagger=2",
        "critic.warmup_turns=2",
    ]
    changes += [
        "max_tokens=8",
        "evaluation.seeds=1000-1001",
        "evaluation.cap=4",
        "evaluation.every=2",
    ]
    done = CliRunner().invoke(app, ["ppo", str(path), "--out", str(tmp_path / "run"), *changes])
    assert done.exit_code == 0, done.output
    log = [
        json.loads(line) for line in (tmp_path / "run" / "curves.jsonl").read_text().splitlines()
    ]
    assert [entry["step"] for entry in log] == [0, 1, 2]
    assert max(entry.get("gap", 0) for entry in log) < 1e-2
