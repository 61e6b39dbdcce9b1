"""A plan: text with a source, the step it was issued at, and a fate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["agent", "human", "expert"]
Fate = Literal["done", "replaced", "cancelled"]
Status = Literal["queued", "active"] | Fate
MAX_PLAN_CHARS = 500


@dataclass(slots=True)
class Plan:
    """One plan of one episode."""

    id: int  # 1, 2, 3 ... within the episode
    text: str
    source: Source
    step: int  # the view's step when it was issued
    status: Status = "active"
    ended: int | None = None  # the view's step when it ended
    reason: str = ""  # why it ended, in plain words
