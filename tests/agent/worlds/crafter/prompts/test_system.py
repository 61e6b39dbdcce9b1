from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.mode import Mode, instruction, parse_mode, uniform_of
from agent.worlds.crafter.prompts.system import TECH_ORDER, system_prompt
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTION_NAMES


@pytest.mark.parametrize(
    ("text", "may", "must"),
    [
        ("dynamic", [0, 1, 2, 3, 4, 5, 6, 7], []),
        ("never", [], []),
        ("always", [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]),
        ("every:1", [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]),
        ("every:3", [0, 3, 6], [0, 3, 6]),
    ],
)
def test_a_mode_says_when_to_plan(text: str, may: list[int], must: list[int]):
    mode = parse_mode(text)
    assert [step for step in range(8) if mode.may_plan(step)] == may
    assert [step for step in range(8) if mode.must_plan(step)] == must
    assert str(mode) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sometimes",
        "Dynamic",
        "every",
        "every:",
        "every:0",
        "every:-1",
        "every:1.5",
        "every:²",
        "never:",
        "never:2",
        "every: 4",
        "random",
        "random:4",
        "random:0-4",
        "random:4-2",
        "random:2-12-3",
    ],
)
def test_a_wrong_mode_is_named_with_what_would_be_right(text: str):
    with pytest.raises(
        ValueError,
        match="is not a mode; write dynamic, never, always, every:k with a whole k from 1",
    ) as error:
        parse_mode(text)
    assert repr(text) in str(error.value)


@given(st.integers(1, 10**9 - 1))
def test_a_mode_is_read_back_from_its_name(k: int):
    mode = Mode("every", k)
    assert parse_mode(str(mode)) == mode


def test_a_mode_of_its_own_making_needs_a_k_for_every_and_for_no_other():
    with pytest.raises(ValueError, match="k is 0"):
        Mode("every")
    with pytest.raises(ValueError, match="k is 4"):
        Mode("dynamic", 4)
    with pytest.raises(ValueError, match="most is 3"):
        Mode("random", 4, 3)
    with pytest.raises(ValueError, match="most is 3"):
        Mode("every", 4, 3)


def test_a_random_mode_draws_a_k_for_each_episode_and_the_same_each_time():
    mode = parse_mode("random:2-12")
    assert str(mode) == "random:2-12"
    drawn = [mode.of_episode(uniform_of(seed)) for seed in range(500)]
    assert drawn == [mode.of_episode(uniform_of(seed)) for seed in range(500)]
    assert (mode.of_episode(0).k, mode.of_episode(0.9999999).k) == (mode.k, mode.most)
    assert {one.kind for one in drawn} == {"every"}
    assert {one.k for one in drawn} == set(range(2, 13))
    assert parse_mode("always").of_episode(0.7) == parse_mode("always")
    with pytest.raises(
        ValueError, match="random:2-12 plans every k steps, and k is drawn for each episode"
    ):
        mode.may_plan(0)


def test_the_instruction_follows_the_mode():
    assert "If there is no plan" in instruction(parse_mode("dynamic"), 5)
    assert instruction(parse_mode("always"), 5).startswith("Write a new plan")
    assert instruction(parse_mode("every:4"), 8) == instruction(parse_mode("always"), 5)
    assert instruction(parse_mode("every:4"), 9).startswith("Do not write a plan now.")
    assert (
        instruction(parse_mode("never"), 5) == "Do not write a plan. Write nothing but one action."
    )


def test_the_system_prompt_names_every_action_and_achievement():
    lines = system_prompt(recipes=False).split("\n")
    assert sorted(TECH_ORDER) == sorted(ACHIEVEMENTS)
    for name in ACTION_NAMES:
        assert sum(line.startswith(f"- {name}: ") for line in lines) == 1
    for name in ACHIEVEMENTS:
        assert f"- {name.replace('_', ' ')}" in lines


def test_recipes_and_vital_rules_can_be_left_out():
    told = system_prompt(recipes=True)
    assert "- place table: 2 wood; on grass, path and sand\n" in told
    assert (
        "- make iron pickaxe: 1 wood, 1 coal, 1 iron; table and furnace within one "
        "cell, diagonals count\n"
    ) in told
    assert "- diamond: an iron pickaxe in your inventory\n" in told
    assert "drink, food and energy fall by 1 every 21, 26 and 31 steps" in told
    assert "2 wood" not in system_prompt(recipes=False)
    assert "every 21" not in system_prompt(recipes=False)


def test_the_legend_ends_the_system_prompt():
    assert system_prompt(legend="x marks the spot").endswith("\n\nx marks the spot")
