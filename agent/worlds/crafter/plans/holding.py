"""Whether a condition holds, and when it first did.

Time, places, vitals and items are exact, from the path, the vitals and the events that memory
keeps; sights are judged by what is remembered of a place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from agent.core.goals import Condition, Relation
from agent.worlds.crafter.events import FOES
from agent.worlds.crafter.memory import Event, Memory
from agent.worlds.crafter.rules import DAY, VITALS, daylight
from agent.worlds.crafter.view import CENTER, MATERIAL_ID, View

NIGHT_LIGHT = 0.5  # daylight below which it is night
_MATERIAL_OF = {"wood": "tree", "drink": "water", "sapling": "grass", "cave": "path"}
# the item that taking from a material gives, where its name is another
_TAKEN = {"tree": "wood", "grass": "sapling"}
_OPPOSITE: Mapping[Relation, Relation] = {"seen": "unseen", "unseen": "seen"}


def negated(condition: Condition) -> Condition | None:
    """What holds when this does not; None if it cannot be said."""
    match condition.relation:
        case "at least":
            return replace(condition, relation="at most", amount=condition.amount - 1)
        case "at most":
            return replace(condition, relation="at least", amount=condition.amount + 1)
        case "is":
            other = {"night": "day", "day": "night", "morning": "night"}.get(condition.subject)
            return None if other is None else Condition(other, "is")
        case relation:
            return replace(condition, relation=_OPPOSITE[relation])


def holds(condition: Condition, view: View) -> bool:
    """Whether it is so now."""
    match condition.relation:
        case "at least":
            return view.inventory[condition.subject] >= condition.amount
        case "at most":
            return view.inventory[condition.subject] <= condition.amount
        case "is":
            return (
                not view.asleep
                if condition.subject == "awake"
                else is_night(view.step) == (condition.subject == "night")
            )
        case relation:
            return _in_view(condition.subject, view) == (relation == "seen")


def held_at(condition: Condition, step: int, view: View, memory: Memory) -> bool:
    """Whether it was so at a step, at most ``view.step``; sights are judged by what is remembered
    of the place.
    """
    if step >= view.step:
        return holds(condition, view)
    match condition.relation:
        case "at least":
            return _level_at(condition.subject, step, view, memory) >= condition.amount
        case "at most":
            return _level_at(condition.subject, step, view, memory) <= condition.amount
        case "is":
            if condition.subject == "awake":
                return not asleep_at(memory, step)
            return is_night(step) == (condition.subject == "night")
        case "unseen" if condition.subject in FOES:
            return not met_at(condition.subject, step, memory)
        case relation:
            return (first_sight(condition.subject, step, memory, last=step) is not None) == (
                relation == "seen"
            )


def first_held(condition: Condition, since: int, view: View, memory: Memory) -> int | None:
    """The first step from ``since`` on at which it was so; None if it has not been."""
    if condition.relation == "seen":
        return (
            since
            if view.step == since and holds(condition, view)
            else first_sight(condition.subject, since, memory)
        )
    if condition.relation == "unseen":
        return _first_clear(condition.subject, since, view, memory)
    if condition.subject == "awake":
        turns = [
            since,
            *(event.step for event in events_since(memory, since) if event.kind == "awake"),
        ]
        return next((step for step in turns if not asleep_at(memory, step)), None)
    if condition.relation == "is":
        return _first_hour(condition.subject, since, min(view.step, since + DAY))
    above = condition.relation == "at least"
    steps = [
        step
        for step, level in _levels(condition.subject, since, view, memory)
        if (level >= condition.amount if above else level <= condition.amount)
    ]
    return min(steps, default=None)


def _first_clear(subject: str, since: int, view: View, memory: Memory) -> int | None:
    """The first step from ``since`` on at which none was in the window; of what is no monster
    memory does not keep it.
    """
    if subject not in FOES:
        return view.step if holds(Condition(subject, "unseen"), view) else None
    return (
        since
        if not met_at(subject, since, memory)
        else first_event(memory, since, "clear", subject)
    )


def met_at(kind: str, step: int, memory: Memory) -> bool:
    """Whether a monster of a kind was in the window at a step."""
    for event in _events_back(memory, step):
        if event.name == kind and event.kind in ("meet", "clear"):
            return event.kind == "meet"
    return False


def _first_hour(hour: str, since: int, last: int) -> int | None:
    """The first step of night, of day, or of the morning that ends a night."""
    if hour == "morning":
        return next(
            (
                step
                for step in range(since + 1, last + 1)
                if is_night(step - 1) and not is_night(step)
            ),
            None,
        )
    for step in range(since, last + 1):
        if is_night(step) == (hour == "night"):
            return step
    return None


def is_night(step: int) -> bool:
    """Whether it is dark after this many steps."""
    return daylight(step) < NIGHT_LIGHT


def events_since(memory: Memory, since: int) -> Iterator[Event]:
    """Events after a step, oldest first."""
    events = memory.events
    for index in range(bisect_right(events, since, key=lambda event: event.step), len(events)):
        yield events[index]


def _events_back(memory: Memory, step: int) -> Iterator[Event]:
    """Events up to a step, newest first."""
    events = memory.events
    for index in range(bisect_right(events, step, key=lambda event: event.step) - 1, -1, -1):
        yield events[index]


def first_event(memory: Memory, since: int, kind: str, *names: str) -> int | None:
    """The step of the first event of a kind after a step, None if there is none."""
    return next(
        (
            event.step
            for event in events_since(memory, since)
            if event.kind == kind and (not names or event.name in names)
        ),
        None,
    )


def asleep_at(memory: Memory, step: int) -> bool:
    """Whether the player was asleep at a step."""
    for event in _events_back(memory, step):
        if event.kind in ("asleep", "awake"):
            return event.kind == "asleep"
    return False


def first_sight(target: str, since: int, memory: Memory, last: int | None = None) -> int | None:
    """The first step from ``since`` to ``last`` (now) at which the target was in the window."""
    end = len(memory.path) if last is None else last + 1
    if (material := material_of(target)) not in MATERIAL_ID:
        kind, ripe = ("plant", True) if target == "ripe" else (target, False)
        met = [
            step - 1
            for what in ("eat", "defeat")
            if (step := first_event(memory, since, what, kind)) is not None
        ]
        sightings = [
            s
            for s in memory.creatures.values()
            if s.kind == kind and s.step >= since and (s.ripe or not ripe)
        ]
        met += [s.step if ripe else max(since, s.since) for s in sightings]
        return min((step for step in met if step < end), default=None)
    steps = [_in_window(memory, since, end, material), taken(memory, since, material)]
    return min((step for step in steps if step is not None and step < end), default=None)


def material_of(target: str) -> str:
    """The material that is meant by the name of an item or place; the name itself for all else."""
    return _MATERIAL_OF.get(target, target)


def taken(memory: Memory, since: int, material: str) -> int | None:
    """The step before the first at which something was taken from a cell of the material, which may
    be gone since.
    """
    kind, name = (
        ("drink", "water") if material == "water" else ("gain", _TAKEN.get(material, material))
    )
    step = first_event(memory, since, kind, name)
    return None if step is None else max(since, step - 1)


def _in_window(memory: Memory, since: int, end: int, material: str) -> int | None:
    cells = np.argwhere((memory.materials == MATERIAL_ID[material]) & (memory.seen_step >= since))
    if not len(cells):
        return None
    for step in range(since, end):
        if (np.abs(cells - memory.path[step]) <= CENTER).all(1).any():
            return step
    return None


def _in_view(subject: str, view: View) -> bool:
    if (material := material_of(subject)) in MATERIAL_ID:
        return bool((view.materials == MATERIAL_ID[material]).any())
    return any(
        creature.kind == subject or (subject == "ripe" and creature.ripe)
        for creature in view.creatures
    )


def _level_at(subject: str, step: int, view: View, memory: Memory) -> int:
    """What was held of an item, or how high a vital was, at a step."""
    if subject in VITALS:
        return memory.vitals[step][VITALS.index(subject)]
    *_, (_, level) = _levels(subject, step, view, memory)
    return level


def _levels(subject: str, since: int, view: View, memory: Memory) -> Iterator[tuple[int, int]]:
    """The same at ``since`` and at every later step at which it can have changed, in no order but
    that ``since`` comes last.
    """
    if subject in VITALS:
        yield from (
            (step, _level_at(subject, step, view, memory))
            for step in range(view.step, since - 1, -1)
        )
        return
    level, at = view.inventory[subject], view.step
    yield at, level
    for event in reversed(list(events_since(memory, since))):
        if at != event.step:
            yield event.step, level
            at = event.step
        level -= _gained(subject, event)
    yield since, level


def _gained(item: str, event: Event) -> int:
    """How many of an item an event brought."""
    if event.name != item:
        return 0
    return {"gain": event.count, "make": event.count, "lose": -event.count}.get(event.kind, 0)
