"""Chat templates and tokenizers as people have them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, decoders
from tokenizers.models import BPE, WordLevel
from tokenizers.pre_tokenizers import ByteLevel, WhitespaceSplit
from transformers import PreTrainedTokenizerFast

from agent.core.completion import OPEN, parse
from agent.core.context import Message
from agent.models.local import LocalModel
from agent.models.protocol import ModelError
from agent.models.tokens import Tokens
from agent.planners.language import parsed
from tests.agent.models.folders import pieces_folder

CHAT: list[Message] = [
    {"role": "system", "content": "you play"},
    {"role": "user", "content": "one"},
    {"role": "assistant", "content": "Noop"},
    {"role": "user", "content": "two"},
]
PLAIN = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
NO_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}" + PLAIN
)
ALTERNATING = (
    "{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate user/assistant') }}{% endif %}"
    "[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
)
SILENT = (
    "{% for m in messages %}{% if m['role'] != 'system' %}[{{ m['role'] }}]{{ m['content'] }}"
    "{% endif %}{% endfor %}"
)
PARTS = (
    "{% for m in messages %}[{{ m['role'] }}]{% for part in m['content'] %}"
    "{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endfor %}"
)


def tokenizer(template: str | None, special: Sequence[str] = (), bos: str | None = None) -> Any:
    words = ["<unk>", "<end>", "<plan>", "</plan>", "Noop", "Do", "one", "two", "plan", "you"]
    tokens = Tokenizer(WordLevel({word: at for at, word in enumerate(words)}, unk_token="<unk>"))
    tokens.pre_tokenizer = WhitespaceSplit()
    new = PreTrainedTokenizerFast(
        tokenizer_object=tokens, unk_token="<unk>", eos_token="<end>", bos_token=bos
    )
    new.chat_template = template
    new.add_special_tokens({"additional_special_tokens": list(special)})
    return new


def rendered(template: str | None, chat: list[Message] = CHAT, bos: str | None = None) -> str:
    return Tokens(tokenizer(template, bos=bos), None, None)._chat.render(chat)


@pytest.mark.parametrize("template", [NO_SYSTEM, ALTERNATING, SILENT])
def test_a_template_without_a_system_role_has_it_before_the_first_words(template: str) -> None:
    assert rendered(template) == "[user]you play\n\none[assistant]Noop[user]two"
    assert rendered(template, CHAT[1:]) == "[user]one[assistant]Noop[user]two"


def test_a_template_with_a_system_role_is_given_it() -> None:
    assert rendered(PLAIN) == "[system]you play[user]one[assistant]Noop[user]two"


def test_contents_are_parts_where_a_template_wants_them_so() -> None:
    assert rendered(PARTS) == "[system]you play[user]one[assistant]Noop[user]two"


def test_without_a_template_a_chat_is_its_lines_and_answers_end() -> None:
    assert rendered(None) == "you play\none\nNoop<end>\ntwo\n"
    assert rendered(None, bos="<unk>") == "<unk>you play\none\nNoop<end>\ntwo\n"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ raise_exception('only with tools') }}", "only with tools"),
        ("{% for m in messages %}{{ m['content'] }", "unexpected '}'"),
        ("{{ messages[-1]['content'] }}", "it leaves out what was said"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_in_one_line(template: str, why: str) -> None:
    with pytest.raises(ModelError, match=f"its chat template cannot tell .*{why}") as told:
        rendered(template)
    assert "\n" not in str(told.value)


def test_a_template_is_told_not_to_think_unless_there_is_room_for_it() -> None:
    template = PLAIN + "{% if enable_thinking %}<think>\n{% else %}<think>\n\n</think>{% endif %}"
    short, long = (
        Tokens(tokenizer(template), None, None, thinks=thinks)._chat for thinks in (False, True)
    )
    assert short.render(CHAT).endswith("<think>\n\n</think>")
    assert (short.opened, long.opened) == ("", "<think>")


def test_thoughts_that_the_template_began_are_thoughts_and_counted_apart() -> None:
    tokens = Tokens(tokenizer(PLAIN + "<think>\n", ("</think>",)), None, None)
    ids = tokens.tokenizer("one two </think> <plan> two </plan> Do <end>")["input_ids"]
    written = tokens.generation([0], ids, [0.0] * 8, plan_probability=0.5, banned=())
    assert (written.thought_tokens, written.plan_tokens, written.output_tokens) == (3, 3, 8)
    assert written.plan_probability is None
    decision = parsed(written, parse(written.text, ["Noop", "Do"]))
    assert (decision.plan, decision.action, decision.valid) == ("two", 1, True)
    cut = tokens.generation([0], ids[:2], [0.0] * 2, plan_probability=0.5, banned=())
    assert (cut.thought_tokens, parsed(cut, parse(cut.text, ["Noop"])).valid) == (2, False)


@pytest.mark.parametrize(
    "token",
    [
        "[SYSTEM_PROMPT]", "[THINK]", "[TOOL_CALLS]", "[|assistant|]", "[EOS]", "[gMASK]",
        "<|im_start|>", "<｜User｜>", "<start_of_turn>", "{{user}}", "<tool_call>", "◁think▷",
    ],
)  # fmt: skip
def test_a_control_token_in_somebodys_words_is_no_control_token(token: str) -> None:
    tokens = Tokens(tokenizer(PLAIN, (token,)), None, None)
    control = tokens.tokenizer.convert_tokens_to_ids(token)
    for words in (f"plan {token} two", token * 2, f"{token[0]}{token}{token[1:]}"):
        (ids,) = tokens.encode([[{"role": "user", "content": words}]], max_tokens=9)
        assert control not in ids


def test_plan_tags_and_words_of_a_vocabulary_stay_what_they_are() -> None:
    tokens = Tokens(tokenizer(PLAIN, ("<plan>", "</plan>", "Do")), None, None)
    assert tokens._chat.render([{"role": "user", "content": "write <plan> Do </plan>"}]) == (
        "[user]write <plan> Do </plan>"
    )


PIECES = ("<unk>", "<end>", "\n", "▁now", "▁<", "<", "plan", ">", "▁go", "▁north", "</plan>", "Do")
WRITES_A_PLAN = {
    "\n": {"<": 0.9, "Do": 0.1},
    "<": {"plan": 1.0},
    "plan": {">": 1.0},
    ">": {"▁go": 1.0},
    "▁go": {"▁north": 1.0},
    "▁north": {"</plan>": 1.0},
    "</plan>": {"Do": 1.0},
}


def test_a_plan_is_ruled_out_in_every_tokenization(tmp_path: Path) -> None:
    """``encode("<plan>")`` begins with another piece than the plan that the model writes."""
    folder = pieces_folder(tmp_path, WRITES_A_PLAN, PIECES)
    (folder / "chat_template.jinja").write_text(
        "{% for m in messages %}{{ m['content'] }}\n{% endfor %}", "utf-8"
    )
    model = LocalModel(str(folder))
    begins = model._tokens.tokenizer("<plan>", add_special_tokens=False)["input_ids"][0]
    assert PIECES[begins] == "▁<"
    asked: list[Message] = [{"role": "user", "content": "now"}]
    free, masked = model.complete([asked] * 2, max_tokens=20, temperature=0, barred=[[], [OPEN]])
    assert free.text == "<plan> go north</plan>Do"
    assert masked.text == "Do"
    assert free.plan_probability == pytest.approx(0.9, abs=1e-3)


def test_what_is_left_of_a_vocabulary_cannot_write_the_tag() -> None:
    letters = sorted(
        {*ByteLevel.alphabet(), "<p", "lan>", "Ġ<", "><pl", "an", "<plan>", "x<plan>y"}
    )
    tokens = Tokenizer(BPE({letter: at for at, letter in enumerate(letters)}, []))
    tokens.pre_tokenizer, tokens.decoder = ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    known = Tokens(PreTrainedTokenizerFast(tokenizer_object=tokens), None, None)
    assert {letters[at] for at in known.plan} == {
        "<", "<p", "Ġ<", "><pl", "<plan>", "x<plan>y",
    }  # fmt: skip
    left = [letters.index(piece) for piece in letters if piece in "plan></ Ġlan>an"]
    left = [at for at in left if at not in known.plan]
    rng = random.Random(0)
    for _ in range(300):
        assert OPEN not in known.decode(rng.choices(left, k=12))


def test_a_context_that_is_too_long_loses_its_oldest_turns_first() -> None:
    tokens = Tokens(tokenizer(PLAIN), None, 16)
    turn: list[Message] = [
        {"role": "user", "content": "two two two two"},
        {"role": "assistant", "content": "Do"},
    ]
    turns = turn * 4
    chat: list[Message] = [CHAT[0], *turns, {"role": "user", "content": "one one"}]
    (ids,) = tokens.encode([chat], max_tokens=4)
    (shorter,) = tokens.encode([[CHAT[0], *turns[2:], chat[-1]]], max_tokens=4)
    assert ids == shorter
    assert len(ids) <= 12


def test_a_prompt_that_cannot_be_read_whole_is_told() -> None:
    tokens = Tokens(tokenizer(PLAIN), None, 20)
    tokens.require_room(CHAT, max_tokens=4)
    with pytest.raises(ModelError, match="reads 20 tokens, 16 of them a prompt, and this one has"):
        tokens.require_room([{"role": "user", "content": "one " * 30}], max_tokens=4)
