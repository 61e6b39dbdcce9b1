"""For how many steps a goal has come no nearer, judged by what a player sees and remembers.

A step brings it nearer in one of three ways. Something happened that the goal takes (an item
gained, a tool made). Or the player has not been so near to anything that the goal takes since then.
Or some of that is yet to be found, and a cell comes into sight for the first time. All three run
out, so that whoever walks to and fro, or turns one stone over and over, is told apart from whoever
gets on. Steps asleep do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agent.core.goals import Goal
from agent.worlds.crafter.memory import AREA, Memory, Position
from agent.worlds.crafter.plans.holding import asleep_at, events_since, material_of
from agent.worlds.crafter.plans.service import needed, thing_of
from agent.worlds.crafter.rules import ITEMS
from agent.worlds.crafter.view import MATERIAL_ID, View

_ENOUGH = 20  # deeds of one kind that count: more of them are a stone turned over and over
_DEEDS = ("gain", "make", "place", "eat", "drink", "defeat")
_NAMES = {"water": "drink"}  # of an event -> of the thing that it brings
_KINDS = {"eat": ("cow", "plant"), "fight": ("zombie", "skeleton")}
# A sapling comes out of every tenth tuft of grass, so that one may have to try for long.
_LUCK = 3
_DEAR = 20  # steps without a deed or a new cell, before ways are searched
_NOTHING = dict.fromkeys(ITEMS, 0)  # a bag, so that all is counted that a thing takes
_CLOSED = [MATERIAL_ID[name] for name in ("water", "lava", "outside")]

_Mask = NDArray[np.bool_]  # (64, 64): some of the world's cells


def stalled(goal: Goal, issued: int, began: int, view: View, memory: Memory) -> int:
    """The steps since the last that brought a goal nearer, 0 for one that is only about time.

    Args:
        goal: what is in hand.
        issued: the step at which its plan came into force: its cell is counted from there.
        began: the step from which it is judged.
        view: what is seen now.
        memory: up to date with ``view``.
    """
    if _is_about_time(goal, began, view, memory):
        return 0
    if goal.verb == "go" and goal.direction is not None and not goal.target and goal.at is None:
        return view.step - _furthest(goal.direction, began, memory)
    if goal.at is not None:
        x, y = memory.path[issued]
        goal = replace(goal, at=(x + goal.at[0], y + goal.at[1]))
    things = frozenset(needed(thing_of(goal) or goal.verb, _NOTHING))
    done = _last_deed(goal, things, began, memory)
    is_way = goal.verb == "go" and goal.at is not None  # to a cell: nothing has to be found
    is_sought = not is_way and _is_sought(goal, things, memory)
    if is_sought:
        done = max(done, memory.widened)
    if goal.verb == "flee" or (goal.verb == "explore" and not goal.target):
        done = max(done, _last_new_cell(began, memory))
    still = view.step - done
    if still >= _DEAR:
        targets = _targets(goal, things, is_sought, memory)
        still = view.step - max(_nearest_step(cells, done, memory) for cells in targets)
    # In one's sleep nothing can be done.
    still -= sum(asleep_at(memory, step) for step in range(view.step - still, view.step))
    return still // _LUCK if "sapling" in things and _is_by_grass(memory) else still


def _is_about_time(goal: Goal, began: int, view: View, memory: Memory) -> bool:
    """Whether nothing but time brings it nearer: to wait, to sleep, to see a plant ripen."""
    if goal.verb in ("wait", "play") or view.asleep:
        return True
    if goal.until is not None and goal.until.relation not in ("at least", "at most"):
        return True
    if goal.verb == "sleep":
        slept = any(event.kind == "asleep" for event in events_since(memory, began))
        return slept or asleep_at(memory, began)
    kinds = [sighting.kind for sighting in memory.creatures.values()]
    return goal.verb == "eat" and goal.target == "plant" and "plant" in kinds


def _furthest(direction: tuple[int, int], began: int, memory: Memory) -> int:
    """The step at which the player first was as far that way as it ever has been."""
    dx, dy = direction
    along = [x * dx + y * dy for x, y in memory.path[began:]]
    return began + along.index(max(along))


def _last_deed(goal: Goal, things: frozenset[str], began: int, memory: Memory) -> int:
    """The step of the last event that the goal takes."""
    last, count = began, Counter[tuple[str, str]]()
    most = max(_ENOUGH, 2 * goal.count)
    for event in events_since(memory, began):
        kinds = _KINDS.get(goal.verb, ())
        name = _NAMES.get(event.name, event.name)
        is_deed = event.kind in _DEEDS and (name in things or event.name in kinds)
        if is_deed:
            count[event.kind, name] += 1
            if count[event.kind, name] <= most:
                last = event.step
    return last


def _is_sought(goal: Goal, things: Iterable[str], memory: Memory) -> bool:
    """Whether something that it takes is nowhere known, or it is about finding."""
    if goal.verb in ("explore", "flee", "eat", "fight"):
        return True
    if goal.verb == "go" and goal.target and goal.target not in MATERIAL_ID:
        return True
    return any(not len(memory.places(name)) for name in _materials(things))


def _last_new_cell(began: int, memory: Memory) -> int:
    """The step at which the player last came to a cell for the first time since ``began``."""
    seen: set[Position] = set()
    last = began
    for step, cell in enumerate(memory.path[began:], began):
        if cell not in seen:
            seen.add(cell)
            last = step
    return last


def _nearest_step(cells: _Mask, since: int, memory: Memory) -> int:
    """The last step from ``since`` on at which the player was nearer to one of these cells than
    ever since then.
    """
    field = _distances(cells, memory)
    away = [int(field[cell]) for cell in memory.path[since:]]
    return since + away.index(min(away))


def _is_by_grass(memory: Memory) -> bool:
    x, y = memory.position
    cells = ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1))
    return any(
        0 <= x < AREA and 0 <= y < AREA and memory.materials[x, y] == MATERIAL_ID["grass"]
        for x, y in cells
    )


def _targets(goal: Goal, things: Iterable[str], is_sought: bool, memory: Memory) -> Iterator[_Mask]:
    """The known cells of each thing that it takes, and where it may still be found."""
    if goal.at is not None:
        yield _mask([goal.at])
    if goal.at is not None and goal.verb == "go":
        return
    if is_sought:
        yield memory.seen_step < 0
    for name in _materials(things):
        yield memory.materials == MATERIAL_ID[name]
    kinds = (goal.target,) if goal.target else _KINDS.get(goal.verb, ())
    yield _mask(cell for cell, sighting in memory.creatures.items() if sighting.kind in kinds)


def _mask(cells: Iterable[Position]) -> _Mask:
    found = np.zeros((AREA, AREA), np.bool_)
    for x, y in cells:
        if 0 <= x < AREA and 0 <= y < AREA:
            found[x, y] = True
    return found


def _materials(things: Iterable[str]) -> list[str]:
    """The materials among things, or of which they are had."""
    names = (material_of(thing) for thing in things)
    return sorted({name for name in names if name in MATERIAL_ID})


def _distances(cells: _Mask, memory: Memory) -> NDArray[np.int32]:
    """Cells to walk or dig from anywhere to the nearest of some, (64, 64); what was never seen may
    be open.
    """
    field = np.full((AREA, AREA), AREA * AREA, np.int32)
    closed = np.isin(memory.materials, _CLOSED) & (memory.seen_step >= 0)
    new, reached, steps = cells, cells, 0
    while new.any():
        field[new] = steps
        steps += 1
        wave = new.copy()
        wave[1:] |= new[:-1]
        wave[:-1] |= new[1:]
        wave[:, 1:] |= new[:, :-1]
        wave[:, :-1] |= new[:, 1:]
        new = wave & ~reached & ~closed
        reached = reached | new
    return field
