"""A plan's words as goals that can be checked.

The text is cut into chunks (``cutting``). Each is read as one clause or several (``clauses``) and
these as goals (``meaning``). Refusals ("don't sleep") are read by ``refusing``, conditions ("if
...", "until ...") by ``conditional``, levels to be kept by ``keeping``, vague wishes by ``wishes``.

Warnings ("watch out for zombies"), reasons ("because ...", "before it gets dark"), what a thing is
for ("to make a sword"), what is said of how things stand ("water is 4 west") and options that are
weighed ("I could ...") are no steps and dropped quietly; all else without a meaning is given back
as unread. When in doubt a chunk is unread: a plan must never be read as its opposite, and a refusal
never more broadly than it was said. An hour ("at night") is a condition of what it is said of.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from agent.core.goals import Goal, Reading
from agent.worlds.crafter.plans.reading.clauses import clauses, opens_action
from agent.worlds.crafter.plans.reading.conditional import Conditional
from agent.worlds.crafter.plans.reading.cutting import (
    Chunk,
    choices_ahead,
    chunked,
    cut,
    first_cut,
    imperative,
    is_aim,
    lone_tool,
    made_of,
    sentences,
)
from agent.worlds.crafter.plans.reading.keeping import kept
from agent.worlds.crafter.plans.reading.lexing import Word, lex
from agent.worlds.crafter.plans.reading.meaning import meant
from agent.worlds.crafter.plans.reading.refusing import Refusing, refuses
from agent.worlds.crafter.plans.reading.step import Step
from agent.worlds.crafter.plans.reading.steps import IS, Steps
from agent.worlds.crafter.plans.reading.things import Context
from agent.worlds.crafter.plans.reading.verbs import PLAY

_OTHERWISE = ("otherwise", "else", "or else")
# of a chunk: nobody says so much without a mark, and conditions in conditions are read by recursion
_MOST_WORDS = 200
_RESERVES = ("keep", "save", "reserve", "leave", "hold back")
_AT_HAND = ("old", "existing", "same", "already", "have", "nearby")


@lru_cache(maxsize=1024)
def reading(text: str) -> Reading:
    """What a plan's words mean; remembered, since the same plan is in force for many steps."""
    return read(text)


def read(text: str) -> Reading:
    """Read a plan: its goals in order, what is refused, standing orders, and the parts that were
    not understood as written.

    Never raises; linear in the text's length.
    """
    reader = _Reader()
    for sentence in sentences(chunked(lex(text))):
        reader.sentence(sentence)
    goals = reader.steps.goals()
    reader.refusing.settle(goals)
    unread = tuple(text[start:end] for start, end in _apart(reader.steps.unread))
    refused = tuple(dict.fromkeys(reader.refusing.goals))
    standing = tuple(dict.fromkeys([*reader.conditional.standing, *reader.refusing.flights()]))
    if not goals and (refused or standing):
        goals = [Goal("play", count=PLAY)]
    if not goals and not unread and text.strip():
        unread = (text.strip(),)
    return Reading(tuple(goals), unread, refused, standing)


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            first, last = apart[-1]
            apart[-1] = (first, max(end, last))
        else:
            apart.append((start, end))
    return apart


class _Reader:
    """Reads sentences in order, each chunk by chunk."""

    def __init__(self) -> None:
        self.steps = Steps()
        self.refusing = Refusing(self.steps)
        self.conditional = Conditional(self.steps, self.refusing, self._words)

    def sentence(self, chunks: list[Chunk]) -> None:
        """Read the chunks up to a full stop."""
        steps, conditional = self.steps, self.conditional
        steps.begin()
        conditional.begin()
        self.refusing.listed = None
        choice_ahead = choices_ahead(chunks)
        listed: list[Step] = []  # what the steps behind a colon are for
        for at, chunk in enumerate(chunks):
            after = chunks[at + 1] if at + 1 < len(chunks) else None
            steps.context.tool = lone_tool(after) if after is not None else None
            self._chunk(chunk, after, choice_ahead[at])
            if at == 0 and is_aim(chunk, chunks[1:]):
                aims = steps.put_aims()
                listed = aims if chunks[1].colon and not (chunk.purpose or chunk.prefaced) else []
        if len(chunks) == 1:
            conditional.endless(chunks[0])
        conditional.give_up()
        goals = [goal for found in steps.sentence for goal in found.goals]
        if goals and all(goal.verb in ("go", "explore") for goal in goals):
            steps.sentence += listed  # "eat first: look for a cow": to look is not to eat
        steps.close()

    def _chunk(self, chunk: Chunk, after: Chunk | None, choice_ahead: bool) -> None:
        """Read a chunk as a part of what stands before it, or by itself; then put what came of it
        under a condition that was said before it.
        """
        if self._goes_on(chunk, choice_ahead):
            return
        steps, refusing, conditional = self.steps, self.refusing, self.conditional
        if len(chunk.words) > _MOST_WORDS:
            steps.leave(chunk)
            return
        if refusing.excepts(chunk) or conditional.continues(chunk):
            return
        reads, refusals = len(steps.sentence), len(refusing.goals)
        unread = len(steps.unread)
        listed, ended = refusing.listed, conditional.ended
        added = chunk.sep in ("and", "purpose") or (chunk.sep == "but" and listed is not None)
        bound = conditional.bound if added else None
        pending, conditional.bound = conditional.pending or bound, None
        self._words(chunk, chunk.words, after)
        if refusing.listed is listed:
            refusing.listed = None
        if conditional.ended is ended:
            conditional.ended = None
        if pending is None or (conditional.pending is not pending and pending is not bound):
            return
        found = steps.since(reads)
        if found or len(refusing.goals) > refusals:
            if not conditional.apply(pending.link, pending.found, found, refusals):
                steps.give_back(pending.span[0], chunk.span[1])
            conditional.pending = None
            conditional.recall(pending, refusing=not found)
        elif len(steps.unread) > unread:
            conditional.give_up()

    def _goes_on(self, chunk: Chunk, choice_ahead: bool) -> bool:
        """Read a chunk as a part of the refusal, condition or reason before it, if it is one."""
        mode, steps = self.steps.mode, self.steps
        if not mode:
            return False
        asked = imperative(chunk.words)
        if not _belongs(mode, chunk, asked, choice_ahead, self.refusing.spares):
            steps.mode = ""
            return False
        if mode == "said":
            steps.tell(chunk.words)
        elif mode == "purpose":
            served: list[Goal] = []
            for clause in clauses(chunk.words):
                served += meant(clause, Context()) or []
            steps.sentence[-1].serve(served)
        elif mode == "negated":
            self.refusing.refuse_more(chunk, asked)
        elif mode in ("conditional", "tail", "negated unread"):
            steps.extend(chunk)
        return True

    def _words(self, chunk: Chunk, words: Sequence[Word], after: Chunk | None) -> None:
        """Read words of a chunk: a step, or what the first word that is something else makes of
        them.
        """
        steps, conditional = self.steps, self.conditional
        if len(words) > 1 and words[0].text == "no" and "negation" in words[1]:
            words = words[1:]  # "no, don't"
        if _is_reserve(words):
            steps.mode, self.refusing.spares = "negated unread", True
            steps.leave(chunk, words)
            return
        if words and words[0].text in _OTHERWISE and conditional.last is not None:
            conditional.otherwise(chunk, words, conditional.last)
            return
        at, kind = first_cut(words)
        match kind:
            case "":
                self._uncut(chunk, words, after)
            case "negation":
                self.refusing.refuse(chunk, words, at)
            case "condition":
                conditional.condition(chunk, words, at, after)
            case "hour":
                conditional.hour(chunk, words, at, after)
            case "reason" | "so":
                steps.plain(chunk, words[:at])
                steps.mode = "reason"
            case "before":
                conditional.before(chunk, words, at)
            case "warning":
                self._warn(chunk, words, at, after)
            case "said" if chunk.sep == "or":
                steps.leave(chunk, words)  # "until you have 5 or it gets dark"
            case "said":
                steps.say(chunk, words)
            case "option":
                steps.mode = "weighed"
            case "means":
                self._use(chunk, words, at, after)

    def _uncut(self, chunk: Chunk, words: Sequence[Word], after: Chunk | None) -> None:
        """Read words that are nothing but a step, or a level to be kept."""
        if words and words[-1].text in IS and after is not None and after.purpose:
            return  # "the next milestone is to ..."
        if self._keep(words):
            return
        if chunk.sep == "stop" and "enough" in words[0] and not opens_action(words):
            self.steps.mode = "said"
        else:
            self.steps.plain(chunk, words)

    def _keep(self, words: Sequence[Word]) -> bool:
        """Read a level that is to be kept; False if it is none."""
        order = kept(words)
        if order is not None:
            self.conditional.standing.append(order)
        return order is not None

    def _use(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        """Read what something is to be done with: "use wood to ...", "use the table you have"."""
        steps, used = self.steps, words[at:]
        if any("hour" in word for word in words):
            steps.leave(chunk, words)
            steps.mode = "tail"
            return
        material = next((word.senses["material"] for word in used if "material" in word), "")
        steps.context.material = material or steps.context.material
        if after is not None and after.sep == "purpose":
            return
        nouns = (word.senses.get("noun") for word in used)
        stations = [noun for noun in nouns if noun in ("table", "furnace")]
        if stations and any("said" in word or word.text in _AT_HAND for word in used[1:]):
            self.refusing.goals += [Goal("place", station) for station in stations]
        else:
            steps.leave(chunk, words)

    def _warn(self, chunk: Chunk, words: Sequence[Word], at: int, after: Chunk | None) -> None:
        """Drop what is only to be minded ("watch out for zombies"); "be careful not to ..."
        refuses.
        """
        self.steps.plain(chunk, words[:at])
        if self._keep(words[at:]):
            return
        for place in range(at + 1, len(words)):
            if cut(words, place) == "negation":
                self.refusing.refuse(chunk, words[place:], 0)
                return
        named = list(words[at:])
        if after is not None and at + 1 == len(words) and not imperative(after.words):
            named += after.words
        if any(word.senses.get("noun") == "lava" for word in named):
            # creatures come by themselves, lava does not
            self.refusing.goals += [Goal("go", "lava"), Goal("explore", "lava")]
        self.steps.mode = "said"


def _belongs(mode: str, chunk: Chunk, asked: bool, choice_ahead: bool, spares: bool) -> bool:
    """Whether a chunk belongs to what stands before it, which ``Steps.mode`` tells.

    ``asked``: it is an imperative; ``spares``: the refusal before it is of things.
    """
    sep = chunk.sep
    if mode == "conditional":
        return True
    if mode == "weighed":
        return sep not in ("then", "but")
    if mode.startswith("negated"):
        listed = sep == "comma" and (choice_ahead or (mode == "negated unread" and not asked))
        added = sep in ("or", "purpose") or (sep == "and" and not (asked and spares))
        begins = sep == "and" and cut(chunk.words, 0) in ("condition", "hour")
        return (added or listed) and not begins and not refuses(chunk.words)
    if mode == "tail":
        return sep in ("and", "or", "purpose") and not cut(chunk.words, 0)
    if mode == "reason":
        goes_on = sep == "comma" and not asked and not chunk.colon
        return sep in ("and", "or", "purpose") or goes_on
    if mode == "purpose":
        goes_on = sep in ("and", "or", "comma") and not asked and made_of(chunk.words)
        return sep == "purpose" or goes_on
    return sep in ("and", "comma", "purpose", "or") and not asked and not cut(chunk.words, 0)


def _is_reserve(words: Sequence[Word]) -> bool:
    """Whether something is to be kept for later: "keep 2 wood", "leave 1 iron for the sword"."""
    if len(words) < 3 or words[0].text not in _RESERVES:
        return False
    if words[0].text == "leave" and any(word.text in ("alone", "be") for word in words):
        return False
    return "amount" in words[1] and any("noun" in word for word in words[2:])
