"""JSON of a schema, as what a model on this machine may write next.

The masks are llguidance's: it has no dependencies, types and one wheel for every Python from 3.9
on, and computes a mask in well under a millisecond, without a table of the grammar for each
vocabulary. vLLM and llama.cpp use it, too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from llguidance import LLMatcher
from llguidance.hf import from_tokenizer
from torch import Tensor

from agent.core.errors import first_line
from agent.models.protocol import ModelError

# Written as ``json.dumps`` writes, which is what the examples of a prompt look like.
_LAYOUT: Any = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


class Grammar:
    """What may be written under a schema, for one tokenizer.

    Args:
        tokenizer: of the transformers library.
        ends: tokens that end a text.
        schema: JSON schema.

    Raises ModelError if the tokenizer cannot be used so, or the schema cannot.
    """

    def __init__(self, tokenizer: Any, ends: Collection[int], schema: Mapping[str, Any]) -> None:
        try:
            words = from_tokenizer(tokenizer, eos_token=sorted(ends))
            grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=_LAYOUT)
        except (ValueError, RuntimeError) as error:
            why = first_line(error)
            raise ModelError(f"its tokenizer cannot write under a grammar: {why}") from error
        self._matcher = LLMatcher(words, grammar)
        if wrong := self._matcher.get_error():
            raise ModelError(f"the grammar cannot be used: {wrong.splitlines()[0]}")

    def follow(self) -> Path:
        """A text from its beginning."""
        return Path(self._matcher.deep_copy())


class Path:
    """One text that is being written under a grammar."""

    def __init__(self, matcher: LLMatcher) -> None:
        """``matcher``: at the beginning; nobody else uses it."""
        self._matcher = matcher

    def mask(self, logits: Tensor) -> None:
        """Rule out, in place, what may not come next. ``logits``: [vocabulary]."""
        packed = torch.frombuffer(bytearray(self._matcher.compute_bitmask()), dtype=torch.uint8)
        allowed = (packed[:, None] >> torch.arange(8)).bitwise_and(1).flatten().bool()
        known = min(len(logits), len(allowed))
        logits[:known][~allowed[:known]] = -torch.inf
        logits[known:] = -torch.inf  # rows of the model that stand for no token

    def write(self, tokens: Sequence[int]) -> None:
        """Go on past tokens that were written."""
        self._matcher.consume_tokens(list(tokens))
