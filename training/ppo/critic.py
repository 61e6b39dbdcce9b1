"""The critic: a language model without its head over the vocabulary, and the values of what it
reads, told from its last token. ``training.ppo.credit`` says how many there are, and of what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.data.batches import Batch, last_positions
from training.models import attention, load
from training.ppo.devices import Devices, Indices
from training.ppo.gae import Floats
from training.ppo.losses import value_losses
from training.ppo.recipe import CriticSettings, PpoRecipe
from training.ppo.turn_batches import by_length, tensor, to

Prompts = Sequence[NDArray[np.int32]]


class Critic:
    """Values of prompts: the reward that is still to come, as it is expected."""

    def __init__(self, recipe: PpoRecipe, settings: CriticSettings, devices: Devices) -> None:
        self._recipe, self._settings, self._devices = recipe, settings, devices
        dtype = torch.bfloat16 if recipe.lora and recipe.precision == "bf16" else torch.float32
        trunk = load.trunk(settings.model or recipe.model, dtype)
        if recipe.precision == "bf16" and devices.device.type == "cpu":
            attention.use_fp32(trunk)
        if recipe.gradient_checkpointing:
            trunk.activation_checkpointing_enable()
        width = trunk.config.get_text_config().hidden_size
        if recipe.lora:
            trunk = load.adapted(trunk, recipe.lora, "FEATURE_EXTRACTION")
        self._model, self._plain, self._optimizer = devices.prepare(
            ValueModel(trunk, width, recipe.values), settings
        )

    @torch.no_grad()
    def values(self, prompts: Prompts) -> Floats:
        """(n, values) of prompts."""
        found = np.zeros((len(prompts), self._recipe.values))
        every = np.arange(len(prompts))
        for part in by_length(every, _sizes(prompts), self._recipe.batch):
            values = self._forward([prompts[at] for at in part])
            found[part] = values.double().cpu().numpy()
        return found

    def learn(
        self,
        prompts: Prompts,
        old: Floats,
        returns: Floats,
        minibatches: Iterable[Indices],
        *,
        lr: float,
        clip: float | None,
    ) -> dict[str, float]:
        """Move towards the returns, (n, values), of prompts; NaN where one is not known.

        Returns ``value_loss`` and ``critic_norm`` of the gradients, means over the steps.

        ``old``: (n, values) before; a value that moves further than ``clip`` from its old one gains
            nothing by it. None: no limit.
        """
        for group in self._optimizer.param_groups:
            group["lr"] = lr
        sizes = _sizes(prompts)
        lost: list[float] = []
        norms: list[float] = []
        for minibatch in minibatches:

            def loss(part: Indices, count: int = len(minibatch)) -> Tensor:
                values = self._forward([prompts[at] for at in part])
                device = self._devices.device
                losses = value_losses(
                    values, tensor(old[part], device), tensor(returns[part], device), clip=clip
                )
                lost.append(float(losses.detach().sum()) / count)
                return losses.sum() / count

            parts = list(by_length(minibatch, sizes, self._recipe.batch))
            norms.append(
                self._devices.descend(
                    self._model, self._optimizer, parts, loss, self._settings.clip
                )
            )
        total = float(self._devices.total(torch.tensor(sum(lost))))
        mean = total / self._devices.count / len(norms)
        return {"value_loss": mean, "critic_norm": float(np.mean(norms))}

    @torch.no_grad()
    def begin_at(self, value: float) -> None:
        """Let every value be about this one, from which it learns quicker than from 0."""
        self._plain.head.bias.fill_(value)

    def save(self) -> dict[str, Any]:
        """What has been learned, and the optimizer's state."""
        return {"weights": load.trained(self._plain), "optimizer": self._optimizer.state_dict()}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take up what ``save`` gave."""
        self._plain.load_state_dict(saved["weights"], strict=False)
        self._optimizer.load_state_dict(saved["optimizer"])

    def _forward(self, prompts: Prompts) -> Tensor:
        with self._devices.computing():
            values: Tensor = self._model(**to(batch(prompts), self._devices.device))
        return values


class ValueModel(nn.Module):
    """A transformers model that gives hidden states, with values of each prompt; 0 at first."""

    def __init__(self, trunk: Any, width: int, values: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = nn.Linear(width, values)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, position_ids: Tensor) -> Tensor:
        """(b, values) in float32 of (b, t) prompts that are padded on the left."""
        hidden = self.trunk(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            use_cache=False,
        ).last_hidden_state[:, -1]
        # In 32 bits, whatever the trunk computes in: 16 bits tell values above 8 apart by 0.06 at
        # the most.
        with torch.autocast(hidden.device.type, enabled=False):
            values: Tensor = self.head(hidden.float())
        return values


def batch(prompts: Prompts) -> Batch:
    """Prompts padded on the left: (b, t) ``input_ids``, ``attention_mask``, ``position_ids``."""
    lengths = _sizes(prompts)
    longest = int(lengths.max())
    ids = np.zeros((len(prompts), longest), np.int64)
    for row, prompt in zip(ids, prompts, strict=True):
        row[longest - len(prompt) :] = prompt
    positions = last_positions(lengths)
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy((positions >= 0).astype(np.int64)),
        "position_ids": torch.from_numpy(positions.clip(min=0)),
    }


def _sizes(prompts: Prompts) -> Indices:
    return np.array([len(prompt) for prompt in prompts])
