"""A plan: text with a source, an authority, the step from which it was in force, and a fate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["agent", "human", "expert"]
Authority = Literal[
    "advice",  # the planner may replace it
    "order",  # the planner's own plans are ruled out until it ends
]
Fate = Literal["done", "replaced", "cancelled", "given_up"]
Status = Literal["queued", "active"] | Fate
MAX_PLAN_CHARS = 500
EPISODE_ENDED = "the episode ended"  # begins the reason of a plan that nobody ended


@dataclass(slots=True)
class Plan:
    """One plan of one episode."""

    id: int  # 1, 2, 3 ... within the episode
    text: str
    source: Source
    step: int  # the view's step from which it is in force; while it is queued, that at which it was written
    status: Status = "active"
    ended: int | None = None  # the view's step when it ended
    reason: str = ""  # why it ended, in plain words
    authority: Authority = "advice"
    begun: bool = True  # False while, and if, it only waited
    read_as: str = ""  # canonical sentences of a second reader that are read in place of the text, "" if there are none
    reader: str = ""  # who wrote them

    @property
    def words(self) -> str:
        """What is read: the text, or what a second reader made of it."""
        return self.read_as or self.text

    @property
    def binding(self) -> bool:
        """Whether it rules out the planner's own plans now."""
        return self.authority == "order" and self.status == "active"
