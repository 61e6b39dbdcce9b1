"""Files: written whole or not at all, told apart by their content, and found in folders."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

TRACES = "*.jsonl"


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a file, all of it or nothing: readers see the former content or the new one.

    OSError if the disk does not take it; the former content stays then.
    """
    draft = path.with_name(f"{path.name}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def sha256(path: Path) -> str:
    """SHA-256 of a file's content, 64 hex digits. OSError if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def traces_under(paths: Iterable[Path]) -> list[Path]:
    """The traces among these files, and in these folders and theirs: absolute, sorted, each once.

    FileNotFoundError, with the path, for one that is not there.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file or folder")
        files = path.rglob(TRACES) if path.is_dir() else [path]
        found.update(file.resolve() for file in files)
    return sorted(found)
