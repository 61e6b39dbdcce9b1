"""Words plans as people do, in thousands of ways, some of which are kept out of training.

A wording is put together from the rows of ``training.instructions.templates``; what is held out is
said in ``training.instructions.splits``. ``paraphrase`` words goals, well or badly; ``words`` words
a whole plan, so that it is read rightly.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.core.completion import safe_plan
from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.describing import DIRECTIONS, compass, describe, state
from agent.worlds.crafter.plans.holding import negated
from agent.worlds.crafter.plans.reading.vocabulary import gerund, plural
from agent.worlds.crafter.rules import VITALS
from agent.worlds.crafter.view import MATERIAL_ID
from training.instructions.goal_sampler import Instruction, deed
from training.instructions.splits import is_held_out, is_new_combination, kind
from training.instructions.templates import WORDS
from training.instructions.terms import HERE

_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_KEPT = frozenset(  # words that are never misspelt: a slip in them would be another plan
    [
        *_NUMBERS,
        "couple",
        "several",
        *(
            word
            for name in DIRECTIONS
            for text in WORDS[name]
            for word in re.findall("[a-z]+", text)
        ),
    ]
)
_SHORTEST_TYPO = 5  # letters
_MOST_GOALS = 7
_TRIES = 40  # wordings that are tried until one is read rightly; some are beyond words
_LETTERS = {"north": "n", "south": "s", "east": "e", "west": "w"}

# Shares of texts that have each.
_ASKED = 0.45
_REASONED = 0.12
_NOTED = 0.12
_TYPO = 0.08
_CAPITAL = 0.2
_SHOUTED = 0.04
_LOWER = 0.1
_STOPPED = 0.25
_LISTED = 0.2  # of four and more steps, those that are numbered or stand one below the other
_TALKED = 0.08
_PLAIN = 0.3  # of conditions, those in the plainest words
_UNLESS = 0.3  # of conditions that can be turned round


def paraphrase(
    goals: Sequence[Goal], rng: random.Random, *, held_out: bool = False, where: str = ""
) -> str:
    """Word goals as a person might.

    Args:
        goals: one to seven, in the order in which they are to be done.
        rng: chooses the wording.
        held_out: use what is kept out of training. Goals that are a held-out combination are worded
            with what is not held out, all others with at least one held-out element.
        where: the place of the first goal, such as "4 west 2 north".

    Raises ValueError for a held-out combination if ``held_out`` is not set, and for no or too many
    goals.
    """
    if not 1 <= len(goals) <= _MOST_GOALS:
        raise ValueError(f"there are {len(goals)} goals; one to seven can be worded")
    new = is_new_combination(goals)
    if new and not held_out:
        raise ValueError(
            f"the goals {', '.join(map(kind, goals))} are a combination that is held out"
        )
    while True:
        speaker = _Speaker(rng, held_out and not new)
        text = speaker.say(goals, where)
        if speaker.used_held_out or not speaker.held_out:
            return text


def words(instruction: Instruction, rng: random.Random, *, held_out: bool = False) -> str:
    """Word a plan as a person might, so that it is read as just this plan.

    Args:
        instruction: what is to be said.
        rng: chooses the wording.
        held_out: whether at least one element is of those that are kept out of training; none is
            otherwise.

    Where nothing of the kind is read rightly these are the plan's plainest words.
    """
    for _ in range(_TRIES):
        speaker = _Speaker(rng, held_out)
        text = safe_plan(speaker.say_all(instruction))  # as it is taken
        if speaker.used_held_out == held_out and instruction.is_read_in(text):
            return text
    return instruction.text


class _Speaker:
    """Draws one text, and knows whether anything held out is in it."""

    def __init__(self, rng: random.Random, held_out: bool) -> None:
        self.held_out = held_out
        self.used_held_out = False
        self._rng = rng

    def say(self, goals: Sequence[Goal], where: str) -> str:
        """The whole text."""
        noted = self._chance(_NOTED)
        clauses = [self._clause(goal, noted) for goal in goals]
        if where:
            clauses[0] += self._pick("where").format(o=self._offset(where))
        text = self._joined(clauses)
        listed = re.search(r"[\n:]|[1a]\)|1\.|^-", text)
        if not (noted or listed):
            if self._chance(_REASONED) and f"why {kind(goals[0])}" in WORDS and len(goals) == 1:
                text = self._pick("reason").format(x=text, r=self._pick(f"why {kind(goals[0])}"))
            elif self._chance(_ASKED):
                text = self._pick("ask").format(x=text)
        return self._written(text)

    def say_all(self, instruction: Instruction) -> str:
        """A whole plan: its goals, then or before them what holds throughout."""
        rules = [self._whenever(order) for order in instruction.standing] + [
            self._refusal(goal) for goal in instruction.refused
        ]
        if instruction.only_rules:
            text, *rules = rules
        else:
            text = self._asked(instruction.goals)
        for rule in rules:
            text = self._pick("ruled").format(a=text, r=rule)
        if self._chance(_TALKED):
            text = self._pick("talk").format(x=text)
        return self._written(text)

    def _asked(self, goals: Sequence[Goal]) -> str:
        clauses = [self._conditioned(goal) for goal in goals]
        text = self._joined(clauses)
        reason = f"why {kind(goals[-1])}"
        if self._chance(_REASONED) and reason in WORDS:
            return self._pick("reason").format(x=text, r=self._pick(reason))
        return self._pick("ask").format(x=text) if self._chance(_ASKED) else text

    def _joined(self, clauses: Sequence[str]) -> str:
        """One clause after the other."""
        if len(clauses) <= 3:
            row = ("", "", "two", "three")[len(clauses)]
            return (
                self._pick(row).format(**dict(zip("abc", clauses, strict=False)))
                if row
                else clauses[0]
            )
        if self._chance(_LISTED):
            item, mark = self._pick("item"), self._rng.choice(" \n")
            return mark.join(
                item.format(d=number, x=clause) for number, clause in enumerate(clauses, 1)
            )
        text = self._pick("first").format(a=clauses[0])
        usual = self._pick("next")  # most people join all steps alike
        for clause in clauses[1:-1]:
            joint = usual if self._chance(0.7) else self._pick("next")
            text = joint.format(a=text, b=clause)
        return self._pick("last").format(a=text, b=clauses[-1])

    def _conditioned(self, goal: Goal) -> str:
        """A goal with what it begins and ends with, and where it is to be done."""
        bare = replace(goal, when=None, skip=False, until=None, at=None)
        if goal.at is not None:
            text = self._at(goal)
        elif goal.until is None:
            text = self._clause(bare, noted=False)
        else:
            text = self._lasting(bare)
        if goal.until is not None:
            ending = self._pick("until")
            text = ending.format(x=text, s=self._state(goal.until))
        if goal.when is None:
            return text
        turned = negated(goal.when) if goal.skip and self._chance(_UNLESS) else None
        if turned is not None:
            return self._pick("unless").format(x=text, s=self._state(turned))
        beginning = self._pick("if" if goal.skip else "when")
        return beginning.format(x=text, s=self._state(goal.when))

    def _lasting(self, goal: Goal) -> str:
        """What goes on until something holds, which has no count."""
        if goal.verb == "sleep":
            return self._rng.choice(("rest", "sleep"))
        if goal.verb == "wait":
            return self._rng.choice(
                ("wait", "stay here", "stay put", "wait here", "stay where you are")
            )
        if goal.verb == "collect" and goal.target != "drink":
            return f"{self._pick(f'verb {goal.target}')} {self._pick(f'name {goal.target}')}"
        return self._clause(goal, noted=False)

    def _at(self, goal: Goal) -> str:
        """A goal at a cell: in its plain words, or with the place behind another wording."""
        bare = replace(goal, when=None, skip=False, until=None)
        if goal.at == HERE and not self._chance(_PLAIN):
            if goal.verb == "go":
                return self._pick("back here")
            here = self._pick("here")
            return here.format(x=self._clause(replace(bare, at=None), noted=False))
        east, south = goal.at or HERE
        parts = [f"{abs(south)} {'south' if south > 0 else 'north'}"] if south else []
        if east:
            parts.insert(0, f"{abs(east)} {'east' if east > 0 else 'west'}")
        if self._chance(_PLAIN) or not parts or (goal.verb == "go" and not goal.target):
            return describe(bare)
        clause = self._clause(replace(bare, at=None), noted=False)
        where = self._pick("where")
        return clause + where.format(o=self._offset(" ".join(parts)))

    def _whenever(self, order: Goal) -> str:
        """A standing order."""
        if order.when is None:
            raise ValueError(f"{order} stands under no condition")
        text = self._conditioned(replace(order, when=None, skip=False))
        return self._pick("whenever").format(x=text, s=self._state(order.when))

    def _refusal(self, refused: Goal) -> str:
        bare = replace(refused, when=None, skip=False, until=None)
        plain = self._chance(0.5) or refused.verb in ("collect", "sleep")
        what = deed(bare) if plain else self._clause(bare, noted=False)
        first, *rest = what.split(" ")
        doing = " ".join([gerund(first), *rest])
        text = self._pick("refuse").format(x=what, g=doing)
        if refused.until is not None:
            ending = self._pick("refuse until")
            text = ending.format(x=text, s=self._state(refused.until))
        if refused.when is not None:
            beginning = self._pick("refuse when")
            text = beginning.format(x=text, s=self._state(refused.when))
        if self._chance(_REASONED):
            text = self._pick("reason").format(x=text, r=self._pick("why not"))
        return text

    def _state(self, condition: Condition) -> str:
        """How things are when a condition holds."""
        subject, amount = condition.subject, condition.amount
        thing = subject.replace("_", " ")
        if self._chance(_PLAIN):
            return state(condition)
        match condition.relation:
            case "is":
                return self._pick(f"state {subject}")
            case "at least" | "at most" if subject in VITALS:
                return self._pick(f"state {condition.relation}").format(v=thing, d=amount)
            case "at least":
                return self._pick("state held").format(n=self._number(amount), t=thing)
            case "at most":
                return self._pick("state short").format(d=amount, t=thing)
            case _ if subject == "ripe":
                return state(condition)
            case relation:
                material = subject in MATERIAL_ID and subject not in ("tree", "table", "furnace")
                return self._pick(f"state {relation}").format(
                    t=thing if material else _a(thing), p=thing if material else plural(thing)
                )

    def _pick(self, row: str) -> str:
        elements = WORDS[row]
        kept_out = [element for element in elements if is_held_out(element)]
        if not self.held_out:
            return self._rng.choice([element for element in elements if element not in kept_out])
        chosen = self._rng.choice(kept_out if kept_out and self._chance(0.5) else elements)
        self.used_held_out |= chosen in kept_out
        return chosen

    def _fill(self, row: str, **fields: Callable[[], str]) -> str:
        """An element of a row with its fields filled; only those that it has are drawn."""
        element = self._pick(row)
        return element.format(
            **{name: draw() for name, draw in fields.items() if f"{{{name}}}" in element}
        )

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _clause(self, goal: Goal, noted: bool) -> str:
        if goal != Goal(goal.verb, goal.target, goal.count, goal.direction):
            return describe(goal)  # one with a condition
        match goal.verb:
            case "collect":
                return self._drink(goal) if goal.target == "drink" else self._collect(goal, noted)
            case "make":
                return self._make(goal, noted)
            case "place":
                return self._place(goal)
            case "go":
                return self._go_to(goal) if goal.target else self._go(goal, noted)
            case "eat":
                row = goal.target or "meal"
                return self._pick("plant") if row == "plant" else self._counted(row, goal.count)
            case "fight":
                return f"{self._pick('verb fight')} {self._foe(goal)}"
            case "sleep" | "shelter":
                return self._pick(goal.verb)
            case "explore":
                return self._explore(goal)
            case "wait":
                time = self._pick("time")
                return self._pick("wait").format(
                    n=self._number(goal.count), unit=time if goal.count == 1 else plural(time)
                )
            case _:
                return describe(goal)

    def _number(self, count: int) -> str:
        return (
            self._rng.choice([str(count), _NUMBERS[count]])
            if 0 < count < len(_NUMBERS)
            else str(count)
        )

    def _amount(self, count: int) -> str:
        return self._pick(str(count)) if str(count) in WORDS else self._number(count)

    def _counted(self, what: str, count: int) -> str:
        if count == 1:
            return self._pick(f"one {what}")
        return self._pick(f"many {what}").format(n=self._amount(count), d=count)

    def _drink(self, goal: Goal) -> str:
        if goal.count == 1:
            return self._pick("one drink")
        return self._pick("many drink").format(n=self._number(goal.count), d=goal.count)

    def _collect(self, goal: Goal, noted: bool) -> str:
        if noted:
            return self._pick("note collect").format(
                name=self._pick(f"name {goal.target}"), d=goal.count
            )
        if goal.target == "wood" and self._chance(0.25):
            trees = (
                self._pick("one tree")
                if goal.count == 1
                else self._pick("many trees").format(n=self._amount(goal.count))
            )
            return self._pick("fell").format(trees=trees)
        thing = self._counted(goal.target, goal.count)
        return self._pick("collect").format(verb=self._pick(f"verb {goal.target}"), thing=thing)

    def _make(self, goal: Goal, noted: bool) -> str:
        tool = self._pick(goal.target)
        named = f"{goal.count} {plural(tool)}" if goal.count > 1 else _a(tool)
        return self._pick("note make" if noted else "make").format(a=named, t=tool)

    def _place(self, goal: Goal) -> str:
        if goal.target == "stone":
            return self._counted("lay", goal.count)
        if goal.count > 1:
            return describe(goal)
        return (
            self._pick("sow")
            if goal.target == "plant"
            else self._pick("set").format(a=_a(self._pick(goal.target)))
        )

    def _go(self, goal: Goal, noted: bool) -> str:
        name = compass(goal.direction)
        if noted and goal.count and name in _LETTERS:
            note = self._pick("note far")
            return note.format(
                d=goal.count,
                n=self._number(goal.count),
                word=self._word(name),
                letter=_LETTERS[name],
            )
        return self._fill(
            "far" if goal.count else "on",
            verb=lambda: self._pick("verb go"),
            n=lambda: self._paces(goal.count),
            way=lambda: self._pick(name),
            word=lambda: self._word(name),
        )

    def _paces(self, count: int) -> str:
        unit = self._pick("unit")
        return (
            self._pick("one unit").format(unit=unit)
            if count == 1
            else f"{self._number(count)} {plural(unit)}"
        )

    def _word(self, name: str) -> str:
        """A direction's name that can stand alone."""
        plain, other = WORDS[name][:2]
        return plain if is_held_out(other) or self._chance(0.5) else other

    def _go_to(self, goal: Goal) -> str:
        if goal.direction is not None:
            return describe(goal)
        if goal.target == "start":
            return self._pick("home")
        thing = self._pick("which").format(t=self._pick(f"place {goal.target}"))
        return f"{self._pick('verb to')} {thing}"

    def _foe(self, goal: Goal) -> str:
        foe = self._pick(f"foe {goal.target or 'monster'}")
        return (
            f"{self._number(goal.count)} {plural(foe)}"
            if goal.count > 1
            else self._pick("one foe").format(t=foe)
        )

    def _explore(self, goal: Goal) -> str:
        target = "water" if goal.target == "drink" else goal.target
        name = compass(goal.direction)
        return self._fill(
            f"explore{' thing' if target else ''}{' way' if name else ''}",
            t=lambda: self._pick(f"some {target}"),
            way=lambda: self._pick(name),
            word=lambda: self._word(name),
        )

    def _offset(self, where: str) -> str:
        """Another wording of a place: "4 west 2 north" -> "four left and two up"."""
        named = re.findall(r"(\d+) ([a-z]+)", where)
        parts = [f"{self._number(int(count))} {self._word(name)}" for count, name in named]
        if len(parts) == 1:
            return parts[0]
        return self._pick("offset").format(o1=parts[0], o2=parts[1])

    def _written(self, text: str) -> str:
        """Typing habits: slips, capitals, a full stop."""
        if self._chance(_TYPO):
            text = self._slip(text)
        if self._chance(_STOPPED) and text[-1].isalnum():
            text += self._rng.choice((".", ".", "!"))
        if self._chance(_CAPITAL):
            text = text[0].upper() + text[1:]
        elif self._chance(_LOWER):
            text = text.lower()
        elif self._chance(_SHOUTED):
            text = text.upper()
        return text

    def _slip(self, text: str) -> str:
        """Drop a letter of a word or swap two, never the first, and never in a number or a
        direction.
        """
        words = [
            match
            for match in re.finditer("[a-z]+", text)
            if len(match[0]) >= _SHORTEST_TYPO and match[0] not in _KEPT
        ]
        if not words:
            return text
        word = self._rng.choice(words)
        at = word.start() + self._rng.randrange(1, len(word[0]) - 1)
        dropped = self._chance(0.5)
        return (
            text[:at]
            + ("" if dropped else text[at + 1] + text[at])
            + text[at + (1 if dropped else 2) :]
        )


def _a(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"
