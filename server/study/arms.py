"""Arms: the conditions of a study that participants are assigned to, in blocks.

A block has every arm once, in a random order that is stored when the block begins. So the numbers
of participants of two arms never differ by more than one block's, and nobody can tell the next arm
from the last. The place of a participant who withdrew is free again.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence

SCHEMA = """
CREATE TABLE IF NOT EXISTS place (
    study TEXT NOT NULL,
    number INTEGER NOT NULL,
    arm TEXT NOT NULL,
    pseudonym TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (study, number)
);
"""


def assign(rows: sqlite3.Connection, study: str, arms: Sequence[str], pseudonym: str) -> None:
    """Give a participant the next free place of a study, in a new block if there is none.

    In a transaction of the caller's, who writes alone.
    """
    number = _free(rows, study, arms)
    if number is None:
        (last,) = rows.execute(
            "SELECT COALESCE(MAX(number), 0) FROM place WHERE study = ?", (study,)
        ).fetchone()
        block = secrets.SystemRandom().sample(list(arms), len(arms))
        rows.executemany(
            "INSERT INTO place (study, number, arm) VALUES (?, ?, ?)",
            [(study, last + at, arm) for at, arm in enumerate(block, 1)],
        )
        number = last + 1
    rows.execute(
        "UPDATE place SET pseudonym = ? WHERE study = ? AND number = ?",
        (pseudonym, study, number),
    )


def release(rows: sqlite3.Connection, pseudonym: str) -> None:
    """A participant's place is free again."""
    rows.execute("UPDATE place SET pseudonym = '' WHERE pseudonym = ?", (pseudonym,))


def taken(rows: sqlite3.Connection, study: str) -> set[str]:
    """The arms that participants of a study are in."""
    found = rows.execute(
        "SELECT DISTINCT arm FROM place WHERE study = ? AND pseudonym != ''", (study,)
    )
    return {row["arm"] for row in found}


def _free(rows: sqlite3.Connection, study: str, arms: Sequence[str]) -> int | None:
    """The first free place of an arm that the study still has."""
    found = rows.execute(
        "SELECT number, arm FROM place WHERE study = ? AND pseudonym = '' ORDER BY number",
        (study,),
    )
    return next((row["number"] for row in found if row["arm"] in arms), None)
