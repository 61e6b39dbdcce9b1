"""The participants of a server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.study import pseudonym
from server.study.consent import Consent
from server.study.store import KnownError, Removed, Store

AGREED = Consent("3", "All is recorded.")


def test_who_agrees_twice_is_one_participant(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = store.join("meadow", AGREED, "a" * 32, {"PROLIFIC_PID": "p1"})
    assert store.join("meadow", AGREED, "a" * 32, {"PROLIFIC_PID": "p1"}) == first
    with pytest.raises(KnownError):
        store.join("meadow", AGREED, "b" * 32, {"PROLIFIC_PID": "p1"})
    assert store.join("other", AGREED, "c" * 32, {"PROLIFIC_PID": "p1"}) != first
    assert store.join("meadow", AGREED, "d" * 32, {}) != store.join("meadow", AGREED, "e" * 32, {})
    assert pseudonym.is_one(first.pseudonym)
    assert first.consent == f"3 {AGREED.hash[:12]}"


def test_of_many_who_agree_at_once_by_one_id_one_is_taken_in(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def join(n: int) -> bool:
        try:
            store.join("meadow", AGREED, f"{n:032}", {"PROLIFIC_PID": "p"})
        except KnownError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(join, range(16))) == 1
    assert len(store.all()) == 1


def test_a_token_is_not_in_the_file(tmp_path: Path) -> None:
    Store(tmp_path).join("meadow", AGREED, "a" * 32, {})
    assert all(b"a" * 32 not in path.read_bytes() for path in tmp_path.iterdir())


def test_the_key_of_a_study_stays(tmp_path: Path) -> None:
    key = Store(tmp_path).key("meadow")
    assert Store(tmp_path).key("meadow") == key != Store(tmp_path).key("other")
    assert len(key) >= 16


def test_an_episode_is_counted_once_and_the_first_answers_count(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = store.join("meadow", AGREED, "a" * 32, {}).pseudonym
    for _ in range(2):
        store.advance(name, 1)
    found = store.find(name)
    assert found is not None
    assert found.episode == 2
    store.finish(name, {"fun": "6"})
    store.finish(name, {"fun": "1"})
    assert store.answers(name) == {"fun": "6"}


def test_a_chosen_pseudonym_that_is_or_was_somebodys_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.join("", AGREED, "a" * 32, {}, "amber-otter-4821")
    with pytest.raises(ValueError, match="amber-otter-4821 is taken"):
        store.join("", AGREED, "b" * 32, {}, "amber-otter-4821")
    store.forget("amber-otter-4821", Removed())
    with pytest.raises(ValueError, match="amber-otter-4821 is taken"):
        store.join("", AGREED, "b" * 32, {}, "amber-otter-4821")


@pytest.mark.parametrize(
    "text", ["anna-smith-1234", "amber-otter-12", "amber-otter-4821\n", "AMBER-otter-4821", ""]
)
def test_what_nobody_draws_is_no_pseudonym(text: str) -> None:
    assert not pseudonym.is_one(text)


def test_the_text_of_a_hash_can_be_read_ever_after(tmp_path: Path) -> None:
    from server.study import consent

    Consent("1", "Grüße,\nall.").keep(tmp_path)
    Consent("1", "Grüße,\nall.").keep(tmp_path)
    (kept,) = (tmp_path / "consents").iterdir()
    assert consent.read(tmp_path, kept.stem) == "Grüße,\nall."
