"""The steps of a sentence: its chunks without a refusal, condition or reason in them, as goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.reading import conditions
from agent.worlds.crafter.plans.reading.clauses import Clause, clauses, is_verb, offset
from agent.worlds.crafter.plans.reading.cutting import Chunk, after_fillers, is_filler
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.meaning import meant
from agent.worlds.crafter.plans.reading.step import Step, join
from agent.worlds.crafter.plans.reading.things import Context
from agent.worlds.crafter.plans.reading.wishes import WISHES

_SEEMS = ("looks", "look", "seems", "seem")
IS = ("is", "are", "was", "were", "lies", "lie")
_LEADS_ON = (
    "go",
    "walk",
    "flee",
    "explore",
    "find",
    "play",
    "shelter",
    "wait",
    "sleep",
    "",
)  # verbs behind which "to eat" is a step, and no reason
_HEADINGS = (
    "step",
    "steps",
    "plan",
    "goal",
    "task",
    "subgoal",
    "subgoals",
    "milestone",
    "milestones",
    "part",
    "phase",
    "strategy",
    "sequence",
)
_OF_IT = ("it's", "it is", "that's", "this is", "its")  # what follows tells of the thing before
_STATES = {"drink": Goal("collect", "drink"), "eat": Goal("eat"), "sleep": Goal("sleep")}
_ALONE = (
    "eat",
    "fight",
    "go",
    "walk",
    "explore",
    "find",
    "play",
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


@dataclass(slots=True)
class Steps:
    """What has been read of a text so far."""

    unread: list[tuple[int, int]] = field(default_factory=list)
    sentence: list[Step] = field(default_factory=list)  # of the sentence that is being read
    context: Context = field(default_factory=Context)
    # what the chunks that follow belong to: negated, conditional, tail, reason, purpose, said,
    # weighed
    mode: str = ""
    # the last clause if it was a verb alone, and is unread so far: "collect:" before a list
    bare: str = ""
    earlier: list[Step] = field(default_factory=list)  # of the sentences before
    _aims: list[Step] = field(default_factory=list)  # what steps are for

    @property
    def has_step(self) -> bool:
        """Whether what was read last in the sentence is a step."""
        return bool(self.sentence) and bool(self.sentence[-1].goals)

    def since(self, start: int) -> list[Step]:
        """The steps of the sentence from a place on."""
        return [read for read in self.sentence[start:] if read.goals]

    def all_steps(self) -> Iterator[Step]:
        """All that was read, in order."""
        yield from self.earlier
        yield from self.sentence

    def goals(self) -> list[Goal]:
        """All that is to be done, in order; what is only for something else if there is nothing
        else.
        """
        strong: set[tuple[str, str]] = set()
        for found in self.earlier:
            if not found.weak:
                strong.update((goal.verb, goal.target) for goal in found.goals)
        goals: list[Goal] = []
        asked: set[Goal] = set()
        for found in self.earlier:
            for goal in found.goals:
                known = found.weak and (goal.verb, goal.target) in strong
                # "Monsters! Fight them": what ends when none is seen is asked for once.
                if not known and not (_clears(goal) and goal in asked):
                    goals.append(goal)
                    asked.add(goal)
        return goals or [goal for found in self._aims for goal in found.goals]

    def put_aims(self) -> list[Step]:
        """Take the steps read so far as what the steps behind them are for."""
        aims = self.since(0)
        self._aims += aims
        self.sentence = [found for found in self.sentence if not found.goals]
        return aims

    def begin(self) -> None:
        """Begin a sentence."""
        self.sentence, self.mode = [], ""

    def close(self) -> None:
        """End a sentence."""
        strong = any(found.goals and not found.weak for found in self.sentence)
        read_now = [found for found in self.sentence if not (found.weak and strong)]
        if self.earlier and read_now and read_now[0].repeats(self.earlier[-1]):
            read_now[0].goals.pop(0)
        self.earlier += read_now

    def give_back(self, start: int, end: int) -> None:
        """Give back what stands from one place to another as unread."""
        self.unread.append((start, end))

    def leave(self, chunk: Chunk, words: Sequence[Word] | None = None) -> None:
        """Give these words of a chunk, or all of it, back as unread."""
        words = chunk.words if words is None else words
        if words:
            self.give_back(words[0].start, words[-1].end)

    def extend(self, chunk: Chunk) -> None:
        """Let what was given back last reach to the end of a chunk."""
        start, _ = self.unread.pop() if self.unread else chunk.span
        self.give_back(start, chunk.span[1])

    def plain(self, chunk: Chunk, words: Sequence[Word]) -> None:
        """Read words that have no refusal, condition or reason in them."""
        if all(is_filler(word) for word in words):
            return
        states = [word.senses["state"] for word in words if "state" in word]
        if states and not any("verb" in word for word in words):
            goals = [_STATES[state] for state in states]
            self.sentence.append(Step(goals, chunk.span, weak=True))
            return
        if _stated(words):
            self.mode = "said"
            self.tell(words)
            return
        if any(
            word.text in ("above", "below", "over", "under") for word in words
        ) and conditions.find(words[after_fillers(words, 0) or 0 :]):
            self.leave(chunk, words)  # "keep your food above 4" is no order to eat 4 times
            return
        wish = next((at for at, word in enumerate(words) if "wish" in word), None)
        if wish is not None:
            if any(clause.verb and not clause.empty for clause in clauses(words[:wish])):
                self.plain(chunk, words[:wish])
            name = words[wish].senses["wish"]
            round_oneself = name == "wall" and any("self" in word for word in words[wish:])
            self.sentence.append(
                Step(
                    [Goal("shelter")] if round_oneself else list(WISHES[name]),
                    chunk.span,
                    sep=chunk.sep,
                )
            )
            self._join_last()
            self.context.thing = "plant" if name == "ripe" else self.context.thing
            if not round_oneself:
                self.plain(chunk, words[wish + 1 :])
            return
        found = clauses(words)
        for clause in found:
            if clause.empty and not clause.verb:
                continue
            own = words[clause.first : clause.end]
            self._clause(chunk, clause, own, words, last=clause is found[-1])

    def say(self, chunk: Chunk, words: Sequence[Word]) -> None:
        """Read words that say how things stand: "I'm thirsty" is a step if there is no other."""
        state = next((word.senses["state"] for word in words if "state" in word), "")
        if state:
            self.sentence.append(Step([_STATES[state]], chunk.span, weak=True))
        if not (words and words[0].text in _OF_IT):
            self.tell(words)
        self.mode = "said"

    def tell(self, words: Sequence[Word]) -> None:
        """Remember the thing that is only told of, and where it was said to lie, for what is asked
        for "it".
        """
        found = next(
            (clause for clause in reversed(clauses(words)) if clause.things or clause.moves), None
        )
        context = self.context
        if found is None:
            return
        if found.things:
            thing = found.things[-1]
            context.thing = f"{thing.material or 'wood'}_{thing.name}" if thing.tool else thing.name
            context.at, context.said = (found.cell if found.moves else None), True
        elif context.said and context.at is not None:
            (x, y), more = context.at, offset(found.moves)  # "4 steps east and 3 north"
            context.at = None if more is None else (x + more[0], y + more[1])

    def _clause(
        self,
        chunk: Chunk,
        clause: Clause,
        own: Sequence[Word],
        words: Sequence[Word],
        *,
        last: bool,
    ) -> None:
        """Read one clause of a chunk, whose words are its ``own``."""
        previous = self.sentence[-1] if self.sentence else None
        if self._says_more(chunk, clause, previous):
            return
        numbered = all("amount" in word for word in own[1:])
        if numbered and own[0].text.split()[-1] in _HEADINGS:
            return
        if _is_only_for(clause):
            if words[0].text == "for" or self.has_step or not last:
                return  # "one for the pickaxe"
            clause.things = [replace(thing, prep="") for thing in clause.things]  # "time for a nap"
        if previous is not None and previous.take_count(clause):
            return
        bare, self.bare = self.bare, ""
        goals = self._goals(clause, previous)
        if goals is None:
            if not (clause.verb in ("get", "go", "walk") and clause.empty and not last):
                self.leave(chunk, own)
                if clause.verb and clause.empty:
                    self.bare = self.context.verb = clause.verb
            self.sentence.append(Step([], chunk.span))
            return
        completed = not clause.verb or bare in ("go", "walk", "get")
        if bare and completed and chunk.sep != "then":
            self.unread.pop()
        elif bare and chunk.sep == "and" and clause.objects:
            # "collect and plant a sapling"
            shared = meant(replace(clause, verb=bare), self.context)
            if shared:
                self.unread.pop()
                goals = [*(goal for goal in shared if goal not in goals), *goals]
        if chunk.sep == "or":
            self.leave(chunk, own)
            return
        # "a table and a furnace right here"
        here = clause.here and not clause.verb and chunk.sep == "and"
        if here and previous is not None and previous.goals:
            before = previous.goals[-1]
            if before.verb == "place":
                previous.goals[-1] = replace(before, at=goals[-1].at)
        at_station = bool(clause.behind("near", "between"))
        step = Step(goals, chunk.span, clause, qualified=at_station, sep=chunk.sep)
        self.sentence.append(step)
        self._supply(step, clause)
        self._join_last()
        self._remember(clause, goals)
        for run in _runs(clause.strange):
            self.give_back(*_phrase_span(words, run))

    def _says_more(self, chunk: Chunk, clause: Clause, previous: Step | None) -> bool:
        """Let a clause say more of the step before it, if that is all it does."""
        moves_alone = not (clause.verb or clause.things or clause.strange or clause.pronoun)
        if previous is not None and previous.goals:
            serves = chunk.sep == "purpose" and clause.first == 0
            if serves and self._serves(chunk, clause, previous):
                return True
        if clause.moves and moves_alone and self._offset(chunk):
            if previous is not None and not previous.lie(clause):
                self.give_back(previous.span[0], chunk.span[1])
            return True
        if clause.verb or previous is None or not previous.goals or not previous.qualified:
            return False
        listed = chunk.sep == "comma" and all(thing.count is None for thing in clause.things)
        return (chunk.sep == "and" or listed) and _stations(clause)

    def _goals(self, clause: Clause, previous: Step | None) -> list[Goal] | None:
        """The goals of a clause by itself; None if it cannot be read."""
        turn = previous.give_turn(clause) if previous is not None else None
        if turn is not None:
            goals: list[Goal] | None = [turn]
        elif clause.early or (not clause.verb and (clause.strange or _heaped(clause))):
            goals = None
        else:
            goals = meant(clause, self.context)
        return None if goals and self._misses_its_object(clause) else goals

    def _supply(self, step: Step, clause: Clause) -> None:
        """Count what is taken for what a clause names behind "for": "get wood for a table"."""
        verb, made = clause.verb or self.context.verb, clause.behind("for")
        if verb not in ("collect", "get", "harvest") or not made or not clause.objects:
            return
        served: list[Goal] = []
        for thing in made:
            make = Clause("make", things=[replace(thing, prep="")])
            served += meant(make, Context()) or []
        step.serve(served)
        self.mode = "purpose"

    def _misses_its_object(self, clause: Clause) -> bool:
        """Whether the word behind the verb, which decides what is meant, is unknown: "eat breakfast
        cereal", "go fishing".
        """
        if not clause.strange or clause.objects or clause.verb not in _ALONE:
            return False
        return not (clause.things and clause.moves)

    def _offset(self, chunk: Chunk) -> bool:
        """Whether a chunk of directions alone ("6 east 2 south") says where the thing before it
        lies.
        """
        return (
            chunk.sep in ("comma", "and")
            and bool(self.context.verb or self.context.thing)
            and not self.context.moving
        )

    def _serves(self, chunk: Chunk, clause: Clause, previous: Step) -> bool:
        """Read "to make a table" behind another goal: dropped when that one is for it.

        False if it is a step of its own.
        """
        verb = previous.clause.verb if previous.clause else ""
        goals = meant(clause, self.context) or []
        if (
            not chunk.ordered
            and verb in _LEADS_ON
            and not (previous.goals[-1].verb in ("sleep", "shelter") and not goals)
        ):
            if not goals or clause.strange:
                self.mode = "reason"
                return True
            return False
        previous.serve(goals)
        self.mode = "purpose"
        return True

    def _join_last(self) -> None:
        if len(self.sentence) >= 2:
            join(self.sentence[-2], self.sentence[-1])

    def _remember(self, clause: Clause, goals: Sequence[Goal]) -> None:
        context = self.context
        if clause.verb:
            context.verb = (
                "flee"
                if goals[-1].verb == "flee"
                else "go"
                if clause.verb == "walk"
                else clause.verb
            )
        if clause.objects or clause.things:
            context.at, context.said = None, False
        for thing in clause.objects or clause.things:
            context.thing = thing.name
            if thing.tool and goals[-1].verb == "make":
                context.material = goals[-1].target.partition("_")[0]
        if goals[-1].verb != "make":
            context.material = ""
        last = goals[-1]
        to_spot = last.at not in (None, (0, 0))  # "the spot at 3 east and 2 north" is one place
        context.moving = last.verb == "go" and not last.target and not to_spot

    def last_verb(self) -> str:
        """What the last goal of the sentence does, "" if it has none."""
        steps = self.since(0)
        return steps[-1].goals[-1].verb if steps else ""


def _clears(goal: Goal) -> bool:
    """Whether a goal ends when none is seen."""
    return goal.until is not None and goal.until.relation == "unseen"


def _stated(words: Sequence[Word]) -> bool:
    """Whether the words only say how things stand: "my energy is low", "water is 4 west"."""
    place = after_fillers(words, 0) or 0
    subject = words[place + 1 : place + 2]
    if not (subject and subject[0].text in IS) and any(
        is_verb(words[at:], 0) for at in range(min(2, len(words)))
    ):
        return False
    words = words[place:]
    copula = any(word.text.split()[-1] in (*IS, "gets", "am") for word in words)
    told = conditions.find(words) if copula else None
    if (
        told is not None
        and all(is_filler(word) for word in words[told.end :])
        and "noun" not in words[-1]
    ):
        return True
    seems = (
        at
        for at, word in enumerate(words)
        if at and word.text in _SEEMS and "noun" in words[at - 1]
    )
    is_ = next((at for at, word in enumerate(words) if word.text in IS), next(seems, 0))
    return is_ > 0 and all(word.senses for word in words[:is_])


def _is_only_for(clause: Clause) -> bool:
    """Whether a clause is things behind "for" alone: "one for the pickaxe"."""
    if clause.verb or clause.moves or clause.strange:
        return False
    return bool(clause.things) and clause.things == clause.behind("for")


def _heaped(clause: Clause) -> bool:
    """Whether things stand side by side with nothing that joins them: "water the plant"."""
    return len(clause.objects) > 1 and any(thing.count is None for thing in clause.objects)


def _stations(clause: Clause) -> bool:
    return bool(clause.things) and all(
        thing.name in ("table", "furnace") and not thing.tool for thing in clause.things
    )


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
