"""A plan's words as goals that can be checked.

The text is cut into clauses (``.``, ``,``, "and", "then" ...), a clause into passages that begin with a verb, and a passage's object,
count and direction decide the goal. A clause with no verb goes on with the verb before it ("get wood, stone and coal"). Reasons and politeness
are left out. Refusals ("don't sleep") and conditions ("if you see ...") are not read yet: they are given back as unread, never as goals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.language.goals import Goal, Reading
from agent.language.words import (
    COMMON,
    CONDITIONS,
    DIRECTIONS,
    FILLER,
    KNOWN,
    MATERIALS,
    MORNING,
    NEGATIONS,
    NUMBERS,
    PHRASES,
    REASONS,
    TARGETS_OF_TYPOS,
    THINGS,
    TOOLS,
    UNITS,
    VERB_OF,
)
from agent.worlds.crafter.rules import MAKE, PLACE

MAX_READ = 2000  # characters; what is behind them is unread
MAX_COUNT = 99
DEFAULT_WAIT = 5  # steps of "wait" with no number

_SENTENCE = re.compile(r"[.!?;\n]+|(?<=\s)\d+[.)](?=\s)|^\s*\d+[.)](?=\s)|(?:^|(?<=\s))[-*•](?=\s)")
_CLAUSE = re.compile(
    r",|&|\+|\b(?:and then|then|and|after that|afterwards?|next(?! to)|finally|lastly|followed by|as well as|plus|or)\b|->|→",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till)\b.*", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z']*|\d+")
_ARTICLES = {
    "a", "an", "the", "some", "my", "your", "our", "this", "that", "of", "any", "more", "nearest", "closest", "stone", "wooden", "ripe",
}  # fmt: skip
_ASIDE = {"at", "near", "by", "in", "on", "for", "to", "next", "beside", "into"}
_ITEMS = {"tree": "wood", "water": "drink", "plant": "sapling"}
_PLACED = {"sapling": "plant"}
_COLLECTED = {"wood", "stone", "coal", "iron", "diamond", "sapling", "drink"}
_SOUGHT = {"wood": "tree", "food": "cow", "monster": "zombie", "sapling": "grass"}


def read(text: str) -> Reading:
    """Read a plan. Never raises; what has no meaning is in ``unread``, as written."""
    goals: list[Goal] = []
    unread: list[str] = []
    verb = ""
    for sentence in _SENTENCE.split(text[:MAX_READ]):
        conditional = False
        for clause in _clauses(sentence):
            words = _words(clause)
            if not words or (all(word in FILLER for word in words) and not _is_move(words)):
                continue
            if conditional or _refuses(words) or (words[0] in CONDITIONS and words[0] not in ("until", "till")):
                unread.append(clause)
                # The consequence of a condition stands in the clauses behind it.
                conditional = conditional or words[0] in CONDITIONS
                verb = ""
                continue
            found, verb, open_end = _read_clause(words, verb, goals)
            if found is None:
                unread.append(clause)
                continue
            goals += found
            if open_end:
                unread += _UNTIL.findall(clause)
    if rest := text[MAX_READ:].strip():
        unread.append(rest)
    return Reading(tuple(_merged(goals)), tuple(unread))


def describe(goal: Goal) -> str:
    """A goal in plain words; ``read`` gives the goal back."""
    thing = goal.target.replace("_", " ")
    heading = _compass(goal.direction) if goal.direction else ""
    match goal.verb:
        case "collect" if goal.target == "drink":
            return "drink water" if goal.count == 1 else f"drink {goal.count} times"
        case "collect":
            return f"collect {goal.count} {thing}"
        case "make":
            return f"make {_a(thing)}"
        case "place":
            noun = "sapling" if goal.target == "plant" else thing
            return f"place {_a(noun)}" if goal.count == 1 else f"place {goal.count} {noun}"
        case "go" if goal.target:
            return f"go {heading} to the {thing}".replace("  ", " ")
        case "go":
            return f"go {goal.count} steps {heading}" if goal.count else f"go {heading}"
        case "eat" | "fight":
            noun = thing or "anything"
            return (
                f"{goal.verb} {noun if noun == 'anything' else _a(noun)}"
                if goal.count == 1
                else f"{goal.verb} {goal.count} {noun}"
            )
        case "sleep":
            return "sleep until morning"
        case "shelter":
            return "wall in"
        case "explore":
            return " ".join(part for part in ("explore", heading, f"for {thing}" if thing else "") if part)
        case "wait":
            return f"wait {goal.count} steps"


def _clauses(sentence: str) -> Iterator[str]:
    for part in _CLAUSE.split(sentence):
        clause = part.strip(" \t\r:()\"'-")
        if clause:
            yield clause


def _words(clause: str) -> list[str]:
    text = clause.lower().replace("’", "'")
    for pattern, instead in PHRASES:
        text = pattern.sub(instead, text)
    return [_corrected(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    """The known word that a long unknown one is a slip of; gerunds are brought back to their verbs."""
    if word in KNOWN or word.isdecimal():
        return word
    if word.endswith("ing"):
        stem = word[:-3]
        for verb in (stem, stem + "e", stem[:-1]):
            if verb in VERB_OF:
                return verb
    if len(word) < 4 or word in COMMON:
        return word
    return next((known for known in TARGETS_OF_TYPOS if abs(len(known) - len(word)) < 2 and _one_slip(word, known)), word)


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter is added, lost, changed, or two neighbours swapped; four-letter words allow no change, for many are near."""
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    if start == 0:
        return False
    rest, other = word[start:], known[start:]
    if len(rest) == len(other) + 1:
        return rest[1:] == other
    if len(rest) + 1 == len(other):
        return rest == other[1:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return swapped or (len(word) > 4 and rest[1:] == other[1:])


def _refuses(words: list[str]) -> bool:
    return any(word in NEGATIONS for word in words)


def _is_move(words: list[str]) -> bool:
    return any(word in DIRECTIONS and word != "up" for word in words)


@dataclass(frozen=True, slots=True)
class _Passage:
    verb: str  # "" if the clause has none
    words: list[str]


def _passages(words: list[str]) -> list[_Passage]:
    """Cut at verbs. A word that can be both is a noun behind an article, a number or an adjective, and behind a verb that takes objects."""
    passages = [_Passage("", [])]
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        noun = before in _ARTICLES or before in NUMBERS or before.isdecimal()
        noun = noun or (word in THINGS and bool(before) and before != "to")
        if word in VERB_OF and not noun:
            passages.append(_Passage(VERB_OF[word], []))
        else:
            passages[-1].words.append(word)
    return passages if passages[0].words else passages[1:]


def _read_clause(words: list[str], verb: str, before: list[Goal]) -> tuple[list[Goal] | None, str, bool]:
    """Goals (None if there is no meaning), the verb for clauses without one, and whether an "until" is left unread."""
    words, wanted, open_end = _until(_without_reasons(words))
    if any(word in CONDITIONS for word in words):
        return None, "", False
    goals: list[Goal] = []
    passages = _passages(words)
    for passage in passages:
        if passage.verb:
            found = _goals(passage.verb, passage.words)
            empty = passage.verb in ("go", "take", "wait") and not found
            if not found and not (empty and passage is not passages[-1]):
                return (goals or None), verb, False
            goals += found
            verb = passage.verb
        elif len(passages) == 1:
            more = _continued(passage.words, verb, before)
            if more is None:
                return None, verb, False
            goals += more
    if wanted and goals and goals[-1].verb == "collect":
        goals[-1] = replace(goals[-1], count=wanted)
    return goals, verb, open_end


def _without_reasons(words: list[str]) -> list[str]:
    return words[: next((index for index, word in enumerate(words) if word in REASONS and index), len(words))]


def _until(words: list[str]) -> tuple[list[str], int, bool]:
    """Cut "until ...": morning is what sleep means anyway, a number is a count, all else is left unread."""
    index = next((index for index, word in enumerate(words) if word in ("until", "till")), -1)
    if index < 0:
        return words, 0, False
    head, rest = words[:index], words[index + 1 :]
    if any(word in MORNING for word in rest):
        waits = not head or any(VERB_OF.get(word) == "wait" for word in head)
        return ["sleep"] if waits else head, 0, False
    count = next((number for word in rest if (number := _number(word))), 0)
    return head, count, not count


def _number(word: str) -> int:
    """The number that a word stands for, 0 for none."""
    if word.isdecimal():
        return min(int(word[:6]), MAX_COUNT)
    return NUMBERS.get(word, 0)


def _most(words: list[str]) -> int:
    return max((_number(word) for word in words if word not in ("a", "an", "some")), default=0)


def _continued(words: list[str], verb: str, before: list[Goal]) -> list[Goal] | None:
    """A clause without a verb: where the thing before it lies, more for the verb before it, or a thing alone."""
    known = FILLER | set(NUMBERS) | set(DIRECTIONS) | set(THINGS) | set(TOOLS) | set(MATERIALS)
    if any(word not in known and not word.isdecimal() for word in words):
        return None
    things = [word for word in words if word in THINGS or word in TOOLS]
    if _is_move(words) and not things:
        if before and (before[-1].verb != "go" or before[-1].target):
            return []  # "the iron, 6 east 2 south" says where
        return _headings(words) or None
    if not things:
        return [] if before and not any(_number(word) > 1 for word in words) else None
    if verb == "make" and before and before[-1].verb == "make" and not any(word in MATERIALS for word in words):
        words = [before[-1].target.split("_")[0], *words]
    if verb:
        return _goals(verb, words) or None
    return _alone(words)


def _alone(words: list[str]) -> list[Goal] | None:
    for verb in ("take", "place", "fight", "go"):
        if found := _goals(verb, words):
            return found
    return None


def _goals(verb: str, words: list[str]) -> list[Goal]:
    # "with the pickaxe", "from the zombie": by what and from what, not what.
    words = words[: next((index for index, word in enumerate(words) if word in ("from", "with", "using")), len(words))]
    match verb:
        case "take" | "mine" | "make":
            return _taken(verb, words)
        case "place":
            return [
                Goal("place", _PLACED.get(thing, thing), count)
                for count, thing in _objects(words)
                if _PLACED.get(thing, thing) in PLACE
            ]
        case "plant":
            return [Goal("place", "plant")]
        case "go":
            return _gone(words)
        case "eat":
            return _eaten(words)
        case "drink":
            return [Goal("collect", "drink", _most(words) or 1)]
        case "fight":
            return _fought(words)
        case "explore":
            return _explored(words)
        case "wait":
            return [Goal("wait", count=_most(words) or DEFAULT_WAIT)]
        case "sleep":
            return [Goal("sleep")]
        case "shelter":
            return [Goal("shelter")]
    return []


def _objects(words: list[str]) -> Iterator[tuple[int, str]]:
    """(count, thing) for each thing named, up to where it says where: "a furnace next to the table" names one."""
    count = 0
    found = False
    for word in words:
        if found and word in _ASIDE:
            return
        if word in THINGS:
            yield max(count, 1), THINGS[word]
            found, count = True, 0
        elif number := _number(word):
            count = number


def _taken(verb: str, words: list[str]) -> list[Goal]:
    tools = _tools(words)
    if tools:
        return tools
    if verb == "take" and _is_move(words) and any(word in UNITS for word in words):
        return _headings(words)
    if verb == "take" and words[:1] == ["to"]:
        return _gone(words)
    if verb == "mine" and _is_move(words) and not any(word in THINGS for word in words):
        return _headings(words)
    found: list[Goal] = []
    for count, thing in _purposes(words):
        item = _ITEMS.get(thing, thing)
        if thing in ("cow", "food"):
            found.append(Goal("eat", "cow" if thing == "cow" else "", count if thing == "cow" else 1))
        elif thing == "plant" and verb != "make":
            found.append(Goal("eat", "plant"))
        elif thing in ("table", "furnace"):
            found.append(Goal("place", thing, count))
        elif thing == "shelter":
            found.append(Goal("shelter"))
        elif thing in ("zombie", "skeleton"):
            found.append(Goal("fight", thing, count))
        elif item in _COLLECTED and verb != "make":
            found.append(Goal("collect", item, count))
    return found


def _purposes(words: list[str]) -> list[tuple[int, str]]:
    """The objects; "enough wood for a table" counts what the table takes."""
    if "for" in words and (at := words.index("for")) > 0:
        objects = list(_objects(words[:at]))
        rest = words[at + 1 :]
        made = next((f"{goal.target}" for goal in _tools(rest)), "") or next(
            (THINGS[word] for word in rest if word in THINGS), ""
        )
        uses = MAKE[made].uses if made in MAKE else PLACE[made].uses if made in PLACE else {}
        return [
            (uses.get(thing, uses.get(_ITEMS.get(thing, ""), count)) if count == 1 else count, thing)
            for count, thing in objects
        ]
    return list(_objects(words))


def _tools(words: list[str]) -> list[Goal]:
    """Tools to make; one material serves several ("a stone pickaxe and sword"), and none means wood."""
    material = next((MATERIALS[word] for word in words if word in MATERIALS), "wood")
    found = []
    for word in words:
        if word in MATERIALS:
            material = MATERIALS[word]
        elif word in TOOLS:
            found.append(Goal("make", f"{material}_{TOOLS[word]}"))
        elif word in ("tool", "tools"):
            found += [Goal("make", f"{material}_pickaxe"), Goal("make", f"{material}_sword")]
    return found


def _headings(words: list[str]) -> list[Goal]:
    """Directions with their distances, before or behind them."""
    found: list[Goal] = []
    pending = 0
    for index, word in enumerate(words):
        if word in DIRECTIONS and not (word in ("up", "down") and words[index + 1 : index + 2] == ["to"]):
            found.append(Goal("go", count=pending, direction=DIRECTIONS[word]))
            pending = 0
        elif (number := _number(word)) and word not in ("a", "an", "another"):
            if found and found[-1].count == 0:
                found[-1] = replace(found[-1], count=number)
            else:
                pending = number
    return found


def _gone(words: list[str]) -> list[Goal]:
    headings = _headings(words)
    places = [THINGS[word] for index, word in enumerate(words) if word in THINGS and words[index - 1 : index] != ["of"]]
    place = next((_SOUGHT.get(thing, thing) for thing in places if thing not in ("shelter",)), "")
    if place and not any(heading.count for heading in headings):
        return [Goal("go", place, direction=headings[0].direction if headings else None)]
    return headings


def _eaten(words: list[str]) -> list[Goal]:
    for count, thing in _objects(words):
        if thing in ("zombie", "skeleton", "monster"):
            return [Goal("fight", "" if thing == "monster" else thing, count)]
        if thing in ("cow", "plant", "sapling"):
            return [Goal("eat", "cow" if thing == "cow" else "plant", count if thing == "cow" else 1)]
    return [] if _strange(words) else [Goal("eat")]


def _fought(words: list[str]) -> list[Goal]:
    for count, thing in _objects(words):
        if thing == "cow":
            return [Goal("eat", "cow", count)]
        if thing in ("zombie", "skeleton"):
            return [Goal("fight", thing, count)]
        if thing == "monster":
            return [Goal("fight", "", count)]
    return [] if _strange(words) else [Goal("fight")]


def _explored(words: list[str]) -> list[Goal]:
    direction = next((DIRECTIONS[word] for word in words if word in DIRECTIONS and word != "up"), None)
    thing = next((THINGS[word] for word in words if word in THINGS), "")
    if not thing and _strange(words):
        return []
    if thing == "shelter":
        return [Goal("shelter")]
    return [Goal("explore", _SOUGHT.get(thing, thing), direction=direction)]


def _strange(words: list[str]) -> bool:
    """Whether there is a word that may be the object and is not known."""
    return any(word not in KNOWN and not word.isdecimal() and word not in ("anything", "whatever") for word in words)


def _merged(goals: list[Goal]) -> Iterator[Goal]:
    """Goals without those that the next says more exactly: "chop trees to get 3 wood"."""
    for index, goal in enumerate(goals):
        after = goals[index + 1] if index + 1 < len(goals) else None
        if after and goal.verb == after.verb == "collect" and goal.target == after.target and goal.count == 1 < after.count:
            continue
        if after and goal == after and goal.verb != "go":
            continue
        yield goal


def _compass(direction: tuple[int, int]) -> str:
    north_south = ("north", "", "south")[direction[1] + 1]
    west_east = ("west", "", "east")[direction[0] + 1]
    return f"{north_south}-{west_east}".strip("-")


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
