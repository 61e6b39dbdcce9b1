"""Pebble: a small Llama from scratch, with a tokenizer whose tokens are the words of the game.

Each word of the brief text (``agent.worlds.crafter.prompts.compact``), each offset (``3 east``),
each action and each plan tag is one token; so are the common words of plans. Other words fall apart
into letters, and other letters into bytes, so that nothing is ever unknown. Case and line ends are
not told apart. The tokenizer is the file beside the shipped weights: they hold for its numbers, so
a word that is missing is added at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.worlds.crafter.rules import ACTION_NAMES
from training.data.tokenizer import END, pebble_tokenizer

if TYPE_CHECKING:
    from transformers import LlamaForCausalLM


def model(
    *,
    vocabulary: int,
    width: int = 192,
    layers: int = 4,
    heads: int = 6,
    context: int = 512,
    seed: int = 0,
) -> LlamaForCausalLM:
    """A Llama with random weights: about 2.2 million of them at the defaults and 2,028 tokens."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    new = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=width,
            intermediate_size=width * 8 // 3,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            max_position_embeddings=context,
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=1,
            pad_token_id=0,
        )
    )
    new.generation_config.eos_token_id = ends()
    return new


def ends() -> list[int]:
    """The tokens with which a completion can end: that of the end, and every action, so that none
    has to be written behind it.
    """
    words = pebble_tokenizer()
    return [int(words.convert_tokens_to_ids(token)) for token in (END, *ACTION_NAMES)]
