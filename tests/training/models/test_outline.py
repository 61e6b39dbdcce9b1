"""A model for POGS before it is trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.core.completion import parse, write
from agent.models.tokens import Tokens
from agent.planners import registry
from agent.worlds.pogs.outline import OutlinePrompt, vocabulary
from training.models import outline
from training.play import batched


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return outline.make(tmp_path_factory.mktemp("model") / "outline")


def test_every_word_is_one_token_after_a_space_and_at_a_beginning() -> None:
    words = outline.tokenizer()
    for word in vocabulary():
        assert len(words(word, add_special_tokens=False).input_ids) == 1, word
        assert len(words(f" {word}", add_special_tokens=False).input_ids) == 1, word


@pytest.mark.parametrize("plan", [None, "explore 7", "go to 3, 14, then explore 9"])
def test_what_is_written_comes_back_as_it_was(plan: str | None) -> None:
    words = outline.tokenizer()
    text = write(plan, "12")
    ids = words(text, add_special_tokens=False).input_ids
    assert words.decode(ids, clean_up_tokenization_spaces=False) == text
    assert parse(text, OutlinePrompt.actions).plan == plan


def test_other_letters_are_bytes() -> None:
    words = outline.tokenizer()
    ids = words("Zürich 45", add_special_tokens=False).input_ids
    assert words.decode(ids) == "zürich 45"


def test_a_move_can_be_ruled_out(folder: Path) -> None:
    words = outline.tokenizer()
    barred = Tokens(words, words.eos_token_id, None).banned({"12", "<plan>"})
    # "<" by itself, as a byte, is how a plan could begin, too
    assert set(words.convert_ids_to_tokens(barred)) == {"12", "<plan>", "<0x3C>"}


def test_it_plays_pogs_as_any_model_folder_does(folder: Path) -> None:
    planner = registry.load(registry.quickest(folder), world="pogs")
    (episode,) = batched.play(planner, [1100], 3, "pogs")
    assert episode.over
    assert registry.find(f"hf:{folder}", world="pogs").observation == "outline"
