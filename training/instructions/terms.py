"""What a person adds to goals: when they begin and end, what is refused, what holds throughout, and
where.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import DAY, MAX_ITEM
from agent.worlds.crafter.view import MATERIAL_ID, View
from training.instructions.ideas import LANDMARKS, MAIN, NEAR, SOURCE, distance
from training.instructions.splits import kind

NIGHT, MORNING = Condition("night", "is"), Condition("morning", "is")
HERE = (0, 0)  # the cell on which the player stands
_DUSK, _DAWN = 148, 272  # steps of the day between which it is night
_FULL = 9
_FAR = 12  # cells to a place that is still pointed at by its distance
_ITEMS = ("wood", "stone", "coal", "iron", "sapling")
_VITALS = ("food", "drink", "energy", "health")
_GROUND = ("grass", "sand", "path")


def is_night(view: View) -> bool:
    """Whether it is dark."""
    return _DUSK <= view.step % DAY < _DAWN


def sample_stay(view: View, rng: random.Random) -> tuple[Goal, ...]:
    """To stay, wait or rest, perhaps behind walls."""
    health, energy = view.inventory["health"], view.inventory["energy"]
    ways = [Goal("wait", count=rng.randint(2, 20))]
    ways.append(Goal("wait", until=_hour(view)))
    if energy < _FULL - 1:
        ways.append(Goal("sleep"))
    if health < _FULL:
        healed = Condition("health", "at least", rng.randint(health + 1, _FULL))
        ways += [Goal("wait", until=healed), Goal("sleep", until=healed)]
    stay = rng.choice(ways)
    held = view.inventory
    if rng.random() < 0.3 and (held["stone"] >= 2 or held["wood_pickaxe"]):
        return Goal("shelter"), stay
    return (stay,)


def with_end(goal: Goal, view: View, rng: random.Random) -> Goal | None:
    """The goal until something holds; None where nothing of the kind is said."""
    held = view.inventory
    ends = [] if is_night(view) else [NIGHT]
    match kind(goal), goal.target:
        case "drink", _:
            ends = _raised("drink", view, rng)
        case "eat", _:
            ends = _raised("food", view, rng)
        case "sleep", _:
            ends = _raised("health", view, rng)
        case "collect", item:
            most = MAX_ITEM[item]
            if held[item] < most:
                amount = rng.randint(held[item] + 1, min(most, held[item] + 5))
                ends.append(Condition(item, "at least", amount))
        case "explore" | "go", "":
            seen = [SOURCE["wood"], SOURCE["coal"], SOURCE["iron"], "water", "cow", "zombie"]
            ends.append(Condition(rng.choice(seen), "seen"))
        case "wait", _:
            ends = [_hour(view), *_raised("health", view, rng)]
        case _:
            return None
    if not ends:
        return None
    count = goal.count if goal.verb in ("go", "explore") else 1
    return replace(goal, count=count, until=rng.choice(ends))


def with_start(goal: Goal, view: View, rng: random.Random) -> Goal:
    """The goal when, if or unless something holds."""
    vital = rng.choice(_VITALS)
    item = rng.choice(_ITEMS)
    level = view.inventory[vital]
    light = Condition(rng.choice(("night", "day")), "is")
    how: Literal["at least", "at most"] = rng.choice(("at least", "at most"))
    bound = min(_FULL, max(1, level + rng.randint(-2, 1)))
    amount = min(_FULL, max(1, view.inventory[item] + rng.randint(-1, 2)))
    when = rng.choice(
        (_hour(view), light, Condition(vital, how, bound), Condition(item, "at least", amount))
    )
    return replace(goal, when=when, skip=rng.random() < 0.5)


def sample_standing(view: View, rng: random.Random) -> Goal:
    """What is to be done whenever something holds."""
    seen = {creature.kind for creature in view.creatures}
    low = {
        vital: Condition(vital, "at most", _low(view.inventory[vital], rng)) for vital in _VITALS
    }
    enough = rng.randint(6, _FULL)
    fed, rested = Condition("food", "at least", enough), Condition("health", "at least", enough)
    orders = [
        (
            3.0,
            Goal(
                "collect", "drink", when=low["drink"], until=Condition("drink", "at least", enough)
            ),
        ),
        (1.0, Goal("collect", "drink", when=low["drink"])),
        (1.5, Goal("eat", "cow", when=low["food"])),
        (1.5, Goal("eat", when=low["food"], until=fed)),
        (0.5, Goal("sleep", when=low["energy"])),
        (0.5, Goal("shelter", when=low["health"])),
        (0.5, Goal("wait", when=low["health"], until=rested)),
        (1.0, Goal("shelter", when=NIGHT)),
        (1.0, Goal("sleep", when=NIGHT)),
        (0.7, Goal("eat", "cow", when=Condition("cow", "seen"))),
        (0.5, Goal("collect", "iron", when=Condition("iron", "seen"))),
        (0.5, Goal("collect", "coal", when=Condition("coal", "seen"))),
    ]
    for foe in ("zombie", "skeleton"):
        often = 3.0 if foe in seen else 1.0
        orders.append((often, Goal("fight", foe, when=Condition(foe, "seen"))))
        orders.append((often / 3, Goal("flee", when=Condition(foe, "seen"))))
    return _drawn(orders, rng)


def sample_refusal(goals: Sequence[Goal], view: View, rng: random.Random) -> Goal | None:
    """What is not to be done meanwhile: tempting, but in the way of none of the goals.

    None if what came to mind was.
    """
    seen = {creature.kind for creature in view.creatures}
    held = view.inventory
    hungry, thirsty = held["food"] <= 6, held["drink"] <= 6
    foes = 3.0 if seen & {"zombie", "skeleton"} else 0.7
    ideas = [
        (3.0 if is_night(view) or held["energy"] <= 6 else 1.0, Goal("sleep")),
        (foes, Goal("fight", rng.choice(("", "zombie", "skeleton")))),
        (2.0 if hungry and "cow" in seen else 0.7, Goal("eat", "cow")),
        (1.0 if thirsty else 0.3, Goal("collect", "drink")),
        (0.7, Goal("place", rng.choice(("table", "furnace", "stone", "plant")))),
        (0.5, Goal("make", rng.choice(("wood_sword", "stone_sword", "stone_pickaxe")))),
        (0.3, Goal("explore")),
    ]
    ideas += [(0.5, Goal("collect", item)) for item in _ITEMS]
    ideas += [(0.6, Goal("go", count=0, direction=direction)) for direction in MAIN]
    refused = _drawn(ideas, rng)
    if any(_in_the_way(refused, goal) for goal in goals):
        return None
    if rng.random() < 0.15:
        hour = Condition("night", "is") if rng.random() < 0.5 else Condition("day", "is")
        return replace(refused, when=hour)
    if rng.random() < 0.15:
        until = NIGHT if not is_night(view) else MORNING
        return replace(refused, until=until)
    return refused


def sample_place(view: View, memory: Memory, rng: random.Random) -> Goal | None:
    """A goal at a cell that is pointed at; None if what came to mind is not there."""
    x0, y0 = memory.position
    item = rng.choice((*SOURCE, "drink", "", "", "table", "stone here"))
    if item in ("table", "stone here"):
        thing = item.split()[0]
        if rng.random() < 0.4:
            return Goal("place", thing, at=HERE)
        dx, dy = rng.randint(-5, 5), rng.randint(-5, 5)
        cell = (x0 + dx, y0 + dy)
        goal = Goal("place", thing)
        if not _is_known(memory, cell, _GROUND):
            return None
    elif item == "":
        dx, dy = rng.randint(-9, 9), rng.randint(-9, 9)
        cell = (x0 + dx, y0 + dy)
        goal = Goal("go")
        if not _is_known(memory, cell, _GROUND):
            return None
    else:
        material = "water" if item == "drink" else SOURCE[item]
        known = memory.places(material)[:8].tolist()
        near = [(x, y) for x, y in known if distance(memory, x, y) <= _FAR]
        if not near:
            return None
        cell = rng.choice(near)
        goal = Goal("collect", item) if rng.random() < 0.7 else Goal("go", material)
    at = (cell[0] - x0, cell[1] - y0)
    return None if at == HERE else replace(goal, at=at)


def sample_return(memory: Memory, rng: random.Random) -> Goal | None:
    """To come back to where it began, or to a thing that is known; None if it is all near."""
    ways = []
    if distance(memory, *memory.path[0]) > NEAR:
        ways.append(Goal("go", "start"))
    for material in LANDMARKS:
        cell = memory.nearest(material)
        if cell is not None and distance(memory, *cell) > NEAR:
            ways += [Goal("go", material)] * (3 if material in ("table", "furnace") else 1)
    return rng.choice(ways) if ways else None


def _drawn(weighed: Sequence[tuple[float, Goal]], rng: random.Random) -> Goal:
    """One of these goals, each with how often it comes beside the others."""
    goals = [goal for _, goal in weighed]
    return rng.choices(goals, [often for often, _ in weighed])[0]


def _hour(view: View) -> Condition:
    """What one waits for at this hour."""
    return MORNING if view.step % DAY >= _DUSK - 30 and view.step % DAY < _DAWN else NIGHT


def _raised(vital: str, view: View, rng: random.Random) -> list[Condition]:
    level = view.inventory[vital]
    if level >= _FULL:
        return []
    return [Condition(vital, "at least", rng.randint(level + 1, _FULL))]


def _low(level: int, rng: random.Random) -> int:
    """A level that calls for something: as often as not what is there or nearly so, where that is
    low enough.
    """
    return level if level <= 6 and rng.random() < 0.5 else rng.randint(2, 5)


def _in_the_way(refused: Goal, goal: Goal) -> bool:
    if goal.verb == "play":
        return False
    if refused.verb == "go":
        return refused.direction == goal.direction or goal.verb == "go"
    if refused.verb == "explore":
        return goal.verb in ("explore", "eat", "fight", "collect", "make", "go")
    if refused.verb in ("collect", "place", "make") and refused.target != "drink":
        # What is refused may be what the goal is made of.
        return (
            goal.verb in ("make", "place", "collect", "shelter", "sleep")
            and refused.target != "sapling"
        )
    same = refused.verb == goal.verb and refused.target in ("", goal.target)
    return same or (refused.verb == "sleep" and goal.verb == "shelter")


def _is_known(memory: Memory, cell: tuple[int, int], names: Sequence[str]) -> bool:
    x, y = cell
    width, height = memory.materials.shape
    inside = 0 <= x < width and 0 <= y < height
    return inside and int(memory.materials[x, y]) in [MATERIAL_ID[name] for name in names]
