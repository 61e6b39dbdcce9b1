"""Watches whether a player does what a plan says, from what can be seen and remembered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from agent.expert.scene import SOURCES
from agent.language.goals import Goal
from agent.language.progress import follow
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import COLLECT, MAKE, PLACE
from agent.worlds.crafter.view import View

_ASTRAY = 3  # cells the wrong way, or things that nobody asked for, that are no accident
_OUTWARD = 3  # cells in its direction by which an exploration is one of that direction
_IN_ROCK = ("coal", "iron", "diamond")


class Watch:
    """One player under one plan, looked at after every step.

    ``reached`` is stricter than ``agent.language.progress.follow`` in two respects: who is to wait must stay on the cell, and who is to
    explore a direction must have gone that way.

    Attributes:
        reached: whether all goals are reached, in their order.
        contradicted: whether the player did what the plan rules out: went three cells against a direction, moved instead of waiting,
            gained three things that the goal at hand has no use for, or did a later step first.
    """

    def __init__(self, goals: Sequence[Goal], view: View, memory: Memory) -> None:
        self.reached = False
        self.contradicted = False
        self._goals = goals
        self._since = self._began = view.step
        self._items = dict(view.inventory)
        self._index = 0
        self._missed = False

    def look(self, view: View, memory: Memory) -> None:
        """Take in the state after a step; ``memory`` is up to date with ``view``."""
        if self.reached:
            return
        index = follow(self._goals, self._since, view, memory).index
        for goal in self._goals[self._index : index]:
            self._missed |= not _truly(goal, self._began, memory)
            self._began, self._items = view.step, dict(view.inventory)
        self._index = max(self._index, index)
        self.reached = self._index == len(self._goals) and not self._missed
        if not self.reached:
            self.contradicted |= self._missed or self._strays(memory)

    def _strays(self, memory: Memory) -> bool:
        goal, *later = self._goals[self._index :]
        steps = memory.path[self._began :]
        if goal.verb == "wait" and len(set(steps)) > 1:
            return True
        if goal.verb in ("go", "explore") and goal.direction is not None and _along(steps, goal.direction)[-1] <= -_ASTRAY:
            return True
        of_use = _needed(goal, self._items)
        return _foreign(goal, of_use, self._began, memory) >= _ASTRAY or any(
            _done(step, of_use, self._since, memory) for step in later
        )


def _truly(goal: Goal, began: int, memory: Memory) -> bool:
    steps = memory.path[began:]
    if goal.verb == "wait":
        return len(set(steps[-goal.count - 1 :])) == 1
    if goal.verb == "explore" and goal.direction is not None:
        return max(_along(steps, goal.direction)) >= _OUTWARD
    return True


def _along(steps: Sequence[tuple[int, int]], direction: tuple[int, int]) -> list[int]:
    """Cells gained in a direction since the first of these positions, at each."""
    (x0, y0), (dx, dy) = steps[0], direction
    return [(x - x0) * dx + (y - y0) * dy for x, y in steps]


def _foreign(goal: Goal, of_use: Collection[str], since: int, memory: Memory) -> int:
    """Things gained that a goal has no use for. Stone counts only where something above ground was to be had: elsewhere people dig."""
    above_ground = goal.verb == "collect" and goal.target not in ("stone", *_IN_ROCK)
    dug = frozenset() if above_ground else frozenset({"stone"})
    return sum(
        event.count
        for event in memory.events
        if event.step > since and event.kind == "gain" and event.name in SOURCES and event.name not in (*of_use, *dug)
    )


def _done(step: Goal, of_use: Collection[str], since: int, memory: Memory) -> bool:
    """Whether a later step's deed was done although the step at hand has no use for it."""
    kind = {"make": "make", "place": "place", "eat": "eat"}.get(step.verb, "drink" if step.target == "drink" else "")
    name = "water" if kind == "drink" else step.target
    return name not in of_use and any(
        event.step > since and event.kind == kind and event.name == name for event in memory.events
    )


def _needed(goal: Goal, held: Mapping[str, int]) -> frozenset[str]:
    """Things that a goal may take, itself included, for a player who holds ``held`` when it begins."""
    thing = {"shelter": "stone", "sleep": "stone", "plant": "sapling"}.get(goal.target or goal.verb, goal.target)
    return _with_needs(thing, held)


def _with_needs(thing: str, held: Mapping[str, int]) -> frozenset[str]:
    needs: Collection[str] = ()
    if thing in SOURCES:
        needs = [tool for tool in COLLECT[SOURCES[thing]].require if not held[tool]]
    elif thing in MAKE:
        needs = (*MAKE[thing].uses, *MAKE[thing].nearby)
    elif thing in PLACE:
        needs = tuple(PLACE[thing].uses)
    return frozenset({thing}).union(*(_with_needs(need, held) for need in needs))
