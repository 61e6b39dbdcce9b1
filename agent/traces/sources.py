"""The traces that an export is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.traces import trace as traces
from agent.traces.trace import Header, Trace, TraceError

_DIGITS = 12  # of the checksum, in an episode's name


class ExportError(ValueError):
    """An export that cannot be made."""


@dataclass(frozen=True, slots=True)
class Source:
    """One trace file."""

    path: Path
    sha256: str
    header: Header

    @property
    def episode(self) -> str:
        """The same wherever the file lies, and another for each trace, also where files in several
        folders share a name.
        """
        return f"{self.path.stem}-{self.sha256[:_DIGITS]}"

    def read(self) -> Trace:
        """Read the trace.

        Raises TraceError for a damaged one and for one that has grown since it was found.
        """
        trace = traces.read(self.path)
        if _sha256(self.path) != self.sha256:
            raise TraceError(
                f"{self.path}: it was written to meanwhile; export it when its episode is over"
            )
        return trace


def find(paths: Iterable[Path]) -> list[Source]:
    """The traces among these files, and in these folders and theirs; the same content once.

    In an order that only depends on them.

    Raises ExportError if there are none or a path is not there, TraceError for a file that has no
    header.
    """
    named = list(paths)
    found: dict[str, Source] = {}
    files = sorted(
        {file.resolve() for path in named for file in _files(path)},
        key=lambda file: (file.name, str(file)),
    )
    for file in files:
        sha256 = _sha256(file)
        if sha256 not in found:
            found[sha256] = Source(file, sha256, traces.read_header(file))
    if not found:
        raise ExportError(f"there are no traces (.jsonl) in {', '.join(map(str, named))}")
    return sorted(found.values(), key=lambda source: (source.path.name, source.sha256))


def of_world(sources: Iterable[Source], world: str) -> list[Source]:
    """Those of the world of that name. ExportError if there are none."""
    every = list(sources)
    kept = [source for source in every if source.header.world == world]
    if not kept:
        raise ExportError(
            f"none of the {len(every)} traces is of {world}; data sets are made of no other world"
        )
    return kept


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return path.rglob("*.jsonl")
    if not path.exists():
        raise ExportError(f"{path}: there is no such file or folder")
    return [path]


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TraceError(f"{path}: cannot be read: {error.strerror}") from error
