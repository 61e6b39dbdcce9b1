"""The mathematics of PPO, against numbers worked out by hand."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.models.losses import kl_divergence
from training.ppo import gae, losses


def column(*numbers: float) -> NDArray[np.float64]:
    """Turns of one world."""
    return np.array(numbers, np.float64)[:, None]


REWARDS, VALUES, AFTER = column(1, 2), column(0.5, 1), np.array([3.0])
CASES = {
    # the last turn: 2 - 1; the first: 1 + 0.9 * 1 - 0.5 = 1.4, and 0.9 * 0.8 of the last one's
    "over after the last turn": ([False, True], [1.4 + 0.72 * 1, 1]),
    # the last turn: 2 + 0.9 * 3 - 1
    "cut": ([False, False], [1.4 + 0.72 * 3.7, 3.7]),
    # the first turn is worth 1 - 0.5, whatever comes in the next episode
    "over after the first turn": ([True, False], [0.5, 3.7]),
}


@pytest.mark.parametrize(("ends", "due"), CASES.values(), ids=CASES)
def test_advantages_of_two_turns(ends: list[bool], due: list[float]) -> None:
    found = gae.gae(REWARDS, VALUES, AFTER, np.array(ends)[:, None], discount=0.9, decay=0.8)
    assert found[:, 0] == pytest.approx(due)


def test_worlds_do_not_mix() -> None:
    rewards, values = np.hstack([REWARDS, REWARDS]), np.hstack([VALUES, VALUES])
    ends = np.array([[False, True], [True, False]])
    found = gae.gae(rewards, values, np.array([7.0, 3.0]), ends, discount=0.9, decay=0.8)
    assert found.T.ravel() == pytest.approx([1.4 + 0.72, 1, 0.5, 3.7])


def test_without_decay_returns_are_monte_carlo() -> None:
    rewards, values = column(1, 0, 4), column(5, -2, 1)
    found = gae.gae(
        rewards, values, np.array([8.0]), np.array([[False]] * 3), discount=0.5, decay=1.0
    )
    assert (found + values)[:, 0] == pytest.approx([1 + 0 + 1 + 1, 0 + 2 + 2, 4 + 4])


def test_with_full_decay_an_advantage_is_the_surprise_of_its_turn() -> None:
    found = gae.gae(REWARDS, VALUES, AFTER, np.array([[False]] * 2), discount=1.0, decay=0.0)
    assert found[:, 0] == pytest.approx([1 + 1 - 0.5, 2 + 3 - 1])


def test_a_plan_costs_its_tokens_and_what_is_switched_off_counts_nothing() -> None:
    parts = {
        "task": column(1, 0),
        "plan_tokens": column(0, 9),
        "invalid": column(0, 1),
        "health": column(-0.1, 0.1),
    }
    costs = {"task": 1, "plan_tokens": -0.01, "invalid": 0, "health": 0}
    assert gae.turn_rewards(parts, costs)[:, 0] == pytest.approx([1, -0.09])
    assert gae.turn_rewards(parts, {**costs, "invalid": -2, "health": 1})[:, 0] == pytest.approx(
        [0.9, -1.99]
    )


def test_normalised_advantages_have_mean_0_and_deviation_1() -> None:
    found = np.array([1.0, 2.0, 6.0])
    white = gae.normalised(found, found.mean(), found.std())
    assert white == pytest.approx(np.array([-2, -1, 3]) / math.sqrt(14 / 3))
    assert gae.normalised(np.array([4.0, 4.0]), 4.0, 0.0).tolist() == [0, 0]


def test_explained_variance() -> None:
    assert gae.explained_variance(4.0, 1.0) == 0.75
    assert gae.explained_variance(4.0, 8.0) == -1
    assert gae.explained_variance(0.0, 1.0) == 0


def test_probabilities_are_those_that_were_sampled_from() -> None:
    # two completions of two tokens
    logits = torch.tensor([[0, math.log(2), math.log(4)]] * 2).repeat(2, 1, 1)
    found = losses.token_log_probs(logits, torch.tensor([[2, -1], [-1, -1]]), 0.5).exp()
    free, masked = [1 / 21, 4 / 21, 16 / 21], [1 / 5, 4 / 5, 0]
    assert found[0, 0].tolist() == pytest.approx(masked)
    assert found[0, 1].tolist() == pytest.approx(masked)
    assert found[1, 0].tolist() == pytest.approx(free)


def test_a_ratio_beyond_the_clip_gains_nothing_but_loses() -> None:
    ratio = torch.tensor([[1.5, 0.5, 1.1], [1.5, 0.5, 0.9]])
    found = losses.policy_losses(
        ratio.log(),
        torch.zeros(2, 3),
        torch.tensor([[2.0], [-1.0]]).expand(2, 3),
        clip=0.2,
        clip_up=0.3,
    )
    assert found.tolist() == [pytest.approx([-2.6, -1.0, -2.2]), pytest.approx([1.5, 0.8, 0.9])]


def test_at_equal_weights_the_gradient_is_the_policy_gradient() -> None:
    logprobs = torch.tensor([[-1.0, -2.0]], requires_grad=True)
    found = losses.policy_losses(
        logprobs, logprobs.detach(), torch.tensor([[3.0, 3.0]]), clip=0.2, clip_up=0.2
    )
    (gradient,) = torch.autograd.grad(found.sum(), logprobs)
    assert gradient.tolist() == [[-3, -3]]


def test_values_that_move_too_far_gain_nothing() -> None:
    values, old, returns = (
        torch.tensor([2.0, 0.5, 3.0]),
        torch.zeros(3),
        torch.tensor([2.0, 2.0, 2.0]),
    )
    assert losses.value_losses(values, old, returns, clip=1.0).tolist() == [0.5, 1.125, 0.5]
    assert losses.value_losses(values, old, returns, clip=None).tolist() == [0, 1.125, 0.5]


def test_a_value_whose_return_is_not_known_loses_nothing() -> None:
    values = torch.tensor([[2.0, 1.0]], requires_grad=True)
    found = losses.value_losses(
        values, torch.zeros(1, 2), torch.tensor([[3.0, float("nan")]]), clip=None
    )
    (gradient,) = torch.autograd.grad(found.sum(), values)
    assert found.tolist() == [[0.5, 0]]
    assert gradient.tolist() == [[-1, 0]]


def test_importance_weights_are_truncated() -> None:
    weights = losses.truncated_importance_weights(
        torch.tensor([[0.5, 0.2, 0.9]]).log(), torch.tensor([[0.25, 0.4, 0.1]]).log(), 3.0
    )
    assert weights.tolist() == [pytest.approx([2, 0.5, 3])]


def test_divergence_and_entropy_of_masked_distributions_are_finite() -> None:
    logits = torch.tensor([[[0, math.log(3), 9.0]]])
    ours = losses.token_log_probs(logits, torch.tensor([[2]]), 1.0)
    theirs = losses.token_log_probs(torch.zeros(1, 1, 3), torch.tensor([[2]]), 1.0)
    assert kl_divergence(ours, theirs).item() == pytest.approx(
        0.25 * math.log(0.5) + 0.75 * math.log(1.5)
    )
    assert kl_divergence(ours, ours).item() == 0
    assert losses.entropies(theirs).item() == pytest.approx(math.log(2))
