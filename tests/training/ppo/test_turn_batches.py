"""Turns as tensors: which token has whose advantage, and how much it weighs."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from agent.models.protocol import Generation
from training.ppo.turn_batches import TurnBatches
from training.ppo.turns import SampledTurn, TurnOutcome
from training.runs.recipe import LossSettings

LOSS = LossSettings(plan_weight=0.25, action_weight=1.0)


def turn(text: str, tokens: int, *, thoughts: int = 0, plan: int = 0) -> SampledTurn:
    written = Generation(
        text=text,
        token_ids=tuple(range(100, 100 + tokens)),
        logprobs=(-0.5,) * tokens,
        plan_probability=None if thoughts else 0.5,
        input_tokens=3,
        output_tokens=tokens,
        plan_tokens=plan,
        thought_tokens=thoughts,
        prompt_ids=(1, 2, 3),
    )
    return SampledTurn(written, TurnOutcome(task=0.0))


ACTS = turn("noop", 2)
PLANS = turn("<plan> a b </plan> noop", 6, plan=4)
THINKS = turn("<think> <plan> </think> noop", 5, thoughts=3)
THINKS_AND_PLANS = turn("<think> x </think> <plan> a </plan> noop", 8, thoughts=3, plan=3)
ENDLESS = turn("<think> <plan> and so on", 4, thoughts=4)
UNCLOSED = turn("<think> x </think> <plan> a b", 6, thoughts=3)


@pytest.mark.parametrize(
    ("sampled", "levels", "weights"),
    [
        (ACTS, [0, 2], [1, 1]),
        (PLANS, [0, 1, 1, 1, 2, 2], [1, 0.25, 0.25, 0.25, 1, 1]),
        (THINKS, [0, 0, 0, 0, 2], [0.25, 0.25, 0.25, 1, 1]),
        (THINKS_AND_PLANS, [0, 0, 0, 0, 1, 1, 2, 2], [*[0.25] * 3, 1, 0.25, 0.25, 1, 1]),
        (ENDLESS, [0, 0, 0, 0], [0.25] * 4),
        (UNCLOSED, [0, 0, 0, 0, 1, 1], [*[0.25] * 3, 1, 0.25, 0.25]),
    ],
    ids=["acts", "plans", "thinks", "thinks and plans", "endless", "unclosed"],
)
def test_thoughts_stand_before_the_decision(
    sampled: SampledTurn, levels: list[int], weights: list[float]
) -> None:
    samples = TurnBatches([sampled, PLANS], LOSS)
    batch = samples.batch(np.array([0]))
    assert batch["levels"].tolist() == [levels]
    assert batch["weights"].tolist() == [weights]
    assert float(samples.weights[0]) == sum(weights)
    both = samples.batch(np.array([0, 1]))
    assert torch.equal(both["weights"].sum(1), samples.weights.float())


def test_a_plan_within_thoughts_is_none() -> None:
    assert [one.planned for one in (ACTS, PLANS, THINKS, THINKS_AND_PLANS, UNCLOSED)] == [
        False, True, False, True, True,
    ]  # fmt: skip
    assert [one.plan_tokens for one in (THINKS, THINKS_AND_PLANS, ENDLESS, UNCLOSED)] == [
        0, 3, 0, 3,
    ]  # fmt: skip
    assert THINKS_AND_PLANS.up_to_plan == tuple(range(100, 106))
