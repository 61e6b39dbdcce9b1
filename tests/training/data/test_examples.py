from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from agent.core.context import Message
from agent.core.files import sha256
from agent.models.tokens import Tokens
from agent.worlds.crafter.plans.reading import lexing
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.reading.vocabulary import SENSES
from tests.training.sft import tiny_sft
from training.data.examples import ChatExample, Examples, encode, encode_states
from training.data.tokenizer import TOKENIZER, TokenizerError, pebble_tokenizer

WORDS: list[Message] = [{"role": "user", "content": "plan none"}]


def test_a_new_word_of_the_readers_changes_no_number_of_the_tokenizers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = pebble_tokenizer().get_vocab()
    assert read("lug 2 wood").unread
    monkeypatch.setattr(lexing, "SENSES", {**SENSES, ("lug",): SENSES[("gather",)]})
    assert read("lug 2 wood") == read("gather 2 wood")
    assert pebble_tokenizer().get_vocab() == before


def test_examples_carry_the_digest_of_their_tokenizers_file(tmp_path: Path) -> None:
    pebble_tokenizer().save_pretrained(tmp_path)
    made = encode([ChatExample(WORDS, None, "Noop")], pebble_tokenizer())
    assert made.tokenizer == sha256(TOKENIZER) == sha256(tmp_path / "tokenizer.json")
    assert encode([], pebble_tokenizer()).tokenizer == made.tokenizer
    made.save(tmp_path / "a.npz")
    assert Examples.load(tmp_path / "a.npz").tokenizer == made.tokenizer
    assert made.take(np.array([0])).tokenizer == made.tokenizer


def test_a_tokenizer_without_a_file_is_refused(tmp_path: Path) -> None:
    tokenizer = pebble_tokenizer()
    tokenizer.name_or_path = str(tmp_path)
    with pytest.raises(TokenizerError, match=f"^{tmp_path} has no tokenizer.json"):
        encode([ChatExample(WORDS, None, "Noop")], tokenizer)


def test_a_tokenizer_without_an_end_of_text_or_a_usable_template_is_refused() -> None:
    tokenizer = pebble_tokenizer()
    tokenizer.eos_token = None
    with pytest.raises(TokenizerError, match="has no token that ends a text; name one as eos_tok"):
        encode([ChatExample(WORDS, None, "Noop")], tokenizer)
    tokenizer = pebble_tokenizer()
    tokenizer.chat_template = "{{ raise_exception('no chats') }}"
    with pytest.raises(TokenizerError, match=r"its chat template cannot tell a chat .*: no chats"):
        encode([ChatExample(WORDS, None, "Noop")], tokenizer)


def test_without_a_template_a_prompt_is_the_plain_text_that_is_played_with() -> None:
    tokenizer = pebble_tokenizer()
    tokenizer.chat_template = None
    made = encode([ChatExample(WORDS, None, "Noop")], tokenizer)
    (read,) = Tokens(tokenizer, None, None).encode([WORDS], max_tokens=9)
    assert made.ids[: made.prompts[0]].tolist() == read


def test_a_prompt_is_the_text_that_is_read_when_playing() -> None:
    tokenizer = pebble_tokenizer()
    tokenizer.chat_template = (
        "{% for m in messages %}{% if m['role'] == 'system' %}{{ raise_exception('none') }}"
        "{% endif %}{{ m['content'] }}{% endfor %}"
    )
    chat: list[Message] = [
        {"role": "system", "content": "go north"},
        {"role": "user", "content": "now <|end|>"},
    ]
    made = encode([ChatExample(chat, None, "Noop")], tokenizer)
    (read,) = Tokens(tokenizer, None, None).encode([chat], max_tokens=9)
    assert made.ids[: made.prompts[0]].tolist() == read
    assert tokenizer.convert_tokens_to_ids("<|end|>") not in read


def test_examples_of_two_tokenizers_are_no_set() -> None:
    one = tiny_sft.examples(3)
    assert Examples.joined([one, one]).tokenizer == one.tokenizer
    with pytest.raises(TokenizerError, match="of the tokenizer 0123, and another has"):
        Examples.joined([one, replace(one, tokenizer="0123")])


def test_which_examples_are_of_one_state_is_kept(tmp_path: Path) -> None:
    answer = ChatExample(WORDS, None, "Noop")
    made = encode_states([[answer] * 2, [answer], [answer] * 3], pebble_tokenizer())
    made.save(tmp_path / "a.npz")
    again = Examples.load(tmp_path / "a.npz")
    assert again.firsts.tolist() == [True, False, True, True, False, False]
    assert again.take(np.array([1, 4, 5])).firsts.tolist() == [True, True, False]
    alone = encode([answer] * 2, pebble_tokenizer())
    assert alone.firsts.all()
    joined = Examples.joined([again, alone, again])
    assert joined.firsts.tolist() == [*again.firsts, True, True, *again.firsts]
