"""The thing that a sentence is about, and what it is called."""

from __future__ import annotations

from agent.worlds.crafter.plans.reading.vocabulary import SENSES, TOOLS
from agent.worlds.crafter.rules import MAKE

_NAMES = {
    "plant": "a plant",
    "drink": "water",
    "path": "a path",
    "cave": "a cave",
    "start": "the start",
}
_PLURALS = {"wood", "stone", "coal", "iron", "water", "grass", "sand", "lava", "drink"}
_LONGEST = 3  # words of a thing's name


def thing_in(words: str) -> str:
    """The tool, else the first item, material or creature, that is named in a plain sentence; ""
    for none.
    """
    said = words.split()
    nouns, materials, tools = [], [], []
    for at in range(len(said)):
        for length in range(_LONGEST, 0, -1):
            senses = SENSES.get(tuple(said[at : at + length]), {})
            if len(said[at : at + length]) == length and senses:
                nouns += [senses["noun"]] if "noun" in senses else []
                materials += [senses["material"]] if "material" in senses else []
                tools += [senses["tool"]] if "tool" in senses else []
                break
    for tool in tools:
        if tool in MAKE:
            return tool
        if tool in ("pickaxe", "sword"):
            return f"{materials[0] if materials else 'wood'}_{tool}"
    return nouns[0] if nouns else ""


def some(thing: str) -> str:
    """A thing as what one has not seen: "a cow", "water", "an iron pickaxe"."""
    if thing in _NAMES:
        return _NAMES[thing]
    name = thing.replace("_", " ")
    if thing in _PLURALS:
        return name
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def counted(count: int, thing: str) -> str:
    """So many of a thing: "3 wood", "1 diamond", "2 saplings"."""
    name = thing.replace("_", " ")
    return (
        f"{count} {name}"
        if count == 1 or thing in _PLURALS or thing in TOOLS
        else f"{count} {name}s"
    )


def listed(parts: list[str], last: str = "and") -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
