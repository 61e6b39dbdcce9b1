import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core import seeds


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("7", (7,)),
        ("2000-2003", (2000, 2001, 2002, 2003)),
        ("2005, 2000", (2000, 2005)),
        ("1-3,2-4,9", (1, 2, 3, 4, 9)),
    ],
)
def test_seeds_are_read_in_order_and_once(text: str, meant: tuple[int, ...]) -> None:
    assert seeds.parse(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "neither a seed nor a range"),
        ("5-2", "the range '5-2' ends before it begins"),
        ("1,,2", "'' is neither a seed nor a range"),
        ("-3", "'-3' is neither"),
        ("1.5", "'1.5' is neither"),
        ("２", "'２' is neither"),
        ("0-2147483648", "2147483648 is too large"),
        ("0-2000000000", "more than 100000 seeds"),
    ],
)
def test_what_names_no_seeds_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        seeds.parse(text)


@given(st.sets(st.integers(0, seeds.MAX_SEED) | st.integers(0, 30), min_size=1))
def test_what_is_written_reads_back(chosen: set[int]) -> None:
    ascending = tuple(sorted(chosen))
    assert seeds.parse(seeds.write(ascending)) == ascending


def test_runs_are_written_as_ranges() -> None:
    assert seeds.write((1, 2, 3, 5, 8, 9)) == "1-3,5,8-9"
