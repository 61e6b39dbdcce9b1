"""A player's sentence is read as it was meant, or what was not read is given back: nothing is wrong
in silence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from agent.core.goals import Condition, Goal, Reading
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.reading.verbs import PLAY
from tests.agent.worlds.crafter.plans.reading.sentences import FOUND, LIMITS, OWN, Part

SENTENCES = [*OWN, *FOUND, *LIMITS]
_PLAY = Goal("play", count=PLAY)


def written(parts: Sequence[Part]) -> str:
    return "".join(part.words for part in parts)


def given_back(parts: Sequence[Part], reading: Reading) -> Iterator[bool]:
    """Whether each part has words, and not only marks, in what was given back."""
    text, spans, begin = written(parts), [], 0
    for unread in reading.unread:
        begin = text.index(unread, begin)
        spans.append((begin, begin + len(unread)))
    begin = 0
    for part in parts:
        end = begin + len(part.words)
        yield any(
            re.search(r"\w", text[max(begin, start) : min(end, stop)]) for start, stop in spans
        )
        begin = end


def as_said(parts: Sequence[Part], reading: Reading) -> bool:
    """Whether all was understood that can be, and only what cannot be was given back."""
    goals = [goal for part in parts for goal in part.goals]
    refused = [goal for part in parts for goal in part.refused]
    standing = [goal for part in parts for goal in part.standing]
    goals = goals or [_PLAY] * bool(refused or standing)
    back = list(given_back(parts, reading))
    return (
        (list(reading.goals), list(reading.refused), list(reading.standing))
        == (goals, refused, standing)
        and all(is_back or not part.lost for part, is_back in zip(parts, back, strict=True))
        and not any(
            is_back and (part.goals or part.refused or part.standing)
            for part, is_back in zip(parts, back, strict=True)
        )
    )


def faults(parts: Sequence[Part], reading: Reading) -> list[str]:
    """What is wrong in silence: a goal too many, or one that is missing though its words were not
    given back.
    """
    found: list[str] = []
    told = list(zip(parts, given_back(parts, reading), strict=True))
    for name in ("goals", "refused", "standing"):
        left: list[Goal] = list(getattr(reading, name))
        for part, is_back in told:
            for goal in getattr(part, name):
                if left and left[0] == goal:
                    left.pop(0)
                elif not is_back:
                    found.append(f"{part.words!r}: no {goal} among the {name}")
        if (
            name == "goals"
            and left == [_PLAY]
            and reading.goals == (_PLAY,)
            and (reading.refused or reading.standing)
        ):
            left = []  # what a plan of refusals alone is read as
        found += [f"{goal} among the {name}, which nobody asked for" for goal in left]
    found += [
        f"{part.words!r} is not given back" for part, is_back in told if part.lost and not is_back
    ]
    return found


@pytest.mark.parametrize("parts", SENTENCES, ids=written)
def test_a_sentence_is_read_as_said_or_given_back(parts: Sequence[Part]) -> None:
    reading = read(written(parts))
    assert faults(parts, reading) == [], reading


@pytest.mark.parametrize(
    "parts", [[part for part in parts if part.goals][:1] for parts in SENTENCES], ids=written
)
def test_the_judge_tells_a_wrong_reading(parts: Sequence[Part]) -> None:
    assert faults(parts, Reading((Goal("collect", "wood", 77),), ())) or not parts


DEEDS = (
    "sleep", "drink", "fight zombies", "mine stone", "place a table", "make a sword", "explore",
    "go east", "wall in", "run away",
)  # fmt: skip
UNSAID = (
    "near the lava", "in the cave", "here", "outside", "under a tree", "if it rains",
    "when you are bored", "unless you must", "with a friend", "without a sword", "to make a sword",
    "more than twice", "too often", "3 times", "carelessly", "alone", "at noon", "all night",
    "today", "in the morning", "before eating", "after eating", "except here", "first", "like that",
    "for long", "so much", "just now and then", "next to the table", "until you are married",
    "as long as you can",
)  # fmt: skip
HOURS = ("at night", "by night", "in the dark", "by day", "during the day", "in the daytime")


@pytest.mark.parametrize("limit", UNSAID)
def test_a_refusal_within_a_limit_that_cannot_be_said_is_given_back(limit: str) -> None:
    texts = [f"don't {deed} {limit}" for deed in DEEDS]
    assert not [text for text in texts if read(text).refused or not read(text).unread]


@pytest.mark.parametrize("hour", HOURS)
def test_a_refusal_at_an_hour_is_of_that_hour(hour: str) -> None:
    when = Condition("day" if "day" in hour else "night", "is")
    for deed in DEEDS:
        plain = read(f"don't {deed}").refused
        limited = Reading((_PLAY,), (), tuple(replace(goal, when=when) for goal in plain))
        assert read(f"don't {deed} {hour}") == read(f"{hour}, don't {deed}") == limited, deed


def test_most_sentences_are_read_as_said() -> None:
    for sentences in (OWN, FOUND):
        assert len(sentences) == 60
        said = [as_said(parts, read(written(parts))) for parts in sentences]
        assert sum(said) >= 54, [
            written(parts) for parts, is_said in zip(sentences, said, strict=True) if not is_said
        ]


def test_what_limits_a_refusal_or_goal_is_kept_wherever_it_can_be() -> None:
    assert len(LIMITS) >= 60
    given = [written(parts) for parts in LIMITS if not as_said(parts, read(written(parts)))]
    assert len(given) <= 1, given
