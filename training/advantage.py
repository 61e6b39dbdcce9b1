"""The mathematics of PPO over turns: rewards, advantages, and the losses of policy and critic. Functions of their arguments alone.

A *turn* is one completion of the model. Credit flows over the turns of an episode (generalised advantage estimation, Schulman et al.
2016, arXiv 1506.02438); within a turn nothing is discounted, and all of its tokens get the turn's advantage. Arrays over turns
have the shape (turns, worlds), time first; those over tokens (turns of a batch, tokens).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Floats = NDArray[np.float64]
_SMALL = 1e-8  # under a standard deviation that may be 0


def total(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The reward: what each part gave times its weight, summed; parts of equal shape, weights of costs negative."""
    found: Floats = np.sum([weights[name] * part for name, part in parts.items()], axis=0)
    return found


def generalised(
    rewards: Floats, values: Floats, after: Floats, ends: NDArray[np.bool_], *, discount: float, decay: float
) -> Floats:
    """Generalised advantages of turns.

    Args:
        rewards: (turns, worlds) what each turn gave.
        values: (turns, worlds) the critic's of the state before each turn.
        after: (worlds,) the critic's of the state after the last turn, from which a cut episode goes on.
        ends: (turns, worlds) whether the episode was over after the turn; what follows is worth nothing then, and is another episode's.
        discount: gamma, of a turn.
        decay: lambda; 1 gives Monte-Carlo returns less the values.
    """
    advantages = np.zeros_like(rewards)
    following, advantage = after, np.zeros_like(after)
    for turn in range(len(rewards) - 1, -1, -1):
        goes_on = ~ends[turn]
        surprise = rewards[turn] + discount * goes_on * following - values[turn]
        advantage = advantages[turn] = surprise + discount * decay * goes_on * advantage
        following = values[turn]
    return advantages


def whitened(advantages: Floats, mean: float, deviation: float) -> Floats:
    """Advantages with mean 0 and standard deviation 1, given those of all turns of an update, on all devices."""
    return (advantages - mean) / (deviation + _SMALL)


def explained_variance(returns: float, errors: float) -> float:
    """Share of the variance of returns that values explain, given it and that of their errors: 1 is all, 0 no more than a constant does.

    0 if the returns do not vary.
    """
    return 1 - errors / returns if returns > _SMALL else 0.0


def sampled(logits: Tensor, banned: Tensor, temperature: float) -> Tensor:
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


def policy_losses(logprobs: Tensor, old: Tensor, advantages: Tensor, *, clip: float, clip_up: float) -> Tensor:
    """(b, k) clipped surrogate losses of tokens (Schulman et al. 2017, arXiv 1707.06347).

    Args:
        logprobs, old: (b, k) of the sampled tokens, now and when the update began.
        advantages: (b,) of the turns.
        clip, clip_up: the ratio of the two gains nothing below 1 - clip and above 1 + clip_up.
    """
    ratio = (logprobs - old).exp()
    advantage = advantages[:, None]
    return -torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip_up) * advantage)


def value_losses(values: Tensor, old: Tensor, returns: Tensor, *, clip: float | None) -> Tensor:
    """(b,) half the squared errors of values, no smaller than those of values that moved by ``clip`` from ``old`` at the most."""
    losses = (values - returns) ** 2
    if clip is not None:
        losses = torch.maximum(losses, (old + (values - old).clamp(-clip, clip) - returns) ** 2)
    return losses / 2


def correction(trainer: Tensor, sampler: Tensor, most: float) -> Tensor:
    """(b, k) weights for tokens that were drawn from another distribution than the trainer's: their ratio, ``most`` at the most.

    Truncated importance sampling (Ionides 2008), token by token.
    """
    return (trainer - sampler).exp().clamp(max=most)


def divergence(ours: Tensor, theirs: Tensor) -> Tensor:
    """(b, k) KL divergence in nats of the first distributions from the second, given the logarithms of both, (b, k, vocabulary)."""
    return (ours.exp() * (ours - theirs)).sum(-1)


def entropy(logprobs: Tensor) -> Tensor:
    """(b, k) in nats, of distributions given as logarithms, (b, k, vocabulary)."""
    return -(logprobs.exp() * logprobs).sum(-1)
