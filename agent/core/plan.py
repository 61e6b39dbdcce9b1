"""A plan: text with a source, an authority, the step from which it was in force, and a fate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["agent", "human", "expert", "adviser"]
Authority = Literal[
    "advice",  # the planner may put it off for reasons of its own
    "order",  # what would put it off has to be asked for
]
Fate = Literal["done", "replaced", "cancelled", "given_up"]
Status = Literal["queued", "active"] | Fate
MAX_PLAN_CHARS = 500
EPISODE_ENDED = "the episode ended"  # begins the reason of a plan that nobody ended
PERSONS_PLAN_ENDED = "the person's plan above it ended"  # why a plan of the planner's ended


@dataclass(slots=True)
class Plan:
    """One plan of one episode.

    A person's plan is what is wanted; it stays in force until it is done, ended or impossible. The
    planner's own plan beneath it says how it goes about that, or what it does first. An adviser's
    plan (``agent.planners.advised``) is taken as a person's advice is, and gives way to a person's.
    """

    id: int  # 1, 2, 3 ... within the episode
    text: str
    source: Source
    # the view's step from which it is in force; while it is queued, that at which it was written
    step: int
    status: Status = "active"
    ended: int | None = None  # the view's step when it ended
    reason: str = ""  # why it ended, in plain words
    authority: Authority = "advice"
    begun: bool = True  # False while, and if, it only waited
    under: int = 0  # id of the person's plan that it stands under, 0 for none
    # canonical sentences of a second reader that are read in place of the text, "" if there are
    # none
    read_as: str = ""
    reader: str = ""  # who wrote them

    @property
    def words(self) -> str:
        """What is read: the text, or what a second reader made of it."""
        return self.read_as or self.text

    @property
    def is_persons(self) -> bool:
        """Whether a person wrote it."""
        return self.source == "human"

    @property
    def is_asked(self) -> bool:
        """Whether it was asked of the planner that plays: by a person, or by an adviser."""
        return self.source in ("human", "adviser")

    @property
    def binding(self) -> bool:
        """Whether what would put it off has to be asked for."""
        return self.authority == "order" and self.status == "active"
