"""Muon for the matrices between embedding and head, AdamW for everything else, as one optimizer.

Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/) is torch's own. Its updates
are scaled to the size of AdamW's, after Liu et al. 2025 (arXiv 2502.16982), so that the two
learning rates are of one kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import AdamW, Muon, Optimizer
from transformers import PreTrainedModel

from training.runs import recipe


class MuonWithAdamW(Optimizer):
    """Two optimizers whose groups are one list, so that a schedule sets the learning rates of both.

    Args:
        model: whose trainable parameters are optimised.
        settings: the learning rates and what the two have in common; ``muon_lr`` is given.
    """

    def __init__(self, model: PreTrainedModel, settings: recipe.Optimizer) -> None:
        assert settings.muon_lr is not None
        embeddings = {
            id(weight)
            for part in model.modules()
            if isinstance(part, nn.Embedding)
            for weight in part.parameters()
        }
        if isinstance(head := model.get_output_embeddings(), nn.Module):
            embeddings |= {id(weight) for weight in head.parameters()}
        matrices: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        for weight in model.parameters():
            if weight.requires_grad:
                (matrices if weight.ndim == 2 and id(weight) not in embeddings else others).append(
                    weight
                )
        self._both: list[Optimizer] = [
            Muon(
                matrices,
                lr=settings.muon_lr,
                weight_decay=settings.weight_decay,
                adjust_lr_fn="match_rms_adamw",
            ),
            AdamW(
                others,
                lr=settings.lr,
                betas=(settings.beta1, settings.beta2),
                weight_decay=0.0,
                fused=True,
            ),
        ]
        super().__init__([group for one in self._both for group in one.param_groups], {})
        self._share_groups()

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Update all parameters. ``closure`` is refused: nothing here uses one."""
        assert closure is None
        for one in self._both:
            one.step()

    def state_dict(self) -> dict[str, Any]:
        """Those of the two."""
        return {"both": [one.state_dict() for one in self._both]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take up what ``state_dict`` gave."""
        for one, state in zip(self._both, state_dict["both"], strict=True):
            one.load_state_dict(state)
        self._share_groups()

    def _share_groups(self) -> None:
        self.param_groups = [group for one in self._both for group in one.param_groups]
        self.state.clear()
        for one in self._both:
            self.state.update(one.state)
