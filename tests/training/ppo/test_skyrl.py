"""SkyRL's own code reads the samples of PPO; ``make test-trainers`` runs it.

SkyRL itself wants a GPU. What checks the output of a generator, and what makes tensors of it, needs
none.
"""

from __future__ import annotations

import json
import typing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typing_extensions

from tests.documented import code_of
from tests.training.ppo import toys
from training.export import samples
from training.ppo.train import train

pytest.importorskip("skyrl")


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ``data/samples`` of two updates."""
    # pydantic wants this one below Python 3.12, and SkyRL 0.3 has the other
    monkeypatch.setattr(typing, "TypedDict", typing_extensions.TypedDict)
    small = {"worlds": 3, "turns": 3, "updates": 2, "max_tokens": 4, "minibatches": 1}
    train(toys.recipe(tmp_path, **small, samples=True), tmp_path / "run", toys.Crossings())
    (tmp_path / "data").mkdir()
    samples.export([tmp_path / "run"], tmp_path / "data" / "samples")
    return tmp_path


def test_the_documents_code_passes_its_check(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exported)
    (code,) = code_of("environments.md", "SkyRL")
    found: dict[str, Any] = {}
    exec(code, found)
    output = found["output"]
    assert len(output["response_ids"]) == 9
    output["is_last_step"][0] = not output["is_last_step"][0]
    with pytest.raises(AssertionError, match=r"is_last_step\[0\]"):
        found["validate_generator_output"](9, output, step_wise=True)


def test_it_makes_tensors_of_them(exported: Path) -> None:
    from skyrl.train.dataset.preprocess import convert_prompts_responses_to_batch_tensors

    told = json.loads((exported / "data" / "samples" / "2.json").read_text())
    sequences, attention, responses, rewards, masks, logprobs, _ = (
        convert_prompts_responses_to_batch_tensors(
            SimpleNamespace(pad_token_id=0), told["prompt_token_ids"], told["response_ids"], told["rewards"],
            told["loss_masks"], told["rollout_logprobs"],
        )
    )  # fmt: skip
    assert sequences.shape == attention.shape
    assert attention.sum() == sum(
        len(read) + len(written)
        for read, written in zip(told["prompt_token_ids"], told["response_ids"], strict=True)
    )
    assert (masks == responses).all()
    assert rewards.sum() == pytest.approx(sum(map(sum, told["rewards"])))
    assert (logprobs[masks == 0] == 0).all()
    assert (logprobs[masks == 1] <= 0).all()
