"""Links for spectators: each opens one record, read-only, until it is revoked. In ``<data>/notes.sqlite``, beside the reviews.

A link is a token of 192 random bits. Only its hash is kept, so that whoever reads the file has no link; the token is shown once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from server.library.address import Address
from server.library.database import connect

_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS link (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL,
    number INTEGER NOT NULL,
    who TEXT NOT NULL,
    made TEXT NOT NULL,
    revoked TEXT NOT NULL DEFAULT ''
);
"""


class Link(BaseModel):
    """A link as its maker sees it again: without the token."""

    id: int
    who: str
    made: str  # ISO 8601, UTC
    revoked: str  # when; "" while it works


class Links:
    """Makes, opens and revokes links. For any thread. sqlite3.Error if the file cannot be read or written."""

    def __init__(self, data: Path) -> None:
        """``data``: the data folder."""
        self._path = data / "notes.sqlite"

    def make(self, record: Address, who: str) -> str:
        """A new link to a record; its token, which cannot be had again."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._open() as rows:
            rows.execute(
                "INSERT INTO link (hash, session, number, who, made) VALUES (?, ?, ?, ?, ?)",
                (_hash(token), record.session, record.number, who, _now()),
            )
        return token

    def open(self, token: str) -> Address | None:
        """The record that a token opens; None for one that was revoked or never made."""
        if not _TOKEN.fullmatch(token):
            return None
        with self._open() as rows:
            row = rows.execute("SELECT session, number FROM link WHERE hash = ? AND revoked = ''", (_hash(token),)).fetchone()
        return Address(row["session"], row["number"]) if row else None

    def of(self, record: Address) -> list[Link]:
        """The links to a record, oldest first, revoked ones too."""
        with self._open() as rows:
            found = rows.execute(
                "SELECT id, who, made, revoked FROM link WHERE session = ? AND number = ? ORDER BY id",
                (record.session, record.number),
            )
            return [Link(**row) for row in found]

    def revoke(self, record: Address, link: int) -> bool:
        """Make a link open nothing from now on; False if this record has none of that id."""
        with self._open() as rows:
            done = rows.execute(
                "UPDATE link SET revoked = ? WHERE id = ? AND session = ? AND number = ? AND revoked = ''",
                (_now(), link, record.session, record.number),
            )
            return done.rowcount > 0

    def forget(self, record: Address) -> None:
        """Remove all links to a record; each opens nothing from now on."""
        with self._open() as rows:
            rows.execute("DELETE FROM link WHERE session = ? AND number = ?", (record.session, record.number))

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return connect(self._path, _SCHEMA)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
