"""Opens the SQLite files of the data folder: a connection for each use, so that no two threads
share one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import Path

RowId = Annotated[int, Path(ge=1, lt=2**63)]  # of an address; SQLite takes no larger ones
BUSY = 10.0  # seconds to wait for another writer


@contextmanager
def connect(path: FilePath, schema: str) -> Iterator[sqlite3.Connection]:
    """A connection to the file, made with ``schema`` if it is not there; what was changed is
    committed at the end.

    Raises sqlite3.DatabaseError if the file is none of SQLite's, sqlite3.OperationalError if it
    cannot be opened or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=BUSY)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        # what people have removed must not stay in free pages
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(schema)
        with connection:
            yield connection
