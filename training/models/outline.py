"""A model for POGS with random weights, as an ordinary model folder: ``python -m
training.models.outline [FOLDER]``.

Like Pebble a small Llama, with a tokenizer of its own: each word of the outline
(``agent.worlds.pogs.outline``) is one token, and other words fall apart into bytes. Examples are
made for it, and it is trained, as for any model folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import Unigram
from transformers import PreTrainedTokenizerFast

from agent.core.completion import CLOSE, OPEN
from agent.planners import settings
from agent.planners.settings import PlannerSettings
from agent.worlds.pogs.outline import OutlinePrompt, vocabulary
from training.data.tokenizer import ASSISTANT, CHAT_TEMPLATE, END, PAD, SYSTEM, USER
from training.models import pebble

FOLDER = Path("runs/models/outline")
CONTEXT = 192  # tokens; a whole graph with two plans has about a hundred and thirty
_SPECIAL = (PAD, END, SYSTEM, USER, ASSISTANT)
_RARE = -10.0  # log-probability of a byte: a word is never better as several


def make(folder: Path = FOLDER, *, width: int = 64, layers: int = 3, seed: int = 0) -> Path:
    """Write the folder if it is not there."""
    if (folder / "config.json").is_file():
        return folder
    words = tokenizer()
    model = pebble.model(
        vocabulary=len(words), width=width, layers=layers, heads=4, context=CONTEXT, seed=seed
    )
    model.generation_config.eos_token_id = words.eos_token_id
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    settings.write(
        PlannerSettings(prompt=OutlinePrompt.name, version=2, temperature=0.5, masked=True), folder
    )
    return folder


def tokenizer() -> PreTrainedTokenizerFast:
    """The words of the outline, after a space and at a beginning, commas and bytes."""
    pieces = [",", *(f"▁{word}" for word in vocabulary()), *vocabulary()]
    scored = [(token, 0.0) for token in (*_SPECIAL, OPEN, f" {CLOSE}\n")]
    scored += [(piece, -1.0) for piece in pieces]
    scored += [("▁", _RARE), *((f"<0x{byte:02X}>", _RARE) for byte in range(256))]
    made = Tokenizer(Unigram(scored, 0, byte_fallback=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="never")
    made.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    made.add_special_tokens([AddedToken(token, normalized=False) for token in _SPECIAL])
    made.add_tokens([AddedToken(token, normalized=False) for token in (OPEN, f" {CLOSE}\n")])
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token=PAD,
        eos_token=END,
        chat_template=CHAT_TEMPLATE,
        padding_side="left",
        clean_up_tokenization_spaces=False,
    )


if __name__ == "__main__":
    print(make(*map(Path, sys.argv[1:2])))  # noqa: T201
