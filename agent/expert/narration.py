"""A goal in plain English; ``agent.language.reading.read`` reads it back.

``phrase`` says what is to be done, and is the same as long as the intention is; ``narrate`` adds where, as the player sees it now.
"""

from __future__ import annotations

from agent.expert.navigation import Way
from agent.expert.needs import at_stations
from agent.expert.scene import Scene
from agent.language.describing import compass
from agent.language.goals import Goal
from agent.worlds.crafter.memory import Position
from agent.worlds.crafter.rules import MAKE

_SOUGHT_WORDS = {
    "wood": "trees",
    "sapling": "grass",
    "drink": "water",
    "cow": "cows",
    "skeleton": "skeletons",
    "zombie": "zombies",
}


def narrate(scene: Scene, goal: Goal) -> str:
    """The plan's text for a goal: "collect 3 wood, 4 west 2 north"."""
    where = _where(scene, goal)
    words = phrase(goal)
    return f"{words}, {where}" if where else words


def phrase(goal: Goal) -> str:
    """What is to be done, without where."""
    many = goal.count > 1
    thing = goal.target.replace("_", " ")
    if goal.verb == "collect" and goal.target == "drink":
        return f"drink {goal.count} times" if many else "drink water"
    if goal.verb == "place" and goal.target == "plant":
        return "place the sapling"
    if goal.verb == "explore":
        words = ["explore"]
        words += [compass(goal.direction)] if goal.direction else []
        words += [f"for {_SOUGHT_WORDS.get(goal.target, goal.target)}"] if goal.target else []
        return " ".join(words)
    if goal.verb == "go":
        heading = f"{goal.count or ''} {compass(goal.direction)}" if goal.direction else f"to the {thing}"
        return " ".join(f"go {heading}".split())
    if goal.verb == "sleep":
        return "wall in and sleep until morning"
    if goal.verb == "shelter":
        return "wall in"
    if goal.verb == "wait":
        return f"wait {goal.count} steps"
    if goal.verb == "collect":
        return f"collect {goal.count} {thing}"
    if goal.verb == "place" and many:
        return f"place {goal.count} {thing}s"
    return f"{goal.verb} {_a(thing or 'zombie')}"


def offset(scene: Scene, cell: Position) -> str:
    """Where a cell lies: "4 west 2 north"; "" for the player's own."""
    dx, dy = cell[0] - scene.position[0], cell[1] - scene.position[1]
    parts = []
    if dx:
        parts.append(f"{abs(dx)} {'east' if dx > 0 else 'west'}")
    if dy:
        parts.append(f"{abs(dy)} {'south' if dy > 0 else 'north'}")
    return " ".join(parts)


def _where(scene: Scene, goal: Goal) -> str:
    way = _way(scene, goal)
    return "" if way is None else offset(scene, way.target)


def _way(scene: Scene, goal: Goal) -> Way | None:
    if goal.verb == "collect":
        return scene.way(goal.target)
    if goal.verb == "make":
        return at_stations(scene, MAKE[goal.target].nearby)
    if goal.verb == "eat":
        return scene.ripe if goal.target == "plant" else scene.cow
    if goal.verb == "fight":
        return scene.skeleton if goal.target == "skeleton" else scene.zombie
    return None


def _a(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"
