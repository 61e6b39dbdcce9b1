"""Credit by level, against numbers worked out by hand: discount 0.9, decay 0.8, of plans 0.5."""

import numpy as np
import pytest
from numpy.typing import NDArray

from training.ppo.gae import gae
from training.ppo.levels import LevelAdvantages, LevelValues, by_level

NAN = float("nan")


def column(*numbers: float) -> NDArray[np.float64]:
    """Turns of one world."""
    return np.array(numbers, np.float64)[:, None]


def found(
    rewards: list[float],
    planned: list[int],
    *,
    plans: list[float],
    acts: list[float],
    after: float = 0.0,
    ends: list[int] | None = None,
    chance: list[float] | None = None,
) -> LevelAdvantages:
    over = ends or [0] * len(rewards)
    return by_level(
        column(*rewards),
        LevelValues(column(*plans), column(*acts), column(*acts)),
        np.array([after]),
        column(*over).astype(bool),
        column(*planned).astype(bool),
        column(*(chance or [NAN] * len(rewards))),
        discount=0.9,
        decay=0.8,
        decay_plans=0.5,
    )


def test_two_segments() -> None:
    told = found(
        [1, 0, 2, 1],
        [1, 0, 1, 0],
        plans=[5, 9, 3, 9],
        acts=[4, 2, 3, 1],
        ends=[0, 0, 0, 1],
    )
    # The second segment: 1 - 1; 2 + 0.9 * 1 - 3 + 0.72 * 0. The first one ends in a plan that is
    # worth 3: 0 + 0.9 * 3 - 2; 1 + 0.9 * 2 - 4 + 0.72 * 0.7.
    assert told.action[:, 0] == pytest.approx([-1.2 + 0.504, 0.7, -0.1, 0])
    # The second plan: 2 + 0.9 * 1 - 3 = -0.1. The first: 1 + 0 + 0.81 * 3 - 5, and 0.81 * 0.5 of
    # the second one's.
    assert told.plan[:, 0] == pytest.approx([-1.57 - 0.0405, 0, -0.1, 0])


def test_an_episode_that_is_cut_goes_on_from_what_comes_next() -> None:
    told = found([1, 0], [1, 0], plans=[5, 9], acts=[4, 2], after=10)
    # 0 + 0.9 * 10 - 2; 1 + 0.9 * 2 - 4 + 0.72 * 7
    assert told.action[:, 0] == pytest.approx([-1.2 + 5.04, 7])
    # 1 + 0.81 * 10 - 5
    assert told.plan[:, 0] == pytest.approx([4.1, 0])


def test_after_a_death_nothing_counts() -> None:
    told = found([1, 5, 2], [1, 1, 0], plans=[5, 3, 9], acts=[4, 2, 7], after=10, ends=[1, 0, 0])
    # The first turn ends an episode; what follows is another one's.
    assert told.action[0, 0] == pytest.approx(1 - 4)
    assert told.plan[0, 0] == pytest.approx(1 - 5)
    # 2 + 0.9 * 10 - 7; 5 + 0.9 * 7 - 2 + 0.72 * 4
    assert told.action[1:, 0] == pytest.approx([9.3 + 2.88, 4])
    # 5 + 0.9 * 2 + 0.81 * 10 - 3
    assert told.plan[1, 0] == pytest.approx(11.9)


def test_a_plan_at_once_after_a_plan() -> None:
    told = found([1, 2], [1, 1], plans=[5, 3], acts=[4, 2], ends=[0, 1])
    # Each action is alone in its segment: 1 + 0.9 * 3 - 4, and 2 - 2.
    assert told.action[:, 0] == pytest.approx([-0.3, 0])
    # 2 - 3; 1 + 0.9 * 3 - 5 + 0.45 * -1
    assert told.plan[:, 0] == pytest.approx([-1.3 - 0.45, -1])


def test_before_the_first_plan_of_a_rollout_actions_have_credit() -> None:
    told = found([0, 1], [0, 1], plans=[9, 3], acts=[1, 2], ends=[0, 1])
    assert told.action[:, 0] == pytest.approx([0 + 0.9 * 3 - 1, 1 - 2])
    assert told.plan[:, 0] == pytest.approx([0, 1 - 3])


def test_a_decision_has_the_difference_of_planning_and_keeping() -> None:
    told = found([0, 0, 0], [1, 0, 1], plans=[5, 5, 5], acts=[2, 2, 2], chance=[0.25, 0.25, NAN])
    assert told.decision[:, 0] == pytest.approx([0.75 * 3, -0.25 * 3, 0])


@pytest.mark.parametrize("plans", [True, False])
def test_at_one_level_it_is_the_usual_estimate(plans: bool) -> None:
    rng = np.random.default_rng(0)
    rewards, values, wrong = rng.normal(size=(3, 9, 4))
    after, ends = rng.normal(size=4), rng.random((9, 4)) < 0.2
    usual = gae(rewards, values, after, ends, discount=0.9, decay=0.8)
    told = by_level(
        rewards,
        LevelValues(values, wrong, wrong) if plans else LevelValues(wrong, values, values),
        after,
        ends,
        np.full((9, 4), plans),
        np.full((9, 4), NAN),
        discount=0.9,
        decay=0.8,
        decay_plans=0.8,
    )
    assert (told.plan if plans else told.action) == pytest.approx(usual)
    assert not told.decision.any()


def test_worlds_do_not_mix() -> None:
    rng = np.random.default_rng(1)
    rewards, plans, acts = rng.normal(size=(3, 6, 2))
    planned, ends = rng.random((2, 6, 2)) < 0.4
    chance, after = rng.random((6, 2)), rng.normal(size=2)

    def of(world: slice) -> LevelAdvantages:
        some = LevelValues(plans[:, world], acts[:, world], acts[:, world])
        return by_level(
            rewards[:, world],
            some,
            after[world],
            ends[:, world],
            planned[:, world],
            chance[:, world],
            discount=0.9,
            decay=0.8,
            decay_plans=0.5,
        )

    both, alone = of(slice(None)), of(slice(1, 2))
    for level in ("decision", "plan", "action"):
        assert getattr(both, level)[:, 1:] == pytest.approx(getattr(alone, level))
