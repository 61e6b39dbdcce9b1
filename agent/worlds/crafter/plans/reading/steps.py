"""The steps of a sentence: its chunks without a refusal, condition or reason in them, as goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.reading import conditions
from agent.worlds.crafter.plans.reading.clauses import Clause, Thing, clauses, is_verb, offset
from agent.worlds.crafter.plans.reading.cutting import Chunk, after_fillers, imperative, is_filler
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.meaning import WAIT, Context, meant, points, takes_cell
from agent.worlds.crafter.plans.reading.supplies import counted, needs
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS
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
STATES = {"drink": Goal("collect", "drink"), "eat": Goal("eat"), "sleep": Goal("sleep")}
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
class Step:
    """What one chunk gave."""

    goals: list[Goal]
    span: tuple[int, int]
    clause: Clause | None = None  # the last, for what its counts are for
    weak: bool = False  # "I'm thirsty": a goal only where the sentence has no other
    qualified: bool = False  # ended in "at the table"
    sep: str = ""
    uses: dict[str, int] = field(default_factory=dict)  # items that what it is for takes

    @property
    def timeless(self) -> bool:
        """Whether it says no time and no distance."""
        return self.clause is not None and self.clause.steps is None and self.clause.times is None

    def repeats(self, before: Step) -> bool:
        """Whether it begins with what ended the step before, said once more: "get a cow and eat
        it".
        """
        if not before.goals or not self.goals:
            return False
        verbless = before.clause is not None and not before.clause.verb
        if verbless and self.clause is not None and self.clause.pronoun and not self.clause.things:
            last, first = before.goals[-1], self.goals[0]
            if last.verb == first.verb and first.count == 1 and first.target in ("", last.target):
                return True  # "two zombies behind you, kill them"
        if before.goals[-1] != self.goals[0]:
            return False
        if self.goals[0].verb in ("sleep", "shelter", "flee"):
            return True
        named = self.clause is None or bool(self.clause.things)
        # "kill the cow and eat"
        eaten = self.clause is not None and self.clause.bare and self.clause.verb == "eat"
        return not named and (
            verbless or eaten or (self.clause is not None and self.clause.pronoun)
        )

    def serve(self, goals: Sequence[Goal]) -> None:
        """Count what these goals take, if no count was said."""
        for item, count in needs(goals).items():
            self.uses[item] = self.uses.get(item, 0) + count
        if self.clause is not None and any(
            thing.name == "resources" for thing in self.clause.objects
        ):
            self.goals[:] = [
                Goal("collect", item, count) for item, count in self.uses.items()
            ] or self.goals
        elif self.clause is not None:
            self.goals[:] = counted(self.goals, self.clause, self.uses)


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

    def leave(self, chunk: Chunk, words: Sequence[Word] | None = None) -> None:
        """Give these words of a chunk, or all of it, back as unread."""
        words = chunk.words if words is None else words
        if words:
            self.unread.append((words[0].start, words[-1].end))

    def plain(self, chunk: Chunk, words: Sequence[Word]) -> None:
        """Read words that have no refusal, condition or reason in them."""
        if all(is_filler(word) for word in words):
            return
        states = [word.senses["state"] for word in words if "state" in word]
        if states and not any("verb" in word for word in words):
            self.sentence.append(Step([STATES[state] for state in states], chunk.span, weak=True))
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
            self._join()
            self.context.thing = "plant" if name == "ripe" else self.context.thing
            if not round_oneself:
                self.plain(chunk, words[wish + 1 :])
            return
        found = clauses(words)
        for clause in found:
            if clause.empty and not clause.verb:
                continue
            self._clause(
                chunk, clause, words[clause.first : clause.end], words, last=clause is found[-1]
            )

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
            more = offset(found.moves)  # "4 steps east and 3 north"
            context.at = (
                None if more is None else (context.at[0] + more[0], context.at[1] + more[1])
            )

    def _clause(
        self,
        chunk: Chunk,
        clause: Clause,
        own: Sequence[Word],
        words: Sequence[Word],
        *,
        last: bool,
    ) -> None:
        previous = self.sentence[-1] if self.sentence else None
        if (
            chunk.sep == "purpose"
            and previous is not None
            and previous.goals
            and clause.first == 0
            and self._serves(chunk, clause, previous)
        ):
            return
        bare_moves = clause.moves and not (
            clause.verb or clause.things or clause.strange or clause.pronoun
        )
        if bare_moves and self._offset(chunk):
            self._lies(clause, previous)
            return
        if not clause.verb and previous is not None and previous.goals:
            joined = chunk.sep == "and" or (
                chunk.sep == "comma" and all(thing.count is None for thing in clause.things)
            )
            if previous.qualified and joined and _stations(clause):
                return
        if own[0].text.split()[-1] in _HEADINGS and all("amount" in word for word in own[1:]):
            return
        if (
            not clause.verb
            and clause.things
            and clause.things == clause.behind("for")
            and not (clause.moves or clause.strange)
        ):
            if words[0].text == "for" or (previous is not None and previous.goals) or not last:
                return  # "one for the pickaxe"
            clause.things = [replace(thing, prep="") for thing in clause.things]  # "time for a nap"
        if self._counts(clause, previous):
            return
        bare, self.bare = self.bare, ""
        goals = self._paced(clause, previous)
        if goals is None and not (
            clause.early or (not clause.verb and (clause.strange or _heaped(clause)))
        ):
            goals = meant(clause, self.context)
        if goals and self._misses_its_object(clause):
            goals = None
        if goals is None:
            if not (clause.verb in ("get", "go", "walk") and clause.empty and not last):
                self.leave(chunk, own)
                if clause.verb and clause.empty:
                    self.bare = clause.verb
                    self.context.verb = clause.verb
            self.sentence.append(Step([], chunk.span))
            return
        if bare and (not clause.verb or bare in ("go", "walk", "get")) and chunk.sep != "then":
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
        read_now = Step(
            goals,
            chunk.span,
            clause,
            qualified=bool(clause.behind("near", "between")),
            sep=chunk.sep,
        )
        self.sentence.append(read_now)
        # "a table and a furnace right here"
        here = clause.here and not clause.verb and chunk.sep == "and"
        if here and previous is not None and previous.goals and previous.goals[-1].verb == "place":
            previous.goals[-1] = replace(previous.goals[-1], at=goals[-1].at)
        if (
            (clause.verb or self.context.verb) in ("collect", "get", "harvest")
            and clause.behind("for")
            and clause.objects
        ):
            read_now.serve(
                [
                    goal
                    for thing in clause.behind("for")
                    for goal in meant(Clause("make", things=[replace(thing, prep="")]), Context())
                    or []
                ]
            )
            self.mode = "purpose"
        self._join()
        self._remember(clause, goals)
        for run in _runs(clause.strange):
            self.unread.append(_phrase_span(words, run))

    def _counts(self, clause: Clause, previous: Step | None) -> bool:
        """Take a number alone as the count of what stands before it: "get wood (at least 4)"."""
        count = clause.times or clause.steps
        if (
            clause.verb
            or not count
            or clause.things
            or clause.strange
            or previous is None
            or not previous.goals
        ):
            return False
        if clause.moves or (not clause.times and previous.goals[-1].verb != "collect"):
            return False
        previous.goals[-1] = replace(previous.goals[-1], count=count)
        return True

    def _paced(self, clause: Clause, previous: Step | None) -> list[Goal] | None:
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

    def _lies(self, clause: Clause, previous: Step | None) -> None:
        """Put the last goal where the directions behind it say: "take the iron, 6 east 2 south", "2
        up" and "1 left".
        """
        if (
            previous is None
            or not previous.goals
            or previous.clause is None
            or not points(previous.clause)
        ):
            return
        goal, cell = previous.goals[-1], offset(clause.moves)
        if goal.at is not None and cell is not None:
            across = not (goal.at[0] and cell[0]) and not (goal.at[1] and cell[1])
            previous.goals[-1] = replace(
                goal, at=(goal.at[0] + cell[0], goal.at[1] + cell[1]) if across else None
            )
        elif takes_cell(goal):
            previous.goals[-1] = replace(goal, at=cell)

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

    def _join(self) -> None:
        """Make "go north" and "look for water" behind it one goal."""
        if len(self.sentence) < 2:
            return
        first, second = self.sentence[-2], self.sentence[-1]
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
        elif (
            a.verb == "fight"
            and second.sep == "and"
            and b.verb in ("eat", "fight")
            and first.clause
            and first.clause.bare
        ):
            first.goals.pop()  # "kill and eat a cow"
        elif second.repeats(first):
            second.goals[0] = first.goals.pop()
        elif (
            a == Goal("wait", count=WAIT)
            and second.sep == "and"
            and b.verb in ("sleep", "shelter")
            and first.timeless
        ):
            first.goals.pop()  # "stay here and rest"

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
        context.moving = goals[-1].verb == "go" and not goals[-1].target

    def last_verb(self) -> str:
        """What the last goal of the sentence does, "" if it has none."""
        return next((found.goals[-1].verb for found in reversed(self.sentence) if found.goals), "")


def is_aim(chunk: Chunk, later: Sequence[Chunk]) -> bool:
    """Whether a chunk only says what the steps behind it are for: "to make a table, ...", "make a
    table: ...".
    """
    if not later or not imperative(chunk.words):
        return False
    if later[0].colon:
        looks = any(clause.verb in ("explore", "find") for clause in clauses(later[0].words))
        return (later[0].sep != "then" or looks) and any(imperative(other.words) for other in later)
    return chunk.purpose and any(
        other.sep in ("comma", "then") and imperative(other.words) for other in later
    )


def _stated(words: Sequence[Word]) -> bool:
    """Whether the words only say how things stand: "my energy is low", "water is 4 west"."""
    place = after_fillers(words, 0) or 0
    subject = words[place + 1 : place + 2]
    if not (subject and subject[0].text in IS) and any(
        is_verb(words[at:], 0) for at in range(min(2, len(words)))
    ):
        return False
    words = words[place:]
    told = (
        conditions.find(words)
        if any(word.text.split()[-1] in (*IS, "gets", "am") for word in words)
        else None
    )
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
