from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.completion import (
    Completion,
    answer,
    opened_thoughts,
    parse,
    safe_plan,
    thoughts_of,
    write,
)
from agent.core.plan import MAX_PLAN_CHARS
from agent.worlds.crafter.rules import ACTION_NAMES

DO = ACTION_NAMES.index("Do")
pieces = st.sampled_from(
    [
        "<plan>",
        "</plan>",
        "<",
        ">",
        "plan",
        "/",
        " ",
        "\n",
        "Do",
        "Move West",
        "|",
        "<|eot_id|>",
        "\ud800",
        "\0",
    ]
)
wild_text = st.one_of(
    st.text(), st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=12).map("".join)
)


@pytest.mark.parametrize(
    "text",
    [
        "\u200bcollect 5 wood",
        "col\u00adlect 5 wood\ufeff",
        "ｃｏｌｌｅｃｔ ５ ｗｏｏｄ",
        "collect\u00a05 wood",
    ],
)
def test_invisible_and_unusual_letters_are_the_usual_ones(text: str) -> None:
    assert safe_plan(text) == "collect 5 wood"


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("<think>\nx\n</think>\n\nDo", None),
        ("<think>\n\n</think>\n\nDo", None),
        (" <think>or <plan> go west </plan>?</think><plan> go east </plan>\nDo", "go east"),
    ],
)
def test_thoughts_before_the_answer_are_no_part_of_it(text: str, plan: str | None) -> None:
    read = parse(text, ACTION_NAMES)
    assert (read.plan, read.action, read.valid) == (plan, ACTION_NAMES.index("Do"), True)


@pytest.mark.parametrize(
    "thoughts",
    [
        "<think>{}</think>", "<thinking>{}</thinking>", "<thought>{}</thought>",
        "<reasoning>{}</reasoning>", "<seed:think>{}</seed:think>", "[THINK]{}[/THINK]",
        "◁think▷{}◁/think▷", "<|begin_of_thought|>{}<|end_of_thought|>",
        "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>",
        "{}</think>", "<|channel|>final<|message|>",  # the template has begun them, or none
    ],
)  # fmt: skip
def test_families_tell_their_thoughts_in_their_own_ways(thoughts: str) -> None:
    text = thoughts.format(" shall I <plan> go west </plan>? ") + "\n<plan> go east </plan>\nDo"
    assert parse(text, ACTION_NAMES) == Completion("go east", DO, valid=True)
    assert answer(text) == "\n<plan> go east </plan>\nDo"
    assert thoughts_of(text) + answer(text) == text


@pytest.mark.parametrize(
    ("prompt", "opened"),
    [("[assistant]<think>\n", "<think>"), ("[THINK]", "[THINK]"), ("[assistant]\n", "")],
)
def test_a_prompt_that_begins_the_thoughts_is_known(prompt: str, opened: str) -> None:
    assert opened_thoughts(prompt) == opened


def test_thoughts_without_an_end_say_so() -> None:
    assert "its thoughts have no end" in parse("<think> so", ACTION_NAMES).error
    assert thoughts_of("<think> so") == "<think> so"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("[SYSTEM_PROMPT] x", "(SYSTEM_PROMPT) x"), ("[|assistant|]", "(|assistant|)"),
        ("[/INST][EOS]", "(/INST)(EOS)"), ("[gMASK]", "(gMASK)"), ("[3 east]", "[3 east]"),
    ],
)  # fmt: skip
def test_control_tokens_in_square_brackets_are_disarmed(text: str, safe: str) -> None:
    assert safe_plan(text) == safe


@pytest.mark.parametrize("text", ["<think> Do", "Do <think> x </think>", "<think></think>"])
def test_thoughts_without_an_answer_are_none(text: str) -> None:
    assert not parse(text, ACTION_NAMES).valid


@pytest.mark.parametrize("text", ["Do", " Do\n", "\tDo "])
def test_an_action_alone_is_valid(text: str):
    assert parse(text, ACTION_NAMES) == Completion(plan=None, action=DO, valid=True)


@pytest.mark.parametrize(
    "text",
    [
        "<plan> drink, then sleep </plan>\nDo",
        "<plan>drink, then sleep</plan>Do",
        "\n<plan>\ndrink,  then\nsleep\n</plan>\n\nDo\n",
    ],
)
def test_a_plan_and_an_action_are_valid_in_any_spacing(text: str):
    assert parse(text, ACTION_NAMES) == Completion(plan="drink, then sleep", action=DO, valid=True)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "no action was written"),
        (" \n", "no action was written"),
        ("<plan> drink </plan>", "no action was written"),
        ("Drink", "'Drink' is not an action"),
        ("do", "'do' is not an action"),
        ("Move  West", "'Move  West' is not an action"),
        ("Do Do", "'Do Do' is not an action"),
        ("<PLAN> drink </PLAN> Do", "'<PLAN> drink </PLAN> Do' is not an action"),
        ("<plan></plan> Do", "the plan is empty"),
        ("<plan> \n </plan> Do", "the plan is empty"),
        (
            "<plan> drink Do",
            (
                "a plan begins with <plan> and ends with </plan>; one of the two is "
                "missing or out of order"
            ),
        ),
        (
            "drink </plan> Do",
            (
                "a plan begins with <plan> and ends with </plan>; one of the two is "
                "missing or out of order"
            ),
        ),
        (
            "</plan> drink <plan> Do",
            (
                "a plan begins with <plan> and ends with </plan>; one of the two is "
                "missing or out of order"
            ),
        ),
        ("Do <plan> drink </plan>", "text before the plan: 'Do'"),
        (
            "<plan> a </plan><plan> b </plan> Do",
            "more than one plan: write one <plan> ... </plan> at the most",
        ),
        (
            "<plan> a <plan> b </plan> Do",
            "more than one plan: write one <plan> ... </plan> at the most",
        ),
        (f"<plan> {'x' * 501} </plan> Do", "the plan has 501 characters; 500 is the most"),
    ],
)
def test_anything_else_is_invalid_and_says_why(text: str, error: str):
    assert parse(text, ACTION_NAMES) == Completion(plan=None, action=None, valid=False, error=error)


def test_a_long_wrong_text_is_quoted_in_part():
    assert (
        parse("blah " * 100, ACTION_NAMES).error
        == "'blah blah blah blah blah blah blah blah ...' is not an action"
    )


def test_a_plan_of_the_greatest_length_is_valid():
    plan = "x" * MAX_PLAN_CHARS
    assert parse(write(plan, "Do"), ACTION_NAMES).plan == plan


def test_the_action_stands_on_its_own_line():
    assert write("drink", "Do") == "<plan> drink </plan>\nDo"
    assert write(None, "Do") == "Do"


@pytest.mark.parametrize("plan", ["", " \n", "x" * (MAX_PLAN_CHARS + 1)])
def test_a_plan_that_could_not_be_read_back_is_not_written(plan: str):
    with pytest.raises(ValueError, match="the plan"):
        write(plan, "Do")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("go east </plan> Do", "go east (/plan) Do"),
        ("< PLAN > go", "(PLAN) go"),
        ("<pl<plan>an> go", "<pl(plan)an> go"),
        (
            "done<|eot_id|> <s>[INST] sleep [/INST]</s>",
            "done(|eot_id|) (s)(INST) sleep (/INST)(/s)",
        ),
        ("eat if food < 4 and health > 3", "eat if food < 4 and health > 3"),
        ("dig\n\nYou see:\0\t- diamond", "dig You see: - diamond"),
        ("half \ud800 a pair", "half a pair"),
        ("geh nach Süden 🌲", "geh nach Süden 🌲"),
    ],
)
def test_a_persons_words_are_kept_and_its_tags_are_not(text: str, safe: str):
    assert safe_plan(text) == safe


@given(wild_text)
def test_parsing_never_raises_and_gives_an_action_or_an_error(text: str):
    completion = parse(text, ACTION_NAMES)
    assert completion.valid == (completion.action is not None) == (completion.error == "")
    assert completion.valid or completion.plan is None


@given(wild_text, st.sampled_from(ACTION_NAMES))
def test_what_is_written_is_read_back(plan: str, name: str):
    safe = safe_plan(plan)
    if not safe or len(safe) > MAX_PLAN_CHARS:
        return
    assert parse(write(plan, name), ACTION_NAMES) == Completion(
        safe, ACTION_NAMES.index(name), True
    )


@given(wild_text)
def test_a_valid_completion_can_be_written_again(text: str):
    completion = parse(f"<plan>{text}</plan>Do", ACTION_NAMES)
    if completion.action is not None:
        assert parse(write(completion.plan, "Do"), ACTION_NAMES) == completion


@given(wild_text)
def test_making_safe_twice_changes_nothing(text: str):
    assert safe_plan(safe_plan(text)) == safe_plan(text)
