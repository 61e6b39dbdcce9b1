from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from agent.core import files


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    files.write_atomic(path, "first")
    files.write_atomic(path, b"second")
    assert path.read_bytes() == b"second"

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_atomic(path, "third")
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]
    assert path.read_bytes() == b"second"


def test_a_digest_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"same")
    assert files.sha256(tmp_path / "a") == hashlib.sha256(b"same").hexdigest()


def test_traces_are_found_in_folders_and_named_once(tmp_path: Path) -> None:
    inner = tmp_path / "sessions" / "one"
    inner.mkdir(parents=True)
    for name in ("2.jsonl", "1.jsonl", "notes.txt"):
        (inner / name).touch()
    named = [tmp_path, inner / "1.jsonl"]
    assert files.traces_under(named) == [inner / "1.jsonl", inner / "2.jsonl"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        files.traces_under([tmp_path / "nowhere"])
