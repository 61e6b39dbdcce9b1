"""The file of what people say of records, ``<data>/notes.sqlite``: its tables, and what they say of
each record in short.

The server's library writes it; who chooses records to learn from reads it here.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

FILE = "notes.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS rating (
    session TEXT NOT NULL,
    number INTEGER NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    PRIMARY KEY (session, number, who)
);
CREATE TABLE IF NOT EXISTS flag (
    session TEXT NOT NULL,
    number INTEGER NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (session, number, who)
);
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    number INTEGER NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    step INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS note_record ON note (session, number);
"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What people said of one record."""

    stars: float | None = None  # mean of the ratings, 1 to 5
    flags: int = 0


def judgements(data: Path) -> dict[tuple[str, int], Judgement]:
    """Session and number -> what was said; records of which nothing was said are left out.

    sqlite3.Error if the file cannot be read.
    """
    path = data / FILE
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(path, timeout=10.0)) as rows:
        rows.executescript(SCHEMA)
        stars = {
            (s, n): mean
            for s, n, mean in rows.execute(
                "SELECT session, number, AVG(stars) FROM rating GROUP BY 1, 2"
            )
        }
        flags = {
            (s, n): count
            for s, n, count in rows.execute(
                "SELECT session, number, COUNT(*) FROM flag GROUP BY 1, 2"
            )
        }
    return {
        record: Judgement(stars.get(record), flags.get(record, 0))
        for record in stars.keys() | flags.keys()
    }
