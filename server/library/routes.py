"""The library over HTTP: its pages, and what they ask for."""

from __future__ import annotations

import gzip
from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from agent.traces import trace as traces
from server.core.access import login_of
from server.core.database import RowId
from server.core.quota import quotas_of
from server.core.rights import Role
from server.core.templates import page, show
from server.library import address, film
from server.library.address import Address
from server.library.library import BusyError, FilmProgress, Library
from server.library.reviews import MAX_NAME_CHARS, MAX_NOTE_CHARS, Review
from server.library.search import SearchResults, Wanted, search

router = APIRouter()


def library_of(request: Request) -> Library:
    """The server's library."""
    library: Library = request.app.state.library
    return library


TheLibrary = Annotated[Library, Depends(library_of)]
Step = Annotated[int, Query(ge=0, le=10_000)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME_CHARS)
]


def record_of(
    library: TheLibrary,
    session: Annotated[str, Path(max_length=64)],
    number: Annotated[int, Path(ge=1, lt=10**9)],
) -> Address:
    """The record that an address names. 404 if it is not there."""
    try:
        record = Address(session, number)
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
    if not record.path(library.data).is_file():
        raise HTTPException(404, f"there is no record {session}/{number}")
    return record


Record = Annotated[Address, Depends(record_of)]


class Asked(BaseModel):
    """What somebody asks for."""

    model_config = ConfigDict(extra="forbid")

    who: Name  # what the person calls themselves


class Stars(Asked):
    """A person's rating; null takes it back."""

    stars: Annotated[int, Field(ge=1, le=5)] | None


class Flagging(Asked):
    """Whether a record is flagged."""

    flagged: bool


class NewNote(Asked):
    """A note on a step."""

    step: int = Field(ge=0, le=10_000)
    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NOTE_CHARS)
    ]


class LibraryPage(SearchResults):
    """A page of the table, and how many of how many records the index still reads."""

    reading: tuple[int, int] | None


# --- pages ---


@router.get("/library")
def library_page(request: Request) -> Response:
    """The table of all records."""
    return show(request, "library.html")


@router.get("/replay/{session}/{number}")
def replay_page(request: Request, library: TheLibrary, session: str, number: str) -> Response:
    """A record, to be watched again."""
    try:
        record = _known(library, f"{session}/{number}")
    except ValueError as error:
        return page(request, 404, "No such record", f"{error}.")
    return show(request, "replay.html", sides=[_side(record)], record=str(record), shared=False)


@router.get("/compare")
def compare_page(
    request: Request, library: TheLibrary, left: str = "", right: str = ""
) -> Response:
    """Two records, watched in step."""
    try:
        records = [_known(library, left), _known(library, right)]
    except ValueError as error:
        return page(
            request, 404, "Nothing to compare", f"{error}. Choose two records in the library."
        )
    return show(
        request, "replay.html", sides=[_side(one) for one in records], record="", shared=False
    )


def _side(record: Address) -> dict[str, str]:
    """What the page needs to show a record."""
    return {"name": str(record), "data": f"/api/replays/{record}"}


def _known(library: Library, text: str) -> Address:
    """ValueError if it is no address of a record that is there."""
    record = address.parse(text)
    if not record.path(library.data).is_file():
        raise ValueError(f"there is no record {text!r}")
    return record


# --- what the pages ask for ---


@router.get("/api/library")
async def find(
    request: Request, library: TheLibrary, wanted: Annotated[Wanted, Query()]
) -> LibraryPage:
    """Search the records; those of studies are found by a researcher alone."""
    await library.look()
    hidden: set[str] = set()
    if login_of(request).role < Role.RESEARCHER:
        hidden = await run_in_threadpool(request.app.state.of_studies)
    table = search(library.index, library.reviews, wanted, hidden)
    return LibraryPage(**table.model_dump(), reading=library.reading)


@router.get("/api/replays/{session}/{number}")
async def replay(request: Request, library: TheLibrary, record: Record) -> Response:
    """The whole replay; see ``server.library.replays``."""
    quotas_of(request).require("exports", request)
    return await send_replay(request, library, record)


@router.get("/api/replays/{session}/{number}/frame")
async def last_frame(library: TheLibrary, record: Record) -> Response:
    """The state frame of the last step (``agent.core.frame``), for a small picture; 204 for a
    record that has none, as it does not replay.
    """
    try:
        frame = await library.last_frame(record)
    except (traces.TraceError, OSError):
        return Response(status_code=204)
    return Response(frame, media_type="application/octet-stream")


async def send_replay(request: Request, library: Library, record: Address) -> Response:
    """The whole replay of a record, which must be there; 404 or 422 if it cannot be read."""
    try:
        packed = await library.replay(record)
    except traces.TraceError as error:
        raise HTTPException(422, _plain(error, record.path(library.data))) from error
    except OSError as error:
        raise HTTPException(404, f"the record cannot be read: {error.strerror}") from error
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        packed = gzip.decompress(packed)
    return Response(packed, media_type="application/octet-stream", headers=headers)


@router.get("/api/replays/{session}/{number}/film")
async def make_film(
    request: Request,
    library: TheLibrary,
    record: Record,
    format: Literal["mp4", "gif"] = "mp4",  # noqa: A002
    first: Annotated[Step, Query(alias="from")] = 0,
    last: Annotated[Step | None, Query(alias="to")] = None,
    speed: float = 10.0,
    ticket: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """A film of the steps ``from`` to ``to``, at ``speed`` steps a second.

    ``ticket``: a random text, by which ``/api/films/<ticket>`` tells meanwhile how far it is.
    """
    quotas_of(request).require("films", request)
    try:
        out = await library.film(record, film.Cut(format, first, last, speed), ticket)
    except BusyError as error:
        raise HTTPException(503, str(error)) from error
    except (film.FilmError, traces.TraceError) as error:
        raise HTTPException(422, _plain(error, record.path(library.data))) from error
    except OSError as error:
        raise HTTPException(503, f"the film cannot be written: {error.strerror}") from error
    name = f"sidequest-{record.session}-{record.number}.{format}"
    kind = "video/mp4" if format == "mp4" else "image/gif"
    return FileResponse(
        out, media_type=kind, filename=name, background=BackgroundTask(out.unlink, missing_ok=True)
    )


@router.get("/api/films/{ticket}")
def film_progress(library: TheLibrary, ticket: str) -> FilmProgress:
    """How far a film is; nothing is done of one that is not being made (any more)."""
    return library.filming.get(ticket, FilmProgress())


@router.get("/api/replays/{session}/{number}/review")
def review(library: TheLibrary, record: Record) -> Review:
    """What people said of a record."""
    return library.reviews.of(record)


@router.put("/api/replays/{session}/{number}/rating")
def rate(library: TheLibrary, record: Record, asked: Stars) -> Review:
    """Rate a record."""
    library.reviews.rate(record, asked.who, asked.stars)
    return library.reviews.of(record)


@router.put("/api/replays/{session}/{number}/flag")
def flag(library: TheLibrary, record: Record, asked: Flagging) -> Review:
    """Flag a record, or take its flags away."""
    library.reviews.flag(record, asked.who, flagged=asked.flagged)
    return library.reviews.of(record)


@router.post("/api/replays/{session}/{number}/notes", status_code=201)
def note(library: TheLibrary, record: Record, asked: NewNote) -> Review:
    """Add a note."""
    library.reviews.note(record, asked.who, asked.step, asked.text)
    return library.reviews.of(record)


@router.delete("/api/replays/{session}/{number}/notes/{note_id}")
def remove_note(library: TheLibrary, record: Record, note_id: RowId) -> Review:
    """Remove a note."""
    if not library.reviews.remove_note(record, note_id):
        raise HTTPException(404, f"this record has no note {note_id}")
    return library.reviews.of(record)


def _plain(error: Exception, path: FilePath) -> str:
    """An error's text without the place of the file, which is nobody's business."""
    return str(error).removeprefix(f"{path}: ")
