"""Estimates against numbers from the literature, or from paper and pencil."""

from __future__ import annotations

import pytest

from agent.analysis.stats import (
    Life,
    Line,
    entropy,
    incidence,
    mean_count,
    ratio_interval,
    survival,
    wilson,
)

# Remission under 6-mercaptopurine in weeks (Freireich et al. 1963), the textbooks' example;
# negative: censored.
_REMISSION = (
    6,
    6,
    6,
    -6,
    7,
    -9,
    10,
    -10,
    -11,
    13,
    16,
    -17,
    -19,
    -20,
    22,
    23,
    -25,
    -32,
    -32,
    -34,
    -35,
)


def test_survival_is_that_of_the_textbooks() -> None:
    curve = survival([Life(abs(weeks), "relapse" if weeks > 0 else "") for weeks in _REMISSION])
    assert curve.at == (0, 6, 7, 10, 13, 16, 22, 23)
    assert curve.at_risk == (21, 21, 17, 15, 12, 11, 7, 6)
    assert curve.value == pytest.approx(
        (1, 0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482), abs=5e-5
    )
    assert curve.low is not None
    assert curve.high is not None
    assert (curve.low[1], curve.high[1]) == pytest.approx((0.6197, 0.9516), abs=1e-4)


def test_all_may_end() -> None:
    curve = survival([Life(2, "done")] * 6)
    assert (curve.at, curve.value, curve.low, curve.high) == ((0, 2), (1, 0), (1, 0), (1, 1))


def test_few_have_no_interval() -> None:
    assert survival([Life(2, "done")] * 5).low is None
    assert mean_count([Line((1,), 2, settled=True)] * 5).low is None
    assert ratio_interval([1] * 5, [1] * 5) is None


def test_ways_to_end_compete_and_sum_up() -> None:
    lives = [Life(1, "done"), Life(2, "died"), Life(3, ""), Life(4, "done")]
    done, died = incidence(lives, "done"), incidence(lives, "died")
    assert done.value == pytest.approx((0, 1 / 4, 1 / 4, 3 / 4))
    assert died.value == pytest.approx((0, 0, 1 / 4, 1 / 4))
    assert survival(lives).value == pytest.approx(
        tuple(1 - a - b for a, b in zip(done.value, died.value, strict=True))
    )


def test_a_mean_count_without_censoring_is_the_plain_mean() -> None:
    curve = mean_count(
        [Line((1, 3), 4, settled=True), Line((2,), 2, settled=True), Line((), 4, settled=True)]
    )
    assert curve.at == (0, 1, 2, 3, 4)
    assert curve.value == pytest.approx((0, 1 / 3, 2 / 3, 1, 1))


def test_a_mean_count_goes_on_with_those_still_watched() -> None:
    curve = mean_count(
        [Line((1, 3), 4, settled=False), Line((2,), 2, settled=False), Line((1,), 2, settled=True)]
    )
    # Step 3: one of three is still watched. One of three was settled, so it speaks for two thirds.
    assert curve.value == pytest.approx((0, 2 / 3, 1, 5 / 3, 5 / 3))
    assert curve.at_risk == (3, 3, 3, 1, 1)
    assert curve.while_watched(2).at == (0, 1, 2)


def test_the_mean_of_long_lines_is_cut_into_cells() -> None:
    curve = mean_count([Line((1, 9_999), 10_000, settled=False)] * 6)
    assert (len(curve.at), curve.at[-1], curve.value[1], curve.value[-1]) == (201, 10_000, 1, 2)
    assert curve.low == curve.value


def test_lines_of_no_steps_are_no_trouble() -> None:
    assert mean_count([Line((), 0, settled=False)]).value == (0,)


def test_the_interval_of_a_ratio_is_the_same_every_time_and_holds_it() -> None:
    above, below = [1, 0, 4, 2, 2, 0, 3], [10, 5, 20, 10, 5, 10, 10]
    interval = ratio_interval(above, below)
    assert interval is not None
    assert interval == ratio_interval(above, below)
    assert interval[0] < sum(above) / sum(below) < interval[1]


def test_initiative_entropy() -> None:
    assert entropy((4, 4)) == pytest.approx(1)
    assert entropy((1, 3)) == pytest.approx(0.811278)
    assert (entropy((0, 5)), entropy((0, 0))) == (0, None)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-4)
