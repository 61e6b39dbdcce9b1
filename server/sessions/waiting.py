"""The line of those who wait for a game while all places are taken. Who asks again keeps their
place; who does not ask for a while loses it.
"""

from __future__ import annotations

import time

KEPT = 20.0  # seconds; the page asks every 5


class Line:
    """Who waits, by a name that is theirs alone."""

    def __init__(self) -> None:
        self._asked: dict[str, float] = {}  # name -> when last; in the order in which they came

    def __len__(self) -> int:
        self._forget()
        return len(self._asked)

    def ask(self, name: str, free: int) -> int:
        """The place of who wants to come in: 0 if it is their turn, as so many are ``free``."""
        self._forget()
        self._asked[name] = time.monotonic()
        before = list(self._asked).index(name)
        return 0 if before < free else before + 1 - free

    def leave(self, name: str) -> None:
        """Who waited has come in."""
        self._asked.pop(name, None)

    def _forget(self) -> None:
        now = time.monotonic()
        for name in [name for name, when in self._asked.items() if now - when > KEPT]:
            del self._asked[name]
