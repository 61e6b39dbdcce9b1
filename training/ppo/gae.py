"""Rewards and values to advantages, with generalised advantage estimation (GAE; Schulman et al.
2016, arXiv 1506.02438).

Credit flows over the turns of an episode; within a turn nothing is discounted. Arrays have the
shape (turns, worlds), time first.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SMALL = 1e-8  # under a standard deviation that may be 0


def turn_rewards(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The reward: what each part gave times its weight, summed; parts of equal shape, weights of
    costs negative.
    """
    weighted = [weights[name] * part for name, part in parts.items()]
    found: Floats = np.sum(weighted, axis=0)
    return found


def gae(
    rewards: Floats,
    values: Floats,
    after: Floats,
    ends: NDArray[np.bool_],
    *,
    discount: float,
    decay: float,
) -> Floats:
    """Generalised advantage estimates of turns.

    Args:
        rewards: (turns, worlds) what each turn gave.
        values: (turns, worlds) the critic's of the state before each turn.
        after: (worlds,) the critic's of the state after the last turn, from which a cut episode
            goes on.
        ends: (turns, worlds) whether the episode was over after the turn; what follows is worth
            nothing then, and is another episode's.
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


def normalised(advantages: Floats, mean: float, deviation: float) -> Floats:
    """Advantages with mean 0 and standard deviation 1, given those of all turns of an update, on
    all devices.
    """
    return (advantages - mean) / (deviation + _SMALL)


def explained_variance(returns: float, errors: float) -> float:
    """Share of the variance of returns that values explain, given it and that of their errors: 1 is
    all, 0 no more than a constant does.

    0 if the returns do not vary.
    """
    return 1 - errors / returns if returns > _SMALL else 0.0
