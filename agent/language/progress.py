"""How far a reading is: a fold over what memory recalls since the plan was issued."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.goals import Goal, Progress
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import WALKABLE
from agent.worlds.crafter.view import MATERIAL_ID, View

FAR_ENOUGH = 20  # cells of "go east" or of exploring that count as done when no distance was given
_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))
_NEAR = 2  # cells from a creature or the start that count as there


def follow(goals: Sequence[Goal], since: int, view: View, memory: Memory) -> Progress:
    """How far the goals of a plan issued at step ``since`` are. A goal counts only what happened after the one before it was done."""
    for index, goal in enumerate(goals):
        tally = _tally(goal, since, view, memory)
        if tally.done_at is None:
            return Progress(index, tally.have, goal.count, _say(goal, tally.have, view))
        since = tally.done_at
    return Progress(len(goals), 0, 0, "done", done=True)


@dataclass(frozen=True, slots=True)
class _Tally:
    have: int
    done_at: int | None  # the step at which the goal was reached


def _tally(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    match goal.verb:
        case "collect" if goal.target == "drink":
            return _count(memory, since, goal.count, "drink")
        case "collect":
            return _count(memory, since, goal.count, "gain", goal.target)
        case "make":
            return _count(memory, since, 1, "make", goal.target)
        case "place":
            return _count(memory, since, goal.count, "place", goal.target)
        case "eat":
            return _count(memory, since, goal.count, "eat", goal.target)
        case "fight":
            return _count(memory, since, goal.count, "defeat", goal.target)
        case "sleep":
            return _slept(memory, since)
        case "wait":
            passed = min(view.step - since, goal.count)
            return _Tally(passed, since + goal.count if passed == goal.count else None)
        case "shelter":
            return _now(_sealed(view), view)
        case "explore":
            return _explored(goal, since, view, memory)
        case "go":
            return _gone(goal, since, view, memory)


def _now(reached: bool, view: View) -> _Tally:
    return _Tally(int(reached), view.step if reached else None)


def _count(memory: Memory, since: int, want: int, kind: str, name: str = "") -> _Tally:
    have = 0
    events = memory.events
    for event in events[bisect_right(events, since, key=lambda event: event.step) :]:
        if event.kind == kind and name in ("", event.name):
            have += event.count
            if have >= want:
                return _Tally(want, event.step)
    return _Tally(have, None)


def _slept(memory: Memory, since: int) -> _Tally:
    asleep = 0
    events = memory.events
    for event in events[bisect_right(events, since, key=lambda event: event.step) :]:
        if event.kind == "asleep":
            asleep = 1
        elif event.kind == "awake" and asleep:
            return _Tally(1, event.step)
    return _Tally(0, None)


def _gone(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    if goal.target:
        return _now(_beside(goal.target, view, memory), view)
    if goal.direction is None:
        return _Tally(0, view.step)
    want = goal.count or FAR_ENOUGH
    best = 0
    dx, dy = goal.direction
    x0, y0 = memory.path[since]
    for step in range(since, len(memory.path)):
        x, y = memory.path[step]
        along = [delta * unit for delta, unit in ((x - x0, dx), (y - y0, dy)) if unit]
        best = max(best, min(along))
        if best >= want:
            return _Tally(want, step)
    return _Tally(best, None)


def _explored(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    if goal.target:
        return _now(_in_window(goal.target, view), view)
    x0, y0 = memory.path[since]
    best = 0
    for step in range(since, len(memory.path)):
        x, y = memory.path[step]
        best = max(best, abs(x - x0) + abs(y - y0))
        if best >= FAR_ENOUGH:
            return _Tally(best, step)
    return _Tally(best, None)


def _in_window(target: str, view: View) -> bool:
    if target in MATERIAL_ID:
        return bool((view.materials == MATERIAL_ID[target]).any())
    return any(creature.kind == target for creature in view.creatures)


def _beside(target: str, view: View, memory: Memory) -> bool:
    if target == "start":
        (x, y), (x0, y0) = memory.position, memory.path[0]
        return abs(x - x0) + abs(y - y0) <= _NEAR
    if target == "cave":
        return view.material(0, 0) == "path"
    if target in MATERIAL_ID:
        return any(view.material(dx, dy) == target for dx, dy in ((0, 0), *_SIDES))
    return any(c.kind == target and abs(c.dx) + abs(c.dy) <= _NEAR for c in view.creatures)


def _sealed(view: View) -> bool:
    return all(view.material(dx, dy) not in WALKABLE for dx, dy in _SIDES)


def _say(goal: Goal, have: int, view: View) -> str:
    thing = goal.target.replace("_", " ")
    match goal.verb:
        case "collect" if goal.target == "drink":
            return f"{have} of {goal.count} drinks"
        case "collect" | "place":
            return f"{have} of {goal.count} {thing}"
        case "make":
            return f"no {thing} yet"
        case "eat":
            return f"no {thing or 'food'} eaten yet"
        case "fight":
            return f"{have} of {goal.count} {thing or 'monsters'} defeated"
        case "sleep":
            return "asleep" if view.asleep else "not asleep yet"
        case "wait":
            return f"{have} of {goal.count} steps"
        case "shelter":
            open_sides = sum(view.material(dx, dy) in WALKABLE for dx, dy in _SIDES)
            return f"{4 - open_sides} of 4 sides closed"
        case "explore":
            return f"no {thing} in sight yet" if thing else f"{have} of {FAR_ENOUGH} steps away"
        case "go" if goal.target:
            return f"not at the {thing} yet"
        case "go":
            return f"{have} of {goal.count or FAR_ENOUGH} steps"
