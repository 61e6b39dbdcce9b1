from pathlib import Path

import pytest

from agent.core.completion import parse, write
from agent.worlds.crafter.prompts.compact import offsets, vocabulary
from agent.worlds.crafter.prompts.compact_plans import action_word
from agent.worlds.crafter.rules import ACTION_NAMES
from training.data.tokenizer import ASSISTANT, USER, pebble_tokenizer
from training.models import pebble


@pytest.fixture(scope="module")
def tokenizer():
    return pebble_tokenizer()


def tokens(tokenizer, text: str) -> list[str]:
    names: list[str] = tokenizer.convert_ids_to_tokens(
        tokenizer(text, add_special_tokens=False).input_ids
    )
    return names


def test_words_of_the_game_actions_and_tags_are_whole(tokenizer) -> None:
    for word in vocabulary():
        assert len(tokens(tokenizer, f" {word}")) == 1, word
    for name in ACTION_NAMES:
        assert tokens(tokenizer, name) == [name]


def test_words_of_the_plans_in_the_second_text_are_whole(tokenizer) -> None:
    known = (
        "asked",
        "advice",
        "order",
        "words",
        "goal",
        "of",
        "waiting",
        "next",
        "not",
        "whenever",
        "own",
        "since",
    )
    ways = [f"way>{action_word(action)}" for action in range(len(ACTION_NAMES))]
    spots = [
        f"spot-{item}>{way}" for item in ("table", "furnace") for way in ("north", f"place_{item}")
    ]
    for word in (*known, *ways, *spots):
        assert len(tokens(tokenizer, f" {word}")) == 1, word


def test_an_offset_is_one_token_in_the_text_and_in_a_plan(tokenizer) -> None:
    for offset in offsets():
        read = tokens(tokenizer, f" wood>north ~9 {offset} 0")
        assert read == ["▁wood>north", "▁~9", f" {offset}", "▁0"]
        assert f" {offset}" in tokens(
            tokenizer, write(f"collect 2 wood, {offset}, then wait", "Noop")
        )
    assert tokens(tokenizer, " 3 north-east") == [" 3 north", "-east"]


def test_what_is_written_comes_back_as_it_was(tokenizer) -> None:
    text = write("collect 4 wood, 14 north-west, then make an iron pickaxe", "Place Stone")
    ids = tokenizer(text, add_special_tokens=False).input_ids
    assert tokenizer.decode(ids) == text
    assert parse(tokenizer.decode(ids), ACTION_NAMES).valid


@pytest.mark.parametrize("text", [" zażółć gęślą jaźń", " ☃ 雪 \x07", " qwxzj 12345 [](){}"])
def test_nothing_is_unknown(tokenizer, text: str) -> None:
    ids = tokenizer(text, add_special_tokens=False).input_ids
    assert tokenizer.decode(ids) == text.lower()


def test_a_context_is_wrapped_and_ends_where_the_model_begins(tokenizer) -> None:
    ids = tokenizer.apply_chat_template(
        [{"role": "user", "content": "plan none\nstill wake_up"}], add_generation_prompt=True
    )
    read = tokenizer.convert_ids_to_tokens(ids["input_ids"] if not isinstance(ids, list) else ids)
    assert (read[0], read[-1]) == (USER, ASSISTANT)
    assert "▁still" in read


def test_the_model_has_two_to_eight_million_parameters_and_loads_again(
    tmp_path: Path, tokenizer
) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer.save_pretrained(tmp_path)
    pebble.model(vocabulary=len(tokenizer)).save_pretrained(tmp_path)
    model = AutoModelForCausalLM.from_pretrained(tmp_path)
    assert 2e6 <= sum(parameter.numel() for parameter in model.parameters()) <= 8e6
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert again(" collect 4 wood").input_ids == tokenizer(" collect 4 wood").input_ids
    assert model.config.eos_token_id == again.eos_token_id
    assert model.config.pad_token_id == again.pad_token_id
