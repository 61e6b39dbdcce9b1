"""A plan's words as goals that can be checked.

The text is cut into chunks at its marks, at "and", "then" and the like, and at "to" before a verb. Each chunk is read as one clause or
several (``clauses``) and these as goals (``meaning``). Reasons ("because ...", "before it gets dark") and what a thing is for are dropped
quietly. Refusals ("don't sleep") and conditions ("if ...", "until ...") cannot be said as goals and are given back as unread; so is all
else without a meaning. When in doubt a chunk is unread: a plan must never be read as its opposite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.language.clauses import Clause, Thing, clauses, is_verb
from agent.language.describing import describe
from agent.language.goals import Goal, Reading
from agent.language.lexing import Word, lex
from agent.language.meaning import Context, counted, meant, needs
from agent.language.vocabulary import AWAKE, TARGETS

__all__ = ["describe", "read"]

_RANK = ("", "purpose", "comma", "and", "or", "but", "then", "stop")  # of what parts two chunks; the strongest holds
_LEADS_ON = (
    "go",
    "walk",
    "flee",
    "explore",
    "shelter",
    "wait",
    "sleep",
    "",
)  # verbs behind which "to eat" is a step, and no reason
_COPULAS = frozenset({"is", "are", "be", "was", "should", "must", "shall", "can", "may", "would"})
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "next", "last", "later")  # "the next tree" begins no new step
_STATES = {"drink": Goal("collect", "drink"), "eat": Goal("eat"), "sleep": Goal("sleep")}
_CUTS = ("negation", "condition", "reason", "so", "before", "said", "means")
_ALONE = (
    "eat",
    "fight",
    "go",
    "walk",
    "explore",
    "drink",
    "hunt",
    "plant",
    "collect",
    "get",
    "seal",
    "shelter",
    "harvest",
    "flee",
)


def read(text: str) -> Reading:
    """Read a plan: its goals in order, and the parts that were not understood as written. Never raises; linear in the text's length."""
    reader = _Reader()
    for sentence in _sentences(_chunks(lex(text))):
        reader.sentence(sentence)
    unread = tuple(text[start:end] for start, end in sorted(reader.unread))
    if not reader.goals and not unread and text.strip():
        unread = (text.strip(),)
    return Reading(tuple(reader.goals), unread)


@dataclass(frozen=True, slots=True)
class _Chunk:
    sep: str  # what parts it from the chunk before it
    words: list[Word]

    @property
    def span(self) -> tuple[int, int]:
        return self.words[0].start, self.words[-1].end


def _chunks(words: Sequence[Word]) -> Iterator[_Chunk]:
    now: list[Word] = []
    sep = pending = "stop"
    for at, word in enumerate(words):
        cut = _parting(words, at, now)
        if cut:
            if now:
                yield _Chunk(sep, now)
                now, pending = [], ""
            pending = max(pending, cut, key=_RANK.index)
            continue
        if not now:
            sep = pending
        now.append(word)
    if now:
        yield _Chunk(sep, now)


def _parting(words: Sequence[Word], at: int, now: Sequence[Word]) -> str:
    """How a word parts chunks, "" if it does not."""
    word = words[at]
    if "mark" in word:
        return word.senses["mark"]
    before = words[at - 1] if at else None
    ordinal = word.text in _ORDINALS and before is not None and ("det" in before or "amount" in before)
    if "then" in word and not ordinal:
        return "then"
    if "join" in word:
        held = any(other.senses.get("prep") == "between" for other in now[-3:])
        return "" if held else word.senses["join"]
    following = words[at + 1 : at + 5]
    if "so" in word and following and "self" not in following[0] and _imperative(following):
        return "then"
    if "before" in word and now and _acts(words, at + 1):
        return "then"
    if word.text == "after" and not now and _gerund_next(following):
        return "then"
    if word.text in ("to", "for") and "prep" in word:
        follows = _after_fillers(words, at + 1)
        if follows is not None and _opens(words, follows, gerund=word.text == "for"):
            return "purpose"
    return ""


def _opens(words: Sequence[Word], at: int, *, gerund: bool) -> bool:
    word = words[at]
    if "negation" in word:
        return not gerund
    if gerund:
        return "verb" in word and word.text.partition(" ")[0].endswith("ing") and "noun" not in word
    return is_verb(words[at : at + 3], 0) and (at == 0 or "det" not in words[at - 1])


def _after_fillers(words: Sequence[Word], at: int) -> int | None:
    """The next place that is no filler, within a few words."""
    return next((place for place in range(at, min(at + 4, len(words))) if not _is_filler(words[place])), None)


def _is_filler(word: Word) -> bool:
    return "filler" in word and not {"verb", "noun", "direction"} & set(word.senses)


def _sentences(chunks: Iterator[_Chunk]) -> Iterator[list[_Chunk]]:
    sentence: list[_Chunk] = []
    for chunk in chunks:
        if chunk.sep == "stop" and sentence:
            yield sentence
            sentence = []
        sentence.append(chunk)
    if sentence:
        yield sentence


@dataclass(slots=True)
class _Read:
    """What one chunk gave."""

    goals: list[Goal]
    span: tuple[int, int]
    clause: Clause | None = None  # the last, for what its counts are for
    weak: bool = False  # "I'm thirsty": a goal only where the sentence has no other
    qualified: bool = False  # ended in "at the table"
    sep: str = ""
    uses: dict[str, int] = field(default_factory=dict)  # items that what it is for takes

    def serve(self, goals: Sequence[Goal]) -> None:
        """Count what these goals take, if no count was said."""
        for item, count in needs(goals).items():
            self.uses[item] = self.uses.get(item, 0) + count
        if self.clause is not None:
            self.goals[:] = counted(self.goals, self.clause, self.uses)


@dataclass(slots=True)
class _Reader:
    goals: list[Goal] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    _context: Context = field(default_factory=Context)
    _sentence: list[_Read] = field(default_factory=list)
    _bare: str = ""  # the last clause if it was a verb alone, and is unread so far: "collect:" before a list
    _mode: str = ""  # what the chunks that follow belong to: negated, conditional, tail, reason, said

    def sentence(self, chunks: list[_Chunk]) -> None:
        """Read the chunks up to a full stop."""
        self._sentence, self._mode = [], ""
        choice_ahead = [False] * (len(chunks) + 1)
        for at in range(len(chunks) - 1, -1, -1):
            choice_ahead[at] = chunks[at].sep == "or" or (chunks[at].sep in ("comma", "and") and choice_ahead[at + 1])
        at = 0
        while at < len(chunks):
            chunk = chunks[at]
            after = chunks[at + 1] if at + 1 < len(chunks) else None
            self._context.tool = _lone_tool(after) if after is not None else None
            self._chunk(chunk, after, choice_ahead[at])
            at += 1
        strong = any(found.goals and not found.weak for found in self._sentence)
        for found in self._sentence:
            if not (found.weak and strong):
                self.goals += found.goals

    def _chunk(self, chunk: _Chunk, after: _Chunk | None, choice_ahead: bool) -> None:
        if self._goes_on(chunk, choice_ahead):
            return
        words = chunk.words
        cut = next((at for at in range(len(words)) if _cut(words, at)), len(words))
        kind = _cut(words, cut) if cut < len(words) else ""
        match kind:
            case "":
                self._plain(chunk, words)
            case "negation":
                self._refuse(chunk, cut)
            case "condition":
                self._condition(chunk, cut)
            case "reason":
                self._plain(chunk, words[:cut])
                self._mode = "reason"
            case "so":
                self._plain(chunk, words[:cut])
                self._mode = "reason"
            case "before":
                self._before(chunk, cut)
            case "said":
                self._said(chunk, words)
            case "means":
                if after is None or after.sep != "purpose":
                    self._leave(chunk)

    def _goes_on(self, chunk: _Chunk, choice_ahead: bool) -> bool:
        """Whether the chunk still belongs to the refusal, condition or reason before it."""
        mode, sep = self._mode, chunk.sep
        if not mode:
            return False
        imperative = _imperative(chunk.words)
        if mode == "conditional":
            belongs = True
        elif mode == "negated":
            listed = sep == "comma" and (not imperative or choice_ahead)
            belongs = (sep in ("and", "or", "purpose") or listed) and _cut(chunk.words, 0) != "negation"
        elif mode == "tail":
            belongs = sep in ("and", "or", "purpose") and not _cut(chunk.words, 0)
        elif mode == "reason":
            belongs = sep in ("and", "or", "purpose") or (sep == "comma" and not imperative)
        elif mode == "purpose":
            belongs = sep == "purpose" or (sep in ("and", "or", "comma") and not imperative and _made_of(chunk.words))
        else:
            belongs = sep in ("and", "comma", "purpose", "or") and not imperative and not _cut(chunk.words, 0)
        if not belongs:
            self._mode = ""
        elif mode == "purpose":
            self._sentence[-1].serve([goal for clause in clauses(chunk.words) for goal in meant(clause, Context()) or []])
        elif mode in ("conditional", "negated", "tail"):
            self._extend(chunk)
        return belongs

    def _leave(self, chunk: _Chunk, words: Sequence[Word] | None = None) -> None:
        words = chunk.words if words is None else words
        if words:
            self.unread.append((words[0].start, words[-1].end))

    def _extend(self, chunk: _Chunk) -> None:
        start, _ = self.unread.pop() if self.unread else chunk.span
        self.unread.append((start, chunk.span[1]))

    def _refuse(self, chunk: _Chunk, cut: int) -> None:
        words = chunk.words
        head, word = words[:cut], words[cut]
        self._mode = "negated"
        purpose = chunk.sep == "purpose" and self._sentence and self._sentence[-1].goals
        if purpose and all(_is_filler(other) for other in head):
            self._mode = "reason"
            return
        has_verb = any(is_verb(words[at:], 0) for at in range(cut))
        rest_has_verb = any(is_verb(words[at:], 0) for at in range(cut + 1, len(words)))
        tail = "tail" in word or (word.text == "not" and not rest_has_verb and bool(head) and "noun" in head[-1])
        if has_verb and tail:
            self._plain(chunk, head)
            self._leave(chunk, words[cut:])
            return
        if head and head[-1].text.split()[-1] in _COPULAS:
            while self._sentence and chunk.sep in ("and", "or", "comma") and self._sentence[-1].goals:
                self.unread.append(self._sentence.pop().span)
        self._leave(chunk)

    def _condition(self, chunk: _Chunk, cut: int) -> None:
        words = chunk.words
        head, rest = words[:cut], words[cut + 1 :]
        leading = all(_is_filler(word) for word in head)
        awake = any(word in AWAKE for other in rest for word in other.text.split())
        if words[cut].text == "while" and rest and rest[0].text.split()[0] in ("it", "it's", "there", "there's"):
            self._plain(chunk, head)
            self._mode = "reason"
        elif "until" in words[cut] and not leading:
            before = len(self.unread)
            self._plain(chunk, head)
            verb = self._last_verb()
            if verb == "wait":
                if self._sentence:
                    self._sentence.pop()
                del self.unread[before:]
                self._leave(chunk)
            elif not (awake and verb == "sleep") and not self._counted_until(rest):
                self._leave(chunk, words[cut:])
                self._mode = "tail"
        elif "until" in words[cut] and self._last_verb() == "sleep" and awake:
            return
        else:
            self._leave(chunk)
            self._mode = "conditional" if leading else "tail"

    def _counted_until(self, rest: Sequence[Word]) -> bool:
        """Take "until you have 5" as the count of what is collected before it."""
        amounts = [word.senses["amount"] for word in rest if "amount" in word]
        last = self._sentence[-1] if self._sentence else None
        if (
            len(amounts) != 1
            or not amounts[0].isdecimal()
            or last is None
            or not last.goals
            or last.goals[-1].verb != "collect"
        ):
            return False
        names = {word.senses["noun"] for word in rest if "noun" in word}
        if any("noun" not in word and not word.senses for word in rest) or names - {last.goals[-1].target, "tree", "water"}:
            return False
        last.goals[-1] = replace(last.goals[-1], count=int(amounts[0]))
        return True

    def _last_verb(self) -> str:
        return next((found.goals[-1].verb for found in reversed(self._sentence) if found.goals), "")

    def _before(self, chunk: _Chunk, cut: int) -> None:
        words = chunk.words
        if cut + 1 < len(words) and _acts(words, cut + 1):
            self._leave(chunk)
            return
        self._plain(chunk, words[:cut])
        self._mode = "reason"

    def _said(self, chunk: _Chunk, words: Sequence[Word]) -> None:
        state = next((word.senses["state"] for word in words if "state" in word), "")
        if state:
            self._sentence.append(_Read([_STATES[state]], chunk.span, weak=True))
        named = [word.senses["noun"] for word in words if "noun" in word]
        self._context.thing = named[-1] if named else self._context.thing
        self._mode = "said"

    def _plain(self, chunk: _Chunk, words: Sequence[Word]) -> None:
        """Read words that have no refusal, condition or reason in them."""
        if all(_is_filler(word) for word in words):
            return
        states = [word.senses["state"] for word in words if "state" in word]
        if states and not any("verb" in word for word in words):
            self._sentence.append(_Read([_STATES[state] for state in states], chunk.span, weak=True))
            return
        found = clauses(words)
        for clause in found:
            if clause.empty and not clause.verb:
                continue
            self._clause(chunk, clause, words[clause.first : clause.end], words, last=clause is found[-1])

    def _clause(self, chunk: _Chunk, clause: Clause, own: Sequence[Word], words: Sequence[Word], *, last: bool) -> None:
        previous = self._sentence[-1] if self._sentence else None
        if (
            chunk.sep == "purpose"
            and previous is not None
            and previous.goals
            and clause.first == 0
            and self._serves(chunk, clause, previous)
        ):
            return
        bare_moves = clause.moves and not (clause.verb or clause.things or clause.strange or clause.pronoun)
        if bare_moves and self._offset(chunk):
            return
        if not clause.verb and chunk.sep == "and" and previous is not None and previous.qualified and _stations(clause):
            return
        if len(own) == 2 and own[0].text in ("step", "plan", "goal", "task") and "amount" in own[1]:
            return
        if self._counts(clause, previous):
            return
        bare, self._bare = self._bare, ""
        goals = self._paced(clause, previous)
        if goals is None and not (clause.early or (not clause.verb and (clause.strange or _heaped(clause)))):
            goals = meant(clause, self._context)
        if goals and self._misses_its_object(clause, words):
            goals = None
        if goals is None:
            if not (clause.verb in ("get", "go", "walk") and clause.empty and not last):
                self._leave(chunk, own)
                if clause.verb and clause.empty:
                    self._bare = clause.verb
                    self._context.verb = clause.verb
            self._sentence.append(_Read([], chunk.span))
            return
        if bare and (not clause.verb or bare in ("go", "walk", "get")) and chunk.sep != "then":
            self.unread.pop()
        if chunk.sep == "or":
            self._leave(chunk, own)
            return
        read_now = _Read(goals, chunk.span, clause, qualified=bool(clause.behind("near", "between")), sep=chunk.sep)
        self._sentence.append(read_now)
        if (clause.verb or self._context.verb) in ("collect", "get", "harvest") and clause.behind("for") and clause.objects:
            read_now.serve(
                [
                    goal
                    for thing in clause.behind("for")
                    for goal in meant(Clause("make", [replace(thing, prep="")]), Context()) or []
                ]
            )
            self._mode = "purpose"
        self._join()
        self._remember(clause, goals)
        for run in _runs(clause.strange):
            self.unread.append(_phrase_span(words, run))

    def _counts(self, clause: Clause, previous: _Read | None) -> bool:
        """Take a number alone as the count of what stands before it: "get wood (at least 4)"."""
        if clause.verb or not clause.times or clause.things or clause.strange or previous is None or not previous.goals:
            return False
        previous.goals[-1] = replace(previous.goals[-1], count=clause.times)
        return True

    def _paced(self, clause: Clause, previous: _Read | None) -> list[Goal] | None:
        """The distance that "turn left and walk 6 steps" gives to the direction before it."""
        turn = previous.goals[-1] if previous is not None and previous.goals else None
        if (
            previous is None
            or turn is None
            or clause.verb not in ("go", "walk")
            or not clause.steps
            or clause.things
            or clause.moves
        ):
            return None
        if turn.verb != "go" or turn.target or turn.count:
            return None
        previous.goals.pop()
        return [replace(turn, count=clause.steps)]

    def _misses_its_object(self, clause: Clause, words: Sequence[Word]) -> bool:
        """Whether the word behind the verb, which decides what is meant, is unknown: "eat breakfast cereal", "go fishing"."""
        if not clause.strange or clause.objects or clause.verb not in _ALONE:
            return False
        return not (clause.things and clause.moves)

    def _offset(self, chunk: _Chunk) -> bool:
        """Whether a chunk of directions alone ("6 east 2 south") says where the thing before it lies."""
        return chunk.sep in ("comma", "and") and bool(self._context.verb) and not self._context.moving

    def _serves(self, chunk: _Chunk, clause: Clause, previous: _Read) -> bool:
        """Read "to make a table" behind another goal: dropped when it is what that one is for. False if it is a step of its own."""
        verb = previous.clause.verb if previous.clause else ""
        goals = meant(clause, self._context) or []
        if verb in _LEADS_ON and not (previous.goals[-1].verb in ("sleep", "shelter") and not goals):
            if not goals or clause.strange:
                self._mode = "reason"
                return True
            return False
        previous.serve(goals)
        self._mode = "purpose"
        return True

    def _join(self) -> None:
        """Make "go north" and "look for water" behind it one goal."""
        if len(self._sentence) < 2:
            return
        first, second = self._sentence[-2], self._sentence[-1]
        if not first.goals or not second.goals:
            return
        a, b = first.goals[-1], second.goals[0]
        heads = a.verb == "go" and a.direction is not None and not a.target
        if heads and a.count == 0 and b.verb == "explore" and b.direction is None:
            first.goals.pop()
            second.goals[0] = replace(b, direction=a.direction)
        elif a.verb == b.verb == "explore" and not a.target and b.target:
            first.goals.pop()
            second.goals[0] = replace(b, direction=b.direction or a.direction)
        elif a == Goal("explore") and second.sep == "and" and b.target in TARGETS["explore"]:
            first.goals[-1] = replace(a, target=b.target)
        elif a == b and a.verb in ("sleep", "shelter"):
            first.goals.pop()

    def _remember(self, clause: Clause, goals: Sequence[Goal]) -> None:
        context = self._context
        if clause.verb:
            context.verb = "go" if clause.verb == "walk" else clause.verb
        for thing in clause.objects or clause.things:
            context.thing = thing.name
            if thing.tool and goals[-1].verb == "make":
                context.material = goals[-1].target.partition("_")[0]
        if goals[-1].verb != "make":
            context.material = ""
        context.moving = goals[-1].verb == "go" and not goals[-1].target


def _cut(words: Sequence[Word], at: int) -> str:
    """What makes the word at this place begin something other than a step, "" for nothing."""
    word = words[at]
    kind = next((kind for kind in _CUTS if kind in word), "")
    if kind == "said":
        return kind if all(_is_filler(other) for other in words[:at]) and not is_verb(words, at) else ""
    if kind == "condition" and word.text in ("once", "after"):
        return kind if at + 1 < len(words) else ""
    if kind == "reason" and word.text in ("which", "who") and at == 0:
        return ""
    return kind


def _imperative(words: Sequence[Word]) -> bool:
    place = _after_fillers(words, 0)
    return place is not None and is_verb(words[place:], 0) and not _gerund_alone(words[place])


def _gerund_alone(word: Word) -> bool:
    return word.text.partition(" ")[0].endswith("ing")


def _gerund_next(words: Sequence[Word]) -> bool:
    place = _after_fillers(words, 0)
    if place is None:
        return False
    subject = "self" in words[place]
    place += subject
    return place < len(words) and is_verb(words[place:], 0) and (subject or _gerund_alone(words[place]))


def _acts(words: Sequence[Word], at: int) -> bool:
    """Whether "before" leads to something to do ("you sleep", "eating") rather than to a time ("night falls")."""
    if at >= len(words):
        return False
    if "self" in words[at] or words[at].text in ("i", "we"):
        return at + 1 < len(words) and is_verb(words[at + 1 : at + 3], 0)
    return "verb" in words[at] and _gerund_alone(words[at])


def _made_of(words: Sequence[Word]) -> bool:
    """Whether only things that are made are named: "... for a table and a pickaxe"."""
    names = [word for word in words if "noun" in word or "tool" in word]
    return bool(names) and all("tool" in word or word.senses.get("noun") in ("table", "furnace") for word in names)


def _lone_tool(chunk: _Chunk) -> Thing | None:
    found = clauses(chunk.words) if chunk.sep in ("and", "comma", "or") else []
    only = found[0] if len(found) == 1 and not found[0].verb else None
    return next((thing for thing in only.things if thing.tool and thing.material), None) if only else None


def _heaped(clause: Clause) -> bool:
    """Whether things stand side by side with nothing that joins them: "water the plant"."""
    return len(clause.objects) > 1 and any(thing.count is None for thing in clause.objects)


def _stations(clause: Clause) -> bool:
    return bool(clause.things) and all(thing.name in ("table", "furnace") and not thing.tool for thing in clause.things)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring places as (first, last)."""
    start = last = -2
    for place in places:
        if place - last > 2:
            if start >= 0:
                yield start, last
            start = place
        last = place
    if start >= 0:
        yield start, last


def _phrase_span(words: Sequence[Word], run: tuple[int, int]) -> tuple[int, int]:
    first, last = run
    while first > 0 and {"prep", "det"} & set(words[first - 1].senses):
        first -= 1
    return words[first].start, words[last].end
