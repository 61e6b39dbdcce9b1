"""What can be done in place of what was not understood, or what the game does not have."""

from __future__ import annotations

from collections.abc import Sequence

from agent.core.spoken import plain
from agent.core.talk import quoted
from agent.worlds.crafter.plans.reading.vocabulary import SENSES

_CAN = {
    "make": "I can make a pickaxe or a sword, of wood, stone or iron: make a stone sword.",
    "place": "I can place a table, a furnace, stones and saplings: place a table.",
    "collect": (
        "I can collect wood, stone, coal, iron, diamonds, saplings and water: collect 5 wood."
    ),
    "eat": "I can eat cows and ripe plants: eat a cow.",
    "fight": "I can fight zombies and skeletons: fight a zombie.",
    "go": "I can go to what I have seen, or some way: go 5 steps east.",
}
_SAME = {"get": "collect", "plant": "place", "hunt": "eat", "walk": "go", "harvest": "collect"}
_EXAMPLE = "Tell me what to do, such as: collect 5 wood, then place a table."
_LITTLE = ("a", "an", "some", "me", "us", "to", "with", "at")  # words before a thing
_MOST = 40  # characters of a thing's name; what is longer is a sentence of its own


def instead(unread: Sequence[str]) -> str:
    """About words that were not understood: what there is none of here, and what can be said."""
    for part in unread:
        verb, thing = _deed(plain(part))
        if verb and thing and not _is_known(thing) and len(thing) <= _MOST:
            return f"I don't know “{thing}”: there is none in this game. {_CAN[verb]}"
        if verb:
            return f"I do not understand {quoted([part])} as it stands. {_CAN[verb]}"
    return f"I do not understand {quoted(unread)}. {_EXAMPLE}"


def _deed(words: str) -> tuple[str, str]:
    """What is to be done, as a key of ``_CAN``, and with what; "" for what is not said."""
    said = words.split()
    for at in range(len(said)):
        for length in (2, 1):
            sense = SENSES.get(tuple(said[at : at + length]), {}).get("verb", "")
            verb = _SAME.get(sense, sense)
            if verb in _CAN:
                rest = said[at + length :]
                while rest and (rest[0] in _LITTLE or "det" in SENSES.get((rest[0],), {})):
                    rest = rest[1:]
                return verb, " ".join(rest)
    return "", ""


def _is_known(thing: str) -> bool:
    """Whether it is a number, begins with a word that may stand in a plan, or has a thing of the
    game in it.
    """
    words = thing.split()
    return (
        words[0].isdigit()
        or (words[0],) in SENSES
        or any({"noun", "tool"} & SENSES.get((word,), {}).keys() for word in words)
    )
