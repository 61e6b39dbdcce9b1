"""Levels that are to be kept, as standing orders: "keep your food above 4", "don't let your drink
drop below 3".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.holding import negated
from agent.worlds.crafter.plans.reading import conditions
from agent.worlds.crafter.plans.reading.cutting import after_fillers, is_filler
from agent.worlds.crafter.plans.reading.lexing import Word

_KEEPS = ("keep", "keep your", "keep my", "keep the", "maintain")
_LETS = ("don't let", "dont let", "do not let", "never let")
_RAISES = {
    "food": Goal("eat"),
    "drink": Goal("collect", "drink"),
    "energy": Goal("sleep"),
    "health": Goal("sleep"),
}


def kept(words: Sequence[Word]) -> Goal | None:
    """What is to be done whenever the level that is named is not kept; None if the
    words name none.
    """
    opening = words[: (after_fillers(words, 0) or 0) + 1]
    at = next((at for at, word in enumerate(opening) if word.text in (*_KEEPS, *_LETS)), None)
    if at is None:
        return None
    found = conditions.find(words[at + 1 :])
    if (
        found is None
        or len(found.conditions) != 1
        or not all(is_filler(word) for word in words[at + 1 + found.end :])
    ):
        return None
    level, sinks = found.conditions[0], words[at].text in _LETS
    when = level if sinks else negated(level)
    if level.relation != ("at most" if sinks else "at least") or level.subject not in _RAISES:
        return None
    return replace(_RAISES[level.subject], when=when)
