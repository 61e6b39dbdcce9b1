from typing import Any

import numpy as np
import pytest

from training.evaluation.advantage import report
from training.evaluation.advantage.branches import Branch, Measured
from training.evaluation.advantage.states import ANYWHERE, State


def state(at: int, **others: Any) -> State:
    given = {
        "rule": ANYWHERE, "seed": at, "step": 9, "age": 3, "plan": "sleep", "p_plan": 0.5,
        "planned": True, "holds": (),
    }  # fmt: skip
    return State.model_validate({**given, **others})


def branch(arm: str, pair: int, unlocked: tuple[int, ...] = (), died: int | None = None) -> Branch:
    rewards = (float(len(unlocked)),) * 2
    return Branch(
        arm=arm, pair=pair, plan="sleep", unlocked=unlocked, died=died, rewards=rewards, plans=1,
        tokens=3,
    )  # fmt: skip


def test_a_gain_is_of_pairs_up_to_its_horizon() -> None:
    measured = [
        Measured(
            state=state(at),
            branches=(
                branch("now", 0, (10, 20)),
                branch("now", 1, (10, 40), died=45),
                branch("keep:10", 0, (30,)),
                branch("keep:10", 1),
            ),
        )
        for at in range(7)
    ]
    found = report.summarise(measured, 50)
    near, far = found.gains
    assert (near.first, near.second, near.horizon, near.states) == ("now", "keep:10", 25, 7)
    # after 25 steps 2 and 1 against 0 and 0, after 50 steps 2 and 2 against 1 and 0
    assert (near.achievements.mean, far.achievements.mean) == (1.5, 1.5)
    assert (near.survival.mean, far.survival.mean) == (0, -0.5)
    assert (near.achievements.low, near.achievements.high) == (1.5, 1.5)
    assert found.planned == 1
    assert found.decisions == 7 * (3 * 50 + 45)
    assert "| now | keep:10 | anywhere | 50 | 7 | +1.50 (+1.50 to +1.50) | -50.0" in (
        report.markdown(found)
    )


def test_of_few_states_no_interval_is_told() -> None:
    one = Measured(state=state(0), branches=(branch("now", 0, (1,)), branch("keep:1", 0)))
    (gain,) = report.summarise([one], 25).gains
    assert gain.achievements.told() == "+1.00"


def made(chance: float, gain: int, at: int, age: int = 3) -> Measured:
    unlocked = tuple(range(1, gain + 1))
    pairs = range(4)
    return Measured(
        state=state(at, p_plan=chance, age=age),
        branches=(
            *(branch("now", pair, unlocked) for pair in pairs),
            *(branch("keep:10", pair) for pair in pairs),
        ),
    )


def test_a_planner_that_knows_when_to_plan_wins_what_the_oracle_does() -> None:
    knows = [made(float(at % 2), at % 2, at) for at in range(20)]
    found = report.summarise(knows, 25)
    assert found.correlation is not None
    assert found.correlation.mean == pytest.approx(1)
    gains = {gate.name: (gate.rate, gate.gain.mean) for gate in found.gates}
    assert gains == {
        "the planner's own": (0.5, 0.5),
        "at random, as often": (0.5, 0.25),
        "always": (1.0, 0.5),
        "an oracle, as often": (0.5, 0.5),
    }
    low, high = found.calibration
    assert (low.least, low.gain.mean, high.least, high.gain.mean) == (0.0, 0.0, 0.5, 1.0)


def test_an_oracle_wins_nothing_by_luck() -> None:
    """Gains that are noise from pair to pair: what is picked by one half is worth nothing in the
    other.
    """
    rng = np.random.default_rng(0)
    noise = []
    for at in range(400):
        branches = []
        for pair in range(2):
            now, kept = rng.integers(0, 2, 2)
            branches += [
                branch("now", pair, tuple(range(1, now + 1))),
                branch("keep:10", pair, tuple(range(1, kept + 1))),
            ]
        noise.append(Measured(state=state(at), branches=tuple(branches)))
    oracle = report.summarise(noise, 25).gates[-1]
    assert oracle.name == "an oracle, as often"
    assert abs(oracle.gain.mean) < 0.1


def test_the_half_life_of_a_plan_is_found_where_the_gain_grows_with_its_age() -> None:
    ages = [1, 2, 4, 8, 16, 32, 64] * 6
    rng = np.random.default_rng(1)
    grown = [
        Measured(
            state=state(at, age=age),
            branches=(
                *(
                    branch("now", pair, (1,) * int(rng.random() < 1 - 2.0 ** (-age / 8)))
                    for pair in range(30)
                ),
                *(branch("keep:10", pair) for pair in range(30)),
            ),
        )
        for at, age in enumerate(ages)
    ]
    found = report.summarise(grown, 25).half_life
    assert found is not None
    assert 5 < found.mean < 12
    none = report.summarise([made(0.5, 0, at, age) for at, age in enumerate(ages)], 25)
    assert none.half_life is None
    assert "Half-life of a plan: none that can be told" in report.markdown(none)
