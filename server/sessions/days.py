"""The world of the day: the same for everybody."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel

from agent.core import seeds


class Day(BaseModel):
    """A day and its world."""

    date: str  # ISO 8601, UTC
    seed: int


def today() -> Day:
    """The day that it is now."""
    now = datetime.now(UTC).date()
    return Day(date=now.isoformat(), seed=seeds.of_day(now))
