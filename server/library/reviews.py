"""What people say of records: a rating and a flag of each person, and notes.

In ``<data>/notes.sqlite``; it is nowhere else.

Who a person is, is what they call themselves: everybody who may read the records may also review
them.
"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from agent.traces.reviews import FILE, SCHEMA
from server.core.database import connect
from server.library.address import Address

MAX_NOTE_CHARS = 2000
MAX_NAME_CHARS = 64


class Rating(BaseModel):
    """One to five stars."""

    who: str
    at: str  # ISO 8601, UTC
    stars: int


class Flag(BaseModel):
    """A record that someone should look at."""

    who: str
    at: str


class Note(BaseModel):
    """A remark on a step."""

    id: int
    who: str
    at: str
    step: int
    text: str


class Review(BaseModel):
    """All that people said of one record, oldest first."""

    ratings: list[Rating]
    flags: list[Flag]
    notes: list[Note]


class Reviews:
    """Keeps what people say.

    For any thread. sqlite3.Error if the file cannot be read or written.
    """

    def __init__(self, data: Path) -> None:
        """``data``: the data folder."""
        self.path = data / FILE

    def of(self, record: Address) -> Review:
        """What was said of a record."""
        with self.open() as rows:
            return Review(
                ratings=[
                    Rating(**row) for row in _all(rows, "SELECT who, at, stars FROM rating", record)
                ],
                flags=[Flag(**row) for row in _all(rows, "SELECT who, at FROM flag", record)],
                notes=[
                    Note(**row)
                    for row in _all(rows, "SELECT id, who, at, step, text FROM note", record)
                ],
            )

    def rate(self, record: Address, who: str, stars: int | None) -> None:
        """Set a person's rating, 1 to 5, or (None) take it back."""
        with self.open() as rows:
            if stars is None:
                rows.execute(
                    "DELETE FROM rating WHERE session = ? AND number = ? AND who = ?",
                    (*_key(record), who),
                )
            else:
                rows.execute(
                    "INSERT OR REPLACE INTO rating VALUES (?, ?, ?, ?, ?)",
                    (*_key(record), who, _now(), stars),
                )

    def flag(self, record: Address, who: str, *, flagged: bool) -> None:
        """Raise a flag, or take it away, whoever raised it: it asks for someone to look, and
        someone has.
        """
        with self.open() as rows:
            if flagged:
                rows.execute(
                    "INSERT OR IGNORE INTO flag VALUES (?, ?, ?, ?)", (*_key(record), who, _now())
                )
            else:
                rows.execute("DELETE FROM flag WHERE session = ? AND number = ?", _key(record))

    def note(self, record: Address, who: str, step: int, text: str) -> None:
        """Add a note."""
        with self.open() as rows:
            rows.execute(
                "INSERT INTO note (session, number, who, at, step, text) VALUES (?, ?, ?, ?, ?, ?)",
                (*_key(record), who, _now(), step, text),
            )

    def remove_note(self, record: Address, note: int) -> bool:
        """Remove a note; False if there is none of that id on this record."""
        with self.open() as rows:
            done = rows.execute(
                "DELETE FROM note WHERE session = ? AND number = ? AND id = ?",
                (*_key(record), note),
            )
            return done.rowcount > 0

    def forget(self, record: Address) -> None:
        """Remove all that was said of a record."""
        with self.open() as rows:
            for table in ("rating", "flag", "note"):
                rows.execute(f"DELETE FROM {table} WHERE session = ? AND number = ?", _key(record))  # noqa: S608

    def open(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection to the file, which has its tables."""
        return connect(self.path, SCHEMA)


def _all(rows: sqlite3.Connection, select: str, record: Address) -> sqlite3.Cursor:
    return rows.execute(
        f"{select} WHERE session = ? AND number = ? ORDER BY at, rowid", _key(record)
    )


def _key(record: Address) -> tuple[str, int]:
    return record.session, record.number


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
