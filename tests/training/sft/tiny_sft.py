"""A model, examples and a recipe so small that a training takes a second."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from training.data.examples import Examples
from training.data.tokenizer import pebble_tokenizer, tokenizer_digest

PLAN, CLOSE, END = 10, 11, 1
VALUES: dict[str, Any] = {
    "context": 32,
    "steps": 2,
    "batch": 8,
    "optimizer": {"lr": 1e-2},
    "evaluation": {"every": 2},
    "checkpoint_every": 2,
    "log_every": 1,
}


def examples(count: int, seed: int = 0) -> Examples:
    """Prompts of 3 to 6 tokens; every third example has a plan of 3 tokens, and an action that is
    the prompt's last token.
    """
    rng = np.random.default_rng(seed)
    written, prompts, plans = [], [], []
    for number in range(count):
        prompt = rng.integers(20, 40, rng.integers(3, 7)).tolist()
        plan = [PLAN, int(rng.integers(20, 40)), CLOSE] if number % 3 == 0 else []
        written.append([*prompt, *plan, prompt[-1], END])
        prompts.append(len(prompt))
        plans.append(len(plan))
    return Examples(
        np.array([token for tokens in written for token in tokens], np.int32),
        np.cumsum([len(tokens) for tokens in written]).astype(np.int64),
        np.array(prompts, np.int32),
        np.array(plans, np.int32),
        np.ones(count, np.float32),
        tokenizer_digest(pebble_tokenizer()),
    )


def model(seed: int = 0) -> LlamaForCausalLM:
    """Two layers, with Pebble's vocabulary."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(pebble_tokenizer()),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=END,
        pad_token_id=0,
    )
    return LlamaForCausalLM(config).eval()


def lay_out(folder: Path) -> dict[str, Any]:
    """Write a model folder and examples; returns the values of a recipe for them."""
    model().save_pretrained(folder / "model")
    pebble_tokenizer().save_pretrained(folder / "model")
    examples(24).save(folder / "train.npz")
    examples(9, seed=1).save(folder / "held_out.npz")
    paths = {
        "model": str(folder / "model"),
        "train": [str(folder / "train.npz")],
        "held_out": str(folder / "held_out.npz"),
    }
    return {**paths, **VALUES}
