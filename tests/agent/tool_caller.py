"""A random model with a tokenizer that has whole calls of tools as single tokens, so that a model
that knows nothing makes some.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM
from trl.chat_template_utils import qwen3_chat_template

END, PAD = "<|im_end|>", "<|endoftext|>"


def call_of(tool: str, **arguments: str) -> str:
    """A call as Qwen3 writes it."""
    called = json.dumps({"name": tool, "arguments": arguments})
    return f"<tool_call>\n{called}\n</tool_call>"


def write(folder: Path, task: str, calls: Sequence[str]) -> dict[str, Any]:
    """Write a model that knows the words of a task, and these calls.

    Returns ``generation_kwargs`` with which it writes nothing but calls and the end of its turn.
    """
    tokenizer = _tokenizer(task)
    tokenizer.add_tokens(list(calls))
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2, head_dim=8, max_position_embeddings=8000,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    Qwen3ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    written = {tokenizer.eos_token_id, *tokenizer.convert_tokens_to_ids(list(calls))}
    return {"suppress_tokens": sorted(set(range(len(tokenizer))) - written)}


def _tokenizer(text: str) -> PreTrainedTokenizerFast:
    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pieces.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = [PAD, "<|im_start|>", END]
    trainer = trainers.BpeTrainer(
        vocab_size=2000, initial_alphabet=alphabet, special_tokens=special, show_progress=False
    )
    pieces.train_from_iterator([text], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=pieces, eos_token=END, pad_token=PAD, padding_side="left",
        chat_template=qwen3_chat_template,
    )  # fmt: skip
