"""How much one person, link or address may ask for in a while."""

from __future__ import annotations

import threading
import time
from collections import deque

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from server.core import metrics
from server.core.access import login_of
from server.core.rights import Role
from server.core.settings import ServerSettings

_MOST_KEYS = 10_000  # that are remembered; a flood of new ones makes old ones new again
_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


class TooManyError(HTTPException):
    """A quota is used up: 429, with what it is and when to come back."""

    def __init__(self, text: str, wait: float) -> None:
        super().__init__(429, text, {"Retry-After": str(max(1, round(wait)))})


class Quota:
    """At the most ``most`` in any ``seconds``, for each key. For any thread."""

    def __init__(self, name: str, what: str, most: int, seconds: float) -> None:
        """``name``: in metrics; ``what``: for people, in the plural: "new games"."""
        self.name = name
        self.what = what
        self.most = most
        self.seconds = seconds
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def require(self, key: str) -> None:
        """Count one; TooManyError if it is one too many."""
        with self._lock:
            self._count(key, time.monotonic())

    def _count(self, key: str, now: float) -> None:
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


class Quotas:
    """Those of a server: of each link, each participant and each address. The owner has none."""

    def __init__(self, settings: ServerSettings) -> None:
        hour = 3600
        self.all = (
            Quota("tries", "links and codes that do not work", settings.tries_per_minute, 60),
            Quota("sessions", "new games", settings.hourly_sessions, hour),
            Quota("participants", "new participants", settings.hourly_participants, hour),
            Quota("plans", "plans", settings.hourly_plans, hour),
            Quota("keys", "keys pressed in a game", settings.hourly_keys, hour),
            Quota("exports", "replays and tables", settings.hourly_exports, hour),
            Quota("films", "films", settings.hourly_films, hour),
        )
        self._by_name = {quota.name: quota for quota in self.all}

    def require(self, name: str, request: HTTPConnection, participant: str = "") -> None:
        """Count one for who asks; TooManyError if it is one too many for any of what they are."""
        login = login_of(request)
        if login.role == Role.OWNER:
            return
        keys = [f"address {request.client.host}"] if request.client else []
        if login.role:
            keys.append(f"link {login.link}")
        if participant:
            keys.append(f"participant {participant}")
        for key in keys:
            self._by_name[name].require(key)


def quotas_of(request: HTTPConnection) -> Quotas:
    """Those of the server."""
    quotas: Quotas = request.app.state.quotas
    return quotas


def _span(seconds: float) -> str:
    """``2 hours``, ``1 minute``, ``90 seconds``."""
    name, long = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    count = max(1, round(seconds / long))
    return f"{count} {name}{'' if count == 1 else 's'}"
