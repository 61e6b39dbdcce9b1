"""Who gets the credit for what came of a rollout: the advantages of tokens, and what the critic
learns, in one of three ways.

- ``turns``: each turn has one advantage, for all of its tokens (``training.ppo.gae``).
- ``levels``: the decision, the plan and the action have their own (``training.ppo.levels``). The
  critic then tells three values of a state.
- ``batch``: no critic. A turn has the reward that came after it in the rollout, normalised over the
  batch (ReBN of GEM, arXiv 2510.01051).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.analysis.stats import spearman
from training.ppo.critic import Critic, Prompts
from training.ppo.devices import Devices
from training.ppo.gae import Floats, gae, normalised, turn_rewards
from training.ppo.levels import Flags, LevelAdvantages, LevelValues, by_level
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import Rollout
from training.ppo.turns import SampledTurn

# The critic's values of what it reads: of a state before it is decided whether to plan, of one in
# which a plan is written, and of one in which the action comes next.
BEFORE, PLANS, ACTS = range(3)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a critic learns.

    Attributes:
        read: (m,) token ids: the prompts of turns and, with three values, behind them the prompts
            of those that planned with their plans.
        old: (m, values) the critic's values before.
        returns: (m, values) what came; NaN where that value has not been seen.
    """

    read: Prompts
    old: Floats
    returns: Floats


@dataclass(frozen=True, slots=True)
class Credit:
    """What is due.

    Attributes:
        advantages: (n, 3) of turns: of the first token, of the others of a plan, and of the rest.
        lessons: of the critic; None without one.
        told: for the log.
    """

    advantages: Floats
    lessons: Lessons | None
    told: dict[str, float]


def assign(recipe: PpoRecipe, devices: Devices, critic: Critic | None, rollout: Rollout) -> Credit:
    """The credit for a rollout, as the recipe says. ``critic`` is None for ``batch``."""
    rewards = turn_rewards(rollout.parts, recipe.weights)
    if critic is None:
        return _of_batch(recipe, devices, rollout, rewards)
    turns = [turn for row in rollout.turns for turn in row]
    read = what_is_read(turns, recipe)
    after = [np.array(prompt, np.int32) for prompt in rollout.after]
    found = critic.values([*read, *after])
    values, after_values = found[: len(read)], found[len(read) :, BEFORE]
    before = values[: len(turns), BEFORE].reshape(rewards.shape)
    usual = gae(
        rewards,
        before,
        after_values,
        rollout.ends,
        discount=recipe.discount,
        decay=recipe.decay,
    )
    returns = usual + before
    told = {
        "explained_variance": devices.explained(before, returns),
        "value": devices.moments(before)[0],
    }
    if recipe.credit == "turns":
        mean, deviation = devices.moments(usual)
        white = normalised(usual, mean, deviation).reshape(-1, 1).repeat(3, axis=1)
        lessons = Lessons(read, values, returns.reshape(-1, 1))
        return Credit(white, lessons, {**told, "advantage_deviation": deviation})
    planned = np.array([turn.planned for turn in turns])
    chance = np.array([_chance(turn) for turn in turns])
    plans, keeps = (values[: len(turns), one] for one in (PLANS, ACTS))
    acts = keeps.copy()
    acts[planned] = values[len(turns) :, ACTS]

    def over_time(of_turns: NDArray[Any]) -> NDArray[Any]:
        return of_turns.reshape(rewards.shape)

    level = by_level(
        rewards,
        LevelValues(over_time(plans), over_time(keeps), over_time(acts)),
        after_values,
        rollout.ends,
        over_time(planned),
        over_time(chance),
        discount=recipe.discount,
        decay=recipe.decay,
        decay_plans=recipe.decay if recipe.decay_plans is None else recipe.decay_plans,
    )
    gains = np.array([np.nan if turn.gain is None else turn.gain for turn in turns])
    if recipe.branches:
        judged = np.nan_to_num((planned - chance) * gains * recipe.branches.weight)
        level = replace(level, decision=over_time(judged))
        told |= _measured(gains, chance, devices)
    learned = targets(
        returns.ravel(), level.plan.ravel() + plans, level.action.ravel() + acts, planned, recipe
    )
    advantages, deviation = _of_tokens(level, planned, devices)
    told |= {
        "advantage_deviation": deviation,
        "advantage_of_planning": devices.moments((plans - keeps)[~np.isnan(chance)])[0],
    }
    return Credit(advantages, Lessons(read, values, learned), told)


def _of_tokens(level: LevelAdvantages, planned: Flags, devices: Devices) -> tuple[Floats, float]:
    """The (n, 3) advantages of tokens, normalised, and the deviation that was made 1.

    It is one deviation for decisions, plans and actions, so that each counts in the gradient for
    what it is worth.
    """
    decision, plan, action = (one.ravel() for one in (level.decision, level.plan, level.action))
    mean, _ = devices.moments(action)
    mean_plan, _ = devices.moments(plan[planned])
    centred = np.concatenate([action - mean, plan[planned] - mean_plan])
    _, deviation = devices.moments(centred)
    decision = normalised(decision, 0.0, deviation)
    plan, action = normalised(plan, mean_plan, deviation), normalised(action, mean, deviation)
    first = np.where(planned, decision, decision + action)
    return np.stack([first, plan, action], axis=1), deviation


def _measured(gains: Floats, chance: Floats, devices: Devices) -> dict[str, float]:
    """For the log: the gains that were measured, and whether the policy knows of them."""
    known = ~np.isnan(gains)
    found = devices.gather(list(zip(gains[known], chance[known], strict=True)))
    told: dict[str, float] = {"measured": len(found)}
    if found:
        measured, chances = np.array(found).T
        told["measured_gain"] = float(measured.mean())
        if not np.isnan(correlation := spearman(measured, chances)):
            told["measured_correlation"] = correlation
    return told


def what_is_read(turns: Sequence[SampledTurn], recipe: PpoRecipe) -> list[NDArray[np.int32]]:
    """What the critic reads of turns: their prompts; and, to know what a plan is worth once it is
    there, the prompts of those that planned again with their plans.
    """
    prompts = [np.array(turn.generation.prompt_ids, np.int32) for turn in turns]
    if recipe.values == 1:
        return prompts
    return prompts + [
        np.concatenate([prompt, np.array(turn.up_to_plan, np.int32)])
        for prompt, turn in zip(prompts, turns, strict=True)
        if turn.planned
    ]


def targets(
    before: Floats, plans: Floats, acts: Floats, planned: Flags, recipe: PpoRecipe
) -> Floats:
    """(m, values) what is to be learned of all that ``what_is_read`` gave, each given for the (n,)
    turns; NaN where it is not known.
    """
    if recipe.values == 1:
        return before[:, None]
    nothing = np.full(len(before), np.nan)
    prompts = np.stack(
        [before, np.where(planned, plans, nothing), np.where(planned, nothing, acts)], axis=1
    )
    written = np.full((int(planned.sum()), 3), np.nan)
    written[:, ACTS] = acts[planned]
    return np.concatenate([prompts, written])


def _of_batch(recipe: PpoRecipe, devices: Devices, rollout: Rollout, rewards: Floats) -> Credit:
    nothing = np.zeros_like(rewards)
    returns = gae(rewards, nothing, nothing[0], rollout.ends, discount=recipe.discount, decay=1.0)
    mean, deviation = devices.moments(returns)
    white = normalised(returns, mean, deviation).reshape(-1, 1).repeat(3, axis=1)
    return Credit(white, None, {"advantage_deviation": deviation})


def _chance(turn: SampledTurn) -> float:
    """Of planning; NaN where that was ruled out. At temperature 1, as the model tells it: any
    number that does not depend on what was drawn keeps the gradient true.
    """
    written = turn.generation
    if written.banned or written.plan_probability is None:
        return float("nan")
    return written.plan_probability
