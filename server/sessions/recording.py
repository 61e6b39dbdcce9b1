"""Recording or standing still: a game goes on only while its trace takes what is played."""

from __future__ import annotations

import math
from collections.abc import Callable

import structlog

from server.core import texts
from server.sessions.episode import LiveEpisode
from server.sessions.publish import Publisher
from server.sessions.threads import Threads

log = structlog.get_logger()

RETRY = 1.0  # seconds between two attempts to write what waits


class Recorder:
    """Watches over the trace of one session's episode. For the event loop.

    While the disk does not take what was played, viewers are shown why, the clock stands, and
    commands that were carried out are not answered. What waits is tried again by itself.

    Attributes:
        due: loop time of the next attempt; infinite while all is recorded.
    """

    def __init__(self, publisher: Publisher, threads: Threads) -> None:
        """``publisher`` shows how it is; ``threads`` write."""
        self.due = math.inf
        self._publisher = publisher
        self._threads = threads
        self._owed: list[Callable[[], None]] = []

    @property
    def stands(self) -> bool:
        """Whether the game has to stand still."""
        return self.due < math.inf

    def trouble(self, error: OSError, now: float) -> None:
        """The trace did not take something."""
        reason = texts.disk_full(error, self._publisher.state.step)
        if not self.stands:
            log.warning("not recording", session=self._publisher.session, reason=reason)
        self.due = now + RETRY
        self._publisher.tell_recorder(reason)

    def owe(self, answer: Callable[[], None]) -> None:
        """Give an answer as soon as what it is about is recorded."""
        self._owed.append(answer)

    async def retry(self, episode: LiveEpisode, now: float) -> None:
        """Write what waits; from then on all is as it was before."""
        try:
            await self._threads.step(episode.flush)
        except OSError as error:
            self.trouble(error, now)
        else:
            self.end()

    def end(self) -> None:
        """All is recorded: say so, and give the answers that waited for it."""
        if self.stands:
            log.info("recording again", session=self._publisher.session)
        self.due = math.inf
        self._publisher.tell_recorder("")
        while self._owed:
            self._owed.pop(0)()
