"""The policy: the language model that plays, how it is moved by the advantages of its turns, and
the model that it must stay near to.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from agent.models.local import LocalModel
from agent.planners import settings as planner_settings
from agent.planners.settings import PlannerSettings
from training.data.batches import Batch
from training.models import attention, load
from training.models.losses import completion_logits, kl_divergence
from training.ppo.devices import Devices, Indices
from training.ppo.gae import Floats
from training.ppo.losses import (
    entropies,
    policy_losses,
    token_log_probs,
    truncated_importance_weights,
)
from training.ppo.recipe import PpoRecipe
from training.ppo.turn_batches import TurnBatches, by_length, tensor, to
from training.ppo.turns import Sampler
from training.runs.recipe import RecipeError

_TOLD = ("ratio", "ratio_deviation", "clip_share", "kl", "entropy", "gap")


class Policy:
    """A language model that is trained, whole or by adapters.

    Attributes:
        sampler: plays with the same weights.
        version: another one whenever the weights have changed.
    """

    def __init__(self, recipe: PpoRecipe, devices: Devices) -> None:
        self._recipe, self._settings, self._devices = recipe, recipe.actor, devices
        model = begun_with(recipe, devices.device)
        self._reference = (
            None if recipe.lora else begun_with(recipe, devices.device).to(devices.device).eval()
        )
        if recipe.gradient_checkpointing:
            model.activation_checkpointing_enable()
        if recipe.lora:
            model = load.adapted(model, recipe.lora, "CAUSAL_LM")
        self._model, self._plain, self._optimizer = devices.prepare(model, recipe.actor)
        self._tokenizer = load.tokenizer(recipe.model)
        playing = self._plain.get_base_model() if recipe.lora else self._plain
        self.sampler: Sampler = (
            LocalModel.of(recipe.model, self._tokenizer, playing)
            if recipe.sampler == "transformers"
            else _engine(recipe, self._plain, devices)
        )
        self.version = 0

    @property
    def weights(self) -> dict[str, Tensor]:
        """Those that are trained, by name, as they are now."""
        return load.trained(self._plain)

    def improve(
        self, batches: TurnBatches, advantages: Floats, minibatches: Iterable[Indices]
    ) -> dict[str, float]:
        """Move the policy by the advantages, (n, 3), of its turns (``training.ppo.credit``); what
        happened, as means over the tokens of completions.

        Returns:
            ``ratio`` of probabilities, now to when they were sampled, and ``ratio_deviation``, its
            mean distance from 1; ``clip_share`` of ratios beyond the clip; ``kl`` to the model that
            was begun with; ``entropy``; ``gap``, the mean distance of logarithmic probabilities
            from those as sampled, before anything has moved; ``actor_norm`` of the gradients.
        """
        old = None if self._settings.correction is None else self._logprobs(batches)
        sums = torch.zeros(len(_TOLD), 2, dtype=torch.float64, device=self._devices.device)
        norms: list[float] = []
        for minibatch in minibatches:
            parts = list(by_length(minibatch, batches.lengths, self._recipe.batch))
            weight = self._devices.total(batches.weights[minibatch].sum()) / self._devices.count
            moved = bool(norms)

            def loss(part: Indices, weight: Tensor = weight, moved: bool = moved) -> Tensor:
                batch = to(batches.batch(part), self._devices.device)
                trainer = None if old is None else _padded([old[at] for at in part], batch)
                losses, told = self._losses(
                    batch, tensor(advantages[part], self._devices.device), trainer
                )
                told[-1] *= not moved
                sums.add_(told)
                return losses.sum() / weight

            norms.append(
                self._devices.descend(
                    self._model, self._optimizer, parts, loss, self._settings.clip
                )
            )
        self._changed()
        found = self._devices.total(sums)
        means = (found[:, 0] / found[:, 1]).tolist()
        told = dict(zip(_TOLD, means, strict=True))
        return {**told, "actor_norm": float(np.mean(norms))}

    def save(self) -> dict[str, Any]:
        """What has been learned, and the optimizer's state."""
        return {"weights": self.weights, "optimizer": self._optimizer.state_dict()}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take up what ``save`` gave."""
        self._plain.load_state_dict(saved["weights"], strict=False)
        self._optimizer.load_state_dict(saved["optimizer"])
        self._changed()

    def write(self, folder: Path, settings: PlannerSettings) -> None:
        """Write an ordinary model folder that plays as it does here."""
        self._plain.save_pretrained(folder)
        self._tokenizer.save_pretrained(folder)
        if self._recipe.lora:
            load.merge(folder)
        planner_settings.write(settings, folder)

    def _changed(self) -> None:
        self.sampler.refresh()
        self.version += 1

    def _losses(
        self, batch: Batch, advantages: Tensor, trainer: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """(b, k) weighted losses of tokens; and (6, 2) the sum and the number of tokens of each of
        ``_TOLD``.

        ``advantages``: (b, 3) of turns.
        ``trainer``: (b, k) logarithmic probabilities when the update began, by the trainer; None:
            those as sampled.
        """
        settings = self._settings
        with self._devices.computing():
            logits = completion_logits(self._model, batch)
            with torch.no_grad():
                theirs = self._distributions(self._reference_logits(batch), batch)
        ours = self._distributions(logits, batch)
        chosen = _of_labels(ours, batch)
        weights, old = batch["weights"], batch["logprobs"]
        if trainer is not None and settings.correction is not None:
            weights, old = (
                weights * truncated_importance_weights(trainer, old, settings.correction),
                trainer,
            )
        up = settings.clip_ratio_up or settings.clip_ratio
        losses = weights * policy_losses(
            chosen,
            old,
            advantages.gather(1, batch["levels"]),
            clip=settings.clip_ratio,
            clip_up=up,
        )
        divergence, entropy = kl_divergence(ours, theirs), entropies(ours)
        losses = losses + batch["weights"] * (settings.kl * divergence - settings.entropy * entropy)
        with torch.no_grad():
            ratio = (chosen - old).exp()
            beyond = (ratio < 1 - settings.clip_ratio) | (ratio > 1 + up)
            told = [
                ratio,
                (ratio - 1).abs(),
                beyond,
                divergence,
                entropy,
                (chosen - batch["logprobs"]).abs(),
            ]
            inside = batch["written"]
            sums = torch.stack([one[inside].double().sum() for one in told])
            counts = inside.sum().double().expand_as(sums)
        return losses, torch.stack([sums, counts], dim=1)

    def _distributions(self, logits: Tensor, batch: Batch) -> Tensor:
        return token_log_probs(logits, batch["banned"], self._recipe.temperature)

    def _reference_logits(self, batch: Batch) -> Tensor:
        if self._reference is not None:
            return completion_logits(self._reference, batch)
        with self._plain.disable_adapter():
            return completion_logits(self._plain, batch)

    @torch.no_grad()
    def _logprobs(self, batches: TurnBatches) -> list[Tensor]:
        """Of the sampled tokens of each turn, by the trainer."""
        found: list[Tensor] = [torch.empty(0)] * len(batches)
        every = np.arange(len(batches))
        for part in by_length(every, batches.lengths, self._recipe.batch):
            batch = to(batches.batch(part), self._devices.device)
            with self._devices.computing():
                logits = completion_logits(self._model, batch)
            chosen = _of_labels(self._distributions(logits, batch), batch)
            for at, row, inside in zip(part, chosen, batch["written"], strict=True):
                found[at] = row[inside]
        return found


def _engine(recipe: PpoRecipe, model: Any, devices: Devices) -> Sampler:
    """A sampler in vLLM that takes up the weights of a model."""
    if devices.count > 1:
        raise RecipeError(f"sampler: vllm is for one training process; there are {devices.count}")
    try:
        from training.ppo.sampler_vllm import EngineSampler
    except ImportError as error:
        raise RecipeError(
            f"sampler: vllm needs {error.name}: make test-vllm makes an environment that has it"
        ) from error
    return EngineSampler(recipe, model)


def begun_with(recipe: PpoRecipe, device: torch.device) -> Any:
    """The model that a recipe begins with, made for a device but not put there, and without
    adapters.
    """
    # Weights that are trained have 32 bits; those that only carry adapters need no more than they
    # compute in.
    half = recipe.precision == "bf16"
    model = load.causal(recipe.model, torch.bfloat16 if recipe.lora and half else torch.float32)
    if half and device.type == "cpu":
        attention.use_fp32(model)
    return model


def _of_labels(distributions: Tensor, batch: Batch) -> Tensor:
    """(b, k) what distributions, (b, k, vocabulary), give to the labels."""
    return distributions.gather(-1, batch["labels"][..., None])[..., 0]


def _padded(rows: list[Tensor], batch: Batch) -> Tensor:
    padded = torch.zeros_like(batch["logprobs"])
    padded[batch["written"]] = torch.cat(rows)
    return padded
