"""What the data folder takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.routes import disk
from server.routes.disk import Disk


def test_bytes_are_told_by_what_they_are_of(tmp_path: Path) -> None:
    (tmp_path / "sessions" / "a").mkdir(parents=True)
    (tmp_path / "sessions" / "a" / "1.jsonl").write_bytes(b"x" * 300)
    (tmp_path / "index.sqlite").write_bytes(b"x" * 20)
    (tmp_path / "index.sqlite-wal").write_bytes(b"x" * 5)
    (tmp_path / ".hidden").write_bytes(b"x")
    usage = Disk(tmp_path).usage()
    assert usage.kinds == {"sessions": 300, "index": 25, ".hidden": 1}
    assert usage.free > 0


def test_it_is_measured_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = Disk(tmp_path)
    assert measured.usage().kinds == {}
    (tmp_path / "notes.sqlite").write_bytes(b"x" * 7)
    assert measured.usage().kinds == {}
    monkeypatch.setattr(disk, "FRESH", -1.0)
    assert measured.usage().kinds == {"notes": 7}
