"""Tiny models with random weights of many families of the transformers library, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

VOCABULARY = 64
END = 2
# Those of these that a family's configuration has.
_SMALL = {
    "vocab_size": VOCABULARY, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
    "max_position_embeddings": 512, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 512,
    "d_model": 32, "n_heads": 4, "n_layers": 2, "max_seq_len": 512, "state_size": 8,
    "attention_hidden_size": 32, "context_length": 512, "sliding_window": 16,
    "num_local_experts": 2, "num_experts_per_tok": 1, "bos_token_id": 1, "eos_token_id": END,
    "pad_token_id": 0,
}  # fmt: skip
_OWN: Mapping[str, Mapping[str, Any]] = {
    # attention that looks at the last 64 tokens alone, padding included
    "gpt_neo": {
        "num_layers": 2, "num_heads": 4, "window_size": 64,
        "attention_types": [[["global", "local"], 1]],
    },
    "bamba": {
        "mamba_d_state": 8, "mamba_n_heads": 4, "mamba_d_head": 16, "attn_layer_indices": [1],
    },
    "mamba2": {"num_heads": 8, "head_dim": 8, "n_groups": 1, "chunk_size": 16},
    "jamba": {
        "num_hidden_layers": 4, "attn_layer_period": 2, "attn_layer_offset": 1,
        "use_mamba_kernels": False, "mamba_d_state": 8, "mamba_dt_rank": 4, "num_experts": 2,
    },
    "recurrent_gemma": {
        "num_hidden_layers": 3, "block_types": ["recurrent", "recurrent", "attention"],
        "lru_width": 32, "attention_window_size": 16,
    },
    "lfm2": {"layer_types": ["conv", "full_attention"]},
}  # fmt: skip


def tiny(family: str) -> Any:
    """A model of a family, as transformers names it."""
    torch.manual_seed(0)
    usual = AutoConfig.for_model(family)
    given = {name: value for name, value in _SMALL.items() if hasattr(usual, name)}
    if family == "gpt_neo":  # whose number of layers follows from their kinds
        del given["num_hidden_layers"]
    config = AutoConfig.for_model(family, **{**given, **_OWN.get(family, {})})
    model = AutoModelForCausalLM.from_config(config).eval()
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.2)
    model.generation_config.eos_token_id = END
    return model


def tokenizer() -> Any:
    """Of words ``w0``, ``w1`` ..., with a template that writes what was said."""
    words = {f"w{number}": number for number in range(VOCABULARY - 2)}
    words |= {"<plan>": VOCABULARY - 2, "<unk>": VOCABULARY - 1}
    tokens = Tokenizer(WordLevel(words, unk_token="<unk>"))
    tokens.pre_tokenizer = WhitespaceSplit()
    template = "{% for m in messages %}{{ m['content'] }} {% endfor %}"
    return PreTrainedTokenizerFast(
        tokenizer_object=tokens, unk_token="<unk>", eos_token=f"w{END}", chat_template=template
    )
