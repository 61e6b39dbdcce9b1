"""Where a record lies: session and number, as in ``/replay/<session>/<number>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """The ``number``-th episode of a session.

    Such an address never leads out of the folder of the records.
    """

    session: str
    number: int

    def __post_init__(self) -> None:
        if not _SESSION.fullmatch(self.session) or not 1 <= self.number < 10**9:
            raise ValueError(
                f"{self.session!r}, {self.number}: no address of a record; one is such "
                "as V8HXwAzSRwJC, 1"
            )

    def __str__(self) -> str:
        return f"{self.session}/{self.number}"

    def path(self, data: Path) -> Path:
        """Its file in the data folder."""
        return data / "sessions" / self.session / f"{self.number}.jsonl"


def is_session(name: str) -> bool:
    """Whether a session can have that name: as the name of a folder it leads nowhere else."""
    return _SESSION.fullmatch(name) is not None


def parse(text: str) -> Address:
    """Read ``session/number``. ValueError for anything else."""
    session, _, number = text.rpartition("/")
    if not _NUMBER.fullmatch(number):
        raise ValueError(
            f"{text!r} is no address of a record; write it as session/number, such as "
            "V8HXwAzSRwJC/1"
        )
    return Address(session, int(number))


def last_of(session: str, data: Path) -> Address | None:
    """The record of a session that was written to last; None if it has none."""
    times = {one: one.path(data).stat().st_mtime_ns for one in all_in(data, session)}
    return max(times, key=lambda one: (times[one], one.number), default=None)


def all_in(data: Path, session: str = "*") -> Iterator[Address]:
    """The addresses of all records of a data folder, or of one session, in no order."""
    for path in (data / "sessions").glob(f"{session}/*.jsonl"):
        if _SESSION.fullmatch(path.parent.name) and _NUMBER.fullmatch(path.stem):
            yield Address(path.parent.name, int(path.stem))
