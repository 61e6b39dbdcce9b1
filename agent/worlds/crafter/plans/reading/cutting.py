"""A plan's words cut into chunks at its marks, at "and", "then" and the like, and at "to" before a
verb; and where a chunk turns into something other than a step: a refusal, a condition, an hour, a
reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.worlds.crafter.plans.reading.clauses import Thing, clauses, is_verb
from agent.worlds.crafter.plans.reading.lexing import Word

# of what parts two chunks; the strongest holds
_RANK = ("", "purpose", "comma", "and", "or", "but", "then", "stop")
# "the next tree" begins no new step
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "next", "last", "later")
# ... doing something
_KEEPING = ("keep", "keep on", "continue", "carry on", "start", "begin", "go on", "don't stop")
_OPENING = 3  # words that may stand before the colon of "not: ..."
_CUTS = (
    "negation", "condition", "reason", "so", "before", "warning", "said", "option", "means", "hour",
)  # fmt: skip
# Behind "don't drink" these say when, and begin no step.
_RANKED = ("first", "firstly", "next", "last", "lastly", "later")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words between two marks."""

    sep: str  # what parts it from the chunk before it: purpose, comma, and, or, but, then, stop
    words: list[Word]
    purpose: bool = False  # it stands behind "to" or "for"
    colon: bool = False  # it stands behind a colon
    ordered: bool = False  # it stands behind "in order to"
    # it stands behind words that say nothing and "to": "what is missing to ..."
    prefaced: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends in the text."""
        return self.words[0].start, self.words[-1].end


def chunked(words: Sequence[Word]) -> Iterator[Chunk]:
    """The chunks of a text, in order."""
    now: list[Word] = []
    before: set[str] = set()
    cuts = {"stop"}
    for at, word in enumerate(words):
        if word.text == "(" and now and "condition" in now[-1]:
            continue  # "if (health < 4)"
        if (
            word.text == ":"
            and 0 < len(now) <= _OPENING
            and all("negation" in other or is_filler(other) for other in now)
        ):
            continue  # "not: sleep"
        part = _parting(words, at, now)
        if part:
            if now and not all(is_filler(other) for other in now):
                yield _chunk(before, now)
                cuts = {"in order"} if part == "purpose" and _in_order(now) else set()
            elif now:
                cuts = {
                    *before,
                    *(
                        ()
                        if part != "purpose"
                        else ("in order",)
                        if _in_order(now)
                        else ("preface",)
                    ),
                }
            now = []
            cuts.add(part)
            continue
        if not now:
            before = cuts
        now.append(word)
    if now:
        yield _chunk(before, now)


def _chunk(cuts: set[str], words: list[Word]) -> Chunk:
    ranked = {
        "comma" if part == "colon" else part for part in cuts if part not in ("preface", "in order")
    }
    sep = max(ranked, key=_RANK.index)
    if "in order" in cuts and sep in ("comma", "and"):
        sep = "purpose"
    return Chunk(
        sep,
        words,
        "purpose" in cuts and "preface" not in cuts,
        "colon" in cuts,
        "in order" in cuts,
        "preface" in cuts,
    )


def _in_order(words: Sequence[Word]) -> bool:
    return words[-1].text == "in order"


def _parting(words: Sequence[Word], at: int, now: Sequence[Word]) -> str:
    """How a word parts chunks, "" if it does not."""
    word = words[at]
    if "mark" in word:
        return word.senses["mark"]
    before = words[at - 1] if at else None
    ordinal = (
        word.text in _ORDINALS and before is not None and ("det" in before or "amount" in before)
    )
    if "then" in word and not ordinal and not _puts_off(words, at, now):
        return "then"
    if "join" in word:
        held = any(other.senses.get("prep") == "between" for other in now[-3:])
        named = any(
            "noun" in other or "det" in other or other.text in ("a", "an")
            for other in words[at + 1 : at + 2]
        )
        held = held or (
            word.senses["join"] == "or" and named and any("condition" in other for other in now)
        )
        return "" if held else word.senses["join"]
    following = words[at + 1 : at + 5]
    if "so" in word and following and "self" not in following[0] and imperative(following):
        return "then"
    refuses = any("negation" in other for other in now)  # "don't sleep before eating"
    if "before" in word and now and acts(words, at + 1) and not refuses:
        return "then"
    if (
        word.text == "after"
        and not now
        and (_gerund_next(following) or (following and is_verb(following, 0)))
    ):
        return "then"
    # "too dark to explore"
    impossible = any(other.text == "too" for other in words[max(0, at - 3) : at])
    if (
        word.text in ("to", "for")
        and "prep" in word
        and not impossible
        and not (before is not None and before.text == "not")
    ):
        follows = after_fillers(words, at + 1)
        gerund = word.text == "for"
        if follows is not None and any(
            _opens(words, place, gerund=gerund) for place in range(at + 1, follows + 1)
        ):
            return "purpose"
    return ""


def _puts_off(words: Sequence[Word], at: int, now: Sequence[Word]) -> bool:
    """Whether "first" belongs to the refusal before it: "don't drink first, get wood"."""
    ends = at + 1 == len(words) or "mark" in words[at + 1]
    return ends and words[at].text in _RANKED and any("negation" in other for other in now)


def _opens(words: Sequence[Word], at: int, *, gerund: bool) -> bool:
    word = words[at]
    if "negation" in word:
        return not gerund
    if gerund:
        if "verb" not in word or "noun" in word:
            return False
        return word.text.partition(" ")[0].endswith("ing")
    if at > 0 and "det" in words[at - 1]:
        return False
    return is_verb(words[at : at + 3], 0)


def after_fillers(words: Sequence[Word], at: int) -> int | None:
    """The next place that is no filler, within a few words."""
    for place in range(at, min(at + 4, len(words))):
        if not is_filler(words[place]):
            return place
    return None


def is_filler(word: Word) -> bool:
    """Whether a word says nothing here."""
    return "filler" in word and not {"verb", "noun", "direction", "option"} & set(word.senses)


def sentences(chunks: Iterator[Chunk]) -> Iterator[list[Chunk]]:
    """Chunks up to each full stop."""
    sentence: list[Chunk] = []
    for chunk in chunks:
        if chunk.sep == "stop" and sentence:
            yield sentence
            sentence = []
        sentence.append(chunk)
    if sentence:
        yield sentence


def choices_ahead(chunks: Sequence[Chunk]) -> list[bool]:
    """Whether each chunk, and the end, is followed by an "or" with nothing but commas and "and"
    before it.
    """
    ahead = [False] * (len(chunks) + 1)
    for at in range(len(chunks) - 1, -1, -1):
        sep = chunks[at].sep
        ahead[at] = sep == "or" or (sep in ("comma", "and") and ahead[at + 1])
    return ahead


def cut(words: Sequence[Word], at: int) -> str:
    """What makes the word at this place begin something other than a step, "" for nothing."""
    word = words[at]
    kind = next((kind for kind in _CUTS if kind in word), "")
    if word.text in ("look out for", "looking out for"):
        near = (other.senses.get("noun") for other in words[at + 1 : at + 4])
        return (
            "warning"
            if any(name in ("lava", "zombie", "skeleton", "monster") for name in near)
            else ""
        )
    if (
        "recalled" in word
        and not word.text.startswith(("that", "which"))
        and all(is_filler(other) for other in words[:at])
    ):
        # "we saw a diamond"
        return "said" if any(not is_filler(other) for other in words[at + 1 :]) else ""
    if word.text == "too" and any(other.text == "to" for other in words[at + 1 : at + 4]):
        return "said"
    if "enough" in word and all(is_filler(other) for other in words[:at]):
        gerund = at + 1 < len(words) and is_verb(words, at + 1) and gerund_alone(words[at + 1])
        return "said" if gerund else ""  # "enough exploring"
    if kind == "said":
        leading = all(is_filler(other) for other in words[:at])
        return kind if leading and not is_verb(words, at) else ""
    if kind == "hour":
        following = words[at + 1] if at + 1 < len(words) else None
        cave = following is not None and following.senses.get("noun") == "cave"
        area = following is not None and following.text in ("area", "zone")
        object_ = words[at + 2].senses if at + 2 < len(words) else {}
        worked = bool({"noun", "amount", "det"} & set(object_))
        dark = word.text == "in the dark" and (cave or area) and not worked
        return "" if dark else kind  # "in the dark tunnels", and not "in the dark mine 3 stone"
    if kind == "condition" and word.text in ("once", "after"):
        return kind if at + 1 < len(words) else ""
    if kind == "reason" and word.text in ("which", "who") and at == 0:
        return ""
    return kind


def imperative(words: Sequence[Word]) -> bool:
    """Whether the words begin with something to do."""
    place = after_fillers(words, 0)
    if place is None:
        return False
    if "hour" in words[place]:
        return imperative(words[place + 1 :])
    keeps = any(word.text in _KEEPING for word in words[:place])
    verbs = [at for at in range(place + 1) if is_verb(words[at : at + 4], 0)]
    opening = any(keeps or not gerund_alone(words[at]) for at in verbs)
    return opening or "wish" in words[place]


def gerund_alone(word: Word) -> bool:
    """Whether a verb is said as "chopping"."""
    return word.text.partition(" ")[0].endswith("ing")


def _gerund_next(words: Sequence[Word]) -> bool:
    place = after_fillers(words, 0)
    if place is None:
        return False
    subject = "self" in words[place]
    place += subject
    if place >= len(words) or not is_verb(words[place:], 0):
        return False
    return subject or gerund_alone(words[place])


def acts(words: Sequence[Word], at: int) -> bool:
    """Whether "before" leads to something to do ("you sleep", "eating") rather than to a time
    ("night falls").
    """
    if at >= len(words):
        return False
    if "self" in words[at] or words[at].text in ("i", "we"):
        return at + 1 < len(words) and is_verb(words[at + 1 : at + 3], 0)
    return "verb" in words[at] and gerund_alone(words[at])


def is_later(words: Sequence[Word]) -> bool:
    """Whether "before" leads to a step named by its thing alone ("before the sword") or
    to sleep.
    """
    later = [clause for clause in clauses(words) if clause.verb or not clause.empty]
    if len(later) != 1 or later[0].strange:
        return False
    first = later[0]
    return (first.bare and first.verb == "sleep") if first.verb else bool(first.objects)


def first_cut(words: Sequence[Word]) -> tuple[int, str]:
    """Where words turn into something other than a step, and into what; "" if nowhere."""
    for at in range(len(words)):
        kind = cut(words, at)
        if kind:
            return at, kind
    return len(words), ""


def is_aim(chunk: Chunk, later: Sequence[Chunk]) -> bool:
    """Whether a chunk only says what the steps behind it are for: "to make a table, ...", "make a
    table: ...".
    """
    if not later or not imperative(chunk.words):
        return False
    if later[0].colon:
        if later[0].sep == "then":
            verbs = [clause.verb for clause in clauses(later[0].words)]
            if "explore" not in verbs and "find" not in verbs:
                return False
        return any(imperative(other.words) for other in later)
    return chunk.purpose and any(
        other.sep in ("comma", "then") and imperative(other.words) for other in later
    )


def made_of(words: Sequence[Word]) -> bool:
    """Whether only things that are made are named: "... for a table and a pickaxe"."""
    names = [word for word in words if "noun" in word or "tool" in word]
    return bool(names) and all(
        "tool" in word or word.senses.get("noun") in ("table", "furnace") for word in names
    )


def lone_tool(chunk: Chunk) -> Thing | None:
    """The tool of a material that is all a chunk adds: "and a stone pickaxe"; None for any other
    chunk.
    """
    found = clauses(chunk.words) if chunk.sep in ("and", "comma", "or") else []
    only = found[0] if len(found) == 1 and not found[0].verb else None
    return (
        next((thing for thing in only.things if thing.tool and thing.material), None)
        if only
        else None
    )
