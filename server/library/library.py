"""The library of one server: what it keeps, and the threads that do what is slow."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from agent.traces import trace as traces
from agent.traces.trace import read
from server.library import film
from server.library.address import Address
from server.library.gallery import Counted, Gallery, GameChoice
from server.library.index import Index
from server.library.links import Links
from server.library.replays import Replays, last_frame
from server.library.reviews import Reviews

log = structlog.get_logger()

T = TypeVar("T")

PATIENCE = 1.5  # seconds that a reader waits for the index; then it sees what is there
# seconds for which the index is not looked after again: records that are being played grow all the
# time
FRESH = 1.0
FRAMES = 5_000  # records whose last frame is kept: some megabytes
MAX_FILMS = 4  # that may wait


@dataclass(slots=True)
class FilmProgress:
    """How far a film is that is being made."""

    done: int = 0  # frames
    frames: int = 0  # 0 while other films are made first


class BusyError(RuntimeError):
    """Too much waits already."""


class Library:
    """All methods that wait belong to the event loop; the stores are for any thread.

    Attributes:
        filming: the films that are being made, by the tickets of those who wait.
        reading: how many of how many records the index still reads, None when it is up to date.
    """

    def __init__(self, data: Path, share_days: float = 30.0) -> None:
        """``data``: the data folder; ``share_days``: for which a spectator's link opens something.
        Nothing is read yet.
        """
        self.data = data
        self.index = Index(data)
        self.reviews = Reviews(data)
        self.links = Links(data, share_days)
        self.replays = Replays(data)
        self._gallery = Gallery(self.index)
        self.reading: tuple[int, int] | None = None
        self._threads = {
            name: ThreadPoolExecutor(1, thread_name_prefix=name)
            for name in ("index", "replays", "films", "figures", "frames")
        }
        self._refresh: asyncio.Task[int] | None = None
        self._refreshed = float("-inf")
        self._frames: dict[tuple[Address, int, int], bytes] = {}
        self._films = 0
        self.filming: dict[str, FilmProgress] = {}

    async def look(self) -> None:
        """Bring the index up to date, or (where that takes long) wait for a moment while it goes
        on.

        OSError or sqlite3.Error if the index cannot be written.
        """
        now = asyncio.get_running_loop().time()
        if self._refresh is None or self._refresh.done():
            if now - self._refreshed < FRESH:
                return
            self._refreshed = now
            self._refresh = asyncio.create_task(self._look(), name="index")
        await asyncio.wait([self._refresh], timeout=PATIENCE)
        if self._refresh.done():
            self._refresh.result()

    async def replay(self, record: Address) -> bytes:
        """See ``Replays.make``."""
        made = self.replays.made(record)
        return (
            made
            if made is not None
            else await self._in("replays", partial(self.replays.make, record))
        )

    async def last_frame(self, record: Address) -> bytes:
        """See ``replays.last_frame``; kept while the record stays as it was.

        OSError if the record is not there, TraceError if it cannot be played.
        """
        stat = record.path(self.data).stat()
        key = (record, stat.st_size, stat.st_mtime_ns)
        if key not in self._frames:
            frame = await self._in("frames", lambda: last_frame(read(record.path(self.data))))
            self._frames[key] = frame
            while len(self._frames) > FRAMES:
                self._frames.pop(next(iter(self._frames)))
        return self._frames[key]

    async def film(self, record: Address, cut: film.Cut, ticket: str = "") -> Path:
        """Film a record; the file, which the caller removes. ``ticket``: by which the caller asks
        how far it is.

        Raises BusyError if too many wait, FilmError for a cut that cannot be, TraceError or OSError
        if the record cannot be read.
        """
        if self._films >= MAX_FILMS:
            raise BusyError(f"{self._films} films are being made already; try again in a minute.")
        self._films += 1
        progress = self.filming[ticket] = FilmProgress()
        try:
            return await self._in("films", partial(_film, record.path(self.data), cut, progress))
        finally:
            self._films -= 1
            self.filming.pop(ticket, None)

    async def figures(self, choice: GameChoice) -> Counted:
        """See ``Gallery.count``."""
        return await self._in("figures", partial(self._gallery.count, choice))

    async def picture(self, key: str, name: str, *, narrow: bool) -> bytes:
        """See ``Gallery.picture``."""
        return await self._in("figures", partial(self._gallery.picture, key, name, narrow=narrow))

    def close(self) -> None:
        """Let the threads end after what they are at."""
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)

    async def _look(self) -> int:
        try:
            return await self._in("index", partial(self.index.refresh, self._watch))
        finally:
            self.reading = None

    def _watch(self, done: int, count: int) -> None:
        self.reading = (done, count)

    async def _in(self, threads: str, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads[threads], work)


def _film(path: Path, cut: film.Cut, progress: FilmProgress) -> Path:
    trace = traces.read(path)
    frames = cut.frames(sum(1 for _ in trace.steps))  # before there is a file
    progress.frames = len(frames)

    def tell(done: int) -> None:
        progress.done = done

    with tempfile.NamedTemporaryFile(
        prefix="sidequest-", suffix=f".{cut.format}", delete=False
    ) as file:
        out = Path(file.name)
    film.make(trace, cut, out, tell)
    return out
