"""Which records a person looks for, and the page of the table that shows them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from server.library.index import Index
from server.library.reviews import Reviews

Column = Literal[
    "created",
    "planner",
    "person",
    "achievements",
    "diamond",
    "steps",
    "people_plans",
    "rating",
    "world",
]


class Wanted(BaseModel):
    """A search: words that must all be there, filters that must all hold, and an order."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        default="", max_length=200
    )  # in world, planner, person, session, seed, date, end, achievements, people's plans
    planner: str = Field(default="", max_length=256)
    world: str = Field(default="", max_length=64)
    diamond: bool = False  # only those with a diamond
    flagged: bool = False
    plans: bool = False  # only those with plans of people
    sort: Column = "created"
    order: Literal["asc", "desc"] = "desc"
    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=200)  # games a page


class Row(BaseModel):
    """A record in the table."""

    session: str
    number: int
    root: int  # number of the record of its game's beginning
    fault: str  # why it cannot be read, "" if it can
    world: str
    seed: int | None
    planner: str
    person: str
    created: str
    parent: str
    parent_step: int
    steps: int
    unlocked: dict[str, int]
    diamond: int | None
    plans: int
    people_plans: int
    person_steps: int
    over: str
    rating: float | None  # mean of the stars
    flags: int
    notes: int


class SearchResults(BaseModel):
    """One page of what was found."""

    # by games: the record of a game's beginning, found or not, then its branches that were found
    rows: list[Row]
    found: int  # records in all pages
    games: int  # that these are of
    page: int
    pages: int
    planners: list[str]  # that have records here, to filter by
    worlds: list[str]  # likewise


# A branch whose parent is gone counts as a beginning.
_ROOTS = """
WITH RECURSIVE root(session, number, root) AS (
  SELECT session, number, number FROM record AS one WHERE NOT EXISTS (
    SELECT 1 FROM record WHERE session = one.session AND number || '.jsonl' = one.parent)
  UNION ALL
  SELECT branch.session, branch.number, root.root FROM root JOIN record AS branch
    ON branch.session = root.session AND branch.parent = root.number || '.jsonl')
"""
_GAME = "session || '/' || root"
_REVIEWS = """
JOIN root USING (session, number)
LEFT JOIN (SELECT session, number, AVG(stars) AS rating
  FROM reviews.rating GROUP BY session, number) USING (session, number)
LEFT JOIN (SELECT session, number, COUNT(*) AS flags
  FROM reviews.flag GROUP BY session, number) USING (session, number)
LEFT JOIN (SELECT session, number, COUNT(*) AS notes
  FROM reviews.note GROUP BY session, number) USING (session, number)
"""


def search(
    index: Index, reviews: Reviews, wanted: Wanted, hidden: Collection[str] = ()
) -> SearchResults:
    """Find records, but for those of the sessions that are ``hidden``.

    A page beyond the last gives the last. sqlite3.Error if a file cannot be read.
    """
    with reviews.open():
        pass  # its tables are there now
    where, values = _conditions(wanted)
    where += " AND session NOT IN (SELECT value FROM json_each(?))"
    values.append(json.dumps(sorted(hidden)))
    # A game is sorted by its best record. What has none comes last, whichever way round.
    best = f"{'MAX' if wanted.order == 'desc' else 'MIN'}({wanted.sort})"
    order = (
        f"{best} IS NULL OR {best} = '', {best} {wanted.order}, MAX(created) DESC, session, root"
    )
    with index.open() as rows:
        rows.commit()  # nothing may be attached within a transaction
        rows.execute("ATTACH DATABASE ? AS reviews", (str(reviews.path),))
        count = f"SELECT COUNT(*), COUNT(DISTINCT {_GAME})"
        found, games = rows.execute(
            f"{_ROOTS} {count} FROM record {_REVIEWS} WHERE {where}", values
        ).fetchone()
        pages = max(1, -(-games // wanted.size))
        page = min(wanted.page, pages)
        games_here = [
            f"{row['session']}/{row['root']}"
            for row in rows.execute(
                f"{_ROOTS} SELECT session, root FROM record {_REVIEWS} WHERE {where} "  # noqa: S608
                f"GROUP BY session, root ORDER BY {order} LIMIT ? OFFSET ?",
                [*values, wanted.size, (page - 1) * wanted.size],
            )
        ]
        shown = rows.execute(
            f"{_ROOTS} SELECT * FROM record {_REVIEWS} "  # noqa: S608
            f"WHERE {_GAME} IN ({', '.join('?' * len(games_here))}) "
            f"AND (number = root OR ({where})) ORDER BY number",
            [*games_here, *values],
        ).fetchall()
        shown.sort(key=lambda row: games_here.index(f"{row['session']}/{row['root']}"))
        planners, worlds = (
            [
                row[0]
                for row in rows.execute(
                    f"SELECT DISTINCT {name} FROM record WHERE {name} != '' ORDER BY {name}"  # noqa: S608
                )
            ]
            for name in ("planner", "world")
        )
    return SearchResults(
        rows=[_row(row) for row in shown],
        found=found,
        games=games,
        page=page,
        pages=pages,
        planners=planners,
        worlds=worlds,
    )


def _conditions(wanted: Wanted) -> tuple[str, list[str]]:
    conditions, values = ["1"], []
    for word in wanted.q.lower().split():
        conditions.append("instr(words, ?)")
        values.append(word)
    if wanted.planner:
        conditions.append("planner = ?")
        values.append(wanted.planner)
    if wanted.world:
        conditions.append("world = ?")
        values.append(wanted.world)
    if wanted.diamond:
        conditions.append("diamond IS NOT NULL")
    if wanted.flagged:
        conditions.append("flags > 0")
    if wanted.plans:
        conditions.append("people_plans > 0")
    return " AND ".join(conditions), values


def _row(row: sqlite3.Row) -> Row:
    given = {name: row[name] for name in Row.model_fields}
    return Row(
        **{
            **given,
            "unlocked": json.loads(row["unlocked"]),
            "flags": row["flags"] or 0,
            "notes": row["notes"] or 0,
        }
    )
