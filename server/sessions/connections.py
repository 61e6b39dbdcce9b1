"""Those who watch one session: people who may command, and spectators, who came by a link."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from server.protocol.messages import SessionEvent
from server.sessions.connection import Connection


class Connections:
    """Tells everybody the same.

    One tab may be there twice, while its old connection is not known to be broken.

    Attributes:
        seq: of the newest event.
        cut_off: connections that were too slow so far.
    """

    def __init__(self, kept: int) -> None:
        """``kept``: newest events that those who come back can still be told."""
        self.seq = 0
        self._newest: deque[tuple[int, str]] = deque(maxlen=kept)
        self.cut_off = 0
        self._connections: list[Connection] = []
        self._skipped_by_gone = 0

    def __len__(self) -> int:
        return len(self._connections)

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._connections)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._connections

    @property
    def spectators(self) -> int:
        """How many are spectators."""
        return sum(connection.spectator for connection in self._connections)

    @property
    def people(self) -> int:
        """How many may command: for them alone a session goes on."""
        return sum(
            not connection.spectator and not connection.only_watches
            for connection in self._connections
        )

    @property
    def skipped(self) -> int:
        """State frames that were not sent because a newer one came, to all who are or were here."""
        return self._skipped_by_gone + sum(connection.skipped for connection in self._connections)

    def has(self, viewer_id: str) -> bool:
        """Whether a viewer of that id is connected."""
        return any(connection.id == viewer_id for connection in self._connections)

    def add(self, connection: Connection) -> None:
        """Someone comes."""
        self._connections.append(connection)

    def remove(self, connection: Connection) -> None:
        """Someone leaves."""
        self._connections.remove(connection)
        self._skipped_by_gone += connection.skipped
        self.cut_off += connection.too_slow

    def number(self) -> int:
        """The number of a new event."""
        self.seq += 1
        return self.seq

    def tell(self, event: SessionEvent, *, but: Connection | None = None) -> None:
        """Send an event to all ``but`` one."""
        text = event.model_dump_json()
        self._newest.append((event.seq, text))
        for connection in self._connections:
            if connection is not but:
                connection.tell(text)

    def since(self, seq: int) -> list[str] | None:
        """The events after one, None if they are not all here any more."""
        if not 0 <= self.seq - seq <= len(self._newest):
            return None
        return [text for number, text in self._newest if number > seq]

    def show(self, frame: bytes) -> None:
        """Send a state frame to all."""
        for connection in self._connections:
            connection.show(frame)

    def close(self, code: int, reason: str) -> None:
        """Close every connection when what waits is sent."""
        for connection in self._connections:
            connection.close(code, reason)
