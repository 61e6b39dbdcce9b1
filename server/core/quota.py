"""How much one person, link or address may ask for in a while."""

from __future__ import annotations

import time
from collections import deque

from starlette.exceptions import HTTPException

from server.core import metrics

_MOST_KEYS = 10_000  # that are remembered; a flood of new ones makes old ones new again
_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


class TooManyError(HTTPException):
    """A quota is used up: 429, with what it is and when to come back."""

    def __init__(self, text: str, wait: float) -> None:
        super().__init__(429, text, {"Retry-After": str(max(1, round(wait)))})


class Quota:
    """At the most ``most`` in any ``seconds``, for each key. For the event loop."""

    def __init__(self, name: str, what: str, most: int, seconds: float) -> None:
        """``name``: in metrics; ``what``: for people, in the plural: "new games"."""
        self.name = name
        self.what = what
        self.most = most
        self.seconds = seconds
        self._times: dict[str, deque[float]] = {}

    def require(self, key: str) -> None:
        """Count one; TooManyError if it is one too many."""
        now = time.monotonic()
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now - self.seconds:
            times.popleft()
        if len(times) >= self.most:
            metrics.REFUSED.labels(self.name).inc()
            wait = times[0] + self.seconds - now
            raise TooManyError(
                f"{self.most} {self.what} in {_span(self.seconds)} are the most. "
                f"Try again in {_span(wait)}.",
                wait,
            )
        times.append(now)
        if len(self._times) > _MOST_KEYS:
            del self._times[next(iter(self._times))]


def _span(seconds: float) -> str:
    """``2 hours``, ``1 minute``, ``90 seconds``."""
    name, long = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    count = max(1, round(seconds / long))
    return f"{count} {name}{'' if count == 1 else 's'}"
