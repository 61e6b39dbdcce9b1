"""What the data folder takes on the disk."""

from __future__ import annotations

import os
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

FRESH = 30.0  # seconds for which a measurement stands: it looks at every file


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes.

    Attributes:
        free: on the disk of the data folder, for this process.
        kinds: what each entry of the data folder takes, by its name without suffix: sessions (the
            records), index, notes ...
    """

    free: int
    kinds: dict[str, int]


class Disk:
    """Measures the data folder now and then. For worker threads."""

    def __init__(self, data: Path) -> None:
        """``data``: the data folder."""
        self._data = data
        self._measured = float("-inf")
        self._kinds: dict[str, int] = {}
        self._lock = threading.Lock()

    def usage(self) -> Usage:
        """What is taken, as of the last half minute, and what is free now.

        OSError if the folder cannot be read.
        """
        with self._lock:
            now = time.monotonic()
            if now - self._measured > FRESH:
                self._kinds = _measure(self._data)
                self._measured = now
            return Usage(shutil.disk_usage(self._data).free, dict(self._kinds))


def _measure(data: Path) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for entry in sorted(data.iterdir()):
        kind = entry.name.partition(".")[0] or entry.name
        kinds[kind] = kinds.get(kind, 0) + _size(entry)
    return kinds


def _size(path: Path) -> int:
    files = [path]
    if path.is_dir():
        files = [Path(folder) / name for folder, _, names in os.walk(path) for name in names]
    total = 0
    for file in files:
        try:
            total += file.stat(follow_symlinks=False).st_size
        except FileNotFoundError:  # between the listing and now
            continue
    return total
