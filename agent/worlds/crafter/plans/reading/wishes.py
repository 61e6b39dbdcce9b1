"""Vague wishes as the goals that a good player would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.reading.things import FULL_DRINK
from agent.worlds.crafter.plans.reading.verbs import PLAY
from agent.worlds.crafter.plans.reading.vocabulary import TOOLS

_FED = Goal("eat", until=Condition("food", "at least", 6))
_WATERED = Goal("collect", "drink", until=Condition("drink", "at least", 7))

WISHES: Mapping[str, Sequence[Goal]] = {
    "night": (
        _WATERED,
        _FED,
        Goal("collect", "stone", until=Condition("stone", "at least", 6)),
        Goal("shelter"),
    ),
    "until night": (Goal("wait", until=Condition("night", "is")),),
    "until morning": (Goal("wait", until=Condition("morning", "is")),),
    "tools": tuple(Goal("make", tool) for tool in TOOLS),
    "drink full": (FULL_DRINK,),
    "eat full": (Goal("eat", until=Condition("food", "at least", 9)),),
    "play": (Goal("play", count=PLAY),),
    "ripe": (Goal("wait", until=Condition("ripe", "seen")),),
    "diamond": (Goal("collect", "diamond"),),
    "heal": (Goal("shelter"), Goal("wait", until=Condition("health", "at least", 8))),
    "wall": (Goal("place", "stone", 3),),
    "needs": (_WATERED, _FED),
    "farm": (Goal("collect", "sapling"), Goal("place", "plant")),
}
