"""A model folder that writes under a grammar."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from agent.core.context import Message
from agent.models.local import LocalModel
from agent.models.protocol import ModelError
from agent.worlds.crafter.plans import canonical
from agent.worlds.crafter.plans.reading.reading import read
from tests.agent.models.folders import letters_folder, random_folder

ASKING: list[Message] = [{"role": "user", "content": "frobnicate the tree"}]


@pytest.mark.parametrize("seed", range(6))
def test_even_random_weights_write_only_what_the_schema_allows(tmp_path: Path, seed: int) -> None:
    model = LocalModel(str(letters_folder(tmp_path, seed)))
    (free,) = model.complete([ASKING], max_tokens=40, temperature=0)
    assert not free.text.startswith("{")
    written = model.write(ASKING, canonical.schema(), max_tokens=450)
    plan = json.loads(written)
    jsonschema.Draft202012Validator(canonical.schema()).validate(plan)
    assert not plan["plan"] or not read(canonical.join(plan["plan"])).unread


def test_the_same_words_give_the_same_text_after_others(tmp_path: Path) -> None:
    model = LocalModel(str(letters_folder(tmp_path)))
    first = model.write(ASKING, canonical.schema(), max_tokens=30)
    model.write([{"role": "user", "content": "dance"}], {"type": "integer"}, max_tokens=5)
    assert model.write(ASKING, canonical.schema(), max_tokens=30) == first
    assert len(first) <= 30


def test_a_tokenizer_of_whole_words_cannot_write_so_and_says_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot"):
        LocalModel(str(random_folder(tmp_path))).write(ASKING, canonical.schema(), max_tokens=20)
