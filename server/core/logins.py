"""Who is let in, as what: links, and the browsers that came by one. In ``<data>/logins.sqlite``.

A link holds a ticket that opens once, for a role, until it expires or is revoked. The browser that
brings it gets a secret of its own in a cookie. Of tickets and secrets only hashes are kept. Besides
there is the owner's key (``server.core.secrets``): it opens this machine's browsers again and
again, as people open the printed address in a second browser, or in the same after its cookies were
cleared, and whoever can read their terminal can read the data folder too.

Browsers are looked up in memory, so the owner comes in while the disk does not work.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import BaseModel

from server.core.database import connect
from server.core.rights import Role

log = structlog.get_logger()

KEY = 0  # as the link of a browser that came by the owner's key
_SCHEMA = """
CREATE TABLE IF NOT EXISTS link (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    role INTEGER NOT NULL,
    who TEXT NOT NULL,
    made REAL NOT NULL,
    expires REAL NOT NULL,
    used REAL,
    revoked REAL
);
CREATE TABLE IF NOT EXISTS browser (
    hash TEXT PRIMARY KEY,
    link INTEGER NOT NULL,
    role INTEGER NOT NULL,
    expires REAL NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Login:
    """A browser, or a script, that was let in. Times are seconds since 1970."""

    role: Role
    link: int  # that it came by
    expires: float


NOBODY = Login(Role.NOBODY, KEY, 0.0)


class LoginLink(BaseModel):
    """A link as its maker sees it again: without the ticket. Times are seconds since 1970."""

    id: int
    role: str
    who: str  # is meant to use it
    made: float
    expires: float  # till when it can be used
    used: float | None
    revoked: float | None


class Logins:
    """Makes, opens and revokes links. For any thread."""

    def __init__(self, data: Path, key: str, days: float) -> None:
        """``key``: the owner's. ``days``: for which a browser stays in.

        sqlite3.Error or OSError if what is kept cannot be read.
        """
        self._path = data / "logins.sqlite"
        self._key = key
        self._stay = days * 86400
        with self._open() as rows:
            rows.execute("DELETE FROM browser WHERE expires < ?", (time.time(),))
            self._browsers = {
                row["hash"]: Login(Role(row["role"]), row["link"], row["expires"])
                for row in rows.execute("SELECT * FROM browser")
            }

    def of_key(self, key: str) -> Login:
        """Who brings the owner's key, else ``NOBODY``."""
        fits = secrets.compare_digest(key.encode(), self._key.encode())
        return Login(Role.OWNER, KEY, float("inf")) if fits else NOBODY

    def of_browser(self, secret: str) -> Login:
        """Whose cookie has this secret, else ``NOBODY``."""
        login = self._browsers.get(_hash(secret), NOBODY)
        return login if login.expires > time.time() else NOBODY

    def make(self, role: Role, who: str, hours: float) -> str:
        """The ticket of a new link, which cannot be had again."""
        ticket, now = secrets.token_urlsafe(24), time.time()
        with self._open() as rows:
            rows.execute(
                "INSERT INTO link (hash, role, who, made, expires) VALUES (?, ?, ?, ?, ?)",
                (_hash(ticket), role, who, now, now + hours * 3600),
            )
        return ticket

    def enter(self, ticket: str, *, here: bool) -> tuple[str, Login] | None:
        """The secret of a new browser, and what it may; None if the ticket opens nothing (any
        more). ``here``: the browser is on this machine, so the owner's key will do.
        """
        now = time.time()
        if here and self.of_key(ticket).role:
            role, link = Role.OWNER, KEY
        elif (spent := self._spend(ticket, now)) is not None:
            role, link = spent
        else:
            return None
        secret, login = secrets.token_urlsafe(24), Login(role, link, now + self._stay)
        self._browsers[_hash(secret)] = login
        try:
            with self._open() as rows:
                kept = (_hash(secret), link, role, login.expires)
                rows.execute("INSERT INTO browser VALUES (?, ?, ?, ?)", kept)
        except (OSError, sqlite3.Error) as error:
            log.warning("a browser is let in until the server ends", reason=str(error))
        return secret, login

    def leave(self, secret: str) -> None:
        """A browser is let in no longer."""
        self._browsers.pop(_hash(secret), None)
        with self._open() as rows:
            rows.execute("DELETE FROM browser WHERE hash = ?", (_hash(secret),))

    def all(self) -> list[LoginLink]:
        """All links, newest first."""
        with self._open() as rows:
            found = rows.execute("SELECT * FROM link ORDER BY id DESC").fetchall()
        return [
            LoginLink(
                role=Role(row["role"]).name.lower(),
                **{name: row[name] for name in ("id", "who", "made", "expires", "used", "revoked")},
            )
            for row in found
        ]

    def revoke(self, link: int) -> bool:
        """Let nobody in by a link any more, nor those who came by it; False if there is none of
        that id that could be revoked.
        """
        with self._open() as rows:
            done = rows.execute(
                "UPDATE link SET revoked = ? WHERE id = ? AND revoked IS NULL", (time.time(), link)
            )
            rows.execute("DELETE FROM browser WHERE link = ?", (link,))
        for secret in [secret for secret, login in self._browsers.items() if login.link == link]:
            del self._browsers[secret]
        return done.rowcount > 0

    def _spend(self, ticket: str, now: float) -> tuple[Role, int] | None:
        with self._open() as rows:
            row = rows.execute(
                "UPDATE link SET used = ? WHERE hash = ? AND used IS NULL AND revoked IS NULL "
                "AND expires > ? RETURNING role, id",
                (now, _hash(ticket), now),
            ).fetchone()
        return (Role(row["role"]), row["id"]) if row else None

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return connect(self._path, _SCHEMA)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
