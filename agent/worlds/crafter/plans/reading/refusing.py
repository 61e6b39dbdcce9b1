"""What a text refuses, as it is read: one refusal, or a list of them over several chunks.

What is refused is in ``refusals``. A list ("don't eat, drink or sleep") goes on with the chunks
behind it, and is given back as a whole when one of them narrows it in a way that cannot be kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.reading.binding import also_limited
from agent.worlds.crafter.plans.reading.clauses import has_verb, opens_action
from agent.worlds.crafter.plans.reading.cutting import Chunk, cut, is_filler
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.refusals import (
    ALLOWED,
    AVOIDINGS,
    COPULAS,
    SPARINGS,
    as_refused,
    disallowed,
    is_lack,
    limited,
    limits,
    refused,
)
from agent.worlds.crafter.plans.reading.steps import IS, Steps

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
_YET = ("yet", "now", "for now", "right now")  # what is refused so is only put off
_NEARING = ("go near", "come near", "get near to", "go anywhere near")
_FOES: Mapping[str, Sequence[str]] = {"": ("zombie", "skeleton")}  # of a goal's target
_NOT = Word("don't", {"negation": "", "refusal": ""}, 0, 0)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list of refusals under way."""

    start: int  # goals[start:] are refused by it
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


@dataclass(slots=True)
class Refusing:
    """What has been refused in a text so far."""

    steps: Steps
    goals: list[Goal] = field(default_factory=list)
    listed: _Listed | None = None  # the list that the chunk before ended in
    # the last refusal is of things and not of deeds: "ignore the cow and get wood" has a step
    spares: bool = False
    # Fights that are refused because their foes are to be kept away from: "avoid zombies".
    _avoided: set[Goal] = field(default_factory=set)
    # What was refused with a "yet", and where that was said.
    _put_off: list[tuple[tuple[int, int], list[Goal]]] = field(default_factory=list)

    def settle(self, goals: Sequence[Goal]) -> None:
        """Give back what was put off and is a step too: "don't sleep yet, wall in and sleep"."""
        for span, put_off in self._put_off:
            deeds = {(goal.verb, goal.target) for goal in put_off}
            asked = {(goal.verb, goal.target) for goal in goals}
            asked |= {(goal.verb, "") for goal in goals}
            if deeds & asked:
                kept = [goal for goal in self.goals if (goal.verb, goal.target) not in deeds]
                self.goals[:] = kept
                self.steps.give_back(*span)

    def flights(self) -> list[Goal]:
        """The standing orders to flee that come of keeping away from foes.

        One under a condition ("avoid zombies at night") has none: two conditions cannot be said.
        """
        return [
            Goal("flee", when=Condition(foe, "seen"))
            for goal in self.goals
            if goal in self._avoided
            for foe in _FOES.get(goal.target, (goal.target,))
        ]

    def withdraw(self, listed: _Listed, chunk: Chunk) -> None:
        """Give back a list of refusals up to the end of a chunk."""
        del self.goals[listed.start :]
        self._put_off = [put_off for put_off in self._put_off if put_off[0][0] < listed.begin]
        self.steps.give_back(listed.begin, chunk.span[1])
        self.listed, self.steps.mode = None, "negated unread"

    def excepts(self, chunk: Chunk) -> bool:
        """Give back a refusal that a chunk narrows, if it does: "don't fight, near the water"."""
        listed, words = self.listed, [word for word in chunk.words if not is_filler(word)]
        if listed is None or not words or opens_action(words):
            return False
        place = chunk.sep == "comma" and "prep" in words[0] and "hour" not in words[0]
        spared = chunk.sep == "but" and listed.general and not cut(words, 0)
        if place or spared:
            self.withdraw(listed, chunk)
        return place or spared

    def refuse(self, chunk: Chunk, words: Sequence[Word], at: int) -> None:
        """Read words of a chunk with a negation at a place."""
        head, word, rest = words[:at], words[at], words[at + 1 :]
        if self._tells(chunk, head, word, rest):
            return
        steps = self.steps
        steps.mode = "negated"
        purpose = chunk.sep == "purpose" and steps.has_step
        if "instead" in word or (purpose and all(is_filler(other) for other in head)):
            steps.plain(chunk, head)
            steps.mode = "reason"
            return
        behind_step = has_verb(words, 0, at) and _is_tail(words, at)
        if behind_step:
            steps.plain(chunk, head)
        goals = self._refusal(word, rest)
        if not behind_step:
            if goals is None:
                goals = disallowed(head, rest)
            elif not all(
                is_filler(other) or "said" in other or other.text == "you" for other in head
            ):
                goals = None
        self.spares = word.text in SPARINGS or _keeps_away(words[at:])
        if goals is not None:
            self.listed = _Listed(len(self.goals), words[at:])
            self.goals += goals
            self._avoid(goals, words[at:])
            if any(other.text in _YET for other in words):
                span = (words[at].start, words[-1].end)
                self._put_off.append((span, goals))
            return
        if head and head[-1].text.split()[-1] in COPULAS:
            while steps.has_step and chunk.sep in ("and", "or", "comma"):
                steps.give_back(*steps.sentence.pop().span)
        if not rest and chunk.sep == "but" and steps.has_step:
            # "you could eat the cow, but don't"
            steps.give_back(*steps.sentence.pop().span)
        steps.mode = "negated unread"
        steps.leave(chunk, words[at:] if behind_step else words)

    def _avoid(self, goals: Sequence[Goal], words: Sequence[Word]) -> None:
        """Note the foes that are to be kept away from, if refused goals are about that; ``words``:
        from the negation on.
        """
        if _keeps_away(words):
            fights = (goal for goal in goals if goal.verb == "fight")
            self._avoided.update(goal for goal in fights if not (goal.when or goal.until))

    def _tells(self, chunk: Chunk, head: Sequence[Word], word: Word, rest: Sequence[Word]) -> bool:
        """Take a negation that only says what there is not, if it does."""
        told = any(other.text in IS for other in rest[:-1])
        if told and word.text in ("no", "nothing") and rest[-1].text not in ALLOWED:
            self.steps.mode = "said"  # "no iron is known"
            return True
        if word.text in ("no", "no more") and rest and rest[-1].text in _AROUND:
            self.steps.mode = "said"  # "no more trees here"
            self.steps.tell(rest)
            return True
        if is_lack(head, rest):
            self.steps.say(chunk, rest)  # "we don't have a pickaxe"
            return True
        return False

    def _refusal(self, word: Word, rest: Sequence[Word]) -> list[Goal] | None:
        """What is refused, perhaps within limits: "don't sleep until it is dark"."""
        if "refusal" not in word:
            return None
        at = next((at for at in range(len(rest)) if limits(rest, at)), len(rest))
        bare = at < len(rest) and all(is_filler(other) for other in rest[:at])
        done = self.steps.sentence[-1].goals if bare and self.steps.sentence else []
        # "Get wood, but not at night" refuses what was just asked for.
        goals = as_refused(done) or refused(word, rest[:at], self.steps.context)
        return limited(goals, rest[at:]) if goals else None

    def refuse_more(self, chunk: Chunk, asked: bool) -> None:
        """Go on with a list of what is refused, with the limits of the list and of what is added.

        What "and" and a verb add may as well be a step, and what "to" adds is what the rest is for.
        """
        listed, words = self.listed, chunk.words
        if listed is None:
            self.steps.mode = "negated unread"
            self.steps.leave(chunk)
            return
        before = self.goals[listed.start :]
        unlimited = before[0].when is None and before[0].until is None
        shared = unlimited and any(limits(words, at) for at in range(len(words)))
        step = chunk.sep == "and" and asked
        if step and not shared:
            self.steps.mode = "negated unread"
            self.steps.leave(chunk)
            return
        conditional = listed.conditional and not opens_action(words)
        other = step or chunk.sep == "purpose" or conditional
        goals = None if other else self._refusal(_NOT, words)
        all_ = goals and also_limited(before, goals[0].when, goals[0].until)
        more = goals and also_limited(goals, before[0].when, before[0].until)
        if all_ and more:
            self.goals[listed.start :] = [*all_, *more]
            self._avoid([*all_, *more], [*listed.words, *words])
        else:
            self.withdraw(listed, chunk)


def _is_tail(words: Sequence[Word], at: int) -> bool:
    """Whether a negation is of what stands behind it, and a step before it: "eat without ..."."""
    if "tail" in words[at]:
        return True
    if words[at].text != "not" or at == 0 or "noun" not in words[at - 1]:
        return False
    return not has_verb(words, at + 1)


def _keeps_away(words: Sequence[Word]) -> bool:
    """Whether words from a negation on say to keep away from a thing, and not to avoid a deed."""
    if any(word.text in _NEARING for word in words):
        return True
    return words[0].text in AVOIDINGS and not has_verb(words, 1)


def refuses(words: Sequence[Word]) -> bool:
    """Whether words begin with a negation."""
    said = (word for word in words if not is_filler(word) and "self" not in word)
    first = next(said, None)
    return first is not None and "negation" in first
