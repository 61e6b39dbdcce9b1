"""A plan's words as goals that can be checked.

The text is cut into chunks (``cutting``). Each is read as one clause or several (``clauses``) and
these as goals (``meaning``). Refusals ("don't sleep") and conditions ("if ...", "until ...") are
read by ``refusals``, ``conditions`` and ``binding``, levels to be kept by ``keeping``, vague wishes
by ``wishes``. Warnings ("watch out for zombies"), reasons ("because ...", "before it gets dark"),
what a thing is for ("to make a sword"), what is said of how things stand ("water is 4 west") and
options that are weighed ("I could ...") are no steps and dropped quietly; all else without a
meaning is given back as unread. When in doubt a chunk is unread: a plan must never be read as its
opposite, and a refusal never more broadly than it was said. An hour ("at night") is a condition of
what it is said of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from agent.core.goals import Condition, Goal, Reading
from agent.worlds.crafter.plans.reading import conditions
from agent.worlds.crafter.plans.reading.binding import Link, also_limited, bind, bind_refused, link
from agent.worlds.crafter.plans.reading.clauses import clauses, is_verb
from agent.worlds.crafter.plans.reading.cutting import (
    Chunk,
    acts,
    choices_ahead,
    chunked,
    cut,
    imperative,
    is_filler,
    is_later,
    sentences,
)
from agent.worlds.crafter.plans.reading.keeping import kept
from agent.worlds.crafter.plans.reading.lexing import Word, lex
from agent.worlds.crafter.plans.reading.meaning import PLAY, Context, meant
from agent.worlds.crafter.plans.reading.refusals import (
    ALLOWED,
    COPULAS,
    SPARINGS,
    as_refused,
    disallowed,
    is_lack,
    limited,
    limits,
    refused,
)
from agent.worlds.crafter.plans.reading.steps import (
    IS,
    STATES,
    Step,
    Steps,
    is_aim,
    lone_tool,
    made_of,
)
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS

_OTHERWISE = ("otherwise", "else", "or else")
# of a chunk: nobody says so much without a mark, and conditions in conditions are read by recursion
_MOST_WORDS = 200
_AT_HAND = ("old", "existing", "same", "already", "have", "nearby")
_AROUND = (
    "here",
    "right here",
    "around",
    "around here",
    "left",
    "nearby",
    "in sight",
    "there",
    "anywhere",
)
_OF_IT = ("it's", "it is", "that's", "this is", "its")  # what follows tells of the thing before
_SEEN_AS = {"ripe": "fruit"}
_YET = ("yet", "now", "for now", "right now")  # what is refused so is only put off
_SLEEP, _SHELTER = Goal("sleep"), Goal("shelter")
_ENDS = {"night": "morning", "day": "night"}
_NOT = Word("don't", {"negation": "", "refusal": ""}, 0, 0)


def read(text: str) -> Reading:
    """Read a plan: its goals in order, what is refused, standing orders, and the parts that were
    not understood as written.

    Never raises; linear in the text's length.
    """
    reader = _Reader()
    for sentence in sentences(chunked(lex(text))):
        reader.sentence(sentence)
    goals = reader.goals()
    reader.settle(goals)
    unread = tuple(text[start:end] for start, end in _apart(reader.unread))
    refused_, standing = tuple(dict.fromkeys(reader.refused)), tuple(dict.fromkeys(reader.standing))
    if not goals and (refused_ or standing):
        goals = [Goal("play", count=PLAY)]
    if not goals and not unread and text.strip():
        unread = (text.strip(),)
    return Reading(tuple(goals), unread, refused_, standing)


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


@dataclass(frozen=True, slots=True)
class _Pending:
    """A condition that is said before what it is said of."""

    link: Link
    found: conditions.Found
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Refusals:
    """A list of refusals under way: "don't eat, drink or sleep"."""

    start: int  # refused[start:] are its goals
    words: Sequence[Word]  # of its first chunk, from the negation on

    @property
    def begin(self) -> int:
        """Where it begins in the text."""
        return self.words[0].start

    @property
    def conditional(self) -> bool:
        """Whether its first chunk has a condition, which a thing behind "and" may belong to."""
        return any("condition" in word or "before" in word for word in self.words)

    @property
    def general(self) -> bool:
        """Whether it is of things of any kind, so that "but" leaves one out."""
        return any(word.text.startswith("any") for word in self.words)


@dataclass(frozen=True, slots=True)
class _Ended:
    """Steps that a condition was said behind."""

    steps: Sequence[Step]
    orders: int  # standing[orders:] came of it
    begin: int  # where they begin in the text


@dataclass(slots=True)
class _Reader:
    refused: list[Goal] = field(default_factory=list)
    standing: list[Goal] = field(default_factory=list)
    _reads: list[Step] = field(default_factory=list)  # of the sentences before
    _aims: list[Step] = field(default_factory=list)  # what steps are for
    _steps: Steps = field(default_factory=Steps)
    _pending: _Pending | None = None
    # the condition of the chunk before, which holds for what "and" adds to it
    _bound: _Pending | None = None
    _list: _Refusals | None = None  # the refusals that the chunk before ended in
    _ended: _Ended | None = None  # what the chunk before put under a condition
    # What was refused with a "yet", and where that was said.
    _put_off: list[tuple[tuple[int, int], list[Goal]]] = field(default_factory=list)
    # the last refusal is of things and not of deeds: "ignore the cow and get wood" has a step
    _spares: bool = False
    _last: _Pending | None = None  # the last "if", for its "otherwise"

    @property
    def unread(self) -> list[tuple[int, int]]:
        """Where the parts that were not understood begin and end."""
        return self._steps.unread

    def goals(self) -> list[Goal]:
        """All that is to be done, in order; what is only for something else if there is nothing
        else.
        """
        strong = {
            (goal.verb, goal.target)
            for found in self._reads
            if not found.weak
            for goal in found.goals
        }
        steps = [
            g
            for found in self._reads
            for g in found.goals
            if not (found.weak and (g.verb, g.target) in strong)
        ]
        # "Monsters! Fight them": what ends when none is seen is asked for once.
        first = {goal: at for at, goal in reversed(list(enumerate(steps)))}
        steps = [goal for at, goal in enumerate(steps) if not _clears(goal) or first[goal] == at]
        return steps or [goal for found in self._aims for goal in found.goals]

    def give_back(self, start: int, end: int) -> None:
        """Give back what stands from one place to another."""
        self.unread.append((start, end))

    def settle(self, goals: Sequence[Goal]) -> None:
        """Give back what was put off and is a step too: "don't sleep yet, wall in and sleep"."""
        for span, put_off in self._put_off:
            deeds = [(goal.verb, goal.target) for goal in put_off]
            if any((goal.verb, goal.target) in deeds or (goal.verb, "") in deeds for goal in goals):
                kept_ = [goal for goal in self.refused if (goal.verb, goal.target) not in deeds]
                self.refused[:] = kept_
                self.give_back(*span)

    def sentence(self, chunks: list[Chunk]) -> None:
        """Read the chunks up to a full stop."""
        self._steps.sentence, self._steps.mode, self._pending, self._bound = [], "", None, None
        self._list = self._ended = None
        choice_ahead = choices_ahead(chunks)
        listed: list[Step] = []  # what the steps behind a colon are for
        for at, chunk in enumerate(chunks):
            after = chunks[at + 1] if at + 1 < len(chunks) else None
            self._steps.context.tool = lone_tool(after) if after is not None else None
            self._chunk(chunk, after, choice_ahead[at])
            if at == 0 and is_aim(chunk, chunks[1:]):
                aims = [found for found in self._steps.sentence if found.goals]
                self._aims += aims
                listed = aims if chunks[1].colon and not (chunk.purpose or chunk.prefaced) else []
                self._steps.sentence = [found for found in self._steps.sentence if not found.goals]
        if len(chunks) == 1 and self._pending is not None and self._pending.link == "until":
            # "don't stop until you have a diamond"
            told = bind("until", self._pending.found, [Goal("play", count=PLAY)])
            if told is not None:
                self._pending, self._steps.sentence = None, [Step(told.goals, chunks[0].span)]
        self._give_up()
        steps = [goal for found in self._steps.sentence for goal in found.goals]
        if steps and all(goal.verb in ("go", "explore") for goal in steps):
            self._steps.sentence += listed  # "eat first: look for a cow": to look is not to eat
        strong = any(found.goals and not found.weak for found in self._steps.sentence)
        read_now = [found for found in self._steps.sentence if not (found.weak and strong)]
        if self._reads and read_now and read_now[0].repeats(self._reads[-1]):
            read_now[0].goals.pop(0)
        self._reads += read_now

    def _chunk(self, chunk: Chunk, after: Chunk | None, choice_ahead: bool) -> None:
        if self._goes_on(chunk, choice_ahead):
            return
        if len(chunk.words) > _MOST_WORDS:
            self._steps.leave(chunk)
            return
        if self._excepts(chunk) or self._continues(chunk):
            return
        reads, refusals, unread = len(self._steps.sentence), len(self.refused), len(self.unread)
        listed, ended = self._list, self._ended
        added = chunk.sep in ("and", "purpose") or (chunk.sep == "but" and listed is not None)
        bound = self._bound if added else None
        pending, self._bound = self._pending or bound, None
        self._words(chunk, chunk.words, after)
        self._list = None if self._list is listed else self._list
        self._ended = None if self._ended is ended else self._ended
        if pending is None or (self._pending is not pending and pending is not bound):
            return
        found = [read for read in self._steps.sentence[reads:] if read.goals]
        if found or len(self.refused) > refusals:
            if not self._apply(pending.link, pending.found, found, refusals):
                self.give_back(pending.span[0], chunk.span[1])
            self._pending = None
            self._recall(pending, refusing=not found)
        elif len(self.unread) > unread:
            self._give_up()

    def _recall(self, told: _Pending, *, refusing: bool) -> None:
        """Keep a condition that was used, for an "otherwise" or for what "and" adds."""
        self._last = told if told.link == "if" else None
        waits = told.link in ("when", "once") and not self.standing and not refusing
        self._bound = None if waits else told  # the step after one that waits only follows

    def _excepts(self, chunk: Chunk) -> bool:
        """Give back a refusal that a chunk narrows, if it does: "don't fight, near the water"."""
        listed, words = self._list, [word for word in chunk.words if not is_filler(word)]
        if listed is None or not words or any(is_verb(words, at) for at in range(len(words))):
            return False
        place = chunk.sep == "comma" and "prep" in words[0] and "hour" not in words[0]
        spared = chunk.sep == "but" and listed.general and not cut(words, 0)
        if place or spared:
            self._withdraw(listed, chunk)
        return place or spared

    def _continues(self, chunk: Chunk) -> bool:
        """Give back what is under a condition that a chunk adds another to, if it does.

        "Sleep when it is night and you have 5 wood", "if you have wood and stone, ...".
        """
        if chunk.sep not in ("and", "or") or imperative(chunk.words):
            return False
        ended = self._ended if chunk.sep == "and" else None
        more = conditions.find(chunk.words) if ended is not None else None
        if ended and more and all(is_filler(word) for word in chunk.words[more.end :]):
            for read in ended.steps:
                read.goals.clear()
            del self.standing[ended.orders :]
            self.give_back(ended.begin, chunk.span[1])
            self._ended, self._steps.mode = None, "tail"
            return True
        if self._pending is None:
            return False
        goes_on = cut(chunk.words, 0) != "negation"
        if goes_on:
            self.give_back(self._pending.span[0], chunk.span[1])
            self._pending, self._steps.mode = None, "conditional"
        return goes_on

    def _withdraw(self, listed: _Refusals, chunk: Chunk) -> None:
        """Give back a list of refusals up to the end of a chunk."""
        del self.refused[listed.start :]
        self._put_off = [put_off for put_off in self._put_off if put_off[0][0] < listed.begin]
        self.give_back(listed.begin, chunk.span[1])
        self._list, self._steps.mode = None, "negated unread"

    def _give_up(self) -> None:
        """Give back a condition of which nothing was said."""
        if self._pending is not None:
            self.unread.append(self._pending.span)
            self._pending = None

    def _words(self, chunk: Chunk, words: Sequence[Word], after: Chunk | None) -> None:
        """Read words of a chunk: a step, or what the first word that is something else makes of
        them.
        """
        if len(words) > 1 and words[0].text == "no" and "negation" in words[1]:
            words = words[1:]  # "no, don't"
        if _is_reserve(words):
            self._steps.mode, self._spares = "negated unread", True
            self._steps.leave(chunk, words)
            return
        if words and words[0].text in _OTHERWISE and self._last is not None:
            self._otherwise(chunk, words, self._last)
            return
        at = next((at for at in range(len(words)) if cut(words, at)), len(words))
        match cut(words, at) if at < len(words) else "":
            case "" if words and words[-1].text in IS and after is not None and after.purpose:
                pass  # "the next milestone is to ..."
            case "" if self._keep(words):
                pass
            case "" if (
                chunk.sep == "stop"
                and "enough" in words[0]
                and not any(is_verb(words, at) for at in range(len(words)))
            ):
                self._steps.mode = "said"
            case "":
                self._steps.plain(chunk, words)
            case "negation":
                self._refuse(chunk, words, at)
            case "condition":
                self._condition(chunk, words, at, after)
            case "hour":
                self._hour(chunk, words, at, after)
            case "reason" | "so":
                self._steps.plain(chunk, words[:at])
                self._steps.mode = "reason"
            case "before":
                self._before(chunk, words, at)
            case "warning":
                self._warn(chunk, words, at, after)
            case "said" if chunk.sep == "or":
                self._steps.leave(chunk, words)  # "until you have 5 or it gets dark"
            case "said":
                self._said(chunk, words)
            case "option":
                self._steps.mode = "weighed"
            case "means" if any("hour" in word for word in words):
                self._steps.leave(chunk, words)
                self._steps.mode = "tail"
            case "means":
                made_of_ = next(
                    (word.senses["material"] for word in words[at:] if "material" in word), ""
                )
                self._steps.context.material = made_of_ or self._steps.context.material
                stations = [
                    word.senses["noun"]
                    for word in words[at:]
                    if word.senses.get("noun") in ("table", "furnace")
                ]
                had = any("said" in word or word.text in _AT_HAND for word in words[at + 1 :])
                if stations and had and (after is None or after.sep != "purpose"):
                    # "use the table you have"
                    self.refused += [Goal("place", station) for station in stations]
                elif after is None or after.sep != "purpose":
                    self._steps.leave(chunk, words)

    def _keep(self, words: Sequence[Word]) -> bool:
        """Read a level that is to be kept; False if it is none."""
        order = kept(words)
        self.standing += [] if order is None else [order]
        return order is not None

    def _warn(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        """Drop what is only to be minded ("watch out for zombies"); "be careful not to ..."
        refuses.
        """
        self._steps.plain(chunk, words[:at])
        if self._keep(words[at:]):
            return
        negation = next(
            (place for place in range(at + 1, len(words)) if cut(words, place) == "negation"), None
        )
        if negation is not None:
            self._refuse(chunk, words[negation:], 0)
            return
        beside = (
            after.words
            if after is not None and at + 1 == len(words) and not imperative(after.words)
            else []
        )
        if any(word.senses.get("noun") == "lava" for word in (*words[at:], *beside)):
            # creatures come by themselves, lava does not
            self.refused += [Goal("go", "lava"), Goal("explore", "lava")]
        self._steps.mode = "said"

    def _otherwise(self, chunk: Chunk, words: Sequence[Word], last: _Pending) -> None:
        """Read what is to be done if the condition before does not hold; beside a standing order
        that is any other time.
        """
        reads, refusals = len(self._steps.sentence), len(self.refused)
        if len(words) == 1:
            if not self.standing:
                self._pending = _Pending("unless", last.found, chunk.span)
            return
        if not imperative(words[1:]):
            self._steps.leave(chunk, words)
            return
        self._words(chunk, words[1:], None)
        found = [read for read in self._steps.sentence[reads:] if read.goals]
        if found and not self.standing and not self._apply("unless", last.found, found, refusals):
            self._steps.leave(chunk)

    def _goes_on(self, chunk: Chunk, choice_ahead: bool) -> bool:
        """Whether the chunk still belongs to the refusal, condition or reason before it."""
        mode, sep = self._steps.mode, chunk.sep
        if not mode:
            return False
        asked = imperative(chunk.words)
        if mode in ("conditional", "weighed"):
            belongs = mode == "conditional" or sep not in ("then", "but")
        elif mode.startswith("negated"):
            listed = sep == "comma" and (choice_ahead or (mode == "negated unread" and not asked))
            added = sep in ("or", "purpose") or (sep == "and" and not (asked and self._spares))
            begins = sep == "and" and cut(chunk.words, 0) in ("condition", "hour")
            belongs = (added or listed) and not begins and not _refuses(chunk.words)
        elif mode == "tail":
            belongs = sep in ("and", "or", "purpose") and not cut(chunk.words, 0)
        elif mode == "reason":
            belongs = sep in ("and", "or", "purpose") or (
                sep == "comma" and not asked and not chunk.colon
            )
        elif mode == "purpose":
            belongs = sep == "purpose" or (
                sep in ("and", "or", "comma") and not asked and made_of(chunk.words)
            )
        else:
            belongs = (
                sep in ("and", "comma", "purpose", "or") and not asked and not cut(chunk.words, 0)
            )
        if belongs and mode == "said":
            self._steps.tell(chunk.words)
        if not belongs:
            self._steps.mode = ""
        elif mode == "purpose":
            self._steps.sentence[-1].serve(
                [goal for clause in clauses(chunk.words) for goal in meant(clause, Context()) or []]
            )
        elif mode == "negated":
            self._refuse_more(chunk, asked)
        elif mode in ("conditional", "tail", "negated unread"):
            self._extend(chunk)
        return belongs

    def _extend(self, chunk: Chunk) -> None:
        start, _ = self.unread.pop() if self.unread else chunk.span
        self.unread.append((start, chunk.span[1]))

    def _refuse(self, chunk: Chunk, words: Sequence[Word], at: int) -> None:
        head, word, rest = words[:at], words[at], words[at + 1 :]
        if (
            word.text in ("no", "nothing")
            and any(other.text in IS for other in rest[:-1])
            and rest[-1].text not in ALLOWED
        ):
            self._steps.mode = "said"  # "no iron is known"
            return
        if word.text in ("no", "no more") and rest and rest[-1].text in _AROUND:
            self._steps.mode = "said"  # "no more trees here"
            self._steps.tell(rest)
            return
        if is_lack(head, rest):
            self._said(chunk, rest)  # "we don't have a pickaxe"
            return
        self._steps.mode = "negated"
        purpose = chunk.sep == "purpose" and self._steps.sentence and self._steps.sentence[-1].goals
        if "instead" in word or (purpose and all(is_filler(other) for other in head)):
            self._steps.plain(chunk, head)
            self._steps.mode = "reason"
            return
        has_verb = any(is_verb(words[place:], 0) for place in range(at))
        rest_has_verb = any(is_verb(words[place:], 0) for place in range(at + 1, len(words)))
        tail = "tail" in word or (
            word.text == "not" and not rest_has_verb and bool(head) and "noun" in head[-1]
        )
        if has_verb and tail:
            self._steps.plain(chunk, head)
        goals = self._refusal(word, rest)
        if goals is None and not (has_verb and tail):
            goals = disallowed(head, rest)
        elif not (has_verb and tail) and not all(
            is_filler(other) or "said" in other or other.text == "you" for other in head
        ):
            goals = None
        self._spares = word.text in SPARINGS
        if goals is not None:
            self._list = _Refusals(len(self.refused), words[at:])
            self.refused += goals
            if any(other.text in _YET for other in words):
                self._put_off.append(((words[at].start, words[-1].end), goals))
            return
        if head and head[-1].text.split()[-1] in COPULAS:
            while (
                self._steps.sentence
                and chunk.sep in ("and", "or", "comma")
                and self._steps.sentence[-1].goals
            ):
                self.unread.append(self._steps.sentence.pop().span)
        if (
            not rest
            and chunk.sep == "but"
            and self._steps.sentence
            and self._steps.sentence[-1].goals
        ):
            # "you could eat the cow, but don't"
            self.unread.append(self._steps.sentence.pop().span)
        self._steps.mode = "negated unread"
        self._steps.leave(chunk, words[at:] if has_verb and tail else words)

    def _refusal(self, word: Word, rest: Sequence[Word]) -> list[Goal] | None:
        """What is refused, perhaps within limits: "don't sleep until it is dark"."""
        if "refusal" not in word:
            return None
        at = next((at for at in range(len(rest)) if limits(rest, at)), len(rest))
        bare = at < len(rest) and all(is_filler(other) for other in rest[:at])
        done = self._steps.sentence[-1].goals if bare and self._steps.sentence else []
        # "Get wood, but not at night" refuses what was just asked for.
        goals = as_refused(done) or refused(word, rest[:at], self._steps.context)
        return limited(goals, rest[at:]) if goals else None

    def _refuse_more(self, chunk: Chunk, asked: bool) -> None:
        """Go on with a list of what is refused, with the limits of the list and of what is added.

        What "and" and a verb add may as well be a step, and what "to" adds is what the rest is for.
        """
        listed, words = self._list, chunk.words
        if listed is None:
            self._steps.mode = "negated unread"
            self._steps.leave(chunk)
            return
        has_verb = any(is_verb(words, at) for at in range(len(words)))
        before = self.refused[listed.start :]
        unlimited = before[0].when is None and before[0].until is None
        shared = unlimited and any(limits(words, at) for at in range(len(words)))
        step = chunk.sep == "and" and asked
        if step and not shared:
            self._steps.mode = "negated unread"
            self._steps.leave(chunk)
            return
        other = step or chunk.sep == "purpose" or (listed.conditional and not has_verb)
        goals = None if other else self._refusal(_NOT, words)
        all_ = goals and also_limited(before, goals[0].when, goals[0].until)
        more = goals and also_limited(goals, before[0].when, before[0].until)
        if all_ and more:
            self.refused[listed.start :] = [*all_, *more]
        else:
            self._withdraw(listed, chunk)

    def _hour(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        """Read words with an hour in them: what they say without it holds at that hour."""
        others = [*words[:at], *words[at + 1 :]]
        if all(is_filler(word) for word in others):
            self._condition(chunk, words, at, after)
            return
        pending, hour = self._pending, conditions.hour(words[at])
        reads, refusals = len(self._steps.sentence), len(self.refused)
        orders, unread = len(self.standing), len(self.unread)
        before = self._steps.sentence[-1] if self._steps.sentence else None
        self._words(chunk, others, after)
        found = [read for read in self._steps.sentence[reads:] if read.goals]
        if self._pending is not pending:
            self._pending, self._steps.mode = pending, "conditional"  # "at night if hungry, ..."
            self.give_back(words[0].start, words[-1].end)
            return
        whole = (len(self.standing), len(self.unread)) == (orders, unread)
        if whole and not found and len(self.refused) == refusals:
            return  # "at night there are zombies"
        wakes = chunk.sep == "and" and bool(found) and found[0].goals == [_SLEEP]
        if wakes and before is not None and before.goals == [_SHELTER]:
            found = [before, *found]  # "wall in and sleep at night"
        always = any(word.text == "always" for word in words)
        joined: Link = "whenever" if always else link(words[at])
        begins = found[:1] if joined == "when" else found
        if whole and self._apply(joined, hour, begins, refusals):
            if all(is_filler(word) for word in words[:at]):
                self._recall(_Pending(joined, hour, chunk.span), refusing=not found)
            return
        for read in self._steps.sentence[reads:]:
            read.goals.clear()
        del self.refused[refusals:], self.standing[orders:]
        self._list = None
        self.give_back(words[0].start, words[-1].end)

    def _condition(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        head, rest, joined = words[:at], words[at + ("hour" not in words[at]) :], link(words[at])
        leading = all(is_filler(word) for word in head)
        last = self._steps.sentence[-1] if self._steps.sentence else None
        thing = (
            last.goals[-1].target
            if leading and last is not None and last.goals
            else self._steps.context.thing
        )
        known = conditions.find(rest, thing or "cow", thing or "wood")
        if known is None and leading and self._list is not None:
            self._withdraw(self._list, chunk)  # "don't sleep, if it rains"
            return
        hours = [] if known is None else rest[known.end : known.end + 1]
        timed = any("hour" in word for word in hours)
        if known is not None and timed and joined == "until" and not leading:
            self._hour(chunk, words, at + 1 + known.end, after)  # "drink until full at night"
            return
        if known is None or timed:
            self._unknown_condition(chunk, words, at)
            return
        tail = [word for word in rest[known.end :] if not is_filler(word)] and rest[known.end :]
        if tail and not (
            cut(tail, 0) or any(is_verb(tail[place:], 0) for place in range(len(tail)))
        ):
            self._unknown_condition(chunk, words, at)
            return
        if not leading:
            reads, unread, orders = len(self._steps.sentence), len(self.unread), len(self.standing)
            self._steps.plain(chunk, head)
        if known.conditions:
            self._steps.context.thing = _SEEN_AS.get(
                known.conditions[0].subject, known.conditions[0].subject
            )
        if not leading:
            found = [read for read in self._steps.sentence[reads:] if read.goals]
            bare = is_verb(head, len(head) - 1) and head[-1].senses.get("verb") in (
                "collect",
                "get",
            )
            items = [
                c.subject
                for c in known.conditions
                if c.subject in TARGETS["collect"] and c.relation == "at least"
            ]
            if not found and bare and items and len(items) == len(known.conditions):
                del self.unread[unread:]
                found = [Step([Goal("collect", items[0])], chunk.span, sep=chunk.sep)]
                self._steps.bare = ""
                self._steps.sentence += found
            target = (found[-1].goals[-1].target if found else "") or thing
            told = conditions.find(rest, target, target)
            if not found:
                del self.unread[unread:]
            if not found or told is None or not self._apply(joined, told, found, len(self.refused)):
                for read in found:
                    self._steps.sentence.remove(read)
                self._steps.leave(chunk, words)
            elif tail:
                self._words(chunk, tail, after)
            else:
                self._ended = _Ended(found, orders, chunk.span[0])
            return
        found = [last] if last is not None and last.goals else []
        ends = after is None or after.sep in ("then", "stop")
        if found and not tail and (joined == "until" or ends):
            if not self._apply(joined, known, found, len(self.refused)):
                self.give_back(found[0].span[0], chunk.span[1])
            return
        pending = _Pending(joined, known, (words[at].start, rest[known.end - 1].end))
        leads = after is not None and not ends and _refuses(after.words)
        if not tail and self._list is not None and not leads:
            listed = self.refused[self._list.start :]
            bound = bind_refused(joined, known, listed)  # "don't drink, at night"
            if bound is None:
                self._withdraw(self._list, chunk)
                return
            self.refused[self._list.start :] = bound
            if joined == "until" or ends:
                return
        if not tail:
            self._give_up()
            self._pending = pending
            return
        reads, refusals = len(self._steps.sentence), len(self.refused)
        self._words(chunk, tail, after)
        found = [read for read in self._steps.sentence[reads:] if read.goals]
        if not (found or len(self.refused) > refusals) or not self._apply(
            joined, known, found, refusals
        ):
            self.give_back(pending.span[0], chunk.span[1])
        else:
            self._recall(pending, refusing=not found)

    def _apply(
        self, joined: Link, found: conditions.Found, reads: Sequence[Step], refusals: int
    ) -> bool:
        """Put what was just read under a condition; what cannot be is no step.

        False if there was any such.
        """
        if len(self.refused) > refusals:
            bound = bind_refused(joined, found, self.refused[refusals:])
            self.refused[refusals:] = bound or []
            self._list = None if bound is None else self._list
            return bound is not None
        if joined == "until" and any(c.subject == conditions.FULL_OF_IT for c in found.conditions):
            alike = [
                read
                for read in self._steps.sentence[:-1]
                if reads and read is not reads[-1] and read.sep != "then"
            ]
            filling = [read for read in alike if read.goals and _fills(read.goals[-1])]
            reads = [*[read for read in filling if read not in reads], *reads]
        if found.goal is not None and found.goal.verb == "place":
            others = (step for step in (*self._reads, *self._steps.sentence) if step not in reads)
            if any(found.goal in step.goals for step in others):
                found = replace(found, goal=None)  # "build a table. once it is built, ..."
        good = True
        for read in reads:
            if joined == "when":
                _lasting(read, found)
            told = bind(joined, found, read.goals)
            good = good and told is not None
            read.goals[:] = told.goals if told is not None else []
            self.standing += told.standing if told is not None else []
        return good

    def _unknown_condition(self, chunk: Chunk, words: Sequence[Word], at: int) -> None:
        head, rest = words[:at], words[at + 1 :]
        leading = all(is_filler(word) for word in head)
        if (
            words[at].text == "while"
            and rest
            and rest[0].text.split()[0] in ("it", "it's", "there", "there's")
        ):
            self._steps.plain(chunk, head)
            self._steps.mode = "reason"
        elif link(words[at]) == "until" and not leading:
            before = len(self.unread)
            self._steps.plain(chunk, head)
            if self._steps.last_verb() in ("wait", "play"):
                self._steps.sentence.pop()
                del self.unread[before:]
                self._steps.leave(chunk, words)
            else:
                self._steps.leave(chunk, words[at:])
            self._steps.mode = "tail"
        else:
            self._steps.leave(chunk, words)
            self._steps.mode = "conditional" if leading else "tail"

    def _before(self, chunk: Chunk, words: Sequence[Word], at: int) -> None:
        if at + 1 < len(words) and acts(words, at + 1):
            self._steps.leave(chunk, words)
            return
        self._steps.plain(chunk, words[:at])
        when = conditions.find(words[at + 1 :])
        if when is None and at and is_later(words[at + 1 :]):
            self._steps.plain(chunk, words[at + 1 :])  # "the pickaxe before the sword"
            return
        if at == 0 and when is not None and imperative(words[at + 1 + when.end :]):
            self._words(chunk, words[at + 1 + when.end :], None)
        else:
            self._steps.mode = "reason"

    def _said(self, chunk: Chunk, words: Sequence[Word]) -> None:
        state = next((word.senses["state"] for word in words if "state" in word), "")
        if state:
            self._steps.sentence.append(Step([STATES[state]], chunk.span, weak=True))
        if not (words and words[0].text in _OF_IT):
            self._steps.tell(words)
        self._steps.mode = "said"


def _refuses(words: Sequence[Word]) -> bool:
    """Whether words begin with a negation."""
    said = (word for word in words if not is_filler(word) and "self" not in word)
    first = next(said, None)
    return first is not None and "negation" in first


def _lasting(read: Step, found: conditions.Found) -> None:
    """Let a step that says no time last as long as its hour: "stay inside at night"."""
    hours = (condition.subject for condition in found.conditions if condition.relation == "is")
    end = _ENDS.get(next(hours, ""))
    last = read.goals[-1] if read.goals and read.timeless else None
    if end is None or last is None or last.until is not None:
        return
    if last.verb in ("wait", "play"):
        read.goals[-1] = replace(last, count=1, until=Condition(end, "is"))


def _clears(goal: Goal) -> bool:
    """Whether a goal ends when none is seen."""
    return goal.until is not None and goal.until.relation == "unseen"


def _fills(goal: Goal) -> bool:
    """Whether a goal fills a vital."""
    return goal.verb in ("eat", "sleep") or goal.target == "drink"


def _is_reserve(words: Sequence[Word]) -> bool:
    """Whether something is to be kept for later: "keep 2 wood", "leave 1 iron for the sword"."""
    if len(words) < 3 or words[0].text not in ("keep", "save", "reserve", "leave", "hold back"):
        return False
    spares = words[0].text != "leave" or not any(word.text in ("alone", "be") for word in words)
    return spares and "amount" in words[1] and any("noun" in word for word in words[2:])


@lru_cache(maxsize=1024)
def reading(text: str) -> Reading:
    """What a plan's words mean; remembered, since the same plan is in force for many steps."""
    return read(text)
