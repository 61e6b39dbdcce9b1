"""Small model folders for tests: a Llama of a few thousand parameters, and a tokenizer of whole
words with a chat template.

vLLM on a processor needs heads of 32 numbers or more: 1 of a random or even model, 2 of a chain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders
from tokenizers.models import BPE, Unigram, WordLevel
from tokenizers.pre_tokenizers import ByteLevel, Metaspace, WhitespaceSplit
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}] {{ m['content'] }} {% endfor %}{% "
    "if add_generation_prompt %}[model]{% endif %}"
)
WORDS = (
    "<unk>", "<end>", "[system]", "[user]", "[assistant]", "[model]", "<plan>", "</plan>", "Noop",
    "Do", "Sleep", "go", "east", "west", "now", "tree", "water", "cow",
)  # fmt: skip
NEVER = -50.0  # a logit
LENGTH = 512  # tokens that random and even models can read
ENOUGH = 2048  # and chains, which play: more than any prompt has

Chain = Mapping[str, Mapping[str, float]]


def random_folder(folder: Path, heads: int = 4) -> Path:
    """A model with random weights, far from uniform."""
    torch.manual_seed(0)
    model = _llama(hidden=32, layers=2, heads=heads)
    torch.nn.init.normal_(model.lm_head.weight, std=0.5)
    return _save(model, folder)


def even_folder(folder: Path, heads: int = 4) -> Path:
    """A model with random weights that finds all words nearly equally likely."""
    torch.manual_seed(0)
    return _save(_llama(hidden=32, layers=2, heads=heads), folder)


def chain_folder(
    folder: Path,
    chain: Chain,
    heads: int = 4,
    words: Sequence[str] = WORDS,
    tokens: Tokenizer | None = None,
) -> Path:
    """A model whose next word depends on the last alone, with these probabilities; a word not named
    is followed by the end. ``tokens``: of another vocabulary, ``words``, with ``<unk>``, ``<end>``.
    """
    size = 64
    model = _llama(hidden=size, layers=1, heads=heads, words=words, length=ENOUGH)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        model.model.norm.weight.fill_(1)
        # A word is a unit vector, which the norm stretches to the length of sqrt(size).
        model.model.embed_tokens.weight[: len(words), : len(words)] = torch.eye(len(words))
        for last, word in enumerate(words):
            following = chain.get(word, {"<end>": 1.0})
            logits = [
                math.log(following[next_word]) if next_word in following else NEVER
                for next_word in words
            ]
            model.lm_head.weight[:, last] = torch.tensor(logits) / math.sqrt(size)
    return _save(model, folder, tokens)


def pieces_folder(folder: Path, chain: Chain, words: Sequence[str]) -> Path:
    """The same with a tokenizer of pieces, such as Mistral's, whose words begin with ``▁``."""
    tokens = Tokenizer(Unigram([(word, -1.0) for word in words], unk_id=0))
    tokens.pre_tokenizer = Metaspace(prepend_scheme="first")
    tokens.decoder = decoders.Metaspace(prepend_scheme="first")
    return chain_folder(folder, chain, words=words, tokens=tokens)


def letters_folder(folder: Path, seed: int = 0) -> Path:
    """A model with random weights, far from uniform, that reads and writes single bytes."""
    torch.manual_seed(seed)
    letters = [*sorted(ByteLevel.alphabet()), "<unk>", "<end>"]
    model = _llama(hidden=32, layers=2, heads=4, words=letters, length=8192)
    torch.nn.init.normal_(model.lm_head.weight, std=0.5)
    tokens = Tokenizer(
        BPE({letter: index for index, letter in enumerate(letters)}, [], unk_token="<unk>")
    )
    tokens.pre_tokenizer, tokens.decoder = ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    return _save(model, folder, tokens)


def _llama(
    hidden: int, layers: int, heads: int, words: Sequence[str] = WORDS, length: int = LENGTH
) -> LlamaForCausalLM:
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=length,
        rms_norm_eps=1e-12,
        bos_token_id=None,
        eos_token_id=words.index("<end>"),
        tie_word_embeddings=False,
    )
    return LlamaForCausalLM(config)


def _words() -> Tokenizer:
    words = Tokenizer(
        WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="<unk>")
    )
    words.pre_tokenizer = WhitespaceSplit()
    return words


def _save(model: LlamaForCausalLM, folder: Path, tokens: Tokenizer | None = None) -> Path:
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=tokens or _words(), unk_token="<unk>", eos_token="<end>"
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder
