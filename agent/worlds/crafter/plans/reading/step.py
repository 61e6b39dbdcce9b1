"""One step of a plan, and how it goes together with what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.reading.clauses import Clause, offset
from agent.worlds.crafter.plans.reading.meaning import points, takes_cell
from agent.worlds.crafter.plans.reading.supplies import counted, needs
from agent.worlds.crafter.plans.reading.verbs import WAIT
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS

_WAIT = Goal("wait", count=WAIT)


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

    @property
    def bare(self) -> bool:
        """Whether it is a verb alone."""
        return self.clause is not None and self.clause.bare

    def repeats(self, before: Step) -> bool:
        """Whether it begins with what ended the step before, said once more: "get a cow and eat
        it".
        """
        if not before.goals or not self.goals:
            return False
        verbless = before.clause is not None and not before.clause.verb
        if verbless and self.clause is not None and self.clause.pronoun and not self.clause.things:
            last, first = before.goals[-1], self.goals[0]
            same = last.verb == first.verb and first.target in ("", last.target)
            if same and first.count == 1:
                return True  # "two zombies behind you, kill them"
        if before.goals[-1] != self.goals[0]:
            return False
        if self.goals[0].verb in ("sleep", "shelter", "flee"):
            return True
        if self.clause is None or self.clause.things:
            return False
        eaten = self.bare and self.clause.verb == "eat"  # "kill the cow and eat"
        return verbless or eaten or self.clause.pronoun

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

    def take_count(self, clause: Clause) -> bool:
        """Take a number alone as the count of the last goal: "get wood (at least 4)".

        False if the clause is more than that.
        """
        count = clause.times or clause.steps
        if not count or not self.goals:
            return False
        if clause.verb or clause.things or clause.strange or clause.moves:
            return False
        if not clause.times and self.goals[-1].verb != "collect":
            return False
        self.goals[-1] = replace(self.goals[-1], count=count)
        return True

    def give_turn(self, clause: Clause) -> Goal | None:
        """Give away the direction that a distance belongs to: "turn left and walk 6 steps"."""
        if not self.goals or clause.verb not in ("go", "walk") or not clause.steps:
            return None
        turn = self.goals[-1]
        if clause.things or clause.moves or turn.verb != "go" or turn.target or turn.count:
            return None
        self.goals.pop()
        return replace(turn, count=clause.steps)

    def lie(self, clause: Clause) -> bool:
        """Put the last goal where the directions behind it say: "take the iron, 6 east 2 south", "2
        up" and "1 left".

        False, and it is gone, if it was about a cell alone, which they contradict: "the spot at 3
        east and 2 west".
        """
        if not self.goals or self.clause is None or not points(self.clause):
            return True
        goal, cell = self.goals[-1], offset(clause.moves)
        if goal.at is not None and cell is not None:
            (x, y), (dx, dy) = goal.at, cell
            across = not (x and dx) and not (y and dy)
            if not across and goal.verb == "go" and not goal.target:
                self.goals.pop()
                return False
            self.goals[-1] = replace(goal, at=(x + dx, y + dy) if across else None)
        elif takes_cell(goal):
            self.goals[-1] = replace(goal, at=cell)
        return True


def join(first: Step, second: Step) -> None:
    """Make two steps one where they are one: "go north" and "look for water" behind it."""
    if not first.goals or not second.goals:
        return
    a, b = first.goals[-1], second.goals[0]
    added = second.sep == "and"
    heads = a.verb == "go" and a.direction is not None and not a.target
    if heads and a.count == 0 and b.verb == "explore" and b.direction is None:
        first.goals.pop()
        second.goals[0] = replace(b, direction=a.direction)
    elif a.verb == b.verb == "explore" and not a.target and b.target:
        first.goals.pop()
        second.goals[0] = replace(b, direction=b.direction or a.direction)
    elif added and a == Goal("explore") and b.target in TARGETS["explore"]:
        first.goals[-1] = replace(a, target=b.target)
    elif added and a.verb == "fight" and b.verb in ("eat", "fight") and first.bare:
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
