"""The index: one row a record, in ``<data>/index.sqlite``.

It holds nothing that the records do not, and is made again when it is gone.

A record whose size and time of change are those of its row is not read again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import structlog

from agent.analysis.games import Record
from agent.analysis.summary import Account, account
from agent.traces import trace as traces
from server.core.database import connect
from server.library import address
from server.library.address import Address
from server.library.summary import RecordSummary, summarise

log = structlog.get_logger()

BATCH = 50  # records read between two commits: what a reader sees of an index in the making
_VERSION = 4  # of the rows; a file of another one is thrown away
_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    session TEXT NOT NULL,
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    fault TEXT NOT NULL,
    world TEXT NOT NULL,
    seed INTEGER,
    cap INTEGER,
    planner TEXT NOT NULL,
    person TEXT NOT NULL,
    created TEXT NOT NULL,
    parent TEXT NOT NULL,
    parent_step INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    unlocked TEXT NOT NULL,
    achievements INTEGER NOT NULL,
    diamond INTEGER,
    plans INTEGER NOT NULL,
    people_plans INTEGER NOT NULL,
    person_steps INTEGER NOT NULL,
    over TEXT NOT NULL,
    words TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (session, number)
);
CREATE INDEX IF NOT EXISTS record_created ON record (created);
"""
_COLUMNS = 23
_INSERT = f"INSERT OR REPLACE INTO record VALUES ({', '.join('?' * _COLUMNS)})"  # noqa: S608

Watch = Callable[[int, int], None]  # told how many of how many records are read


class Index:
    """Keeps the rows up to date. ``refresh`` is for one thread at a time, ``open`` for any."""

    def __init__(self, data: Path) -> None:
        """``data``: the data folder."""
        self._data = data
        self.path = data / "index.sqlite"

    def open(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection to the rows, as they are now."""
        return connect(self.path, _SCHEMA)

    def refresh(self, watch: Watch = lambda _done, _all: None) -> int:
        """Read what is new or has changed, newest first, and forget what is gone.

        Slow when there is much: for a worker thread.

        Returns how many records were read. OSError or sqlite3.Error if the index cannot be written.
        """
        self._require_own()
        found: dict[Address, tuple[int, int]] = {}
        for one in address.all_in(self._data):
            try:
                stat = one.path(self._data).stat()
            except FileNotFoundError:  # between the listing and now
                continue
            found[one] = (stat.st_size, stat.st_mtime_ns)
        with self.open() as rows:
            known = {
                Address(row["session"], row["number"]): (row["size"], row["mtime_ns"])
                for row in rows.execute("SELECT session, number, size, mtime_ns FROM record")
            }
            gone = [(one.session, one.number) for one in known.keys() - found.keys()]
            rows.executemany("DELETE FROM record WHERE session = ? AND number = ?", gone)
        changed = sorted(
            (one for one in found if known.get(one) != found[one]), key=lambda one: -found[one][1]
        )
        for start in range(0, len(changed), BATCH):
            watch(start, len(changed))
            batch = [self._row(one, *found[one]) for one in changed[start : start + BATCH]]
            with self.open() as rows:
                rows.executemany(_INSERT, batch)
        return len(changed)

    def forget(self, person: str) -> None:
        """Forget the records of a person, by pseudonym, whether or not they are still there."""
        with self.open() as rows:
            rows.execute("DELETE FROM record WHERE person = ?", (person,))

    def state(self) -> str:
        """Another one whenever the rows are."""
        with self.open() as rows:
            told = rows.execute(
                "SELECT session, number, size, mtime_ns FROM record ORDER BY session, number"
            )
            return hashlib.blake2b(
                repr([tuple(row) for row in told]).encode(), digest_size=8
            ).hexdigest()

    def records(self) -> list[Record]:
        """What all records that can be read tell of the collaboration."""
        with self.open() as rows:
            told = rows.execute(
                "SELECT session, number, account FROM record WHERE account != ''"
            ).fetchall()
        found = []
        for row in told:
            one = Account.model_validate_json(row["account"])
            parent = f"{row['session']}/{one.parent.removesuffix('.jsonl')}" if one.parent else ""
            found.append(Record(f"{row['session']}/{row['number']}", parent, row["number"], one))
        return found

    def _require_own(self) -> None:
        """Throw a file away that is none of ours, or of another version."""
        try:
            with self.open() as rows:
                version, count = (
                    rows.execute(what).fetchone()[0]
                    for what in ("PRAGMA user_version", "SELECT COUNT(*) FROM record")
                )
                if version == 0 and count == 0:
                    rows.execute(f"PRAGMA user_version = {_VERSION}")
                    return
            if version == _VERSION:
                return
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            log.warning(
                "the index is damaged and is made again", path=str(self.path), reason=str(error)
            )
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        with self.open() as rows:
            rows.execute(f"PRAGMA user_version = {_VERSION}")

    def _row(self, one: Address, size: int, mtime_ns: int) -> tuple[object, ...]:
        try:
            trace = traces.read(one.path(self._data))
            summary, told = summarise(trace), account(trace).model_dump_json()
            fault = trace.fault
        except traces.TraceError as error:
            log.warning(
                "a record cannot be read", session=one.session, number=one.number, reason=str(error)
            )
            summary, told, fault = _UNREAD, "", str(error).removeprefix(f"{one.path(self._data)}: ")
        return (
            one.session,
            one.number,
            size,
            mtime_ns,
            fault,
            summary.world,
            summary.seed if told else None,
            summary.cap if told else None,
            summary.planner,
            summary.person,
            summary.created,
            summary.parent,
            summary.parent_step,
            summary.steps,
            json.dumps(dict(summary.unlocked)),
            len(summary.unlocked),
            summary.diamond,
            summary.plans,
            summary.people_plans,
            summary.person_steps,
            summary.over,
            f"{one.session.lower()} {summary.words}",
            told,
        )


_UNREAD = RecordSummary(
    world="",
    seed=0,
    cap=0,
    planner="",
    person="",
    created="",
    parent="",
    parent_step=0,
    steps=0,
    unlocked={},
    plans=0,
    people_plans=0,
    person_steps=0,
    over="",
    words="",
)
