"""Attention in 32 bits for a model that computes in 16 on a processor, where torch's backward pass
of it is slow in bfloat16.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

_NAME = "sdpa_fp32"


def use_fp32(model: Any) -> None:
    """Let a transformers model compute its attention in float32, whatever its other parts compute
    in.
    """
    AttentionInterface.register(_NAME, _forward)
    AttentionMaskInterface.register(_NAME, sdpa_mask)
    model.set_attn_implementation(_NAME)


def _forward(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    **options: Any,
) -> tuple[Tensor, None]:
    if attention_mask is not None and attention_mask.dtype != torch.bool:
        attention_mask = attention_mask.float()
    with torch.autocast("cpu", enabled=False):
        found: tuple[Tensor, None] = sdpa_attention_forward(
            module, query.float(), key.float(), value.float(), attention_mask, **options
        )
    return found
