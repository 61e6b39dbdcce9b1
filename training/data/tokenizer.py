"""Pebble's tokenizer: a file beside the shipped weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import agent

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


TOKENIZER = Path(agent.__file__).parent / "weights" / "pebble" / "tokenizer.json"


USER, ASSISTANT, SYSTEM, END, PAD = "<|user|>", "<|assistant|>", "<|system|>", "<|end|>", "<|pad|>"


CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|> ' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ '<|end|>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


def pebble_tokenizer() -> PreTrainedTokenizerFast:
    """Read the tokenizer."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_file=str(TOKENIZER), pad_token=PAD, eos_token=END, chat_template=CHAT_TEMPLATE, padding_side="left",
        clean_up_tokenization_spaces=False,
    )  # fmt: skip
