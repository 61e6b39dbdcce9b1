"""The grammar of canonical sentences: it follows ``describe``, and ``read`` reads all of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans import canonical
from agent.worlds.crafter.plans.describing import describe, state
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import VITALS
from tests.agent.worlds.crafter.plans.reading.test_reading import goals

# "Eat 3 times" is read alone and not behind a condition, so it is left out; "eat 3 cows" is not.
SAID = goals().filter(lambda goal: goal.verb != "eat" or goal.count == 1 or goal.target != "")
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(VITALS),
        st.sampled_from(["at least", "at most"]),
        st.integers(0, 9),
    ),
    st.builds(
        Condition,
        st.sampled_from(["wood", "iron_pickaxe"]),
        st.sampled_from(["at least", "at most"]),
        st.integers(0, 9),
    ),
    st.builds(Condition, st.sampled_from(["night", "day", "morning", "awake"]), st.just("is")),
    st.builds(
        Condition,
        st.sampled_from(["cow", "zombie", "water", "diamond", "ripe"]),
        st.sampled_from(["seen", "unseen"]),
    ),
)
SENTENCES = st.from_regex(re.compile(canonical.sentence(), re.ASCII), fullmatch=True)


@given(SAID)
def test_every_goal_that_is_described_is_a_canonical_sentence(goal: Goal) -> None:
    assert canonical.is_canonical(describe(goal))


@given(SAID, CONDITIONS, st.booleans())
def test_so_it_is_under_a_condition(goal: Goal, when: Condition, skip: bool) -> None:
    assert canonical.is_canonical(describe(replace(goal, when=when, skip=skip)))
    assert canonical.is_canonical(f"whenever {state(when)}, {describe(goal)}")


@given(SAID, CONDITIONS)
def test_so_it_is_up_to_a_condition(goal: Goal, until: Condition) -> None:
    assert canonical.is_canonical(describe(replace(goal, count=1, until=until)))


@settings(max_examples=600)
@given(SENTENCES)
def test_a_sentence_of_the_grammar_is_read_whole(text: str) -> None:
    reading = read(text)
    assert reading.goals
    assert not reading.unread


@settings(max_examples=200)
@given(st.lists(SENTENCES, min_size=1, max_size=canonical.MOST_SENTENCES))
def test_so_is_a_plan_of_several(texts: list[str]) -> None:
    assert not read(canonical.join(texts)).unread


@pytest.mark.parametrize(
    "text",
    [
        "",
        "collect",
        "collect 0 wood",
        "mine the iron",
        "collect 5 wood, then sleep",
        "Wall in",
        "go",
    ],
)
def test_what_describe_would_not_say_is_no_canonical_sentence(text: str) -> None:
    assert not canonical.is_canonical(text)


def test_the_examples_name_every_kind_of_deed() -> None:
    assert {reading.goals[0].verb for text in canonical.examples() if (reading := read(text))} >= {
        "collect", "make", "place", "go", "eat", "fight", "sleep", "shelter", "explore", "wait",
        "flee", "play",
    }  # fmt: skip


def test_the_schema_takes_plans_and_nothing_else() -> None:
    check = jsonschema.Draft202012Validator(canonical.schema()).is_valid
    assert check({"plan": ["collect 5 wood", "when it is night, wall in"]})
    assert check({"plan": []})
    assert not check({"plan": ["dance"]})
    assert not check({"plan": ["collect 5 wood"] * (canonical.MOST_SENTENCES + 1)})
    assert not check({"plan": ["collect 5 wood"], "why": "fun"})
    assert json.dumps(canonical.schema())
