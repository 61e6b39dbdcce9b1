"""The words of plans: what people call actions, things, directions and amounts.

``SENSES`` maps a phrase (a tuple of lower-case words) to what it can mean: kind -> value. A word
may have several kinds; where it stands decides ("mine the coal", "go to the mine"). The phrases
themselves stand in ``phrases`` and ``connectives``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from agent.core.goals import Verb
from agent.worlds.crafter.plans.reading import connectives, phrases

Senses = Mapping[str, str]


ITEMS = ("wood", "stone", "coal", "iron", "diamond", "sapling", "drink")
MATERIALS = ("wood", "stone", "iron")  # of tools
TOOLS = tuple(f"{material}_{tool}" for material in MATERIALS for tool in ("pickaxe", "sword"))
_CREATURES = ("cow", "zombie", "skeleton", "plant")
_GROUND = ("grass", "sand", "path", "lava", "table", "furnace")

# The targets that a goal of each verb can have; "" = none.
TARGETS: Mapping[Verb, tuple[str, ...]] = MappingProxyType(
    {
        "collect": ITEMS,
        "make": TOOLS,
        "place": ("stone", "table", "furnace", "plant"),
        "go": (
            "",
            "tree",
            "stone",
            "coal",
            "iron",
            "diamond",
            "water",
            *_GROUND,
            *_CREATURES,
            "cave",
            "start",
        ),
        "eat": ("", "cow", "plant"),
        "fight": ("", "zombie", "skeleton"),
        "sleep": ("",),
        "shelter": ("",),
        "explore": ("", *ITEMS, "tree", "water", *_GROUND, *_CREATURES, "cave"),
        "wait": ("",),
        "flee": ("",),
        "play": ("",),
    }
)

REAL_WORDS = frozenset(phrases.REAL_WORDS.split())


def plural(word: str) -> str:
    """ "cow" -> "cows", "torch" -> "torches", "enemy" -> "enemies"."""
    if word.endswith("y") and word[-2:-1] not in ("a", "e", "o"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def gerund(word: str) -> str:
    """ "mine" -> "mining", "chop" -> "chopping", "eat" -> "eating"."""
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe")):
        return word[:-1] + "ing"
    short = (
        len(word) <= 4
        and word[-1] in "bdgmnpt"
        and word[-2:-1] in tuple("aeiou")
        and word[-3:-2] not in tuple("aeiou")
    )
    return word + (word[-1] if short else "") + "ing"


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    for phrase in text.split(","):
        words = tuple(phrase.replace("-", " ").split())
        if words:
            yield words


def _build() -> dict[tuple[str, ...], dict[str, str]]:
    senses: dict[tuple[str, ...], dict[str, str]] = {}

    def add(kind: str, table: Mapping[str, str] | str, *forms: str) -> None:
        rows = {"": table} if isinstance(table, str) else table
        for value, text in rows.items():
            for phrase in _phrases(text):
                first, *rest = phrase
                *most, last = phrase
                variants = [phrase]
                if "verb" in forms:
                    variants += [(gerund(first), *rest), (plural(first), *rest)]
                if "noun" in forms:
                    variants.append((*most, plural(last)))
                for variant in variants:
                    senses.setdefault(variant, {}).setdefault(kind, value)

    add("noun", phrases.THINGS, "noun")
    add("tool", phrases.TOOLS, "noun")
    add("material", phrases.TOOL_MATERIALS)
    add("verb", {verb: text for verb, text in phrases.VERBS.items() if verb != "seal"}, "verb")
    add("seal", phrases.VERBS["seal"], "verb")
    add("direction", phrases.DIRECTION_WORDS)
    add("amount", phrases.AMOUNTS)
    add("unit", phrases.UNITS, "noun")
    add("det", phrases.DETERMINERS)
    add("prep", connectives.PREPOSITIONS)
    add("self", connectives.SELF)
    add("pronoun", connectives.PRONOUNS)
    add("particle", phrases.FITTING)
    add("enough", phrases.ENOUGH)
    add("means", phrases.MEANS)
    add("opaque", phrases.OPAQUE, "verb")
    add("state", phrases.STATES)
    add("said", connectives.STATEMENTS)
    add("negation", connectives.NEGATIONS)
    add("tail", connectives.NEGATED_TAILS)
    add("condition", connectives.CONDITIONS)
    add("reason", connectives.REASONS)
    add("before", "before, prior to, ahead of")
    add("so", "so, thus, therefore, hence")
    add("then", connectives.SEQUENCE)
    add("join", connectives.JOINS)
    add("refusal", connectives.REFUSALS)
    add("instead", connectives.INSTEADS)
    add("warning", connectives.WARNINGS)
    add("said", connectives.NEEDED)
    add("wish", phrases.WISHES, "verb")
    add("wish", phrases.FILLED, "verb")
    add("wish", {"play": phrases.ACHIEVEMENTS, "ripe": phrases.RIPENING}, "verb")
    add("filler", connectives.FILLER)
    add("hour", connectives.HOURS)
    add("limit", connectives.LIMITING)
    add("filler", connectives.RECALLED)
    add("recalled", connectives.RECALLED)
    add("filler", connectives.POLITE)
    add("option", connectives.OPTIONS)
    add("known", connectives.OF_CONDITIONS)
    return senses


SENSES: Mapping[tuple[str, ...], Senses] = MappingProxyType(_build())
LONGEST = max(map(len, SENSES))
WORDS = frozenset(word for phrase in SENSES for word in phrase)
