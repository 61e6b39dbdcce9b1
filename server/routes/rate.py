"""How many messages a connection may send."""

from __future__ import annotations


class Bucket:
    """A token bucket: ``rate`` messages a second, and as many at once."""

    def __init__(self, rate: int, now: float) -> None:
        """``now``: seconds of any steady clock."""
        self._rate = rate
        self._tokens = float(rate)
        self._filled = now

    def take(self, now: float) -> bool:
        """Count one message; False if it is one too many."""
        self._tokens = min(self._rate, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
