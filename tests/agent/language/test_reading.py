from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.language.goals import Goal
from agent.language.reading import MAX_READ, describe, read
from agent.worlds.crafter.rules import MAKE
from tests.agent.language.wordings import UNREAD, WORDINGS

DIRECTIONS = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0)]


def some_goals() -> st.SearchStrategy[Goal]:
    count = st.integers(1, 20)
    direction = st.sampled_from(DIRECTIONS)
    return st.one_of(
        st.builds(
            Goal, st.just("collect"), st.sampled_from(["wood", "stone", "coal", "iron", "diamond", "sapling", "drink"]), count
        ),
        st.builds(Goal, st.just("make"), st.sampled_from(sorted(MAKE))),
        st.builds(Goal, st.just("place"), st.sampled_from(["stone", "table", "furnace", "plant"]), count),
        st.builds(Goal, st.just("go"), count=st.integers(0, 20), direction=direction),
        st.builds(Goal, st.just("go"), st.sampled_from(["table", "water", "cave", "start", "iron", "cow"])),
        st.builds(Goal, st.just("eat"), st.sampled_from(["", "cow", "plant"])),
        st.builds(Goal, st.just("fight"), st.sampled_from(["", "zombie", "skeleton"])),
        st.builds(Goal, st.just("explore"), st.sampled_from(["", "tree", "diamond", "water"]), direction=st.none() | direction),
        st.builds(Goal, st.just("wait"), count=count),
        st.sampled_from([Goal("sleep"), Goal("shelter")]),
    )


@pytest.mark.parametrize(("text", "goals"), WORDINGS)
def test_a_wording_is_read_whole(text: str, goals: list[Goal]) -> None:
    reading = read(text)
    assert list(reading.goals) == goals
    assert reading.unread == ()


@pytest.mark.parametrize("text", UNREAD)
def test_what_has_no_meaning_is_said_and_gives_no_goal(text: str) -> None:
    reading = read(text)
    assert reading.goals == ()
    assert ", ".join(reading.unread) == text


def test_the_part_that_is_not_understood_is_given_back_as_written() -> None:
    reading = read("Go 2 east and do a Backflip, then drink")
    assert reading.goals == (Goal("go", count=2, direction=(1, 0)), Goal("collect", "drink"))
    assert reading.unread == ("do a Backflip",)


def test_an_open_until_is_unread_but_what_it_bounds_is_not() -> None:
    reading = read("collect stone until the sun explodes")
    assert reading.goals == (Goal("collect", "stone"),)
    assert reading.unread == ("until the sun explodes",)


def test_what_lies_behind_the_limit_is_unread() -> None:
    reading = read("drink, " + "x" * MAX_READ)
    assert reading.goals == (Goal("collect", "drink"),)
    assert sum(len(part) for part in reading.unread) == MAX_READ


@given(some_goals())
def test_a_goal_that_is_described_is_read_back(goal: Goal) -> None:
    assert read(describe(goal)) == read(describe(goal).capitalize() + ".")
    assert list(read(describe(goal)).goals) == [goal]


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read(text)


@given(st.lists(st.sampled_from([word for text, _ in WORDINGS for word in text.split()]), max_size=40))
def test_any_words_of_plans_are_read_without_an_error(words: list[str]) -> None:
    read(" ".join(words))
