"""A sampler of rollouts in a vLLM engine of the training process, which takes up the trainer's
weights after each update.

Weights go through a folder, as files: so each worker of the engine has them, on whatever device,
and nothing depends on how vLLM lays them out. Whole models are loaded in place; adapters are given
to vLLM by version.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from agent.core.context import Message
from agent.models.protocol import Generation, ModelError
from agent.models.settings import from_environment
from agent.models.vllm import VllmModel, VllmSettings
from training.models import load
from training.ppo.recipe import PpoRecipe
from training.runs.recipe import RecipeError

# files of a folder, as transformers and peft name them
_WEIGHTS, _ADAPTERS = "model.safetensors", "adapter_model.safetensors"
_LEAST_RANK = 8  # of adapters, in vLLM; ranks above are powers of 2


class Taking:
    """What each worker of the engine can do besides; ``self`` is the worker."""

    reload_weights: Any

    def take(self, file: str) -> str:
        """Load weights in place, and return the checksum of what was read."""
        weights = load_file(file)
        self.reload_weights(weights_iterator=iter(weights.items()))
        return load.checksum(weights)

    def seen(self, file: str) -> str:
        """The checksum of adapters that vLLM will load."""
        return load.checksum(load_file(file))


class EngineSampler:
    """Plays with the weights of a model, as they were at the last ``refresh``; a
    ``rollout.Sampler``.

    Args:
        recipe: what the model began with, and its adapters.
        model: is trained.

    Raises RecipeError if the engine cannot hold the model, or, on ``refresh``, has read other
    weights than the trainer's.
    """

    def __init__(self, recipe: PpoRecipe, model: Any) -> None:
        self._trained, self._lora = model, recipe.lora
        changes: dict[str, Any] = {"seed": recipe.seed}
        if recipe.lora:
            changes["lora_rank"] = max(_LEAST_RANK, 1 << (recipe.lora.r - 1).bit_length())
        try:
            settings = from_environment(VllmSettings).model_copy(update=changes)
            self._engine = VllmModel(
                recipe.model, settings, f"{Taking.__module__}.{Taking.__qualname__}"
            )
        except ModelError as error:
            raise RecipeError(str(error)) from error
        self.name = recipe.model
        self._version = 0
        self._folder = TemporaryDirectory(prefix="sidequest-weights-")

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """See ``agent.models.protocol.Model``."""
        # The trainer's own precision is not the engine's.
        with torch.autocast("cuda" if torch.cuda.is_available() else "cpu", enabled=False):
            return self._engine.complete(
                contexts, max_tokens=max_tokens, temperature=temperature, seeds=seeds, barred=barred
            )

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """See ``rollout.Sampler``."""
        return self._engine.encode(contexts, max_tokens=max_tokens)

    def refresh(self) -> None:
        """See ``rollout.Sampler``."""
        self._version += 1
        # vLLM keeps an adapter's path; the next version has another
        folder = Path(self._folder.name) / str(self._version)
        if self._lora:
            self._trained.save_pretrained(folder)
            ours = load.checksum(import_module("peft").get_peft_model_state_dict(self._trained))
            theirs = self._engine.call("seen", str(folder / _ADAPTERS))
            self._engine.adapt(folder, self._version)
        else:
            folder.mkdir()
            weights = {
                name: weight.cpu().contiguous()
                for name, weight in load.trained(self._trained).items()
            }
            save_file(weights, folder / _WEIGHTS)
            ours = load.checksum(weights)
            theirs = self._engine.call("take", str(folder / _WEIGHTS))
            (folder / _WEIGHTS).unlink()
            self._engine.forget()
        for one in theirs:
            if one != ours:
                raise RecipeError(
                    f"vLLM has read weights {one[:12]}, the trainer has {ours[:12]}, at "
                    f"version {self._version}"
                )
