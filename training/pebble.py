"""Pebble: a small Llama from scratch, with a tokenizer whose tokens are the words of the game.

Each word of the brief text (``agent.brief``), each offset (``3 east``), each action and each plan tag is one token; so are the
common words of plans.
Other words fall apart into letters, and other letters into bytes, so that nothing is ever unknown. Case and line ends are not
told apart.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from agent import brief
from agent.expert import narration, styles
from agent.language.completion import CLOSE, OPEN
from agent.language.vocabulary import DIRECTIONS, SENSES, TARGETS
from agent.worlds.crafter.rules import ACTION_NAMES

if TYPE_CHECKING:
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

VOCABULARY = 2048  # tokens at the most
USER, ASSISTANT, SYSTEM, END, PAD = "<|user|>", "<|assistant|>", "<|system|>", "<|end|>", "<|pad|>"
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|> ' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ '<|end|>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
_SPACE = "\u2581"  # stands for a space in the pieces, as in SentencePiece
_DIAGONALS = ("east", "west", "-east", "-west")  # after an offset: 3 north-east
_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ly")
# Log-probabilities of the pieces: the fewest pieces win, whole words before letters before bytes.
_WORD, _ENDING, _LETTER, _BYTE = -2.0, -3.0, -8.0, -30.0


def tokenizer() -> PreTrainedTokenizerFast:
    """Make the tokenizer; the same every time."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    # A plan's end takes the line end with it, so that what is written is what ``completion.write`` writes.
    special = [PAD, END, SYSTEM, USER, ASSISTANT]
    written = [OPEN, f" {CLOSE}\n", *ACTION_NAMES]
    offsets = [f" {offset}" for offset in brief.offsets()]
    pieces: dict[str, float] = {}
    for token in (*special, *written, *offsets):
        pieces[token] = _BYTE
    for byte in range(256):
        pieces[f"<0x{byte:02X}>"] = _BYTE
    for letter in string.ascii_lowercase + string.digits + string.punctuation:
        pieces[letter] = pieces[_SPACE + letter] = _LETTER
    pieces[_SPACE] = _LETTER
    pieces |= dict.fromkeys((*_ENDINGS, *_DIAGONALS, ",", ".", ":", ";"), _ENDING)
    for word in (*brief.vocabulary(), *map(str, range(65))):
        pieces[_SPACE + word] = _WORD
    words = _plan_words()
    pieces |= {_SPACE + word: _WORD for word in words[: VOCABULARY - len(pieces)]}

    model = Tokenizer(models.Unigram(list(pieces.items()), unk_id=0, byte_fallback=True))
    model.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")])
    model.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="never", split=True)
    model.decoder = decoders.Sequence([decoders.Replace(_SPACE, " "), decoders.ByteFallback(), decoders.Fuse()])
    model.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    model.add_tokens([AddedToken(token, normalized=False, single_word=token in ACTION_NAMES) for token in written])
    model.add_tokens([AddedToken(token) for token in offsets])
    return PreTrainedTokenizerFast(
        tokenizer_object=model, pad_token=PAD, eos_token=END, chat_template=CHAT_TEMPLATE, padding_side="left",
        clean_up_tokenization_spaces=False,
    )  # fmt: skip


def _plan_words() -> list[str]:
    """Words of plans, the expert's first and then the shortest of those that people use; inflected ones are told by their endings."""
    names = [*DIRECTIONS, *(target for targets in TARGETS.values() for target in targets), *narration.SOUGHT_WORDS.values()]
    own = sorted({word for text in (*names, *styles.wordings()) for word in re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())})
    people = {word for phrase in SENSES for word in phrase}
    stems = [word for word in people if not any(word.endswith(end) and word.removesuffix(end) in people for end in _ENDINGS)]
    return list(dict.fromkeys([*own, *sorted(stems, key=lambda word: (len(word), word))]))


def model(
    *, vocabulary: int, width: int = 192, layers: int = 4, heads: int = 6, context: int = 512, seed: int = 0
) -> LlamaForCausalLM:
    """A Llama with random weights: about 2.2 million of them at the defaults and ``VOCABULARY`` tokens."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    return LlamaForCausalLM(
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
