"""How far a reading is: a fold over what memory recalls since the plan was issued.

A goal's cell is counted from where the player stood when the plan was issued. What was gained and
is lost again does not count: six stones are six in the bag. Each goal begins at the step at which
the one before it was reached, and counts only what happened after. The step at which a goal was
reached must not change when it is asked for again later, or the goals behind it would lose what
they had counted. So it is found from what memory keeps: events, the path, and when cells were last
seen. A goal with a condition to begin at is waited for (or passed over), and one with a condition
to end at is done when that holds, as ``holding`` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from agent.core.goals import Condition, Goal, Progress, Verb
from agent.worlds.crafter.memory import AREA, START, Memory, Position
from agent.worlds.crafter.plans.describing import compass
from agent.worlds.crafter.plans.holding import (
    asleep_at,
    events_since,
    first_event,
    first_held,
    first_sight,
    held_at,
    holds,
    material_of,
    taken,
)
from agent.worlds.crafter.rules import MAX_ITEM, WALKABLE
from agent.worlds.crafter.view import CENTER, MATERIAL_ID, Direction, View

FAR_ENOUGH = 20  # cells of "go east" or of "explore" with no distance or target
AWAY = 8  # cells from where it began at which one has fled
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))
ABOUT = (
    # cells from the one that was named at which something to collect is what was meant: people
    # miscount, and say "3 wood"
    2
)
SHELTER_REACH = 2  # cells from the cell that was named at which a shelter is one there
# cells at the most that a shelter has: on open ground the smallest that can be closed is a square
# of two by two
_POCKET = 4
_NEAR = 2  # cells from the start or a creature that count as there
_STRAYED = 3  # the same when a creature was last seen there, which may have moved since
_WALKABLE_IDS = frozenset(MATERIAL_ID[name] for name in WALKABLE)


@dataclass(frozen=True, slots=True)
class _Tally:
    have: int
    want: int
    reached: int | None = None  # the step at which the goal was reached


def follow(goals: Sequence[Goal], since: int, view: View, memory: Memory) -> Progress:
    """How far the goals of a plan issued at the view's step ``since`` are.

    Args:
        goals: what the plan says, in order.
        since: the step at which the first goal began, at most ``view.step``.
        view: what is seen now.
        memory: what was seen and what happened, up to date with ``view``.
    """
    issued = since
    for index, said in enumerate(goals):
        goal = said
        if said.at is not None:
            goal = replace(said, at=_moved(said.at, memory.path[issued], 1))
        when = goal.when
        if when is not None and goal.skip and not held_at(when, since, view, memory):
            continue
        if goal.when is not None and not goal.skip:
            begun = first_held(goal.when, since, view, memory)
            if begun is None:
                return Progress(
                    index,
                    0,
                    goal.count,
                    f"waiting: {_state(goal.when, view)}",
                    waiting=True,
                    began=since,
                )
            since = max(since, begun)
        tally = (
            _until(goal, goal.until, since, view, memory)
            if goal.until is not None
            else _tally(goal, since, view, memory)
        )
        if tally.reached is None:
            text = _say(goal, tally, view) if goal.until is None else _state(goal.until, view)
            return Progress(index, tally.have, tally.want, text, began=since)
        since = max(since, tally.reached)
    return Progress(len(goals), 0, 0, "done", done=True, began=since)


def resolve(goal: Goal, since: int, memory: Memory) -> Goal:
    """The goal with its cell as it lies from the player now, for a plan that came into force at the
    step ``since``.
    """
    if goal.at is None:
        return goal
    cell = _moved(goal.at, memory.path[since], 1)
    return replace(goal, at=_moved(cell, memory.position, -1))


def _moved(cell: Position, by: Position, sign: int) -> Position:
    return cell[0] + sign * by[0], cell[1] + sign * by[1]


def _tally(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    return _TALLIES[goal.verb](goal, since, view, memory)


def _until(goal: Goal, condition: Condition, since: int, view: View, memory: Memory) -> _Tally:
    if goal.verb == "fight" and condition == Condition(goal.target, "unseen"):
        # "Kill the zombies" is not done where there are none: one has to be defeated first.
        defeated = first_event(memory, since, "defeat", goal.target)
        reached = None if defeated is None else first_held(condition, defeated, view, memory)
        return _Tally(0, 1, reached)
    reached = first_held(condition, since, view, memory)
    if condition.relation == "at least":
        return _Tally(view.inventory[condition.subject], condition.amount, reached)
    return _Tally(0, 1, reached)


def _state(condition: Condition, view: View) -> str:
    """How far it is to a condition that does not hold."""
    thing = condition.subject.replace("_", " ")
    match condition.relation:
        case "at least":
            return f"{thing} {view.inventory[condition.subject]} of {condition.amount}"
        case "at most":
            return f"{thing} {view.inventory[condition.subject]}, not yet {condition.amount}"
        case "is":
            return f"not {thing} yet"
        case "seen":
            return "no ripe plant in sight yet" if thing == "ripe" else f"no {thing} in sight yet"
        case "unseen":
            return f"no {thing} defeated yet" if holds(condition, view) else f"{thing} in sight"


def _count(
    memory: Memory,
    since: int,
    want: int,
    kind: str,
    name: str = "",
    cell: Position | None = None,
    reach: int = 1,
) -> _Tally:
    """Events of a kind, with ``cell`` only those within ``reach`` of it; what was gained and is
    lost again does not count.
    """
    have = 0
    for event in events_since(memory, since):
        if kind == "gain" and event.kind == "lose" and event.name == name:
            have = max(0, have - event.count)
        if (
            event.kind == kind
            and name in ("", event.name)
            and (cell is None or _beside(memory, event.step, cell, reach))
        ):
            have += event.count
            if have >= want:
                return _Tally(want, want, event.step)
    return _Tally(have, want)


def _collect(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    if goal.target == "drink":
        return _count(memory, since, goal.count, "drink")
    tally = _count(memory, since, goal.count, "gain", goal.target, goal.at, ABOUT + 1)
    full = _filled(memory, since, goal.target, view.inventory[goal.target])
    if full is not None and (tally.reached is None or full < tally.reached):
        return _Tally(tally.have, tally.want, full)
    return tally


def _filled(memory: Memory, since: int, item: str, held: int) -> int | None:
    """The first step from ``since`` at which no more of an item could be held, None if there was
    none; ``held``: now.
    """
    changes = [
        (event.step, event.count if event.kind == "gain" else -event.count)
        for event in events_since(memory, since)
        if event.name == item and event.kind in ("gain", "lose")
    ]
    level = held - sum(change for _, change in changes)
    for step, change in [(since, 0), *changes]:
        level += change
        if level >= MAX_ITEM[item]:
            return step
    return None


def _make(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    if (
        goal.count <= 1
        and view.inventory.get(goal.target)
        and first_event(memory, since, "make", goal.target) is None
    ):
        return _Tally(1, 1, since)
    return _count(memory, since, goal.count, "make", goal.target)


def _place(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    return _count(memory, since, goal.count, "place", goal.target, goal.at)


def _eat(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    return _count(memory, since, goal.count, "eat", goal.target)


def _fight(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    return _count(memory, since, goal.count, "defeat", goal.target)


def _wait(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    have = min(view.step - since, goal.count)
    return _Tally(have, goal.count, since + goal.count if have >= goal.count else None)


def _flee(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    x0, y0 = memory.path[since]
    have = 0
    for step in range(since, len(memory.path)):
        x, y = memory.path[step]
        have = max(have, abs(x - x0) + abs(y - y0))
        if have >= AWAY:
            return _Tally(AWAY, AWAY, step)
    return _Tally(have, AWAY)


def _sleep(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    """Awake again by day: who wakes at midnight, rested or hit, has not slept until morning."""
    asleep = asleep_at(memory, since)
    for event in events_since(memory, since):
        if event.kind == "asleep":
            asleep = True
        elif event.kind == "awake" and asleep:
            return _Tally(1, 1, first_held(Condition("day", "is"), event.step, view, memory))
    return _Tally(0, 1)


def _shelter(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    closed = sum(_closes(view, side) for side in _SIDES)
    reached = [
        step - 1
        for step in (first_event(memory, since, "asleep"), _broke_out(memory, since))
        if step is not None
    ]
    pocket = _pocket(view)
    if pocket is not None:
        x, y = memory.position
        cells = {(x + dx, y + dy) for dx, dy in pocket}
        reached.append(_settled(memory, since, cells))
    if goal.at is not None:
        reached = [
            step for step in reached if _beside(memory, max(since, step), goal.at, SHELTER_REACH)
        ]
    return _Tally(closed, 4, max(since, min(reached)) if reached else None)


def _pocket(view: View) -> frozenset[Direction] | None:
    """The closed space of a few cells that the player is in, by their offsets; None if it is
    larger, or open.
    """
    inside: list[Direction] = [(0, 0)]
    for x, y in inside:
        for dx, dy in _SIDES:
            cell = (x + dx, y + dy)
            seen = abs(cell[0]) <= CENTER[0] and abs(cell[1]) <= CENTER[1]
            if cell not in inside and not (seen and _closes(view, cell)):
                inside.append(cell)
        if len(inside) > _POCKET:
            return None
    return frozenset(inside)


def _closes(view: View, side: Direction) -> bool:
    """Whether nothing can come in from this side."""
    creature = view.creature(*side)
    return view.material(*side) not in WALKABLE or (
        creature is not None and creature.kind == "plant"
    )


def _settled(memory: Memory, since: int, pocket: AbstractSet[Position]) -> int:
    """The step from which the player has neither left its shelter nor changed a cell: what is
    closed now was closed then.
    """
    step = len(memory.path) - 1
    while step > since and memory.path[step - 1] in pocket:
        step -= 1
    return max(
        [
            step,
            *(
                event.step
                for event in events_since(memory, step)
                if event.kind in ("place", "gain")
            ),
        ]
    )


def _broke_out(memory: Memory, since: int) -> int | None:
    """The step at which a wall was taken from within what had been closed: all other sides still
    are.
    """
    for event in events_since(memory, since):
        if (
            event.kind == "gain"
            and event.name in ("stone", "coal", "iron", "diamond")
            and event.step < len(memory.path)
        ):
            x, y = memory.path[event.step]
            if sum(_open(memory, x + dx, y + dy) for dx, dy in _SIDES) <= 1:
                return event.step
    return None


def _open(memory: Memory, x: int, y: int) -> bool:
    return 0 <= x < AREA and 0 <= y < AREA and int(memory.materials[x, y]) in _WALKABLE_IDS


def _go(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    if goal.at is not None:
        return _Tally(0, 1, _near(memory, since, [goal.at], 1))
    if goal.target:
        return _Tally(0, 1, _arrival(goal.target, since, memory))
    want = goal.count or FAR_ENOUGH
    dx, dy = goal.direction or (0, 0)
    x0, y0 = memory.path[since]
    have = 0
    for step in range(since, len(memory.path)):
        x, y = memory.path[step]
        along = want
        if goal.direction:
            ways = ((x - x0) * dx, (y - y0) * dy)
            along = min(way for way, unit in zip(ways, (dx, dy), strict=True) if unit)
        have = max(have, along)
        if have >= want:
            return _Tally(want, want, step)
    return _Tally(have, want)


def _arrival(target: str, since: int, memory: Memory) -> int | None:
    """The first step at which the player was beside the target."""
    if target == "start":
        return _near(memory, since, [(START, START)], _NEAR)
    material = material_of(target)
    if material not in MATERIAL_ID:
        seen = [
            cell
            for cell, sighting in memory.creatures.items()
            if sighting.kind == target and sighting.step >= since
        ]
        met = [
            step - 1
            for kind in ("eat", "defeat")
            if (step := first_event(memory, since, kind, target)) is not None
        ]
        now = [cell for cell in seen if memory.creatures[cell].step == len(memory.path) - 1]
        here = _near(memory, len(memory.path) - 1, now, _NEAR)
        past = _near(memory, since, [cell for cell in seen if cell not in now], _STRAYED)
        met += [step for step in (here, past) if step is not None]
        return min(met, default=None)
    steps = [
        _near(memory, since, [(int(x), int(y)) for x, y in memory.places(material)], 1),
        taken(memory, since, material),
    ]
    return min((step for step in steps if step is not None), default=None)


def _near(memory: Memory, since: int, cells: Sequence[Position], reach: int) -> int | None:
    around = {
        (x + dx, y + dy)
        for x, y in cells
        for dx in range(-reach, reach + 1)
        for dy in range(abs(dx) - reach, reach - abs(dx) + 1)
    }
    for step in range(since, len(memory.path)):
        if memory.path[step] in around:
            return step
    return None


def _beside(memory: Memory, step: int, cell: Position, reach: int = 1) -> bool:
    """Whether the player stood within so many cells of a cell."""
    x, y = memory.path[step]
    return abs(x - cell[0]) + abs(y - cell[1]) <= reach


def _explore(goal: Goal, since: int, view: View, memory: Memory) -> _Tally:
    if goal.target:
        return _Tally(0, 1, first_sight(goal.target, since, memory))
    visited: set[Position] = set()
    for step in range(since, len(memory.path)):
        visited.add(memory.path[step])
        if len(visited) > FAR_ENOUGH:
            return _Tally(FAR_ENOUGH, FAR_ENOUGH, step)
    return _Tally(len(visited) - 1, FAR_ENOUGH)


def _say(goal: Goal, tally: _Tally, view: View) -> str:
    thing = goal.target.replace("_", " ")
    amount = f"{tally.have} of {tally.want}"
    match goal.verb:
        case "collect" if goal.target == "drink":
            return f"{amount} drinks"
        case "collect":
            return f"{amount} {thing}"
        case "place":
            return f"{amount} {'sapling' if thing == 'plant' else thing} placed"
        case "make":
            return f"no {thing} yet" if tally.want == 1 else f"{amount} {thing}"
        case "eat":
            return f"{amount} {thing or 'meals'} eaten"
        case "fight":
            return f"{amount} {thing or 'monsters'} defeated"
        case "sleep":
            return (
                "asleep"
                if view.asleep
                else "awake, not day yet"
                if tally.have
                else "not asleep yet"
            )
        case "wait":
            return f"{amount} steps waited"
        case "play":
            return f"{amount} steps played"
        case "flee":
            return f"{amount} cells away"
        case "shelter":
            return f"{amount} sides closed"
        case "explore":
            return f"no {thing} in sight yet" if thing else f"{amount} cells explored"
        case "go":
            if goal.at is not None:
                return f"not at the {thing or 'place'} yet"
            return (
                f"not at the {thing} yet" if thing else f"{amount} steps {compass(goal.direction)}"
            )


_TALLIES: Mapping[Verb, Callable[[Goal, int, View, Memory], _Tally]] = {
    "collect": _collect,
    "make": _make,
    "place": _place,
    "go": _go,
    "eat": _eat,
    "fight": _fight,
    "sleep": _sleep,
    "shelter": _shelter,
    "explore": _explore,
    "wait": _wait,
    "flee": _flee,
    "play": _wait,
}
