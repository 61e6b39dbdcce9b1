"""Pebble's tokenizer, which is a file, and how tokenizers are told apart: by the SHA-256 of their
files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import agent
from agent.core.files import sha256

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase, PreTrainedTokenizerFast

SHOWN = 12  # hex digits of a digest that people are shown
_NAME = "tokenizer.json"  # as transformers calls it
TOKENIZER = Path(agent.__file__).parent / "weights" / "pebble" / _NAME
USER, ASSISTANT, SYSTEM, END, PAD = "<|user|>", "<|assistant|>", "<|system|>", "<|end|>", "<|pad|>"
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|> ' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ '<|end|>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


class TokenizerError(ValueError):
    """A tokenizer that examples cannot be made or used with; its text is one line."""


def pebble_tokenizer() -> PreTrainedTokenizerFast:
    """Read the tokenizer that lies beside the shipped weights."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_file=str(TOKENIZER), pad_token=PAD, eos_token=END, chat_template=CHAT_TEMPLATE,
        padding_side="left", clean_up_tokenization_spaces=False, name_or_path=str(TOKENIZER.parent),
    )  # fmt: skip


def tokenizer_digest(tokenizer: PreTrainedTokenizerBase) -> str:
    """SHA-256 of the file that a tokenizer was read from, 64 hex digits.

    TokenizerError if it has none.
    """
    from transformers.utils import cached_file

    home = str(tokenizer.name_or_path)
    try:
        return sha256(Path(str(cached_file(home, _NAME))))
    except OSError as error:
        raise TokenizerError(
            f"{home} has no {_NAME}, by which examples know their tokenizer"
        ) from error
