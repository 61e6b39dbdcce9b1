"""What comes to a person's mind in a state: goals that fit it, and how often each is thought of."""

from __future__ import annotations

import random
from collections.abc import Iterator

from agent.core.goals import Goal, Verb
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS
from agent.worlds.crafter.rules import COLLECT, MAKE, PLACE
from agent.worlds.crafter.view import View
from training.instructions.splits import kind

MAIN = tuple(direction for direction in DIRECTIONS.values() if 0 in direction)
SOURCE = {
    "wood": "tree",
    "stone": "stone",
    "coal": "coal",
    "iron": "iron",
    "diamond": "diamond",
    "sapling": "grass",
}
LANDMARKS = ("tree", "water", "stone", "coal", "iron", "diamond", "table", "furnace", "sand")
NEAR = 3  # cells: nobody asks to go where the player nearly is
_DIAGONAL = tuple(direction for direction in DIRECTIONS.values() if 0 not in direction)
_MOST = {"wood": 6, "stone": 6, "coal": 3, "iron": 2, "diamond": 1, "sapling": 2}
_LOW = 5  # of a vital need
_TIRED = 7  # energy under which one may be told to sleep
_DARK = 0.5  # daylight

Idea = tuple[float, Goal]  # how often it comes to mind, and what it is


def ideas(view: View, memory: Memory, rng: random.Random) -> Iterator[Idea]:
    """All that fits the state; ``memory`` is up to date with ``view``."""
    yield from _walks(memory, rng)
    yield from _things(view, memory, rng)
    yield from _needs(view, memory, rng)
    yield from _works(view, memory, rng)


def _walks(memory: Memory, rng: random.Random) -> Iterator[Idea]:
    for direction in MAIN:
        yield 1.0, Goal("go", count=rng.randint(1, 10), direction=direction)
        yield 0.1, Goal("go", count=0, direction=direction)
        yield 0.3, Goal("explore", direction=direction)
    yield 0.3, Goal("go", count=rng.randint(2, 6), direction=rng.choice(_DIAGONAL))
    yield 0.4, Goal("explore")
    yield 0.6, Goal("wait", count=rng.randint(2, 10))
    for material in LANDMARKS:
        cell = memory.nearest(material)
        if cell is not None and distance(memory, *cell) > NEAR:
            yield 0.4, Goal("go", material)
    for creature in ("cow", "plant"):
        cells = [cell for cell, sighting in memory.creatures.items() if sighting.kind == creature]
        if any(distance(memory, *cell) > NEAR for cell in cells):
            yield 0.4, Goal("go", creature)
    if distance(memory, *memory.path[0]) > NEAR:
        yield 0.3, Goal("go", "start")


def _things(view: View, memory: Memory, rng: random.Random) -> Iterator[Idea]:
    for item, material in SOURCE.items():
        able = all(view.inventory[tool] for tool in COLLECT[material].require)
        known = memory.nearest(material) is not None
        goal = Goal("collect", item, rng.randint(1, _MOST[item]))
        if known:
            yield (2.0 if able else 0.2), goal
        elif able:
            yield 0.3, goal
        if not known:
            yield 0.3, Goal("explore", material)


def _needs(view: View, memory: Memory, rng: random.Random) -> Iterator[Idea]:
    have, seen = view.inventory, {creature.kind for creature in view.creatures}
    if memory.nearest("water") is None:
        yield 0.6, Goal("explore", "water")
    else:
        yield (
            (2.0 if have["drink"] <= _LOW else 0.8),
            Goal("collect", "drink", rng.choice((1, 1, 2, 3, 4))),
        )
    hungry = have["food"] <= _LOW
    if any(sighting.kind == "cow" for sighting in memory.creatures.values()):
        yield (2.0 if hungry else 0.8), Goal("eat", "cow")
    elif hungry:
        yield 0.6, Goal("explore", "cow")
    if hungry:
        yield 0.6, Goal("eat")
    if any(creature.ripe for creature in view.creatures):
        yield 1.0, Goal("eat", "plant")
    for foe in ("zombie", "skeleton"):
        if foe in seen:
            yield 1.5, Goal("fight", foe)
            yield 0.3, Goal("fight")
    dark = view.daylight < _DARK
    if dark or have["energy"] < _TIRED:
        yield 1.0, Goal("sleep")
    if have["stone"] >= 2 or have["wood_pickaxe"]:
        yield (1.0 if dark else 0.3), Goal("shelter")


def _works(view: View, memory: Memory, rng: random.Random) -> Iterator[Idea]:
    have = view.inventory
    for thing, rule in PLACE.items():
        if all(have[item] >= count for item, count in rule.uses.items()):
            count = rng.randint(1, min(3, have["stone"])) if thing == "stone" else 1
            yield 1.0, Goal("place", thing, count)
    for tool, recipe in MAKE.items():
        ready = all(have[item] >= count for item, count in recipe.uses.items())
        placed = all(memory.nearest(station) is not None for station in recipe.nearby)
        if not have[tool]:
            yield (
                (2.0 if ready and placed else 0.4 if ready or tool.startswith("wood") else 0.1),
                Goal("make", tool),
            )


def distance(memory: Memory, x: int, y: int) -> int:
    """Cells from the player (L1)."""
    return abs(x - memory.position[0]) + abs(y - memory.position[1])


def sequels(goal: Goal, rng: random.Random) -> Iterator[Goal]:
    """What a goal is often done for."""
    match kind(goal), goal.target:
        case "collect", "wood":
            yield from (
                Goal("place", "table"),
                Goal("make", "wood_pickaxe"),
                Goal("make", "wood_sword"),
            )
        case "collect", "stone":
            yield from (
                Goal("place", "furnace"),
                Goal("make", "stone_pickaxe"),
                Goal("make", "stone_sword"),
                Goal("shelter"),
            )
        case "collect", "iron":
            yield from (Goal("make", "iron_pickaxe"), Goal("make", "iron_sword"))
        case "collect", "sapling":
            yield Goal("place", "plant")
        case "place", "table":
            yield from (Goal("make", "wood_pickaxe"), Goal("make", "wood_sword"))
        case "place", "furnace":
            yield from (Goal("collect", "coal"), Goal("make", "iron_pickaxe"))
        case "make", "wood_pickaxe":
            yield Goal("collect", "stone", rng.randint(1, 5))
        case "make", "stone_pickaxe":
            yield Goal("collect", "iron")
        case "make", "iron_pickaxe":
            yield Goal("collect", "diamond")
        case "go to" | "explore", "water":
            yield Goal("collect", "drink", rng.randint(1, 4))
        case "go to" | "explore", "tree":
            yield Goal("collect", "wood", rng.randint(1, 5))
        case "go to" | "explore", "cow":
            yield Goal("eat", "cow")
        case "go to" | "explore", "coal" | "iron" | "diamond":
            yield Goal("collect", goal.target)
        case "go to", "table":
            yield from (Goal("make", tool) for tool in MAKE)
        case "shelter", _:
            yield Goal("sleep")


def anything(rng: random.Random) -> Goal:
    """A goal of all that can be said, fitting or not."""
    verb: Verb = rng.choice(("collect", "make", "place", "go", "eat", "fight", "explore"))
    target = rng.choice([target for target in TARGETS[verb] if target and target != "lava"])
    return Goal(verb, target)
