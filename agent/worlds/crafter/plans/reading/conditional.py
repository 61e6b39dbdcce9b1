"""What a text puts under a condition, as it is read: "if hungry, eat", "drink until full".

Conditions are found by ``conditions`` and said of goals by ``binding``. One may stand before what
it is said of, or behind it, and "and" and "otherwise" go on with it. Where it cannot be understood,
or what it is said of cannot be, both are given back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.reading import conditions
from agent.worlds.crafter.plans.reading.binding import Link, bind, bind_refused, link
from agent.worlds.crafter.plans.reading.clauses import has_verb, is_verb
from agent.worlds.crafter.plans.reading.cutting import (
    Chunk,
    acts,
    cut,
    imperative,
    is_filler,
    is_later,
)
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.refusing import Refusing, refuses
from agent.worlds.crafter.plans.reading.step import Step
from agent.worlds.crafter.plans.reading.steps import Steps
from agent.worlds.crafter.plans.reading.verbs import PLAY
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS

_SEEN_AS = {"ripe": "fruit"}
_SLEEP, _SHELTER = Goal("sleep"), Goal("shelter")
_ENDS = {"night": "morning", "day": "night"}
_STATING = ("it", "it's", "there", "there's")  # "while it is dark" says how things stand


@dataclass(frozen=True, slots=True)
class Pending:
    """A condition that is said before what it is said of."""

    link: Link
    found: conditions.Found
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Ended:
    """Steps that a condition was said behind."""

    steps: Sequence[Step]
    orders: int  # standing[orders:] came of it
    begin: int  # where they begin in the text


@dataclass(frozen=True, slots=True)
class _Parted:
    """Words with a condition in them."""

    words: Sequence[Word]
    link: Link
    head: Sequence[Word]  # before the word that joins the condition
    rest: Sequence[Word]  # from the condition on
    known: conditions.Found
    tail: Sequence[Word]  # behind the condition; none if these are only fillers


@dataclass(slots=True)
class Conditional:
    """What has been put under conditions in a text so far."""

    steps: Steps
    refusing: Refusing
    # Reads what stands beside a condition: words of a chunk, given the chunk behind it.
    read_words: Callable[[Chunk, Sequence[Word], Chunk | None], None]
    standing: list[Goal] = field(default_factory=list)
    pending: Pending | None = None
    # the condition of the chunk before, which holds for what "and" adds to it
    bound: Pending | None = None
    last: Pending | None = None  # the last "if", for its "otherwise"
    ended: _Ended | None = None  # what the chunk before put under a condition

    def begin(self) -> None:
        """Begin a sentence."""
        self.pending = self.bound = self.ended = None

    def apply(
        self, joined: Link, found: conditions.Found, reads: Sequence[Step], refusals: int
    ) -> bool:
        """Put what was just read under a condition: what is refused from the number ``refusals``
        on, or else the steps ``reads``. What cannot be is no step.

        False if there was any such.
        """
        if len(self.refusing.goals) > refusals:
            return self._apply_to_refusals(joined, found, refusals)
        if joined == "until" and any(c.subject == conditions.FULL_OF_IT for c in found.conditions):
            reads = [*self._filling(reads), *reads]
        if found.goal is not None and found.goal.verb == "place":
            others = (step for step in self.steps.all_steps() if step not in reads)
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

    def _apply_to_refusals(self, joined: Link, found: conditions.Found, refusals: int) -> bool:
        refusing = self.refusing
        bound = bind_refused(joined, found, refusing.goals[refusals:])
        refusing.goals[refusals:] = bound or []
        if bound is None:
            refusing.listed = None
        return bound is not None

    def _filling(self, reads: Sequence[Step]) -> list[Step]:
        """Steps before the last that fill a vital too: "eat and drink until full"."""
        found = []
        for read in self.steps.sentence[:-1]:
            alike = bool(reads) and read is not reads[-1] and read.sep != "then"
            if alike and read.goals and _fills(read.goals[-1]) and read not in reads:
                found.append(read)
        return found

    def recall(self, told: Pending, *, refusing: bool) -> None:
        """Keep a condition that was used, for an "otherwise" or for what "and" adds."""
        self.last = told if told.link == "if" else None
        waits = told.link in ("when", "once") and not self.standing and not refusing
        self.bound = None if waits else told  # the step after one that waits only follows

    def give_up(self) -> None:
        """Give back a condition of which nothing was said."""
        if self.pending is not None:
            self.steps.give_back(*self.pending.span)
            self.pending = None

    def endless(self, chunk: Chunk) -> None:
        """Read a condition that is a sentence: "don't stop until you have a diamond"."""
        if self.pending is None or self.pending.link != "until":
            return
        told = bind("until", self.pending.found, [Goal("play", count=PLAY)])
        if told is not None:
            self.pending, self.steps.sentence = None, [Step(told.goals, chunk.span)]

    def continues(self, chunk: Chunk) -> bool:
        """Give back what is under a condition that a chunk adds another to, if it does.

        "Sleep when it is night and you have 5 wood", "if you have wood and stone, ...".
        """
        if chunk.sep not in ("and", "or") or imperative(chunk.words):
            return False
        ended = self.ended if chunk.sep == "and" else None
        more = conditions.find(chunk.words) if ended is not None else None
        if ended and more and all(is_filler(word) for word in chunk.words[more.end :]):
            for read in ended.steps:
                read.goals.clear()
            del self.standing[ended.orders :]
            self.steps.give_back(ended.begin, chunk.span[1])
            self.ended, self.steps.mode = None, "tail"
            return True
        if self.pending is None:
            return False
        goes_on = cut(chunk.words, 0) != "negation"
        if goes_on:
            self.steps.give_back(self.pending.span[0], chunk.span[1])
            self.pending, self.steps.mode = None, "conditional"
        return goes_on

    def otherwise(self, chunk: Chunk, words: Sequence[Word], last: Pending) -> None:
        """Read what is to be done if the condition before does not hold; beside a standing order
        that is any other time.
        """
        reads, refusals = len(self.steps.sentence), len(self.refusing.goals)
        if len(words) == 1:
            if not self.standing:
                self.pending = Pending("unless", last.found, chunk.span)
            return
        if not imperative(words[1:]):
            self.steps.leave(chunk, words)
            return
        self.read_words(chunk, words[1:], None)
        found = self.steps.since(reads)
        if found and not self.standing and not self.apply("unless", last.found, found, refusals):
            self.steps.leave(chunk)

    def hour(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        """Read words with an hour in them: what they say without it holds at that hour."""
        others = [*words[:at], *words[at + 1 :]]
        if all(is_filler(word) for word in others):
            self.condition(chunk, words, at, after)
            return
        steps, refusing = self.steps, self.refusing
        pending, hour = self.pending, conditions.hour(words[at])
        reads, refusals = len(steps.sentence), len(refusing.goals)
        orders, unread = len(self.standing), len(steps.unread)
        before = steps.sentence[-1] if steps.sentence else None
        self.read_words(chunk, others, after)
        found = steps.since(reads)
        if self.pending is not pending:
            self.pending, steps.mode = pending, "conditional"  # "at night if hungry, ..."
            steps.give_back(words[0].start, words[-1].end)
            return
        whole = (len(self.standing), len(steps.unread)) == (orders, unread)
        if whole and not found and len(refusing.goals) == refusals:
            return  # "at night there are zombies"
        wakes = chunk.sep == "and" and bool(found) and found[0].goals == [_SLEEP]
        if wakes and before is not None and before.goals == [_SHELTER]:
            found = [before, *found]  # "wall in and sleep at night"
        always = any(word.text == "always" for word in words)
        joined: Link = "whenever" if always else link(words[at])
        begins = found[:1] if joined == "when" else found
        if whole and self.apply(joined, hour, begins, refusals):
            if all(is_filler(word) for word in words[:at]):
                self.recall(Pending(joined, hour, chunk.span), refusing=not found)
            return
        for read in steps.sentence[reads:]:
            read.goals.clear()
        del refusing.goals[refusals:], self.standing[orders:]
        refusing.listed = None
        steps.give_back(words[0].start, words[-1].end)

    def condition(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        """Read words with a condition in them, which the word at a place joins to the rest."""
        head, joined = words[:at], link(words[at])
        rest = words[at:] if "hour" in words[at] else words[at + 1 :]
        leading = all(is_filler(word) for word in head)
        thing = self._told_of(leading)
        known = conditions.find(rest, thing or "cow", thing or "wood")
        listed = self.refusing.listed
        if known is None:
            if leading and listed is not None:
                self.refusing.withdraw(listed, chunk)  # "don't sleep, if it rains"
            else:
                self._unknown(chunk, words, at)
            return
        behind = rest[known.end :]
        if any("hour" in word for word in behind[:1]):
            if joined == "until" and not leading:
                self.hour(chunk, words, at + 1 + known.end, after)  # "drink until full at night"
            else:
                self._unknown(chunk, words, at)
            return
        tail = [] if all(is_filler(word) for word in behind) else behind
        if tail and not (cut(tail, 0) or has_verb(tail)):
            self._unknown(chunk, words, at)
            return
        parted = _Parted(words, joined, head, rest, known, tail)
        if leading:
            self._before_its_step(chunk, parted, words[at].start, after)
        else:
            self._behind_its_step(chunk, parted, thing, after)

    def _told_of(self, leading: bool) -> str:
        """The thing that a condition without one is about."""
        last = self.steps.sentence[-1] if self.steps.sentence else None
        if leading and last is not None and last.goals:
            return last.goals[-1].target
        return self.steps.context.thing

    def _name(self, known: conditions.Found) -> None:
        """Let "it" be what the condition is about from now on."""
        if known.conditions:
            subject = known.conditions[0].subject
            self.steps.context.thing = _SEEN_AS.get(subject, subject)

    def _behind_its_step(
        self, chunk: Chunk, parted: _Parted, thing: str, after: Chunk | None
    ) -> None:
        """Read "drink until full"."""
        steps, known = self.steps, parted.known
        reads, orders = len(steps.sentence), len(self.standing)
        unread = len(steps.unread)
        steps.plain(chunk, parted.head)
        self._name(known)
        found = steps.since(reads)
        item = None if found else _until_had(parted.head, known)
        if item is not None:
            del steps.unread[unread:]
            found = [Step([Goal("collect", item)], chunk.span, sep=chunk.sep)]
            steps.bare = ""
            steps.sentence += found
        target = (found[-1].goals[-1].target if found else "") or thing
        told = conditions.find(parted.rest, target, target)
        if not found:
            del steps.unread[unread:]
        refusals = len(self.refusing.goals)
        if not (found and told and self.apply(parted.link, told, found, refusals)):
            for read in found:
                steps.sentence.remove(read)
            steps.leave(chunk, parted.words)
        elif parted.tail:
            self.read_words(chunk, parted.tail, after)
        else:
            self.ended = _Ended(found, orders, chunk.span[0])

    def _before_its_step(
        self, chunk: Chunk, parted: _Parted, start: int, after: Chunk | None
    ) -> None:
        """Read "if hungry, eat"; or ", until full", which is said of the step before it."""
        steps, refusing = self.steps, self.refusing
        joined, known, tail = parted.link, parted.known, parted.tail
        self._name(known)
        last = steps.sentence[-1] if steps.sentence else None
        ends = after is None or after.sep in ("then", "stop")
        if last is not None and last.goals and not tail and (joined == "until" or ends):
            if not self.apply(joined, known, [last], len(refusing.goals)):
                steps.give_back(last.span[0], chunk.span[1])
            return
        pending = Pending(joined, known, (start, parted.rest[known.end - 1].end))
        if tail:
            self._with_its_step(chunk, pending, tail, after)
            return
        listed = refusing.listed
        leads = after is not None and not ends and refuses(after.words)
        if listed is not None and not leads:
            # "don't drink, at night"
            bound = bind_refused(joined, known, refusing.goals[listed.start :])
            if bound is None:
                refusing.withdraw(listed, chunk)
                return
            refusing.goals[listed.start :] = bound
            if joined == "until" or ends:
                return
        self.give_up()
        self.pending = pending

    def _with_its_step(
        self, chunk: Chunk, pending: Pending, tail: Sequence[Word], after: Chunk | None
    ) -> None:
        """Read what stands behind a condition with no mark between: "if hungry eat"."""
        reads, refusals = len(self.steps.sentence), len(self.refusing.goals)
        self.read_words(chunk, tail, after)
        found = self.steps.since(reads)
        said = bool(found) or len(self.refusing.goals) > refusals
        if said and self.apply(pending.link, pending.found, found, refusals):
            self.recall(pending, refusing=not found)
        else:
            self.steps.give_back(pending.span[0], chunk.span[1])

    def _unknown(self, chunk: Chunk, words: Sequence[Word], at: int) -> None:
        """Read words with a condition that is not understood."""
        steps, head, rest = self.steps, words[:at], words[at + 1 :]
        leading = all(is_filler(word) for word in head)
        stated = bool(rest) and rest[0].text.split()[0] in _STATING
        if words[at].text == "while" and stated:
            steps.plain(chunk, head)
            steps.mode = "reason"
        elif link(words[at]) == "until" and not leading:
            before = len(steps.unread)
            steps.plain(chunk, head)
            if steps.last_verb() in ("wait", "play"):
                steps.sentence.pop()
                del steps.unread[before:]
                steps.leave(chunk, words)
            else:
                steps.leave(chunk, words[at:])
            steps.mode = "tail"
        else:
            steps.leave(chunk, words)
            steps.mode = "conditional" if leading else "tail"

    def before(self, chunk: Chunk, words: Sequence[Word], at: int) -> None:
        """Read words with a "before" in them, which gives an order of steps, or a reason."""
        if at + 1 < len(words) and acts(words, at + 1):
            self.steps.leave(chunk, words)
            return
        self.steps.plain(chunk, words[:at])
        when = conditions.find(words[at + 1 :])
        if when is None and at and is_later(words[at + 1 :]):
            self.steps.plain(chunk, words[at + 1 :])  # "the pickaxe before the sword"
            return
        if at == 0 and when is not None and imperative(words[at + 1 + when.end :]):
            self.read_words(chunk, words[at + 1 + when.end :], None)
        else:
            self.steps.mode = "reason"


def _until_had(head: Sequence[Word], known: conditions.Found) -> str | None:
    """The item to collect when a bare verb has a number of it behind "until": "mine until you have
    5 coal".
    """
    verb = head[-1].senses.get("verb")
    if verb not in ("collect", "get") or not is_verb(head, len(head) - 1):
        return None
    for condition in known.conditions:
        if condition.subject not in TARGETS["collect"] or condition.relation != "at least":
            return None
    return known.conditions[0].subject if known.conditions else None


def _lasting(read: Step, found: conditions.Found) -> None:
    """Let a step that says no time last as long as its hour: "stay inside at night"."""
    hours = (condition.subject for condition in found.conditions if condition.relation == "is")
    end = _ENDS.get(next(hours, ""))
    last = read.goals[-1] if read.goals and read.timeless else None
    if end is None or last is None or last.until is not None:
        return
    if last.verb in ("wait", "play"):
        read.goals[-1] = replace(last, count=1, until=Condition(end, "is"))


def _fills(goal: Goal) -> bool:
    """Whether a goal fills a vital."""
    return goal.verb in ("eat", "sleep") or goal.target == "drink"
