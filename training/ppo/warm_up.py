"""Before the first update: worlds are set apart in time, and the critic learns the returns of the
first policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from training.ppo.critic import Critic, Prompts
from training.ppo.devices import Devices, shuffled
from training.ppo.gae import Floats, gae, turn_rewards
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import PARTS, Rollouts, SampledTurn

_HELD_OUT = 8  # one world in so many is kept out of what the critic learns, to see what it explains
_SEED = 3  # beside the recipe's


def warm_up(
    recipe: PpoRecipe,
    devices: Devices,
    rollouts: Rollouts,
    critic: Critic,
    on_progress: Callable[[dict[str, float]], None],
) -> dict[str, float]:
    """Play on with the first policy, some worlds longer than others, and let the critic learn its
    returns.

    Returns its last loss and gradients' norm, and ``warmup_explained_variance``, of worlds that it
    did not learn from; nothing if the recipe has no turns for it. ``on_progress`` is told of these,
    and of ``warm_up``, the share that was played.
    """
    settings = recipe.critic
    rng = np.random.default_rng((recipe.seed, _SEED, devices.rank))
    slots = range(rollouts.slots)
    ahead = rng.integers(0, recipe.stagger + 1, len(slots))
    tracks = [_Track() for _ in slots]
    count = settings.warmup_turns + recipe.stagger
    for number in range(count):
        due = [at for at in slots if number >= recipe.stagger - ahead[at]]
        kept = rng.random(len(due)) < settings.warmup_share
        with devices.computing():
            for at, turn, keep in zip(due, rollouts.play(due, []), kept, strict=True):
                tracks[at].add(turn, keep=bool(keep))
        if number % recipe.turns == 0:
            on_progress({"warm_up": number / count})
    if not settings.warmup_turns:
        return {}
    after = [np.array(prompt, np.int32) for prompt in rollouts.next_prompts()]
    learned = [at for at in slots if at % _HELD_OUT != _HELD_OUT - 1]
    watched = [at for at in slots if at not in learned] or learned
    mean, _ = devices.moments(np.concatenate([track.returns(0.0, recipe) for track in tracks]))
    critic.begin_at(mean)

    def some(which: Sequence[int]) -> tuple[Prompts, Floats]:
        ends = critic.values([after[at] for at in which])
        found = [tracks[at].returns(end, recipe) for at, end in zip(which, ends, strict=True)]
        returns = np.concatenate(found)
        return [prompt for at in which for prompt in tracks[at].prompts], returns

    told = {}
    for number in range(settings.warmup_passes):
        prompts, returns = some(learned)
        of_each = float(devices.total(torch.tensor(len(prompts)))) / devices.count
        steps = max(1, round(of_each / recipe.batch))
        order = shuffled(len(prompts), steps, 1, recipe.seed, _SEED, number, devices.rank)
        rate = settings.warmup_lr or settings.lr
        told = critic.learn(prompts, np.zeros_like(returns), returns, order, lr=rate, clip=None)
        prompts, returns = some(watched)
        told["warmup_explained_variance"] = devices.explained(critic.values(prompts), returns)
        on_progress({"warm_up": 1.0, **told})
    return told


class _Track:
    """What was earned in one slot turn by turn, and what was read in those turns that are kept.

    Attributes:
        prompts: token ids of the turns that are kept.
    """

    def __init__(self) -> None:
        self.prompts: list[NDArray[np.int32]] = []
        self._kept: list[int] = []
        self._parts: list[tuple[float, ...]] = []
        self._ends: list[bool] = []

    def add(self, turn: SampledTurn, *, keep: bool) -> None:
        """Take in the next turn."""
        if keep:
            self._kept.append(len(self._ends))
            self.prompts.append(np.array(turn.generation.prompt_ids, np.int32))
        self._parts.append(turn.parts)
        self._ends.append(bool(turn.played.ended))

    def returns(self, after: float, recipe: PpoRecipe) -> Floats:
        """Monte-Carlo returns of the turns that are kept; what comes after the last turn of all is
        worth ``after``.
        """
        parts = np.array(self._parts, np.float64).T[:, :, None]
        rewards = turn_rewards(dict(zip(PARTS, parts, strict=True)), recipe.weights)
        ends, nothing = np.array(self._ends)[:, None], np.zeros_like(rewards)
        found = gae(rewards, nothing, np.array([after]), ends, discount=recipe.discount, decay=1.0)
        return found[self._kept, 0]
