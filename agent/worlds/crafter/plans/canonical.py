"""The canonical sentences, as a grammar that a language model can be made to write under.

A canonical sentence is what ``describe`` says of a goal, such as "collect 5 wood" or "when it is
night, wall in", or the like with "whenever" and "don't". The grammar is made of ``TARGETS`` and
``describe``, and holds only what ``read`` gives back, so that it follows both. It is one regular
expression, since no sentence holds another: whatever decodes under a grammar takes that as the
``pattern`` of a JSON schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.describing import DIRECTIONS, describe, state
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS
from agent.worlds.crafter.rules import ITEMS, VITALS

MOST_SENTENCES = 8  # of a plan
_SOME, _FEW = 42, 7  # stand for any number of things, and for any amount that is held
_COUNT, _AMOUNT = "(?:[2-9]|[1-9][0-9])", "[0-9]"
_WAY, _WAY_NAME = (0, -1), "north"  # stands for all ways
_HOUR = Condition("night", "is")  # stands for all conditions


@cache
def sentence() -> str:
    """The regular expression of one canonical sentence, without anchors."""
    states, bounded = _any_of(_states()), _any_of(_bounded())
    wanted, refused = dict.fromkeys(_actions()), dict.fromkeys(_refused())
    either = _any_of(wanted.keys() & refused.keys())
    only_wanted = _any_of(wanted.keys() - refused.keys())
    only_refused = _any_of(refused.keys() - wanted.keys())
    deed = f"(?:(?:don't )?{either}|{only_wanted}|don't {only_refused}|{bounded} until {states})"
    return f"(?:(?:if|when|whenever) {states}, )?{deed}"


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a plan, such as ``{"plan": ["collect 5 wood", "place a table"]}``."""
    sentences = {
        "type": "array",
        "items": {"type": "string", "pattern": f"^{sentence()}$"},
        "maxItems": MOST_SENTENCES,
    }
    return {
        "type": "object",
        "properties": {"plan": sentences},
        "required": ["plan"],
        "additionalProperties": False,
    }


def join(sentences: Iterable[str]) -> str:
    """Canonical sentences as one text, which ``read`` reads."""
    return ". ".join(sentences)


def is_canonical(text: str) -> bool:
    """Whether a text is one canonical sentence."""
    return re.fullmatch(sentence(), text) is not None


@cache
def examples() -> tuple[str, ...]:
    """Canonical sentences, one for each kind of deed and thing, and some with conditions."""
    goals = [Goal(verb, target) for verb, target in _deeds()]
    seen, low = Condition("zombie", "seen"), Condition("drink", "at most", 3)
    shown = [
        *goals,
        Goal("collect", "wood", 5),
        Goal("go", direction=(1, 0)),
        Goal("go", "", 10, (1, -1)),
        Goal("explore", "cave", direction=(0, 1)),
        Goal("shelter", when=_HOUR),
        Goal("collect", "drink", when=low, skip=True),
        Goal("wait", until=Condition("morning", "is")),
        Goal("collect", "coal", until=Condition("coal", "at least", 2)),
    ]
    told = dict.fromkeys(text for goal in shown if is_canonical(text := describe(goal)))
    return (
        *told,
        f"whenever {state(seen)}, {describe(Goal('fight', 'zombie'))}",
        "don't rest",
        "don't place a table",
    )


def _deeds() -> Iterator[tuple[Any, str]]:
    for verb, targets in TARGETS.items():
        for target in targets:
            yield verb, target


def _goals() -> Iterator[Goal]:
    """A goal for each thing that can be said, numbers and ways aside."""
    for verb, target in _deeds():
        for count in (0, 1, _SOME) if verb == "go" else (1, _SOME):  # 0: as far as it goes
            for way in (None, _WAY):
                yield Goal(verb, target, count, way)


def _actions() -> Iterator[str]:
    """What can be said alone and under a condition."""
    for goal in _goals():
        if _given_back(goal) and _given_back(replace(goal, when=_HOUR)):
            yield describe(goal)


def _bounded() -> Iterator[str]:
    """What can be said before "until"."""
    return (_before_until(goal) for goal in _goals() if _given_back(replace(goal, until=_HOUR)))


def _refused() -> Iterator[str]:
    """What can be said behind "don't": "rest", since "don't sleep until morning" ends by then."""
    for goal in _goals():
        for action in (describe(goal), _before_until(goal)):
            reading = read(f"don't {action}")
            if goal in reading.refused and not reading.unread:
                yield action


def _before_until(goal: Goal) -> str:
    return describe(replace(goal, until=_HOUR)).removesuffix(f" until {state(_HOUR)}")


def _states() -> Iterator[str]:
    things = sorted({"ripe", *(target for _, target in _deeds())})
    found = [
        *(Condition(held, "at least", _FEW) for held in (*VITALS, *ITEMS)),
        *(Condition(held, "at most", _FEW) for held in (*VITALS, *ITEMS)),
        *(Condition(hour, "is") for hour in ("night", "day", "morning", "awake")),
        *(Condition(thing, "seen") for thing in things if thing),
        *(Condition(thing, "unseen") for thing in things if thing),
    ]
    for one in found:
        if _given_back(Goal("shelter", when=one)) or _given_back(Goal("wait", until=one)):
            yield state(one)


def _given_back(goal: Goal) -> bool:
    reading = read(describe(goal))
    return reading.goals == (goal,) and not reading.unread


def _any_of(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(map(_pattern, texts))))})"


def _pattern(text: str) -> str:
    """A text as a pattern, with any number, amount or way in place of what stands for it."""
    words = {str(_SOME): _COUNT, str(_FEW): _AMOUNT, _WAY_NAME: f"(?:{'|'.join(DIRECTIONS)})"}
    return " ".join(words.get(word, word) for word in text.split(" "))
