"""Conditions: "your health is above 6", "you have 5 wood", "it gets dark", "you see a zombie", "the
plant is ripe".

The words are matched by patterns, with numbers, things and tools written as ``#5``, ``@zombie`` and
``@stone_pickaxe``. Low is 3 of a vital and high is 7; who is hungry, thirsty or tired has 4 at the
most; what is a number and no more is at most that of a low vital and at least that of a high one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.holding import negated
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS
from agent.worlds.crafter.rules import ITEMS, VITALS

_LOW, _HIGH, _FULL, _NEEDY = 3, 7, 9, 4
FULL_OF_IT = "full"  # the subject of "until full", whose vital depends on what is done
_NUMBERS = ("n1", "n2", "n3", "n4", "n5", "n6", "n7")  # the groups of _AMOUNT
_FALLING = 5  # a plain number up to this is fallen to, a higher one risen to

_VITAL_WORDS = {
    "health": "health", "hp": "health", "life": "health", "hearts": "health", "food": "food",
    "@food": "food", "hunger": "food", "drink": "drink", "@drink": "drink", "@water": "drink",
    "thirst": "drink", "energy": "energy", "stamina": "energy", "fatigue": "energy",
}  # fmt: skip
_STATE_VITALS = {"eat": "food", "drink": "drink", "sleep": "energy"}
_ITEM_OF = {"tree": "wood"}
_SEEN = (
    "cow", "zombie", "skeleton", "plant", "tree", "stone", "coal", "iron", "diamond", "water",
    "lava", "table", "furnace", "cave", "grass", "sand", "wood", "path",
)  # fmt: skip

_NOTS = (
    "not",
    "don't",
    "dont",
    "do not",
    "does not",
    "isn't",
    "aren't",
    "no longer",
    "never",
    "cannot",
    "can't",
    "cant",
)
_WHO = r"(?:(?:you|we|i)\shave|you've|we've|i've|you|we|i|he|she|the player)"
_ANY = r"(?:(?:my|your|our|the|its|his|a|an|some|any|another|one|more|current|of|hostile|@1|#1|#~3|#~5)\s)*"
_NEARBY = (
    r"(?:\s(?:nearby|near|close|closer|by|around|in sight|in view|next to you|near you|close to you|around you|ahead|there|"
    r"here|visible|left|alive|"
    r"too close|right|you|me|us|at you|beside you|up))*"
)
_AMOUNT = (
    r"(?:(?P<below>below|under|less than|lower than|fewer than|beneath|smaller than|not above)\s#(?P<n1>\d+)"
    r"|(?P<above>above|over|more than|higher than|greater than|better than|past)\s#(?P<n2>\d+)"
    r"|(?:at most|no more than|atmost|down to|only)\s#(?P<n3>\d+)"
    r"|(?:at least|no less than|not less than|atleast|back to|back up to|up to|up at|back at)\s#(?P<n4>\d+)"
    r"|#(?P<n5>\d+)\sor\s(?:less|lower|below|fewer|under|worse)"
    r"|#(?P<n6>\d+)(?:\sor\s(?:more|higher|above|better|over)|\splus)"
    r"|#(?P<n7>\d+)(?:\s(?:points?|hearts|hp|units?))?"
    r"|(?P<low>low|too low|very low|really low|critical|getting low|bad|running low|dangerously low|quite low|lowish|poor)"
    r"|(?P<empty>empty|zero|gone|used up|depleted)"
    r"|(?P<high>high|good|ok|okay|fine|high enough|decent|enough|better|great|alright)"
    r"|(?P<full>(?:back (?:up )?)?(?:full|max|maxed|maxed out|restored|topped up|at max|at maximum|maximum|full again|"
    r"refilled|replenished)))"
)
_IS = (
    r"(?:(?:is|are|gets?|be|becomes?|has|goes|go|was|it's|stays?|remains?|looks?|falls?|drops?|sinks?|dips?|rises?|climbs?|"
    r"reaches|reach|"
    r"hits?|runs?|exceeds|equals?|back|at|to|still|getting|dropped|fallen|risen|up|only)\s)*?"
)
_PATTERNS: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(rf"(?:{pattern})(?= |$)"), kind)
    for kind, pattern in (
        (
            "vital",
            rf"{_ANY}(?P<vital>{'|'.join(map(re.escape, _VITAL_WORDS))})(?:\s(?:level|bar|meter|points|value|stat|count))?\s"
            rf"(?P<is>{_IS}){_AMOUNT}",
        ),
        ("that vital", rf"(?:it|that)\s(?P<is>{_IS}){_AMOUNT}"),
        (
            "vital",
            rf"(?:{_WHO}\s)?(?:are|have|has|had|get|got|is|'re)\s{_AMOUNT}\s(?:of\s)?(?P<vital>health|hp|energy|life|@food)",
        ),
        (
            "item",
            rf"(?:{_WHO}\s)?(?:you've got|we've got|i've got|have got|have|has|got|hold|own|carry|get|gathered|collected|"
            rf"mined|reach|possess|"
            rf"with|made|crafted|collect|gather|mine|obtain|make|craft|there is|there are)\s(?:(?:got|gathered|collected|"
            rf"mined|crafted|made|a "
            rf"total of|you|your|the|my)\s)*(?:{_AMOUNT}|(?P<none>no)|(?P<one>a|an|one|any|some|another|@1|#~3|#~5))\s?"
            r"(?:(?:more|pieces?|blocks?|of|units?|total)\s)*@(?P<item>\w+)(?:\s(?:in|total|ready|with|you|your|inventory|"
            r"on|now|left|in your inventory|in the inventory|in inventory)\b)*",
        ),
        (
            "item",
            rf"(?:{_WHO}\s)?(?:have|has|got|get|make|made|craft|crafted)\s(?:the\s|your\s)?@(?P<item>\w*(?:pickaxe|sword)|"
            rf"wood|tree|stone|coal|iron|diamond|sapling)(?:\s(?:now|already|left|in your inventory|on you)\b)*",
        ),
        (
            "item",
            rf"{_ANY}@(?P<item>wood|tree|stone|coal|iron|diamond|sapling)(?:\s(?:count|total|supply))?\s(?P<is>{_IS}){_AMOUNT}",
        ),
        (
            "total",
            rf"(?:{_WHO}\s)?(?:have|has|got|reach|get|collected|gathered|hit|there are)\s{_AMOUNT}(?:\s(?:of (?:them|it)|"
            rf"in total|total|of those|already|now))?",
        ),
        (
            "state",
            rf"(?:(?:{_WHO}\s)?(?:are|am|is|get|feel|become|'re|be|getting|were|grow|look|feeling)\s)?(?:(?:very|really|"
            rf"too|getting|so)\s)*"
            r"=(?P<state>\w+)",
        ),
        (
            "hurt",
            rf"(?:{_WHO}\s)?(?:(?:are|am|get|feel|become|is)\s)?(?:(?:very|badly|really|too|so)\s)*(?:hurt|injured|wounded|"
            rf"weak|damaged|low on health|"
            r"low on hp|in danger|hit|nearly dead|almost dead|dying|close to death)",
        ),
        (
            "full",
            rf"(?:{_WHO}\s)?(?:(?:are|am|feel|is|get|be)\s)?(?:(?:not hungry|not thirsty|fully|completely|all|no longer|"
            rf"back to)\s)*(?:full|"
            r"satisfied|sated|healed|healthy|recovered|at full health|healed up|well fed|stuffed|quenched|full health|"
            r"full again|have had enough|"
            r"well again|at full hp|rested|well rested|refreshed)(?:\sagain|\sup)?",
        ),
        (
            "unseen",
            rf"{_ANY}@(?P<thing>zombie|skeleton|cow|monster)\s(?:(?:is|are|has|have)\s)?(?:goes away|go away|gone|leaves|"
            rf"goes|leave|"
            r"dead|dies|disappears?|gives up|out of sight|vanishes)(?:\saway)?",
        ),
        (
            "lack",
            rf"(?:{_WHO}\s)?(?:(?:are|have|get)\s)?(?:run|runs|ran|running|out|short)\s(?:out\s)?of\s{_ANY}@(?P<item>\w+)",
        ),
        (
            "night",
            r"(?:(?:it is|it's|its|it gets|it becomes|it turns|it grows|it|is|gets|it starts|it begins)\s(?:(?:getting|too|to|"
            r"very|be|get|become|"
            r"fully|really|still)\s)*(?:night|dark|late|evening|dusk|night time|nighttime|nightfall)|(?:(?:the|"
            r"at)\s)?(?:night|nightfall|darkness|"
            r"evening|dusk|sunset|dark)(?:\s(?:falls|comes|arrives|begins|starts|sets in|approaches|is here|has fallen|"
            r"is coming|time|comes around))?|"
            r"(?:the\s)?sun\s(?:sets|goes down|is down|is setting|has set))",
        ),
        (
            "day",
            r"(?:(?:it is|it's|its|it gets|it becomes|it turns|it)\s(?:(?:getting|to|be|get|fully|really)\s)*(?:day|light|"
            r"daytime|bright|daylight|"
            r"sunny|day time)|(?:the\s)?day|daytime|(?:the\s)?daylight)(?:\sagain|\soutside|\sout)?",
        ),
        (
            "morning",
            r"(?:(?:it is|it's|its|it gets|it becomes)\s)?(?:(?:the|next|in)\s)*(?:morning|dawn|sunrise|daybreak|tomorrow|"
            r"tomorrow morning)(?:"
            r"\s(?:comes|breaks|arrives|begins|starts|is here|has come))?(?:\sagain)?|(?:the\s)?sun\s(?:rises|comes up|"
            r"is up|comes out|is out)|"
            r"(?:the\s)?(?:night|dark|darkness)\s(?:is over|ends|has passed|passes|is gone|has ended|is past)|the next day",
        ),
        (
            "awake",
            rf"(?:{_WHO}\s)?(?:wake|waking|wakes|woke|awake|are awake|is awake|have woken|have slept|"
            rf"have rested)(?:\sup)?(?:\sagain)?",
        ),
        (
            "built",
            rf"(?:{_WHO}\s)?(?:have\s)?(?:built|build|placed|place|put down|made|make|set up|finished|have)\s{_ANY}"
            rf"@(?P<thing>table|furnace)(?:\sdown)?|(?:{_ANY}@(?P<done>table|furnace)|(?P<it>it|that|one))\s"
            r"(?:(?:is|has been|are)\s)?(?:built|placed|ready|done|finished|there|made|up|set up|down)",
        ),
        (
            "ripe",
            r"(?:it|they|the|your|my|a|@\w+|\s)*(?:\s(?:is|are|gets|has|becomes|looks|fully|and|be|been|have|grows))*\s?\b"
            r"(?:ripe|grown|mature|ready|ripened|ripens|"
            r"ready to eat|fully grown|matures|full grown)(?:\sto eat)?",
        ),
        (
            "enough",
            rf"(?:{_WHO}\s)?(?:have|has|got|get|gathered|collected)\s(?:enough|sufficient|the required|"
            rf"the necessary)\s{_ANY}@\w+(?:\sfor\sit|\sfor\sthat)?",
        ),
        (
            "unseen",
            rf"(?:there is no|there are no|(?:{_WHO}\s)?(?:see|saw|can see|find|meet)\sno|"
            rf"no)\s{_ANY}@(?P<thing>\w+)(?:\s(?:is|are))?{_NEARBY}",
        ),
        (
            "seen",
            rf"(?:there is|there are|there's|theres|(?:{_WHO}\s)?(?:can\s|could\s|have\s|'ve\s|happen to\s|should\s|"
            rf"ever\s)*(?:see|sees|spot|find|finds|notice|"
            rf"encounter|meet|come across|run into|discover|discovered|found|spotted|seen|seeing|finding|locate|see that|"
            rf"bump into|face|stumble upon"
            rf"))\s{_ANY}(?:@(?P<thing>\w+)(?:\sor\s{_ANY}@(?P<other>\w+))?|(?P<it>them|it|one|that|any|some|#1))(?:\s(?:is|are|"
            rf"comes|appears|coming|approaching|attacking))?{_NEARBY}",
        ),
        (
            "seen",
            rf"{_ANY}@(?P<thing>zombie|skeleton|cow|monster)(?:\s(?:is|are|comes?|gets?|appears?|attacks?|shows?|approach|"
            rf"approaches|spawns?|"
            rf"turns|arrives?|attacking|coming|approaching|chasing|hits|shoots|walks|bothers|starts|to|attack|up|into|"
            rf"view))+{_NEARBY}",
        ),
        (
            "seen",
            rf"(?:{_WHO}\s)?(?:are|get|being|is|am)\s(?:attacked|chased|hit|shot|approached)\sby\s{_ANY}@(?P<thing>zombie|"
            rf"skeleton|monster)",
        ),
        ("seen", rf"{_ANY}@(?P<thing>zombie|skeleton|cow|monster){_NEARBY}"),
        ("reach", r"(?:the\s|a\s)?@(?P<thing>water|tree|cave|table|start)$"),
        (
            "reach",
            rf"(?:{_WHO}\s)?(?:have\s)?(?:reach|reached|reaching|get to|gets to|got to|arrive at|arrived at|are at|"
            rf"are near|come to|get near|hit|"
            rf"get back to|are next to|are back at|arrive|are by|get there|reaches|hits|made it to|"
            rf"get close to)\s{_ANY}@(?P<thing>\w+)",
        ),
    )
]


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a condition say."""

    conditions: tuple[
        Condition, ...
    ]  # any of them; none if it is so whenever what it is said of can be done: "you have enough"
    end: int  # words[:end] say it
    goal: Goal | None = None  # for "when you get to the lake": what brings it about
    hour: bool = False  # said as an hour: "at night"


def hour(word: Word) -> Found:
    """The condition that a word for an hour stands for: "at night"."""
    return Found((Condition(word.senses["hour"], "is"),), 1, hour=True)


def find(words: Sequence[Word], it: str = "", total: str = "") -> Found | None:
    """The condition that words begin with, or None.

    Args:
        it: the thing that a pronoun stands for.
        total: the item that a number with no noun counts.
    """
    if words and "hour" in words[0]:
        return hour(words[0])
    refused = next((at for at, word in enumerate(words) if word.text in _NOTS), None)
    if refused is not None and refused < 3:
        inner = find([word for at, word in enumerate(words) if at != refused], it, total)
        if inner is None or inner.goal is not None or len(inner.conditions) != 1:
            return None
        if inner.end > refused:
            other = negated(inner.conditions[0])
            return None if other is None else Found((other,), inner.end + 1)
        words = words[:refused]  # "when zombies come don't run"
    text, starts = _written(words)
    matches = [
        (match.end(), match, kind) for pattern, kind in _PATTERNS if (match := pattern.match(text))
    ]
    for end, match, kind in sorted(matches, key=lambda candidate: -candidate[0]):
        conditions, goal = _meaning(kind, match, it, total)
        if conditions or goal is not None or kind == "enough":
            return Found(tuple(conditions), sum(start < end for start in starts), goal)
    return None


def _written(words: Sequence[Word]) -> tuple[str, list[int]]:
    """The words with numbers, things and tools marked, and where each begins."""
    text, starts = "", []
    for at, word in enumerate(words):
        starts.append(len(text))
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        text += _mark(word, before, after) + " "
    return text[:-1], starts


def _mark(word: Word, before: Word | None, after: Word | None) -> str:
    if "amount" in word:
        return "#" + word.senses["amount"]
    if "state" in word:
        return "=" + word.senses["state"]
    if "tool" in word and not ("verb" in word and after is not None and "noun" in after):
        material = before.senses.get("material") if before is not None else None
        return f"@{material}_{word.senses['tool']}" if material else "@" + word.senses["tool"]
    if "material" in word and after is not None and "tool" in after:
        return "of"
    if (
        "noun" in word
        and word.senses["noun"] != "night"
        and not ("verb" in word and word.text not in ("drink", "plant", "plants"))
    ):
        return "@" + word.senses["noun"]
    return _PLAIN.get(word.text, word.text)


_PLAIN = {
    "im": "i am", "i'm": "i am", "you're": "you are", "youre": "you are", "we're": "we are",
    "it's": "it is", "its getting": "it is getting", "isn't": "is not", "there's": "there is",
    "theres": "there is", "the zombie is": "@zombie is", "a zombie is": "@zombie is",
    "zombies are": "@zombie are", "the zombies are": "@zombie are",
    "the skeleton is": "@skeleton is", "skeletons are": "@skeleton are",
}  # fmt: skip


def _meaning(
    kind: str, match: re.Match[str], it: str, total: str
) -> tuple[list[Condition], Goal | None]:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    build: Callable[[], list[Condition]] | None = {
        "vital": lambda: [_compared(_VITAL_WORDS[found["vital"]], found)],
        "that vital": lambda: [_compared(_VITAL_WORDS[it], found)] if it in _VITAL_WORDS else [],
        "item": lambda: _held(found),
        "lack": lambda: _held(found | {"none": ""}),
        "total": lambda: _held(found | {"item": total}),
        "state": lambda: [Condition(_STATE_VITALS[found["state"]], "at most", _NEEDY)],
        "hurt": lambda: [Condition("health", "at most", _NEEDY)],
        "full": lambda: [
            Condition(
                "energy" if "rest" in match.group() or "refresh" in match.group() else FULL_OF_IT,
                "at least",
                _FULL,
            )
        ],
        "ripe": lambda: [Condition("ripe", "seen")],
        "seen": lambda: [
            c
            for name in (found.get("thing", it), found.get("other"))
            if name
            for c in _sighted(name, "seen")
        ],
        "enough": list,
        "unseen": lambda: _sighted(found["thing"], "unseen"),
    }.get(kind)
    if kind == "built":
        name = found.get("thing") or found.get("done") or it
        return [], Goal("place", name) if name in ("table", "furnace") else None
    if kind == "reach":
        name = {"wood": "tree", "drink": "water"}.get(found["thing"], found["thing"])
        return [], Goal("go", name) if name in TARGETS["go"] else None
    if build is not None:
        return build(), None
    return [Condition(kind, "is")], None


def _compared(subject: str, found: dict[str, str]) -> Condition:
    numbers = [int(value) for name, value in found.items() if name in _NUMBERS]
    number = numbers[0] if numbers else 0
    vital = subject in VITALS
    falls = bool(re.search(r"drop|fall|sink|dip|down|only|run", found.get("is", "")))
    if "n1" in found:
        return Condition(subject, "at most", number - 1)
    if "n2" in found:
        return Condition(subject, "at least", number + 1)
    if "n3" in found or "n5" in found or ("n7" in found and falls):
        return Condition(subject, "at most", number)
    if (
        "n7" in found
        and vital
        and number < _FALLING
        and not re.search(r"ris|climb|reach|up|back", found.get("is", ""))
    ):
        return Condition(subject, "at most", number)
    if "low" in found or "empty" in found:
        return Condition(subject, "at most", _LOW if "low" in found else 0)
    if "high" in found or "full" in found:
        return Condition(subject, "at least", _HIGH if "high" in found else _FULL)
    return Condition(subject, "at least", number)


def _held(found: dict[str, str]) -> list[Condition]:
    item = found["item"]
    if item in ("pickaxe", "sword"):
        item = "wood_" + item
    item = _ITEM_OF.get(item, item)
    if item not in ITEMS:
        return []
    if item in _VITAL_WORDS:
        return [_compared(item, found)]
    if "none" in found or "one" in found:
        return [
            Condition(item, "at most", 0) if "none" in found else Condition(item, "at least", 1)
        ]
    if {"low", "empty", "high", "full"} & found.keys():
        return []
    return [
        _compared(item, found)
        if any(name[0] == "n" and name[1:].isdecimal() for name in found)
        else Condition(item, "at least", 1)
    ]


def _sighted(thing: str, relation: str) -> list[Condition]:
    names: tuple[str, ...] = ("zombie", "skeleton") if thing == "monster" else (thing,)
    names = tuple(
        {"fruit": "ripe", "food": "cow", "sapling": "plant", "drink": "water"}.get(name, name)
        for name in names
    )
    if not all(name in _SEEN or name == "ripe" for name in names) or (
        relation == "unseen" and len(names) > 1
    ):
        return []
    return [Condition(name, "seen" if relation == "seen" else "unseen") for name in names]
