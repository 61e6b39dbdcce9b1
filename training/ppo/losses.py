"""The losses of PPO's policy and critic, over tokens and turns. Functions of their arguments alone.

A *turn* is one completion of the model. Arrays over tokens have the shape (turns of a batch,
tokens).
"""

from __future__ import annotations

import torch
from torch import Tensor


def token_log_probs(logits: Tensor, banned: Tensor, temperature: float) -> Tensor:
    """Logarithms of the probabilities that tokens were drawn from.

    Args:
        logits: (b, k, vocabulary) of the model.
        banned: (b, n) the tokens that were ruled out of each completion, -1 for none.
        temperature: of the sampling, above 0.
    """
    scaled = logits / temperature
    rows, places = (banned >= 0).nonzero(as_tuple=True)
    if len(rows):
        ruled_out = torch.zeros_like(scaled[:, :1], dtype=torch.bool)
        ruled_out[rows, 0, banned[rows, places]] = True
        # Not minus infinity: two such distributions have a finite divergence.
        scaled = scaled.masked_fill(ruled_out, torch.finfo(scaled.dtype).min)
    return scaled.log_softmax(-1)


def policy_losses(
    logprobs: Tensor, old: Tensor, advantages: Tensor, *, clip: float, clip_up: float
) -> Tensor:
    """(b, k) clipped surrogate losses of tokens (Schulman et al. 2017, arXiv 1707.06347).

    Args:
        logprobs, old: (b, k) of the sampled tokens, now and when the update began.
        advantages: (b, k) of the tokens, see ``training.ppo.credit``.
        clip, clip_up: the ratio of the two gains nothing below 1 - clip and above 1 + clip_up.
    """
    ratio = (logprobs - old).exp()
    return -torch.minimum(ratio * advantages, ratio.clamp(1 - clip, 1 + clip_up) * advantages)


def value_losses(values: Tensor, old: Tensor, returns: Tensor, *, clip: float | None) -> Tensor:
    """Half the squared errors of values, no smaller than those of values that moved by ``clip``
    from ``old`` at the most; 0 where the return is not known (NaN). All of the same shape.
    """
    known, returns = ~returns.isnan(), returns.nan_to_num()
    losses = (values - returns) ** 2
    if clip is not None:
        near = old + (values - old).clamp(-clip, clip)
        losses = torch.maximum(losses, (near - returns) ** 2)
    return known * losses / 2


def truncated_importance_weights(trainer: Tensor, sampler: Tensor, most: float) -> Tensor:
    """(b, k) weights for tokens that were drawn from another distribution than the trainer's: their
    ratio, ``most`` at the most.

    Truncated importance sampling (Ionides 2008), token by token.
    """
    return (trainer - sampler).exp().clamp(max=most)


def entropies(logprobs: Tensor) -> Tensor:
    """(b, k) in nats, of distributions given as logarithms, (b, k, vocabulary)."""
    return -(logprobs.exp() * logprobs).sum(-1)
