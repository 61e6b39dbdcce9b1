"""One clause of a plan ("go 3 steps east to the lake") as its verb, the things it names and the
moves it asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.plans.reading.lexing import NO_COUNT, Word

_OBJECTLESS = ("go", "walk", "flee", "wait", "sleep", "shelter", "play")
_COUNTED_BLOCKS = ("collect", "get", "harvest", "place", "make")
_ALL = 9  # what "all" and "every" stand for
_HERE = ("here", "right here", "in here", "over here")
_PIECES = ("piece", "block", "unit", "chunk", "lump")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is named."""

    name: str  # of the noun, or of the tool: "pickaxe", "sword", "tools"
    tool: bool = False
    material: str = ""  # of a tool
    count: int | None = None  # None: none was said
    vague: bool = False  # the count stands for "some", "a lot of"
    many: bool = False  # said in the plural, and with no number
    article: bool = False  # the count is that of "a" or "another"
    prep: str = ""  # the kind of preposition that it stands behind, "" for the object itself


@dataclass(frozen=True, slots=True)
class Move:
    """A direction and how far."""

    direction: str
    count: int | None
    behind: bool  # a thing was named before it, so that it may tell where that lies
    to: bool = False  # "to the north"
    at: bool = False  # "at 3 east": it tells where something lies, and is no way to go


@dataclass(slots=True)
class Clause:
    """A verb and what stands with it."""

    verb: str = ""
    word: str = ""  # that the verb was said with
    things: list[Thing] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    steps: int | None = None  # a distance or time with no direction
    times: int | None = None  # "3 times", or a number that counts nothing
    himself: bool = False  # "yourself" and the like
    pronoun: bool = False
    enough: bool = False
    between: bool = False
    here: bool = False  # "here" was said
    night: bool = False  # "all night", "tonight"
    them: bool = False  # the pronoun was said of several
    whole: bool = False  # "it all", "them all"
    around: bool = False  # the pronoun stands behind "around"
    strange: list[int] = field(default_factory=list)  # places of the words without a meaning
    early: bool = False  # one of them stands before the verb
    first: int = 0  # words[first:end] of what was given
    end: int = 0

    @property
    def objects(self) -> list[Thing]:
        """The things that stand behind no preposition."""
        return [thing for thing in self.things if not thing.prep]

    def behind(self, *preps: str) -> list[Thing]:
        """The things behind these kinds of prepositions."""
        return [thing for thing in self.things if thing.prep in preps]

    @property
    def cell(self) -> tuple[int, int] | None:
        """The cell that it names by its offset from the player: of what it names, or "at 3 east 2
        north"; None for none.
        """
        if not self.moves or not all(move.at or move.behind for move in self.moves):
            return None
        return offset(self.moves)

    @property
    def bare(self) -> bool:
        """Whether it is a verb alone."""
        return bool(self.verb) and self.empty

    @property
    def empty(self) -> bool:
        """Whether it has no content but perhaps a verb."""
        bare = not (self.things or self.moves or self.strange or self.pronoun)
        return bare and self.steps is None and self.times is None


def offset(moves: Sequence[Move]) -> tuple[int, int] | None:
    """Where moves lead, east and south; None if one says no distance, or two are along one line."""
    east = south = 0
    for move in moves:
        dx, dy = DIRECTIONS[move.direction]
        if move.count is None or (dx and east) or (dy and south):
            return None
        east, south = east + dx * move.count, south + dy * move.count
    return east, south


def clauses(words: Sequence[Word]) -> list[Clause]:
    """Cut at verbs: each clause but perhaps the first has one."""
    parser = _Parser(words)
    for at in range(len(words)):
        parser.take(at)
    return parser.finish()


def is_verb(words: Sequence[Word], at: int) -> bool:
    """Whether the word at this place opens an action, with nothing but fillers before it in
    ``words``.
    """
    return _role(words, at, "", Clause()) in ("verb", "seal")


def opens_action(words: Sequence[Word]) -> bool:
    """Whether words open an action, with nothing but fillers before it."""
    return any(is_verb(words, at) for at in range(len(words)))


def has_verb(words: Sequence[Word], first: int = 0, end: int | None = None) -> bool:
    """Whether a word from one place up to another opens an action, whatever stands before it."""
    last = len(words) if end is None else end
    return any(is_verb(words[at:], 0) for at in range(first, last))


class _Parser:
    """Reads words one by one into clauses."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._done: list[Clause] = []
        self._now = Clause()
        self._before = ""  # the role of the last word that was no filler
        self._number: int | None = None  # read, and what it counts is still to come
        self._vague = False
        self._article = False
        self._prep = ""
        self._material = ""  # an adjective of a tool to come
        self._every = False
        self._at = False  # what follows is where something lies

    def take(self, at: int) -> None:
        """Read the word at a place."""
        word = self._words[at]
        role = _role(self._words, at, self._before, self._now)
        now = self._now
        if role == "filler":
            now.here = now.here or word.text in _HERE
            now.night = now.night or "night" in word.text
            return
        self._before = role
        match role:
            case "verb" | "seal":
                self._open(at, word.senses[role] if role == "verb" else "seal")
            case "amount":
                self._settle_number()
                amount = word.senses["amount"]
                self._number, self._vague = int(amount.lstrip("~")), amount.startswith("~")
            case "det":
                self._article = self._article or word.senses["det"] == "1"
                self._every = self._every or word.text in ("every", "each")
            case "unit":
                self._measure(at, word)
            case "direction":
                self._move(word.senses["direction"])
            case "material":
                self._material = word.senses["material"]
            case "noun" if self._is_stuff(at):
                pass
            case "noun" if self._is_of(at):
                material = word.senses["material"]
                now.things[-1] = replace(now.things[-1], material=material)
            case "noun":
                self._name(Thing(word.senses["noun"], many=word.text.endswith("s")))
            case "tool":
                self._tool(word)
            case "prep":
                self._settle_number()
                self._prep = word.senses["prep"]
                self._at = word.text.split()[-1] == "at"
                now.between = now.between or self._prep == "between"
            case "self":
                now.himself = True
            case "pronoun":
                now.pronoun, now.them = True, word.text in ("them", "they")
                now.around = self._prep == "around"
                self._settle_number()
            case "particle":
                pass
            case "enough":
                now.enough = True
            case _:
                now.strange.append(at)
                now.early = now.early or word.text.endswith(NO_COUNT)

    def finish(self) -> list[Clause]:
        """All clauses read."""
        self._close(len(self._words))
        return self._done

    def _open(self, at: int, verb: str) -> None:
        now = self._now
        light = (
            now.verb in ("go", "walk", "get", "explore", "find", "")
            and now.empty
            and self._number is None
        )
        if light:
            now.verb, now.word = verb, self._words[at].text
        elif not now.verb and now.strange and not now.things:
            now.verb, now.word, now.early = verb, self._words[at].text, True
        else:
            self._close(at)
            self._now = Clause(verb=verb, word=self._words[at].text, first=at)
        self._prep = self._material = ""
        self._article = False

    def _close(self, end: int) -> None:
        self._settle_number()
        if self._material:
            self._name(Thing(self._material))
        self._now.end = end
        self._done.append(self._now)

    def _settle_number(self) -> None:
        """Give a number that nothing followed to what stands before it."""
        now, number, self._number = self._now, self._number, None
        if number is None:
            return
        move = now.moves[-1] if now.moves else None
        places = now.things and move and move.behind and now.verb not in ("go", "walk")
        if move is not None and move.count is None and not places:
            now.moves[-1] = replace(move, count=number)
        elif now.objects and now.things[-1].count is None and not now.moves:
            now.things[-1] = replace(now.things[-1], count=number)
        elif now.pronoun and self._vague and number == _ALL:
            now.whole = True
        elif now.verb in _OBJECTLESS:
            now.steps = number
        else:
            now.times = number

    def _measure(self, at: int, word: Word) -> None:
        number = self._number if self._number is not None else 1 if self._article else None
        if number is None:
            return
        if word.text in ("time", "times"):
            self._now.times = number
        elif any(word.text == "of" for word in self._words[at + 1 : at + 2]):
            return
        elif self._counts_object(word):
            things = self._now.things
            things[-1] = replace(things[-1], count=number)
        elif self._now.moves and self._now.moves[-1].count is None:
            moves = self._now.moves
            moves[-1] = replace(moves[-1], count=number)
        else:
            self._now.steps = number
        self._number, self._article = None, False

    def _counts_object(self, word: Word) -> bool:
        """Whether "5 pieces" is how much there is to be of what stands before it: "take wood 5
        pieces".
        """
        now = self._now
        named = (
            bool(now.objects)
            and not now.things[-1].prep
            and now.things[-1].count is None
            and not now.moves
        )
        return named and now.verb in _COUNTED_BLOCKS and word.text.rstrip("s") in _PIECES

    def _is_stuff(self, at: int) -> bool:
        """Whether a noun is what a shelter is made of: "a stone hut", "a shelter of stone"."""
        if self._words[at].senses["noun"] not in ("stone", "wood") or self._now.verb not in (
            "make",
            "get",
            "place",
        ):
            return False
        after = self._words[at + 1] if at + 1 < len(self._words) else None
        if after is not None and after.senses.get("noun") == "shelter" and self._number is None:
            return True
        of = at > 0 and self._words[at - 1].text in ("of", "from", "out of", "with", "using")
        return of and bool(self._now.things) and self._now.things[-1].name == "shelter"

    def _is_of(self, at: int) -> bool:
        """Whether a noun is what the tool before it is made of: "a sword of iron"."""
        last = self._now.things[-1] if self._now.things else None
        bare = last is not None and last.tool and not last.material and self._number is None
        if not bare or at == 0:
            return False
        return self._words[at - 1].text == "of" and "material" in self._words[at]

    def _move(self, direction: str) -> None:
        now = self._now
        last = now.moves[-1] if now.moves else None
        if last is not None and last.direction == direction and last.count is None:
            now.moves.pop()  # "down south", "left left"
        count = self._number if self._number is not None else now.steps
        now.moves.append(
            Move(
                direction,
                count,
                behind=bool(now.things or now.pronoun),
                to=self._prep == "to",
                at=self._at,
            )
        )
        self._number = now.steps = None
        self._article = False

    def _name(self, thing: Thing) -> None:
        if self._material and not thing.tool:
            self._material = ""
        count = self._number if self._number is not None else 1 if self._article else None
        vague = self._vague and self._number is not None
        if self._every and count is None:
            count, vague = _ALL, True
        many = thing.many and count is None
        article = self._article and self._number is None
        self._now.things.append(
            replace(thing, count=count, vague=vague, many=many, article=article, prep=self._prep)
        )
        self._number = None
        self._article = self._every = self._at = False

    def _tool(self, word: Word) -> None:
        material, _, kind = word.senses["tool"].rpartition("_")
        material, self._material = material or self._material, ""
        self._name(Thing(kind, tool=True, material=material))


def _role(words: Sequence[Word], at: int, before: str, now: Clause) -> str:
    """What a word does here."""
    word = words[at]
    after = next(
        (other for other in words[at + 1 : at + 3] if "filler" not in other or "noun" in other),
        None,
    )
    naming = (
        before in ("det", "amount", "material", "enough")
        or (before == "prep")
        or (before == "verb" and now.verb not in _OBJECTLESS)
    )
    if "opaque" in word:
        return "strange"
    if "join" in word or "hour" in word:
        return "filler"
    if "amount" in word:
        return "amount"
    if "material" in word and after is not None and "tool" in after and after is words[at + 1]:
        return "material"
    if "tool" in word and (naming or "verb" not in word):
        return "tool"
    of = at + 1 < len(words) and words[at + 1].text == "of"  # "3 blocks of stone"
    if (
        "unit" in word
        and before == "amount"
        and (of or not ("noun" in word and _blocks(now, after)))
    ):
        return "unit"
    if "noun" in word and (naming or not ("verb" in word or "seal" in word or "filler" in word)):
        return "noun"
    if "seal" in word and _seals(words, at):
        return "seal"
    if "verb" in word:
        return "verb"
    led_on = at == 0 or before in ("amount", "verb", "unit", "direction", "prep")
    if "direction" in word and (len(word.text) > 1 or led_on):
        closes = now.verb == "seal" and word.text in ("up", "down")
        return "particle" if closes else "direction"
    if (
        "particle" in word
        and now.verb in ("seal", "shelter")
        and (after is None or not ({"noun", "det"} & set(after.senses)))
    ):
        return "particle"
    return next(
        (
            role
            for role in (
                "prep",
                "filler",
                "det",
                "unit",
                "self",
                "pronoun",
                "particle",
                "enough",
                "noun",
            )
            if role in word
        ),
        "strange",
    )


def _seals(words: Sequence[Word], at: int) -> bool:
    """Whether "wall", "block", "dig" means to close oneself in: "yourself" or "in" follows, or it
    can mean nothing else.
    """
    if not {"verb", "noun", "filler"} & set(words[at].senses):
        return True
    near = words[at + 1 : at + 3]
    if (
        len(near) == 2
        and "det" in near[0]
        and near[1].senses.get("noun") in ("cave", "path")
        and "verb" not in words[at]
    ):
        return True  # "block the tunnel"
    things = {"noun", "amount", "det", "tool"}
    for_whom = len(near) > 1 and "self" in near[0] and things & set(near[1].senses)
    if for_whom:
        return False  # "dig me some iron"
    if any("self" in word for word in near):
        return True
    if not near or "particle" not in near[0]:
        return False
    return len(near) == 1 or "noun" not in near[-1]


def _blocks(now: Clause, after: Word | None) -> bool:
    """Whether "3 blocks" are things rather than steps."""
    return (
        now.verb in _COUNTED_BLOCKS
        and not now.moves
        and not (after is not None and "direction" in after)
    )
