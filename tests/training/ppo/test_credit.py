"""Who gets the credit: which token has which advantage, and what the critic is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.models.protocol import Generation
from tests.training.ppo import toys
from training.ppo import credit
from training.ppo.credit import ACTS, BEFORE, PLANS
from training.ppo.critic import Critic, Prompts
from training.ppo.devices import Devices
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import Rollout
from training.ppo.turns import SampledTurn, TurnOutcome

ACT, PLAN = (7, 1), (10, 5, 11, 7, 1)  # token ids; the plan has three
NAN = float("nan")


def turn(prompt: int, *, planned: bool, reward: float, ended: str = "") -> SampledTurn:
    ids = PLAN if planned else ACT
    return SampledTurn(
        Generation(
            "<plan> x </plan> Do" if planned else "Do",
            ids,
            (-1.0,) * len(ids),
            0.25,
            1,
            len(ids),
            3 * planned,
            prompt_ids=(prompt,),
        ),
        TurnOutcome(reward, ended=ended),
    )


class Known(Critic):
    """Values by what is read: the prompt's number, the same times 10 and 100; half of that behind a
    plan.
    """

    def __init__(self, values: int) -> None:
        self._values = values
        self.read: list[list[int]] = []

    def values(self, prompts: Prompts) -> NDArray[np.float64]:
        self.read = [prompt.tolist() for prompt in prompts]
        scale = np.array([1.0, 10.0, 100.0])[: self._values]
        return np.array([prompt[0] * scale / (1 + (len(prompt) > 1)) for prompt in prompts])


def rollout() -> Rollout:
    """One world: a plan, two turns under it, and the end."""
    turns = [
        turn(1, planned=True, reward=0),
        turn(2, planned=False, reward=1),
        turn(3, planned=False, reward=2, ended="died"),
    ]
    return Rollout([[one] for one in turns], [[4]], [])


def recipe(folder: Path, **changes: Any) -> PpoRecipe:
    return toys.recipe(folder, discount=1.0, decay=1.0, **changes)


def test_turns_have_one_advantage_for_all_tokens(tmp_path: Path) -> None:
    found = credit.assign(recipe(tmp_path), Devices(half=False), Known(1), rollout())
    advantages = np.array([3 - 1, 3 - 2, 2 - 3])
    white = (advantages - advantages.mean()) / advantages.std()
    assert found.advantages == pytest.approx(white[:, None].repeat(3, axis=1))
    assert found.lessons
    assert found.lessons.returns[:, 0].tolist() == [3, 3, 2]


def test_levels_have_their_own(tmp_path: Path) -> None:
    critic = Known(3)
    found = credit.assign(recipe(tmp_path, credit="levels"), Devices(half=False), critic, rollout())
    assert critic.read == [[1], [2], [3], [1, 10, 5, 11], [4]]
    # Acts are worth 50 behind the plan, then 200 and 300; planning 10, 20, 30; keeping 100, ...
    action = np.array([3 - 50, 3 - 200, 2 - 300.0])
    mean = action.mean()
    deviation = np.array([*(action - mean), 0]).std()
    action, decision = (action - mean) / deviation, np.array([10 - 100, 20 - 200, 30 - 300])
    decision = np.array([0.75, -0.25, -0.25]) * decision / deviation
    assert found.advantages[:, 2] == pytest.approx(action)
    assert found.advantages[0] == pytest.approx([decision[0], 0, action[0]])  # the only plan: mean
    assert found.advantages[1:, 0] == pytest.approx(decision[1:] + action[1:])
    assert found.told["advantage_of_planning"] == pytest.approx(-180)
    assert found.lessons
    assert found.lessons.returns[:, BEFORE] == pytest.approx([3, 3, 2, NAN], nan_ok=True)
    assert found.lessons.returns[:, PLANS] == pytest.approx([3, NAN, NAN, NAN], nan_ok=True)
    assert found.lessons.returns[:, ACTS] == pytest.approx([NAN, 3, 2, 3], nan_ok=True)


def test_decisions_that_were_measured_are_judged_by_that_alone(tmp_path: Path) -> None:
    """Two worlds: one turn of each of four was measured, and the critic is not asked."""
    gained = [0.5, None, -0.1, None]
    one = turn(1, planned=True, reward=0)
    other = turn(2, planned=False, reward=1)
    row = [
        replace(some, gain=gain)
        for some, gain in zip([one, other, other, one], gained, strict=True)
    ]
    settings = recipe(tmp_path, credit="levels", branches={"share": 0.5, "weight": 2.0})
    found = credit.assign(settings, Devices(half=False), Known(3), Rollout([row], [[3]] * 4, []))
    deviation = found.told["advantage_deviation"]
    decision = np.array([0.75 * 0.5 * 2, 0, 0.25 * 0.1 * 2, 0]) / deviation
    action = np.where([True, False, False, True], 0, found.advantages[:, 2])
    assert found.advantages[:, 0] == pytest.approx(decision + action)
    assert found.told["measured"] == 2
    assert found.told["measured_gain"] == pytest.approx(0.2)


def test_a_batch_has_what_came_after(tmp_path: Path) -> None:
    settings = recipe(tmp_path, credit="batch", critic=None)
    found = credit.assign(settings, Devices(half=False), None, rollout())
    returns = np.array([3, 3, 2])
    white = (returns - returns.mean()) / returns.std()
    assert found.advantages == pytest.approx(white[:, None].repeat(3, axis=1))
    assert found.lessons is None


def test_where_planning_is_ruled_out_nothing_is_decided(tmp_path: Path) -> None:
    one = Generation("", ACT, (-1.0, -1.0), 0.25, 1, 2, prompt_ids=(1,), banned=(10,))
    some = Rollout([[SampledTurn(one, TurnOutcome(1))]] * 2, [[4]], [])
    found = credit.assign(recipe(tmp_path, credit="levels"), Devices(half=False), Known(3), some)
    assert found.advantages[:, 0] == pytest.approx(found.advantages[:, 2])
    assert found.told["advantage_of_planning"] == 0


def test_a_recipe_has_a_critic_where_it_needs_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="credit: batch has no critic"):
        recipe(tmp_path, credit="batch")
    with pytest.raises(ValueError, match="credit: levels needs a critic"):
        recipe(tmp_path, credit="levels", critic=None)
    with pytest.raises(ValueError, match="no credit of its own in credit: turns"):
        recipe(tmp_path, branches={"share": 0.5})
