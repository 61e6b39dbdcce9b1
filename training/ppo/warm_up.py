"""Before the first update: worlds are set apart in time, and the critic learns the returns of the
first policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from training.ppo.credit import BEFORE, targets, what_is_read
from training.ppo.critic import Critic, Prompts
from training.ppo.devices import Devices, shuffled
from training.ppo.gae import Floats, gae, turn_rewards
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import Rollouts
from training.ppo.turns import PARTS, SampledTurn

_HELD_OUT = 8  # one world in so many is kept out of what the critic learns, to see what it explains
_SEED = 3  # beside the recipe's


def warm_up(
    recipe: PpoRecipe,
    devices: Devices,
    rollouts: Rollouts,
    critic: Critic | None,
    on_progress: Callable[[dict[str, float]], None],
) -> dict[str, float]:
    """Play on with the first policy, some worlds longer than others, and let the critic learn its
    returns.

    Returns its last loss and gradients' norm, and ``warmup_explained_variance``, of worlds that it
    did not learn from; nothing if the recipe has no critic, or no turns for it. ``on_progress`` is
    told of these, and of ``warm_up``, the share that was played.
    """
    settings = recipe.critic
    turns = settings.warmup_turns if settings else 0
    share = settings.warmup_share if settings else 0.0
    rng = np.random.default_rng((recipe.seed, _SEED, devices.rank))
    slots = range(rollouts.slots)
    ahead = rng.integers(0, recipe.stagger + 1, len(slots))
    tracks = [_Track() for _ in slots]
    count = turns + recipe.stagger
    for number in range(count):
        due = [at for at in slots if number >= recipe.stagger - ahead[at]]
        kept = rng.random(len(due)) < share
        with devices.computing():
            for at, turn, keep in zip(due, rollouts.play(due, []), kept, strict=True):
                tracks[at].add(turn, keep=bool(keep))
        if number % recipe.turns == 0:
            on_progress({"warm_up": number / count})
    if critic is None or settings is None or not turns:
        return {}
    after = [np.array(prompt, np.int32) for prompt in rollouts.next_prompts()]
    learned = [at for at in slots if at % _HELD_OUT != _HELD_OUT - 1]
    watched = [at for at in slots if at not in learned] or learned
    mean, _ = devices.moments(np.concatenate([track.returns(0.0, recipe) for track in tracks]))
    critic.begin_at(mean)

    def some(which: Sequence[int]) -> tuple[Prompts, Floats, int]:
        """What is read, what is to be learned of it, and how much of it are the prompts."""
        ends = critic.values([after[at] for at in which])[:, BEFORE]
        found = [tracks[at].returns(end, recipe) for at, end in zip(which, ends, strict=True)]
        returns = np.concatenate(found)
        seen = [turn for at in which for turn in tracks[at].turns]
        planned = np.array([turn.planned for turn in seen])
        read = what_is_read(seen, recipe)
        return read, targets(returns, returns, returns, planned, recipe), len(seen)

    told = {}
    for number in range(settings.warmup_passes):
        prompts, returns, _ = some(learned)
        of_each = float(devices.total(torch.tensor(len(prompts)))) / devices.count
        steps = max(1, round(of_each / recipe.batch))
        order = shuffled(len(prompts), steps, 1, recipe.seed, _SEED, number, devices.rank)
        rate = settings.warmup_lr or settings.lr
        told = critic.learn(prompts, np.zeros_like(returns), returns, order, lr=rate, clip=None)
        prompts, returns, count = some(watched)
        told["warmup_explained_variance"] = devices.explained(
            critic.values(prompts[:count])[:, BEFORE], returns[:count, BEFORE]
        )
        on_progress({"warm_up": 1.0, **told})
    return told


class _Track:
    """What was earned in one slot turn by turn.

    Attributes:
        turns: those that are kept.
    """

    def __init__(self) -> None:
        self.turns: list[SampledTurn] = []
        self._kept: list[int] = []
        self._parts: list[tuple[float, ...]] = []
        self._ends: list[bool] = []

    def add(self, turn: SampledTurn, *, keep: bool) -> None:
        """Take in the next turn."""
        if keep:
            self._kept.append(len(self._ends))
            self.turns.append(turn)
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
