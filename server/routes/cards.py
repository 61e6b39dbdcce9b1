"""What a planner is and how well it plays, from the model card that ships with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from agent.planners import registry
from server.study import prose

# What the paragraph of a card that says how well it plays begins with.
_SCORES = ("**Playing alone.**", "**Scores.**")
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")  # to files of the repository, which the page has not


@dataclass(frozen=True, slots=True)
class Card:
    """A planner, for people.

    Attributes:
        about: what it is, in a sentence or two.
        scores: how well it plays, and on what.
        whole: the whole card.
    """

    about: Markup
    scores: Markup
    whole: Markup


def card_of(name: str) -> Card | None:
    """The card of a planner that is shipped with one; None for others."""
    text = registry.card(name)
    if text is None:
        return None
    paragraphs = [part for part in _LINK.sub(r"\1", text).split("\n\n") if part.strip()]
    about = next((part for part in paragraphs if not part.startswith("#")), "")
    scores = next((part for part in paragraphs if part.startswith(_SCORES)), "")
    rest = [part for part in paragraphs if not part.startswith("# ")]
    return Card(*(prose.to_html(part) for part in (about, scores, "\n\n".join(rest))))
