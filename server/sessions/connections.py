"""Those who watch one session: people who may command, and spectators, who came by a link."""

from __future__ import annotations

from collections.abc import Iterator

from server.protocol.messages import Event
from server.sessions.connection import Viewer


class Audience:
    """Tells everybody the same. One tab may be there twice, while its old connection is not known to be broken.

    Attributes:
        seq: of the newest event.
        cut_off: connections that were too slow so far.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.cut_off = 0
        self._viewers: list[Viewer] = []
        self._skipped_by_gone = 0

    def __len__(self) -> int:
        return len(self._viewers)

    def __iter__(self) -> Iterator[Viewer]:
        return iter(self._viewers)

    def __contains__(self, viewer: Viewer) -> bool:
        return viewer in self._viewers

    @property
    def spectators(self) -> int:
        """How many are spectators."""
        return sum(viewer.spectator for viewer in self._viewers)

    @property
    def people(self) -> int:
        """How many may command: for them alone a session goes on."""
        return len(self) - self.spectators

    @property
    def skipped(self) -> int:
        """State frames that were not sent because a newer one came, to all who are or were here."""
        return self._skipped_by_gone + sum(viewer.skipped for viewer in self._viewers)

    def has(self, viewer_id: str) -> bool:
        """Whether a viewer of that id is connected."""
        return any(viewer.id == viewer_id for viewer in self._viewers)

    def add(self, viewer: Viewer) -> None:
        """Someone comes."""
        self._viewers.append(viewer)

    def remove(self, viewer: Viewer) -> None:
        """Someone leaves."""
        self._viewers.remove(viewer)
        self._skipped_by_gone += viewer.skipped
        self.cut_off += viewer.too_slow

    def number(self) -> int:
        """The number of a new event."""
        self.seq += 1
        return self.seq

    def tell(self, event: Event, *, but: Viewer | None = None) -> None:
        """Send an event to all ``but`` one."""
        text = event.model_dump_json()
        for viewer in self._viewers:
            if viewer is not but:
                viewer.tell(text)

    def show(self, frame: bytes) -> None:
        """Send a state frame to all."""
        for viewer in self._viewers:
            viewer.show(frame)

    def close(self, code: int, reason: str) -> None:
        """Close every connection when what waits is sent."""
        for viewer in self._viewers:
            viewer.close(code, reason)
