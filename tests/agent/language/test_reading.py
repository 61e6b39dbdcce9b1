import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.language.goals import Goal
from agent.language.reading import describe, read
from agent.language.vocabulary import DIRECTIONS, TARGETS
from tests.agent.language.wordings import UNREAD, WORDINGS

ALL = [wording for wordings in WORDINGS.values() for wording in wordings]
VERBS_WITH_COUNT = ("collect", "make", "place", "eat", "fight")


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    verb = draw(st.sampled_from(sorted(TARGETS)))
    target = draw(st.sampled_from(TARGETS[verb]))
    direction = draw(st.sampled_from([None, *DIRECTIONS.values()]))
    count = draw(st.integers(1, 99))
    if verb in VERBS_WITH_COUNT:
        return Goal(verb, target, count)
    if verb == "wait":
        return Goal(verb, count=count)
    if verb == "explore":
        return Goal(verb, target, direction=direction)
    if verb == "go":
        direction = direction or (None if target else (1, 0))
        return Goal(verb, target, draw(st.integers(1 if target else 0, 30)) if direction else 1, direction)
    return Goal(verb)


@pytest.mark.parametrize(("text", "expected"), ALL, ids=[text for text, _ in ALL])
def test_a_wording_is_read_whole(text: str, expected: list[Goal]) -> None:
    reading = read(text)
    assert list(reading.goals) == expected
    assert reading.unread == ()


@pytest.mark.parametrize("text", UNREAD)
def test_what_cannot_be_a_goal_is_given_back_as_written_and_never_read_as_something_else(text: str) -> None:
    assert read(text).goals == ()
    assert ", ".join(read(text).unread) == text


@pytest.mark.parametrize(
    ("text", "expected", "unread"),
    [
        (
            "Go 2 east and do a Backflip, then drink",
            [Goal("go", count=2, direction=(1, 0)), Goal("collect", "drink")],
            "do a Backflip",
        ),
        ("collect stone until the sun explodes", [Goal("collect", "stone")], "until the sun explodes"),
        ("go east until you find coal", [Goal("go", count=0, direction=(1, 0))], "until you find coal"),
        ("do not fight the zombies, get wood instead", [Goal("collect", "wood")], "do not fight the zombies"),
        ("get wood but not stone", [Goal("collect", "wood")], "not stone"),
        ("go west instead of east", [Goal("go", count=0, direction=(-1, 0))], "instead of east"),
        (
            "get wood without fighting zombies and then sleep",
            [Goal("collect", "wood"), Goal("sleep")],
            "without fighting zombies",
        ),
        ("get wood or stone", [Goal("collect", "wood")], "stone"),
    ],
)
def test_only_the_part_that_is_not_understood_is_unread(text: str, expected: list[Goal], unread: str) -> None:
    assert list(read(text).goals) == expected
    assert read(text).unread == (unread,)


@given(goals())
def test_a_goal_that_is_described_is_read_back(goal: Goal) -> None:
    assert read(describe(goal)).goals == (goal,)
    assert read(f"Please {describe(goal)}!").goals == (goal,)
    assert read(describe(goal)).unread == ()


@given(goals(), goals())
def test_what_was_refused_is_no_goal_whatever_is_refused(refused: Goal, wanted: Goal) -> None:
    reading = read(f"don't {describe(refused)}. {describe(wanted)}")
    assert reading.goals == (wanted,)
    assert reading.unread == (f"don't {describe(refused)}",)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_unread_parts_are_its_own(text: str) -> None:
    assert all(part in text for part in read(text).unread)


@given(
    st.lists(
        st.sampled_from([word for text, _ in ALL for word in text.split()] + ["not", "if", "until", "so", "before", "or"]),
        max_size=40,
    )
)
def test_any_words_of_plans_are_read_without_an_error(words: list[str]) -> None:
    read(" ".join(words))


@pytest.mark.parametrize("piece", ["wood,", "so get ", "get wood before you eat ", "to ", "until ", "1. ", "not ", "a" * 10])
def test_ten_thousand_characters_are_read_without_an_error(piece: str) -> None:
    read(piece * (10_000 // len(piece)))


@pytest.mark.parametrize("text", ["", "   ", "\n", ",;."])
def test_an_empty_plan_has_no_goals(text: str) -> None:
    assert read(text).goals == ()
