"""Models to train, loaded and checked, and written as ordinary model folders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer

from agent.core import packages
from training.runs.recipe import Lora, RecipeError


def causal(name: str, dtype: torch.dtype) -> Any:
    """A language model, by folder or name on the hub. RecipeError if there is none."""
    return _pretrained(AutoModelForCausalLM, name, dtype)


def trunk(name: str, dtype: torch.dtype) -> Any:
    """The same without the head over the vocabulary. RecipeError if there is none."""
    return _pretrained(AutoModel, name, dtype)


def tokenizer(name: str) -> Any:
    """The tokenizer of a model. RecipeError if it cannot be loaded."""
    try:
        return AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        raise RecipeError(
            f"no tokenizer can be loaded from {name}: {_first_line(error)}"
        ) from error


def adapted(model: Any, lora: Lora, task: str) -> Any:
    """The model with fresh adapters that alone are trained.

    ``task``: peft's name of what the model is for.
    """
    try:
        peft = import_module("peft")
    except ImportError as error:
        raise RecipeError(
            f"the recipe asks for LoRA, which needs the package peft: {packages.pip()} install peft"
        ) from error
    return peft.get_peft_model(
        model,
        peft.LoraConfig(
            task_type=task,
            r=lora.r,
            lora_alpha=lora.alpha,
            lora_dropout=lora.dropout,
            use_rslora=lora.rank_stabilised,
            target_modules=lora.targets,
        ),
    )


def trained(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The weights that are trained, by name."""
    return {
        name: weight.detach() for name, weight in model.named_parameters() if weight.requires_grad
    }


def checksum(weights: Mapping[str, torch.Tensor]) -> str:
    """SHA-256 of the names and bytes of weights, in hexadecimal; the same on any device."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(name.encode())
        flat = weights[name].cpu().flatten()
        digest.update(flat.view(torch.uint8).numpy().data)
    return digest.hexdigest()


def merge(folder: Path) -> None:
    """Turn a folder of adapters into that of a whole model, the adapters merged into the model that
    they are for.
    """
    merged = (
        import_module("peft").AutoPeftModelForCausalLM.from_pretrained(folder).merge_and_unload()
    )
    for file in (*folder.glob("adapter_*"), folder / "README.md"):
        file.unlink()
    merged.save_pretrained(folder)


def _pretrained(kind: Any, name: str, dtype: torch.dtype) -> Any:
    if Path(name).exists() and not (Path(name) / "config.json").is_file():
        raise RecipeError(f"{name} is no model folder: it has no config.json")
    try:
        return kind.from_pretrained(name, dtype=dtype)
    except (OSError, ValueError) as error:
        raise RecipeError(f"no model can be loaded from {name}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
