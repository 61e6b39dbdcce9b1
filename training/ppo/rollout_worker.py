"""A copy of the policy that only plays, in a process of its own, with the weights that the trainer
sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import torch

from agent.models.local import LocalModel
from training.models import load
from training.ppo import devices, policy
from training.ppo.recipe import PpoRecipe

_CPU = torch.device("cpu")


class RolloutPolicy:
    """The model that a recipe begins with, on that many threads of the processor.

    Attributes:
        sampler: plays with the newest weights that were taken up.
    """

    def __init__(self, recipe: PpoRecipe, threads: int) -> None:
        torch.set_num_threads(threads)
        self._half = recipe.precision == "bf16"
        model = policy.begun_with(recipe, _CPU)
        self._model = (
            load.adapted(model, recipe.lora, "CAUSAL_LM") if recipe.lora else model
        ).eval()
        playing = self._model.get_base_model() if recipe.lora else self._model
        self.sampler = LocalModel.of(recipe.model, load.tokenizer(recipe.model), playing)

    def take(self, weights: Mapping[str, torch.Tensor]) -> str:
        """Take up weights of the trainer's, and return the checksum of those that the model has
        now.
        """
        self._model.load_state_dict(weights, strict=False)
        self.sampler.refresh()
        return load.checksum(load.trained(self._model))

    def computing(self) -> AbstractContextManager[Any]:
        """Within it, the model computes as the trainer's does."""
        return devices.computing(_CPU, half=self._half)
