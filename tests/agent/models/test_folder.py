"""Model folders as people have them, good ones and bad ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import peft
import pytest
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from agent.core.context import Message
from agent.models.local import LocalModel
from agent.models.protocol import ModelError
from tests.agent.models.folders import random_folder

ASKED: list[Message] = [{"role": "user", "content": "tree water go"}]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"


def edit(file: Path, **new: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **new}), "utf-8")


def cut(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:1000])


def quantized(folder: Path, method: str, **settings: Any) -> None:
    settings = {"quant_method": method, "bits": 4, **settings}
    edit(folder / "config.json", quantization_config=settings)


def packed(folder: Path) -> None:
    """By a method that the library does not know, with names of its own."""
    quantized(folder, "tomorrow")
    weights = load_file(folder / "model.safetensors")
    name = "model.layers.0.mlp.up_proj"
    weights[f"{name}.packed"] = weights.pop(f"{name}.weight")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def grown(folder: Path) -> None:
    """Words that were added to the tokenizer, and to nothing else."""
    edit_tokens = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    edit_tokens["model"]["vocab"] |= {f"new{number}": 18 + number for number in range(3)}
    (folder / "tokenizer.json").write_text(json.dumps(edit_tokens), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda folder: (folder / "model.safetensors").write_text(POINTER),
            r"model\.safetensors is a Git LFS pointer, not the file; run: git lfs pull",
        ),
        (
            lambda folder: (folder / "tokenizer.json").write_text(POINTER),
            r"tokenizer\.json is a Git LFS pointer",
        ),
        (cut, "no language model can be loaded from"),
        (grown, "a tokenizer of 21 tokens and a model of 18; tokens were added without resize"),
        (lambda folder: quantized(folder, "gptq"), "(?i)gptq"),
        (lambda folder: quantized(folder, "awq"), "(?i)awq|gptq"),
        (lambda folder: quantized(folder, "bitsandbytes", load_in_4bit=True), "(?i)bitsandbytes"),
        (packed, r"lacks 1 of the model's weights, such as model\.layers\.0\.mlp\.up_proj\.weight"),
        (lambda folder: edit(folder / "config.json", model_type="t5"), "no language model can be"),
        (lambda folder: edit(folder / "config.json", model_type="new"), "no .* can be loaded from"),
        (lambda folder: edit(folder / "config.json", hidden_size=64), "no language model can be"),
        (lambda folder: (folder / "config.json").write_text("{"), "no .* can be loaded from"),
        (lambda folder: (folder / "tokenizer.json").write_text("{"), "no tokenizer can be loaded"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_in_one_line(
    tmp_path: Path, spoil: Any, told: str
) -> None:
    spoil(random_folder(tmp_path))
    with pytest.raises(ModelError, match=told) as error:
        LocalModel(str(tmp_path))
    assert "\n" not in str(error.value)


def test_a_folder_in_shards_plays_and_one_that_misses_a_shard_is_told(tmp_path: Path) -> None:
    whole = random_folder(tmp_path / "whole")
    shards = shutil.copytree(whole, tmp_path / "shards")
    (shards / "model.safetensors").unlink()
    AutoModelForCausalLM.from_pretrained(whole).save_pretrained(shards, max_shard_size="10KB")
    files = sorted(shards.glob("model-*.safetensors"))
    assert len(files) > 1
    assert written(shards) == written(whole)
    files[-1].unlink()
    with pytest.raises(ModelError, match="no language model can be loaded from"):
        LocalModel(str(shards))


def written(path: Path) -> tuple[int, ...]:
    (found,) = LocalModel(str(path)).complete([ASKED], max_tokens=12, temperature=0)
    return found.token_ids


@pytest.fixture
def adapters(tmp_path: Path) -> Path:
    """A folder of LoRA adapters, far from nothing, beside the model that they are for."""
    base = AutoModelForCausalLM.from_pretrained(random_folder(tmp_path / "base"))
    config = peft.LoraConfig(
        task_type="CAUSAL_LM", r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False
    )
    peft.get_peft_model(base, config).save_pretrained(str(tmp_path / "lora"))
    return tmp_path / "lora"


def test_adapters_play_as_the_library_merges_them(adapters: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    merged = shutil.copytree(base, tmp_path / "merged")
    whole = peft.AutoPeftModelForCausalLM.from_pretrained(adapters).merge_and_unload()
    whole.save_pretrained(merged)
    assert written(adapters) == written(merged) != written(base)


def test_adapters_that_name_no_model_or_one_that_is_not_here_are_told(adapters: Path) -> None:
    edit(adapters / "adapter_config.json", base_model_name_or_path=None)
    with pytest.raises(ModelError, match="does not name the model that they are for; put that as"):
        LocalModel(str(adapters))
    edit(adapters / "adapter_config.json", base_model_name_or_path="./not-here")
    with pytest.raises(ModelError, match=r"can be loaded from .*not-here") as error:
        LocalModel(str(adapters))
    assert "\n" not in str(error.value)
