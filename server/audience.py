"""The viewers of one session."""

from __future__ import annotations

from server.protocol import Event
from server.viewer import Viewer


class Audience:
    """Tells every viewer the same. One tab may be there twice, while its old connection is not known to be broken."""

    def __init__(self) -> None:
        self.seq = 0  # of the newest event
        self._viewers: list[Viewer] = []

    def __len__(self) -> int:
        return len(self._viewers)

    def __contains__(self, viewer: Viewer) -> bool:
        return viewer in self._viewers

    def has(self, viewer_id: str) -> bool:
        """Whether a viewer of that id is connected."""
        return any(viewer.id == viewer_id for viewer in self._viewers)

    def add(self, viewer: Viewer) -> None:
        """Someone comes."""
        self._viewers.append(viewer)

    def remove(self, viewer: Viewer) -> None:
        """Someone leaves."""
        self._viewers.remove(viewer)

    def number(self) -> int:
        """The number of a new event."""
        self.seq += 1
        return self.seq

    def tell(self, event: Event) -> None:
        """Send an event to all."""
        text = event.model_dump_json()
        for viewer in self._viewers:
            viewer.tell(text)

    def show(self, frame: bytes) -> None:
        """Send a state frame to all."""
        for viewer in self._viewers:
            viewer.show(frame)

    def close(self, code: int, reason: str) -> None:
        """Close every connection when what waits is sent."""
        for viewer in self._viewers:
            viewer.close(code, reason)
