"""Links for spectators: each opens one record or one session, to be watched only, until it is
revoked or too old. In ``<data>/notes.sqlite``, beside the reviews.

A link is a token of 192 random bits. Only its hash is kept, so that whoever reads the file has no
link; the token is shown once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from server.core.database import connect
from server.library.address import Address

_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_WHOLE_SESSION = 0  # as the number of a record; these count from 1
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


@dataclass(frozen=True, slots=True)
class SharedSession:
    """A whole session: live while it goes on, then the last of its records."""

    session: str


class Link(BaseModel):
    """A link as its maker sees it again: without the token."""

    id: int
    who: str
    made: str  # ISO 8601, UTC
    revoked: str  # when; "" while it works
    whole: bool  # opens the whole session


class MadeLink(BaseModel):
    """A new link, shown this once, and all that there are."""

    url: str
    links: list[Link]


class Links:
    """Makes, opens and revokes links.

    For any thread. sqlite3.Error if the file cannot be read or written.
    """

    def __init__(self, data: Path, days: float = 30.0) -> None:
        """``data``: the data folder. ``days``: for which a link opens something."""
        self._path = data / "notes.sqlite"
        self._age = timedelta(days=days)

    def make(self, shared: Address | SharedSession, who: str) -> MadeLink:
        """A new link, whose address cannot be had again."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._open() as rows:
            rows.execute(
                "INSERT INTO link (hash, session, number, who, made) VALUES (?, ?, ?, ?, ?)",
                (_hash(token), *_key(shared), who, _now()),
            )
        return MadeLink(url=f"/shared/{token}", links=self.of(shared))

    def open(self, token: str) -> Address | SharedSession | None:
        """What a token opens; None for one that was revoked, is too old or was never made."""
        if not _TOKEN.fullmatch(token):
            return None
        with self._open() as rows:
            row = rows.execute(
                "SELECT session, number FROM link WHERE hash = ? AND revoked = '' AND made > ?",
                (_hash(token), (datetime.now(UTC) - self._age).isoformat(timespec="seconds")),
            ).fetchone()
        if not row:
            return None
        session, number = row
        return SharedSession(session) if number == _WHOLE_SESSION else Address(session, number)

    def of(self, shared: Address | SharedSession) -> list[Link]:
        """The links to a session; or to a record, those to its session too.

        Oldest first, revoked ones too.
        """
        with self._open() as rows:
            found = rows.execute(
                (
                    "SELECT id, who, made, revoked, number = 0 AS whole FROM link WHERE "
                    "session = ? AND number IN (?, 0) ORDER BY id"
                ),
                _key(shared),
            )
            return [Link(**row) for row in found]

    def revoke(self, shared: Address | SharedSession, link: int) -> bool:
        """Make a link open nothing from now on; False if there is none of that id among those of
        ``of``.
        """
        with self._open() as rows:
            done = rows.execute(
                (
                    "UPDATE link SET revoked = ? WHERE id = ? AND session = ? AND number "
                    "IN (?, 0) AND revoked = ''"
                ),
                (_now(), link, *_key(shared)),
            )
            return done.rowcount > 0

    def forget(self, shared: Address | SharedSession) -> None:
        """Remove all links to a record, or to a session; each opens nothing from now on."""
        with self._open() as rows:
            rows.execute("DELETE FROM link WHERE session = ? AND number = ?", _key(shared))

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return connect(self._path, _SCHEMA)


def _key(shared: Address | SharedSession) -> tuple[str, int]:
    return shared.session, _WHOLE_SESSION if isinstance(shared, SharedSession) else shared.number


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
