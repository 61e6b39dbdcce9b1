"""What is said between a person and a game, and what a person's words turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["person", "planner", "game"]
UtteranceKind = Literal[
    "words",  # as a person typed them
    "answer",  # to a person
    "remark",  # of its own accord
    "warning",
    "refusal",  # why something was not done
]
OfferKind = Literal[
    "take_over", "pause", "play", "step", "cancel", "back", "what_if", "plan", "order"
]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that helps now."""

    label: str
    does: OfferKind
    text: str = ""  # of the plan that it writes or tries
    step: int = 0  # to which "back" goes


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said."""

    who: Speaker
    kind: UtteranceKind
    text: str
    plan: int = 0  # id of the plan that it is about, 0 for none
    offers: tuple[Offer, ...] = ()
