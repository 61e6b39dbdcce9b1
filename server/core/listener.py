"""How a connection is taken, before anything is asked: not too many, not too slow, and not kept
when nobody is at its other end.

uvicorn limits none of this by itself. A connection beyond a limit is closed without a word.
"""

from __future__ import annotations

import asyncio

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.core import metrics
from server.core.settings import ServerSettings

# Files that connections leave to those who play: records, databases, planners.
RESERVE = 256
# Files where the system names no limit. macOS names none and gives no more than these.
WITHOUT_LIMIT = 10_240
_LAST_WORDS = 1.0  # seconds for the close frame of a connection that has not answered


def files() -> int:
    """How many files this process may have open; as many as it may ask for."""
    try:
        import resource
    except ImportError:  # Windows
        return WITHOUT_LIMIT
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WITHOUT_LIMIT if most == resource.RLIM_INFINITY else most
    if now != resource.RLIM_INFINITY:
        wanted = max(now, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted


def http_protocol(settings: ServerSettings) -> type[HttpToolsProtocol]:
    """uvicorn's protocol with the limits of a server."""
    most = settings.max_connections or max(RESERVE, files() - RESERVE)

    class Http(HttpToolsProtocol):
        _waits: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            address = _address(self)
            same = sum(_address(one) == address for one in self.connections)
            if len(self.connections) > most or same > settings.max_connections_of_address:
                metrics.REFUSED.labels("connections").inc()
                transport.abort()
                return
            self._wait()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._wait()

        def on_headers_complete(self) -> None:
            self._wait_no_more()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait_no_more()
            super().connection_lost(exc)

        def _wait(self) -> None:
            """For the headers of a request."""
            if self._waits is None:
                self._waits = self.loop.call_later(settings.header_timeout, self.transport.abort)

        def _wait_no_more(self) -> None:
            if self._waits is not None:
                self._waits.cancel()
                self._waits = None

    return Http


class WebSockets(WebSocketsSansIOProtocol):
    """uvicorn's protocol. By itself it waits for a peer to take what was sent also when it is given
    up, and goes on writing to a line that is known to be broken.
    """

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message; ClientDisconnected, an OSError, if there is nobody to take it."""
        if self.transport.is_closing():
            self.disconnected = True
        await super().send(message)

    def keepalive_timeout(self) -> None:
        """The peer has not answered a ping in time."""
        super().keepalive_timeout()
        metrics.VIEWERS_CUT.inc()
        self.loop.call_later(_LAST_WORDS, self.transport.abort)


def _address(connection: object) -> str:
    client: tuple[str, int] | None = getattr(connection, "client", None)
    return client[0] if client else ""
