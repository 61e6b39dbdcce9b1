"""The participants of a server, in ``<data>/people.sqlite``.

A participant is a pseudonym. Browsers prove to be a participant's with a random token in a cookie,
of which only the hash is kept. A participant who withdraws is ``withdrew`` while their data is
being removed; afterwards nothing is left but the hash of the pseudonym, when, and how much was
removed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from server.core.database import connect
from server.study import arms, consent, pseudonym
from server.study.consent import Consent

State = Literal["consented", "finished", "withdrew"]

EXTERNAL = "PROLIFIC_PID"  # the parameter that is the id of a person elsewhere
_SCHEMA = """
CREATE TABLE IF NOT EXISTS study (name TEXT PRIMARY KEY, key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS participant (
    pseudonym TEXT PRIMARY KEY,
    study TEXT NOT NULL,
    external_id TEXT NOT NULL,
    came TEXT NOT NULL,
    consent_version TEXT NOT NULL,
    consent_hash TEXT NOT NULL,
    consented TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('consented', 'finished', 'withdrew')),
    episode INTEGER NOT NULL,
    finished TEXT NOT NULL DEFAULT '',
    removed TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX IF NOT EXISTS participant_external
  ON participant (study, external_id) WHERE external_id != '';
CREATE TABLE IF NOT EXISTS browser (hash TEXT PRIMARY KEY, pseudonym TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS visit (
    session TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    episode INTEGER NOT NULL,
    begun TEXT NOT NULL,
    PRIMARY KEY (session, pseudonym)
);
CREATE TABLE IF NOT EXISTS answer (
    pseudonym TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (pseudonym, question)
);
CREATE TABLE IF NOT EXISTS attention (
    pseudonym TEXT NOT NULL,
    question TEXT NOT NULL,
    passed INTEGER NOT NULL,
    PRIMARY KEY (pseudonym, question)
);
CREATE VIEW IF NOT EXISTS person AS
  SELECT participant.*, participant.rowid AS joined, COALESCE(arm, '') AS arm
  FROM participant LEFT JOIN place USING (pseudonym, study);
CREATE TABLE IF NOT EXISTS withdrawal
  (hash TEXT PRIMARY KEY, at TEXT NOT NULL, removed TEXT NOT NULL);
"""


_OF_EXTERNAL = "SELECT * FROM person WHERE study = ? AND external_id = ?"


class KnownError(ValueError):
    """Another browser has begun with the same external id."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One person.

    Attributes:
        pseudonym: such as amber-otter-4821.
        study: "" for a player without one.
        came: the parameters of the address that they came with, such as Prolific's.
        episode: at which they are, from 1; one more than the study has when all are played.
        arm: of the study that they were assigned to; "" if it has none.
        consented, finished: ISO 8601, UTC; "" for not yet.
    """

    pseudonym: str
    study: str
    came: dict[str, str]
    consent_version: str
    consent_hash: str
    consented: str
    state: State
    episode: int
    finished: str
    arm: str

    @property
    def consent(self) -> str:
        """What stands in the header of their traces."""
        return consent.mark(self.consent_version, self.consent_hash)


@dataclass(frozen=True, slots=True)
class ParticipantVisit:
    """A session of a participant."""

    session: str
    episode: int  # of the study; 0 without one
    begun: str


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of somebody's data was removed, and which planners may hold it still."""

    traces: int = 0
    reviews: int = 0  # ratings, flags and notes on these
    links: int = 0
    answers: int = 0
    planners: tuple[str, ...] = ()  # trained with these traces


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal that was carried out."""

    at: str  # ISO 8601, UTC
    removed: Removed


class Store:
    """Keeps participants.

    For any thread and process. sqlite3.Error if the file cannot be read or written.
    """

    def __init__(self, data: Path) -> None:
        """``data``: the data folder."""
        self._path = data / "people.sqlite"

    def key(self, study: str) -> str:
        """The key in a study's link: drawn when it is first asked for, and the same ever after."""
        with self._open() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO study VALUES (?, ?)", (study, secrets.token_urlsafe(12))
            )
            return str(rows.execute("SELECT key FROM study WHERE name = ?", (study,)).fetchone()[0])

    def join(
        self,
        study: str,
        agreed: Consent,
        token: str,
        came: Mapping[str, str],
        name: str = "",
        among: Sequence[str] = (),
    ) -> Participant:
        """Take in who has just agreed.

        Whoever agrees twice, by the same token, is one participant.

        Args:
            study: "" for none.
            agreed: to what.
            token: of the browser's cookie.
            came: the parameters of the address that the person came with.
            name: the pseudonym, if it was chosen; else one is drawn.
            among: the arms of the study, of which the participant is assigned one.

        Raises ValueError if the pseudonym is taken, and KnownError if another browser has begun
        with the external id.
        """
        external = came.get(EXTERNAL, "")
        with self._open() as rows:
            rows.execute("BEGIN IMMEDIATE")
            known = _one(
                rows,
                "SELECT * FROM person WHERE study = ? AND pseudonym IN (SELECT pseudonym "
                "FROM browser WHERE hash = ?)",
                (study, hash_of(token)),
            )
            if known is None:
                if external and _one(rows, _OF_EXTERNAL, (study, external)):
                    raise KnownError(external)
                chosen = name or self._draw(rows)
                if self._is_taken(rows, chosen):
                    raise ValueError(f"{chosen} is taken; choose another pseudonym")
                rows.execute(
                    "INSERT INTO participant (pseudonym, study, external_id, came, "
                    "consent_version, consent_hash, consented, state, episode) VALUES (?, ?, ?, "
                    "?, ?, ?, ?, 'consented', 1)",
                    (
                        chosen,
                        study,
                        external,
                        json.dumps(dict(came)),
                        agreed.version,
                        agreed.hash,
                        _now(),
                    ),
                )
                if among:
                    arms.assign(rows, study, among, chosen)
                known = _one(rows, "SELECT * FROM person WHERE pseudonym = ?", (chosen,))
                assert known is not None
            rows.execute(
                "INSERT OR REPLACE INTO browser VALUES (?, ?)", (hash_of(token), known.pseudonym)
            )
            return known

    def admit(self, name: str, token: str) -> None:
        """Let another browser be a participant's."""
        with self._open() as rows:
            rows.execute("INSERT OR REPLACE INTO browser VALUES (?, ?)", (hash_of(token), name))

    def holder(self, token: str) -> Participant | None:
        """Whose browser has this token."""
        with self._open() as rows:
            wanted = "SELECT person.* FROM browser JOIN person USING (pseudonym) WHERE hash = ?"
            return _one(rows, wanted, (hash_of(token),))

    def find(self, name: str) -> Participant | None:
        """The participant of that pseudonym."""
        with self._open() as rows:
            return _one(rows, "SELECT * FROM person WHERE pseudonym = ?", (name,))

    def of_external(self, study: str, external: str) -> Participant | None:
        """The participant of a study with that id elsewhere."""
        with self._open() as rows:
            return _one(rows, _OF_EXTERNAL, (study, external))

    def came_again(self, name: str, came: Mapping[str, str]) -> None:
        """A participant came with these parameters now, such as those of a new submission."""
        with self._open() as rows:
            rows.execute(
                "UPDATE participant SET came = ? WHERE pseudonym = ?",
                (json.dumps(dict(came)), name),
            )

    def all(self) -> list[Participant]:
        """All, in the order in which they agreed."""
        with self._open() as rows:
            return [
                _participant(row)
                for row in rows.execute("SELECT * FROM person ORDER BY consented, joined")
            ]

    def visit(self, name: str, session: str, episode: int) -> None:
        """Note a session of a participant's."""
        with self._open() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO visit VALUES (?, ?, ?, ?)", (session, name, episode, _now())
            )

    def visits(self, name: str) -> list[ParticipantVisit]:
        """A participant's sessions, oldest first."""
        with self._open() as rows:
            found = rows.execute(
                "SELECT session, episode, begun FROM visit WHERE pseudonym = ? ORDER BY rowid",
                (name,),
            )
            return [ParticipantVisit(**row) for row in found]

    def visitor(self, session: str) -> tuple[str, int] | None:
        """Whose session of a study that is, by pseudonym, and of which of their episodes."""
        with self._open() as rows:
            found = rows.execute(
                "SELECT pseudonym, episode FROM visit WHERE session = ? AND episode > 0", (session,)
            ).fetchone()
            return None if found is None else (found["pseudonym"], found["episode"])

    def of_studies(self) -> set[str]:
        """The sessions of all studies."""
        with self._open() as rows:
            return {
                row[0]
                for row in rows.execute(
                    "SELECT session FROM visit JOIN participant USING (pseudonym) WHERE study != ''"
                )
            }

    def advance(self, name: str, episode: int) -> None:
        """A participant is done with an episode. Said twice, it counts once."""
        with self._open() as rows:
            rows.execute(
                "UPDATE participant SET episode = ? WHERE pseudonym = ? AND episode = ?",
                (episode + 1, name, episode),
            )

    def arms(self, study: str) -> set[str]:
        """The arms that participants of a study are in."""
        with self._open() as rows:
            return arms.taken(rows, study)

    def finish(
        self, name: str, answers: Mapping[str, str], attention: Mapping[str, bool] | None = None
    ) -> None:
        """A participant is done with the study, and has answered. Said twice, the first counts.

        ``attention``: whether each question that checks it was answered rightly.
        """
        now = _now()
        with self._open() as rows:
            done = rows.execute(
                (
                    "UPDATE participant SET state = 'finished', finished = ? WHERE "
                    "pseudonym = ? AND state = 'consented'"
                ),
                (now, name),
            )
            if done.rowcount:
                rows.executemany(
                    "INSERT INTO answer VALUES (?, ?, ?, ?)",
                    [(name, *one, now) for one in answers.items()],
                )
                rows.executemany(
                    "INSERT INTO attention VALUES (?, ?, ?)",
                    [(name, *one) for one in (attention or {}).items()],
                )

    def answers(self, name: str) -> dict[str, str]:
        """A participant's answers by question."""
        with self._open() as rows:
            return {
                row["question"]: row["answer"]
                for row in rows.execute("SELECT * FROM answer WHERE pseudonym = ?", (name,))
            }

    def attention(self, name: str) -> dict[str, bool]:
        """Whether a participant answered the questions that check attention rightly."""
        with self._open() as rows:
            return {
                row["question"]: bool(row["passed"])
                for row in rows.execute("SELECT * FROM attention WHERE pseudonym = ?", (name,))
            }

    # --- withdrawal, see server.study.withdrawal ---

    def mark_withdrawn(self, name: str) -> None:
        """From now on the participant takes part in nothing."""
        with self._open() as rows:
            rows.execute("UPDATE participant SET state = 'withdrew' WHERE pseudonym = ?", (name,))

    def withdrawing(self) -> set[str]:
        """Those whose data is being removed, or whose removal was cut off."""
        with self._open() as rows:
            return {
                row[0]
                for row in rows.execute(
                    "SELECT pseudonym FROM participant WHERE state = 'withdrew'"
                )
            }

    def keep_stock(self, name: str, found: Removed) -> Removed:
        """Keep what was found before anything is removed.

        If an attempt before this one has kept that, its stock counts.
        """
        with self._open() as rows:
            rows.execute(
                "UPDATE participant SET removed = ? WHERE pseudonym = ? AND removed = ''",
                (json.dumps(_plain(found)), name),
            )
            row = rows.execute(
                "SELECT removed FROM participant WHERE pseudonym = ?", (name,)
            ).fetchone()
            return _removed(row["removed"]) if row else found

    def forget(self, name: str, removed: Removed) -> Withdrawal:
        """Remove the participant and keep that they withdrew."""
        with self._open() as rows:
            kept = (hash_of(name), _now(), json.dumps(_plain(removed)))
            rows.execute("INSERT OR IGNORE INTO withdrawal VALUES (?, ?, ?)", kept)
            arms.release(rows, name)
            for table in ("answer", "attention", "visit", "browser", "participant"):
                rows.execute(f"DELETE FROM {table} WHERE pseudonym = ?", (name,))  # noqa: S608
            return Withdrawal(kept[1], removed)

    def withdrawal(self, name: str) -> Withdrawal | None:
        """The withdrawal of who had this pseudonym."""
        with self._open() as rows:
            row = rows.execute(
                "SELECT * FROM withdrawal WHERE hash = ?", (hash_of(name),)
            ).fetchone()
            return Withdrawal(row["at"], _removed(row["removed"])) if row else None

    def withdrawals(self) -> list[Withdrawal]:
        """All, oldest first."""
        with self._open() as rows:
            found = rows.execute("SELECT * FROM withdrawal ORDER BY at, rowid")
            return [Withdrawal(row["at"], _removed(row["removed"])) for row in found]

    def _draw(self, rows: sqlite3.Connection) -> str:
        while self._is_taken(rows, name := pseudonym.draw()):
            pass
        return name

    def _is_taken(self, rows: sqlite3.Connection, name: str) -> bool:
        """Those who withdrew keep their pseudonym: another person must not be told that
        they did.
        """
        wanted = (
            "SELECT 1 FROM participant WHERE pseudonym = ? UNION SELECT 1 FROM "
            "withdrawal WHERE hash = ?"
        )
        return rows.execute(wanted, (name, hash_of(name))).fetchone() is not None

    def _open(self) -> AbstractContextManager[sqlite3.Connection]:
        return connect(self._path, arms.SCHEMA + _SCHEMA)


def hash_of(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _one(rows: sqlite3.Connection, select: str, values: Iterable[str]) -> Participant | None:
    row = rows.execute(select, tuple(values)).fetchone()
    return _participant(row) if row else None


def _participant(row: sqlite3.Row) -> Participant:
    return Participant(
        pseudonym=row["pseudonym"],
        study=row["study"],
        came=json.loads(row["came"]),
        consent_version=row["consent_version"],
        consent_hash=row["consent_hash"],
        consented=row["consented"],
        state=row["state"],
        episode=row["episode"],
        finished=row["finished"],
        arm=row["arm"],
    )


def _plain(removed: Removed) -> dict[str, Any]:
    return {name: getattr(removed, name) for name in Removed.__dataclass_fields__}


def _removed(text: str) -> Removed:
    told = json.loads(text)
    return Removed(**{**told, "planners": tuple(told["planners"])})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
