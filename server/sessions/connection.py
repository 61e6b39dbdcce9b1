"""One connection as the session sees it: what waits to be sent, and the task that sends it.

Events wait in a bounded queue and none is ever dropped: a viewer that lets it overflow, or lets one
message take too long, is cut off. State frames have one slot, where the newest wins. All events
that came before a frame are sent before it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Protocol

from server.core import metrics

TOO_SLOW = 4008
CLOSE_TIMEOUT = 2.0  # seconds for a close frame; a stuck connection never takes it


class Socket(Protocol):
    """What a viewer needs of a WebSocket."""

    async def send_text(self, data: str) -> None:
        """Send a text frame; waits while the connection's buffer is full."""

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame; waits while the connection's buffer is full."""

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Send a close frame."""


class Connection:
    """Someone who watches, and may command unless they are a spectator.

    Attributes:
        id: the tab's own, told by its hello; "" for a spectator, which can have no controls.
        spectator: came by a link that lets people watch.
        link: that its browser came by, see ``server.core.logins``; None for none.
        only_watches: a researcher's, which has no commands here: the game is a participant's of a
            study.
        skipped: state frames that were not sent because a newer one came.
    """

    def __init__(
        self, socket: Socket, *, queue: int, send_timeout: float, spectator: bool = False
    ) -> None:
        """``queue``: events that may wait. ``send_timeout``: seconds for one message."""
        self.id = ""
        self.link: int | None = None
        self.only_watches = False
        self.spectator = spectator
        self.skipped = 0
        self._socket = socket
        self._limit = queue
        self._send_timeout = send_timeout
        self._texts: deque[str] = deque()
        self._frame: bytes | None = None
        self._wake = asyncio.Event()
        self._cut = asyncio.Event()
        self._end: tuple[int, str] = (1000, "")
        self._closing = False

    def tell(self, text: str) -> None:
        """Send an event or an answer, in its turn."""
        if len(self._texts) >= self._limit:
            self.cut(TOO_SLOW, "too slow")
            return
        self._texts.append(text)
        self._wake.set()

    def show(self, frame: bytes) -> None:
        """Send a state frame, unless a newer one comes before its turn."""
        if self._frame is not None:
            self.skipped += 1
            metrics.FRAMES_SKIPPED.inc()
        self._frame = frame
        self._wake.set()

    @property
    def waiting(self) -> int:
        """Events and answers that wait to be sent."""
        return len(self._texts)

    @property
    def too_slow(self) -> bool:
        """Whether the connection was cut off for being too slow."""
        return self._end[0] == TOO_SLOW

    def cut(self, code: int, reason: str) -> None:
        """Close the connection at once: what waits is not sent."""
        if code == TOO_SLOW and not self.too_slow:
            metrics.VIEWERS_CUT.inc()
        self._end = (code, reason)
        self._cut.set()

    def close(self, code: int, reason: str) -> None:
        """Close the connection when all that waits is sent."""
        self._end = (code, reason)
        self._closing = True
        self._wake.set()

    async def write(self) -> None:
        """Send what comes until the viewer is closed or cut off.

        Raises what the socket raises when the peer has left.
        """
        sending = asyncio.create_task(self._send())
        cut = asyncio.create_task(self._cut.wait())
        try:
            await asyncio.wait({sending, cut}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        except TimeoutError:
            self.cut(TOO_SLOW, "too slow")
        finally:
            sending.cancel()
            cut.cancel()
        code, reason = self._end
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._socket.close(code, reason)

    async def _send(self) -> None:
        while True:
            while self._texts:
                async with asyncio.timeout(self._send_timeout):
                    await self._socket.send_text(self._texts.popleft())
            if self._frame is not None:
                frame, self._frame = self._frame, None
                async with asyncio.timeout(self._send_timeout):
                    await self._socket.send_bytes(frame)
            elif self._closing:
                return
            elif not self._texts:
                self._wake.clear()
                await self._wake.wait()
