"""Watches whether a player does what a plan says, from what can be seen and remembered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from agent.core.goals import Goal, Verb
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.holding import events_since, first_held, held_at, holds
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.plans.service import needed
from agent.worlds.crafter.scene.scene import SOURCES
from agent.worlds.crafter.view import View

_ASTRAY = 3  # cells the wrong way, or things that nobody asked for, that are no accident
_OUTWARD = 3  # cells in its direction by which an exploration is one of that direction
_PATIENCE = 40  # steps for which a standing order may call in vain
_IN_ROCK = ("coal", "iron", "diamond")
_DEEDS: Mapping[Verb, str] = {  # the event that tells that a goal's deed was done
    "collect": "gain",
    "make": "make",
    "place": "place",
    "eat": "eat",
    "fight": "defeat",
    "sleep": "asleep",
}


class GoalMonitor:
    """One player under one plan, looked at after every step.

    ``reached`` is stricter than ``agent.worlds.crafter.plans.progress.follow``: who is to wait must
    stay on the cell, and must not open the shelter that it is in; who is to explore a direction
    must have gone that way; what is to be done at a cell must be done beside it; and nothing that
    was refused may have been done.

    Attributes:
        reached: whether all goals are reached, in their order, and the refusals kept so far.
        kept: whether nothing that was refused was done while that was in force. "Don't explore" and
            "don't wall in" are not judged.
        contradicted: whether the player did what the plan rules out: what was refused, went three
            cells against a direction, moved instead of waiting, gained three things that the goal
            at hand has no use for, did a later step first, or left a standing order undone for
            forty steps. What is done while a goal waits for its condition is free.
    """

    def __init__(
        self,
        goals: Sequence[Goal],
        view: View,
        memory: Memory,
        *,
        refused: Sequence[Goal] = (),
        standing: Sequence[Goal] = (),
    ) -> None:
        self.reached = False
        self.kept = True
        self.contradicted = False
        self._goals = goals
        # Where the player already is need not be left.
        self._refused = [goal for goal in refused if not _is_at(goal, view, memory)]
        self._standing = standing
        self._undone = [0] * len(standing)  # steps for which each standing order has called in vain
        self._since = self._began = view.step
        self._items = dict(view.inventory)
        self._closed = _is_closed(view, memory)
        self._index = 0
        self._missed = False

    def look(self, view: View, memory: Memory) -> None:
        """Take in the state after a step; ``memory`` is up to date with ``view``."""
        if self.reached:
            return
        self.kept &= not any(self._broke(refused, view, memory) for refused in self._refused)
        self._missed |= self._neglects(view, memory)
        progress = follow(self._goals, self._since, view, memory)
        for goal in self._goals[self._index : progress.index]:
            self._missed |= not self._truly(goal, memory)
            self._began, self._items = view.step, dict(view.inventory)
            self._closed = _is_closed(view, memory)
        self._index = max(self._index, progress.index)
        self.reached = self._index == len(self._goals) and not self._missed and self.kept
        if not self.reached:
            free = progress.waiting or progress.done
            self.contradicted |= (
                self._missed or not self.kept or (not free and self._strays(memory))
            )

    def _strays(self, memory: Memory) -> bool:
        goal, *later = self._goals[self._index :]
        steps = memory.path[self._began :]
        if goal.verb == "play":
            return False
        if goal.verb == "wait" and len(set(steps)) > 1:
            return True
        if (
            goal.verb in ("go", "explore")
            and goal.direction is not None
            and _along(steps, goal.direction)[-1] <= -_ASTRAY
        ):
            return True
        of_use = _needed(goal, self._items).union(
            *(_needed(order, self._items) for order in self._standing)
        )
        return _foreign(goal, of_use, self._began, memory) >= _ASTRAY or any(
            _done(step, of_use, self._began, memory) for step in later
        )

    def _truly(self, goal: Goal, memory: Memory) -> bool:
        """Whether a goal that counts as reached was done as it was meant."""
        steps = memory.path[self._began :]
        if (
            goal.at is not None
            and not goal.skip
            and _cells_between(memory.path[-1], _cell(goal, self._since, memory)) > 1
        ):
            return False
        if goal.verb == "wait" and goal.when is None:
            dug = any(event.kind == "gain" for event in events_since(memory, self._began))
            stayed = steps if goal.until is not None else steps[-goal.count - 1 :]
            return len(set(stayed)) == 1 and not (self._closed and dug)
        if goal.verb == "explore" and goal.direction is not None:
            return max(_along(steps, goal.direction)) >= _OUTWARD
        return True

    def _broke(self, refused: Goal, view: View, memory: Memory) -> bool:
        """Whether the last step was, or led to, what is refused."""
        since = self._since
        if refused.when is not None:
            if not held_at(refused.when, view.step - 1, view, memory):
                return False
            since = first_held(refused.when, since, view, memory) or since
        if refused.until is not None:
            ended = first_held(refused.until, self._since, view, memory)
            if ended is not None and ended < view.step:
                return False
        if refused.direction is not None:
            return _along(memory.path[since:], refused.direction)[-1] >= _ASTRAY
        return (
            _is_at(refused, view, memory)
            if refused.verb == "go"
            else _deeds(refused, view.step - 1, memory) > 0
        )

    def _neglects(self, view: View, memory: Memory) -> bool:
        """Whether a standing order has called in vain for too long."""
        for at, order in enumerate(self._standing):
            calls = order.when is not None and order.verb in _DEEDS and holds(order.when, view)
            done = _deeds(order, view.step - 1, memory) or (order.verb == "sleep" and view.asleep)
            self._undone[at] = self._undone[at] + 1 if calls and not done else 0
        return max(self._undone, default=0) > _PATIENCE


def _is_at(goal: Goal, view: View, memory: Memory) -> bool:
    """Whether the player is at the thing that a goal says to go to."""
    return (
        goal.verb == "go"
        and bool(goal.target)
        and follow([Goal("go", goal.target)], view.step, view, memory).done
    )


def _is_closed(view: View, memory: Memory) -> bool:
    """Whether the player is in a shelter."""
    return follow([Goal("shelter")], view.step, view, memory).done


def _cell(goal: Goal, since: int, memory: Memory) -> tuple[int, int]:
    """The cell of a goal that names one, of a plan that came into force at a step."""
    (x, y), (east, south) = memory.path[since], goal.at or (0, 0)
    return x + east, y + south


def _cells_between(a: tuple[int, int], b: tuple[int, int]) -> int:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _deeds(goal: Goal, since: int, memory: Memory) -> int:
    """How often a goal's deed was done after a step."""
    kind = "drink" if goal.target == "drink" else _DEEDS.get(goal.verb, "")
    name = "" if kind == "drink" else goal.target
    return sum(
        event.kind == kind and name in ("", event.name) for event in events_since(memory, since)
    )


def _along(steps: Sequence[tuple[int, int]], direction: tuple[int, int]) -> list[int]:
    """Cells gained in a direction since the first of these positions, at each."""
    (x0, y0), (dx, dy) = steps[0], direction
    return [(x - x0) * dx + (y - y0) * dy for x, y in steps]


def _foreign(goal: Goal, of_use: Collection[str], since: int, memory: Memory) -> int:
    """Things gained that a goal has no use for.

    Stone counts only where something above ground was to be had: elsewhere people dig.
    """
    above_ground = goal.verb == "collect" and goal.target not in ("stone", *_IN_ROCK)
    dug = frozenset() if above_ground else frozenset({"stone"})
    return sum(
        event.count
        for event in memory.events
        if event.step > since
        and event.kind == "gain"
        and event.name in SOURCES
        and event.name not in (*of_use, *dug)
    )


def _done(step: Goal, of_use: Collection[str], since: int, memory: Memory) -> bool:
    """Whether a later step's deed was done although the step at hand has no use for it."""
    judged = step.verb in ("make", "place", "eat") or step.target == "drink"
    return judged and step.target not in of_use and _deeds(step, since, memory) > 0


def _needed(goal: Goal, held: Mapping[str, int]) -> frozenset[str]:
    """Things that a goal may take, itself included, for a player who holds ``held``
    when it begins.
    """
    thing = {"shelter": "stone", "sleep": "stone", "plant": "sapling"}.get(
        goal.target or goal.verb, goal.target
    )
    return frozenset(needed(thing, held))
