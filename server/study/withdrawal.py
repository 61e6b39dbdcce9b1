"""Withdrawal: all that a participant left in the data folder is removed.

It may be cut off at any point and begun again, and then comes to the same end: first the
participant takes part in nothing any more, then what there is is counted, then it is removed, and
only when all is gone is the participant forgotten. Whoever keeps sessions ends the participant's
before.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from agent.core.files import sha256
from agent.traces import trace as traces
from server.library import address
from server.library.address import Address
from server.library.index import Index
from server.library.links import Links, SharedSession
from server.library.reviews import Reviews
from server.study.store import ParticipantVisit, Removed, Store, Withdrawal


class UnknownParticipantError(ValueError):
    """There is nobody of that pseudonym."""


def withdraw(data: Path, name: str) -> Withdrawal:
    """Remove a participant's data. Slow when there is much: for a worker thread.

    Somebody who is known by traces alone, since ``people.sqlite`` was lost, is removed as well. A
    second withdrawal removes what may have come since the first, and tells of the first.

    Raises UnknownParticipantError if nothing is known of the pseudonym, OSError or sqlite3.Error if
    something cannot be removed.
    """
    store = Store(data)
    store.mark_withdrawn(name)
    folders = [data / "sessions" / visit.session for visit in _study_visits(store, name)]
    records = sorted(_records(data, name, folders))
    before = store.withdrawal(name)
    if not records and not before and not store.find(name):
        raise UnknownParticipantError(
            f"there is nobody called {name!r} here; a pseudonym is such as amber-otter-4821"
        )
    removed = store.keep_stock(name, _stock(data, store, name, records))
    _remove(data, name, records, folders)
    done = store.forget(name, removed)
    return before or done


def _study_visits(store: Store, name: str) -> Iterable[ParticipantVisit]:
    """A study's sessions are a participant's own; others may have been there before somebody agreed
    to anything.
    """
    return (visit for visit in store.visits(name) if visit.episode)


def _records(data: Path, name: str, folders: list[Path]) -> set[Address]:
    """All with that pseudonym, and all in the folders, even those that cannot be read."""
    own = {folder.name for folder in folders}
    return {
        one for one in address.all_in(data) if one.session in own or _person(one.path(data)) == name
    }


def _person(path: Path) -> str:
    try:
        return traces.read_header(path).participant
    except (OSError, traces.TraceError):
        return ""


def _stock(data: Path, store: Store, name: str, records: list[Address]) -> Removed:
    reviews, links = Reviews(data), Links(data)
    said = [reviews.of(record) for record in records]
    return Removed(
        traces=len(records),
        reviews=sum(len(one.ratings) + len(one.flags) + len(one.notes) for one in said),
        links=len({link.id for record in records for link in links.of(record)}),
        answers=len(store.answers(name)),
        planners=tuple(_planners(data, {sha256(record.path(data)) for record in records})),
    )


def _planners(data: Path, hashes: set[str]) -> Iterable[str]:
    """The trained planners of this data folder whose ``version.json`` names one of these traces
    among its records.
    """
    for path in sorted((data / "planners").glob("*/version.json")):
        try:
            told = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        records = told.get("records", []) if isinstance(told, dict) else []
        named = {one.get("sha256") if isinstance(one, dict) else one for one in records}
        if named & hashes:
            yield path.parent.name


def _unfinished(data: Path, records: list[Address]) -> Iterable[Path]:
    """The trainings that were begun with one of these records, and hold what was made of it."""
    known = {(record.session, record.number) for record in records}
    for path in sorted((data / "learning").glob("*/request.json")):
        named = {
            (session, number) for session, number, _ in json.loads(path.read_bytes())["records"]
        }
        if named & known and not (data / "planners" / path.parent.name).exists():
            yield path.parent


def _remove(data: Path, name: str, records: list[Address], folders: list[Path]) -> None:
    # What is found by way of the records goes before them: after a crash, those that are left are
    # found again.
    for record in records:
        Reviews(data).forget(record)
        Links(data).forget(record)
    for folder in folders:
        Links(data).forget(SharedSession(folder.name))
    for run in _unfinished(data, records):
        shutil.rmtree(run)
    for record in records:
        record.path(data).unlink(missing_ok=True)
        with suppress(OSError):  # others' records are there
            record.path(data).parent.rmdir()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=not folder.exists())
    Index(data).forget(name)


def describe(removed: Removed) -> list[str]:
    """What was removed, for people, a line for each kind of which there was something."""
    counts = [
        (removed.traces, "record of play", "records of play"),
        (removed.reviews, "rating, flag or note on these", "ratings, flags and notes on these"),
        (removed.links, "link to these", "links to these"),
        (removed.answers, "answer of the questionnaire", "answers of the questionnaire"),
    ]
    return [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
