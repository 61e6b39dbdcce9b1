"""A plan's text as words with senses, typing slips mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from agent.worlds.crafter.plans.reading.vocabulary import LONGEST, REAL_WORDS, SENSES, WORDS, Senses

NO_COUNT = "#"  # ends the text of a number that counts nothing: too long, or no whole one
_MAX_DIGITS = 4
_SHORTEST_MENDED = 5  # letters; for shorter words only a swap of neighbours is taken for a slip
_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<number>\d+(?:\.\d+)?)|(?P<arrow>[-=]+>|→|…)"
    r"|(?P<relation>[<>]=?(?=\s*\d)|[≤≥])|(?P<mark>\n|[^\s\w])"
)
_STRETCHED = re.compile(r"(.)\1{2,}")  # "pleeease"
_MARKS: Mapping[str, str] = {
    ".": "stop", ";": "stop", "\n": "stop", "!": "stop", "?": "stop", "•": "stop", "…": "then",
    ":": "colon", "&": "and", "+": "and", ",": "comma", "(": "comma", ")": "comma", "[": "comma",
    "]": "comma", "{": "comma", "}": "comma", "/": "comma", "—": "comma", "–": "comma",
    "|": "comma",
}  # fmt: skip
_RELATIONS = {
    "<": "below",
    ">": "above",
    "<=": "atmost",
    "≤": "atmost",
    ">=": "atleast",
    "≥": "atleast",
}
_SHORT_FORMS = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "pleas": "please",
    "wanna": "want",
    "ya": "you",
    "teh": "the",
}
_NO_SENSES: Senses = {}
_QUOTES = frozenset("\"“”„«»‘’'")  # round what is said; within a word they are its letters


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase as it stands in the text."""

    text: str  # lower case, mended
    senses: Senses  # kind -> value; empty for a word without a meaning
    start: int
    end: int

    def __contains__(self, kind: str) -> bool:
        return kind in self.senses


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    mark: str = ""


def lex(text: str) -> list[Word]:
    """Words in order; marks between clauses are words of the kind "mark" with the value stop, then,
    colon, comma or and.
    """
    tokens = list(_tokens(text))
    words: list[Word] = []
    at = 0
    while at < len(tokens):
        size, senses = _longest(tokens, at)
        first, last = tokens[at], tokens[at + size - 1]
        words.append(
            Word(
                " ".join(token.text for token in tokens[at : at + size]),
                senses,
                first.start,
                last.end,
            )
        )
        at += size
    return words


def _longest(tokens: list[_Token], at: int) -> tuple[int, Senses]:
    """How many tokens make the longest phrase known here, and what it can mean."""
    token = tokens[at]
    if token.mark:
        return 1, {"mark": token.mark}
    if token.text.isdecimal():
        return 1, {"amount": str(int(token.text))}
    phrase: tuple[str, ...] = ()
    best, senses = 1, _NO_SENSES
    for size in range(1, min(LONGEST, len(tokens) - at) + 1):
        if tokens[at + size - 1].mark:
            break
        phrase = (*phrase, tokens[at + size - 1].text)
        if phrase in SENSES:
            best, senses = size, SENSES[phrase]
    if (
        "opaque" in senses
        and best > 1
        and _longest(tokens, at + best - 1)[0] > 1
        and (token.text,) in SENSES
    ):
        best, senses = 1, SENSES[(token.text,)]  # "dig down south"
    shorter = phrase[: best - 1]
    ends_in = phrase[best - 1 : best] == ("in",) and shorter in SENSES
    if ends_in and "hour" in _longest(tokens, at + best - 1)[1]:
        best, senses = best - 1, SENSES[shorter]  # "sleep in the daytime"
    if not senses and len(token.text) >= 6 and token.text.endswith("ly"):
        senses = {"filler": "", "limit": ""}
    return best, senses


def _once(found: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Without a number in brackets that says again what stands before it, as in "five (5)"."""
    kept: list[re.Match[str]] = []
    matches = list(found)
    at = 0
    while at < len(matches):
        group = [match.group() for match in matches[at : at + 3]]
        word = kept[-1].group().lower() if kept else ""
        same = SENSES.get((word,), _NO_SENSES).get("amount")
        if len(group) == 3 and group == ["(", same, ")"]:
            at += 3
            continue
        kept.append(matches[at])
        at += 1
    return kept


def _tokens(text: str) -> Iterator[_Token]:
    listed = lettered = 0  # the last number, and letter, of an enumeration
    fresh = True  # at the beginning of a line or sentence
    matches = _once(match for match in _TOKEN.finditer(text) if match.group() not in _QUOTES)
    skip = False
    for index, match in enumerate(matches):
        if skip:
            skip = False
            continue
        said, kind, (start, end) = match.group(), match.lastgroup, match.span()
        after = matches[index + 1] if index + 1 < len(matches) else None
        follows = after.lastgroup if after else None
        if kind == "number":
            opened = (
                index > 0
                and matches[index - 1].group() in (":", "(")
                and int(float(said)) == listed + 1
            )
            numbering = (
                said.isdecimal()
                and len(said) < 3
                and (fresh or opened or (listed > 0 and int(said) == listed + 1))
            )
            if (
                numbering
                and after
                and after.group() in (".", ")")
                and after.start() == end
                and _spaced(text, after.end())
            ):
                listed, skip, fresh = int(said), True, True
                yield _Token(said, start, end, "stop")
            else:
                fresh = False
                yield _Token(
                    said if said.isdecimal() and len(said) <= _MAX_DIGITS else said + NO_COUNT,
                    start,
                    end,
                )
        elif kind == "word":
            closed = after is not None and after.start() == end and _spaced(text, after.end())
            bullet = len(said) == 1 and ord(said.lower()) - ord("a") == lettered and closed
            if (
                bullet
                and after is not None
                and (after.group() == ")" or (fresh and after.group() == "."))
            ):
                lettered, skip, fresh = lettered + 1, True, True
                yield _Token(said, start, end, "stop")
                continue
            fresh = False
            multiplies = said in ("x", "X") and "number" in (
                follows,
                matches[index - 1].lastgroup if index else None,
            )
            if not multiplies:
                yield _Token(mended(_plain(said)), start, end)
        elif kind == "relation":
            yield _Token(_RELATIONS[said], start, end)
        elif mark := _mark(text, said, start, end, fresh=fresh, follows=follows):
            fresh = fresh or mark == "stop"
            yield _Token(said, start, end, mark)
        elif not said.isascii():
            yield _Token(said, start, end)


def _mark(text: str, said: str, start: int, end: int, *, fresh: bool, follows: str | None) -> str:
    """What a sign between words stands for, "" for nothing."""
    if said == "-":
        return (
            ("stop" if fresh else "comma")
            if _spaced(text, end) and _spaced(text, start - 1)
            else ""
        )
    if said == ":" and follows == "number":
        return ""
    return _MARKS.get(said, "then" if len(said) > 1 or said in "→>" else "")


def _spaced(text: str, index: int) -> bool:
    return not 0 <= index < len(text) or text[index].isspace()


def _plain(word: str) -> str:
    word = word.lower().replace("’", "'")
    word = _SHORT_FORMS.get(word, word)
    if _STRETCHED.search(word):
        word = min(
            (_STRETCHED.sub(kept, word) for kept in (r"\1", r"\1\1")),
            key=lambda short: short not in WORDS,
        )
        word = _SHORT_FORMS.get(word, word)
    return word[:-2] if word.endswith("'s") and word not in WORDS and word[:-2] in WORDS else word


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """The known word that a word is one slip away from, else the word itself.

    A slip is a letter too many, missing or wrong, or two swapped. The first letter has to be right,
    and words that mean something else are left alone.
    """
    if word in WORDS or word in REAL_WORDS or not 3 <= len(word) <= 20:
        return word
    if len(word) < _SHORTEST_MENDED and _undoubled(word) in _DOUBLED:
        return _DOUBLED[_undoubled(word)]
    near = {
        known
        for key in _without_one(word)
        for known in _NEAR.get(key, ())
        if _one_slip(word, known)
    }
    return min(
        near,
        key=lambda known: (abs(len(known) - len(word)), sorted(known) != sorted(word), known),
        default=word,
    )


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _without_one(word: str) -> Iterator[str]:
    yield word
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def _one_slip(word: str, known: str) -> bool:
    if word[0] != known[0]:
        return False
    if len(word) == len(known):
        wrong = [index for index in range(len(word)) if word[index] != known[index]]
        swapped = (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and word[wrong[0]] == known[wrong[1]]
            and word[wrong[1]] == known[wrong[0]]
        )
        return swapped or (len(wrong) == 1 and len(known) > _SHORTEST_MENDED)
    return len(known) >= _SHORTEST_MENDED and abs(len(word) - len(known)) == 1


def _near() -> dict[str, tuple[str, ...]]:
    near: dict[str, tuple[str, ...]] = {}
    for known in sorted(WORDS):
        if len(known) >= 4 and "'" not in known:
            for key in _without_one(known):
                near[key] = (*near.get(key, ()), known)
    return near


_NEAR = _near()
_DOUBLED = {
    _undoubled(known): known
    for known in sorted(WORDS)
    if len(known) == 4 and _undoubled(known) != known and len(_undoubled(known)) > 2
}
