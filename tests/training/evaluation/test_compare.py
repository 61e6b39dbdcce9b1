import pytest

from tests.training.results import first, report, result
from training.evaluation import compare as comparing
from training.evaluation.compare import NothingInCommonError, compare


def test_pairs_are_taken_from_the_seeds_that_both_have() -> None:
    one = report([result(1, first(5)), result(2, first(5)), result(9, first(22))])
    two = report([result(0, {}), result(1, first(7), length=120), result(2, first(11))])
    found = compare(one, two)
    assert found.seeds == (1, 2)
    by_name = {difference.figure: difference for difference in found.differences}
    unlocked = by_name["unlocked of 22"]
    assert (unlocked.first, unlocked.second, unlocked.mean) == (5, 9, 4)
    assert (unlocked.low, unlocked.high) == (2, 6)
    assert by_name["length, steps"].mean == 10
    assert found.most_different == ((2, 5, 11), (1, 5, 7))


def test_the_interval_is_that_of_the_paired_differences() -> None:
    # Seeds differ much from each other, the two planners by one everywhere: pairing leaves no
    # uncertainty.
    one = report([result(seed, first(seed)) for seed in range(20)])
    two = report([result(seed, first(seed + 1)) for seed in range(20)])
    unlocked = compare(one, two).differences[0]
    assert (unlocked.mean, unlocked.low, unlocked.high) == (1, 1, 1)


def test_an_interval_shrinks_like_a_standard_error() -> None:
    # Half of the pairs differ by 2, half by none: mean 1, standard error 1 / sqrt(n).
    one = report([result(seed, first(3)) for seed in range(100)])
    two = report([result(seed, first(3 + 2 * (seed % 2))) for seed in range(100)])
    unlocked = compare(one, two).differences[0]
    assert unlocked.low == pytest.approx(1 - 0.196, abs=0.03)
    assert unlocked.high == pytest.approx(1 + 0.196, abs=0.03)
    assert compare(one, two) == compare(one, two)


def test_no_seed_in_common_is_refused() -> None:
    with pytest.raises(NothingInCommonError, match="the first has 1-2, the second 7"):
        compare(report([result(1, {})], seeds="1-2"), report([result(7, {})], seeds="7"))


def test_another_cap_is_warned_of() -> None:
    same = compare(report([result(1, {})]), report([result(1, {})], planner="other"))
    assert same.warnings == ()
    (warning,) = compare(report([result(1, {})]), report([result(1, {})], cap=999)).warnings
    assert "cap 100 and 999" in warning


def test_the_text_has_a_row_a_figure_and_the_seeds_that_differ() -> None:
    found = compare(
        report([result(1, first(5)), result(2, {})]), report([result(1, first(4)), result(2, {})])
    )
    text = comparing.markdown(found, "a", "b")
    assert "| unlocked of 22 | 2.50 | 2.00 | -0.50 | -1.00 to +0.00 |" in text
    assert text.endswith("Seeds that differ most in what was unlocked: 1 (5 and 4)")
