"""Families of models, each against the library's own ``generate``."""

from __future__ import annotations

import random

import pytest
import torch

from agent.core.context import Message
from agent.models.decoding import WORTH_KEEPING
from agent.models.local import LocalModel
from tests.agent.models import families
from tests.agent.models.families import END

NEW = 8  # tokens


def told(rng: random.Random, words: int) -> str:
    return " ".join(f"w{rng.randrange(3, 60)}" for _ in range(words))


@pytest.mark.parametrize(
    "family",
    [
        # a state in place of keys and values
        "mamba", "mamba2", "falcon_mamba", "rwkv",
        # nothing at all, or in itself: everything is read again for every token
        "openai-gpt", "recurrent_gemma",
        # a state beside them
        "bamba", "jamba", "lfm2",
        # what stands between two tokens counts: windows, and distances in place of positions
        "gpt_neo", "mpt", "bloom", "gemma3_text", "gpt_oss",
        # positions of its own table
        "gpt2", "opt",
    ],
)  # fmt: skip
def test_a_family_writes_what_its_library_writes(family: str) -> None:
    model = families.tiny(family)
    local = LocalModel.of(family, families.tokenizer(), model)
    rng = random.Random(0)
    story = told(rng, WORTH_KEEPING + 10)
    contexts: list[list[Message]] = [
        [{"role": "user", "content": f"{story} {told(rng, words)}"}] for words in (4, 90, 30)
    ]
    expected = []
    for (ids,) in (local.encode([context], max_tokens=NEW) for context in contexts):
        given = torch.tensor([ids])
        with torch.inference_mode():
            whole = model.generate(
                given, attention_mask=torch.ones_like(given), max_new_tokens=NEW,
                do_sample=False, pad_token_id=0, eos_token_id=END,
            )  # fmt: skip
        expected.append(tuple(whole[0, len(ids) :].tolist()))
    assert len(set(expected)) > 1

    def written(asked: list[list[Message]]) -> list[tuple[int, ...]]:
        found = local.complete(asked, max_tokens=NEW, temperature=0)
        return [one.token_ids for one in found]

    assert written(contexts) == expected, "in one batch"
    assert written(contexts) == expected, "in one batch, with a beginning that was read before"
    assert [written([context])[0] for context in contexts] == expected, "one by one"
