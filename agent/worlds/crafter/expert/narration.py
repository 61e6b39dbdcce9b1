"""What the expert is about, in words: the steps, where the first one is, what they are for and why
now.

``agent.worlds.crafter.plans.reading.reading.read`` reads the steps back from every text that is
written here or in ``styles``.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.core.goals import Goal
from agent.worlds.crafter.expert.following import Pursuit
from agent.worlds.crafter.memory import Position
from agent.worlds.crafter.plans.describing import compass, describe
from agent.worlds.crafter.rules import MAKE
from agent.worlds.crafter.scene.navigation import Way
from agent.worlds.crafter.scene.needs import at_stations, chain
from agent.worlds.crafter.scene.scene import SOURCES, Scene

_AIMS = (
    *(
        Goal("make", tool)
        for tool in ("wood_pickaxe", "wood_sword", "stone_pickaxe", "stone_sword")
    ),
    Goal("place", "furnace"),
    *(Goal("make", tool) for tool in ("iron_pickaxe", "iron_sword")),
    Goal("collect", "diamond"),
)
_MOST_STEPS = 3
SOUGHT_WORDS = {
    "wood": "trees",
    "sapling": "grass",
    "drink": "water",
    "cow": "cows",
    "skeleton": "skeletons",
    "zombie": "zombies",
}
_LOW = 5  # of a vital need: told as the reason for what fills it


@dataclass(frozen=True, slots=True)
class Intention:
    """A plan before it is put into words."""

    steps: tuple[Goal, ...]  # what is done now, then what it is for
    where: str  # of the first step, as the player sees it now: "4 west 2 north", or ""
    reason: str  # a whole clause: "drink is 3"


def intend(scene: Scene, goal: Goal) -> Intention:
    """What pursuing a goal now leads to, and why."""
    return Intention(_steps(scene, goal), _where(scene, goal), _reason(scene, goal))


def explain(scene: Scene, pursuit: Pursuit) -> str:
    """How a person's plan is pursued now, in the words of ``describe``, which small models can
    copy.

    "collect 2 wood, 4 west, then place a table" in its service, and "first drink 5 times, 4 west,
    then collect 1 iron, because drink is 2" for what comes first.
    """
    doing, goal = _bare(pursuit.doing), _bare(pursuit.goal)
    where = _where(scene, doing)
    now = describe(doing) + (f", {where}" if where else "")
    if pursuit.is_detour:
        return f"first {now}, then {describe(goal)}, because {_reason(scene, doing)}"
    needs = chain(scene, goal)
    at = next((at for at, need in enumerate(needs) if _is(need, doing)), len(needs))
    later = [describe(need) for need in needs[at + 1 : at + _MOST_STEPS]]
    return ", then ".join([now, *later])


def _bare(goal: Goal) -> Goal:
    """A goal without its conditions."""
    return Goal(goal.verb, goal.target, goal.count, goal.direction, at=goal.at)


def plain(intention: Intention) -> str:
    """An intention in the fewest words: "collect 3 wood, 4 west 2 north, then place a table"."""
    first, *rest = intention.steps
    words = [
        phrase(first),
        *([intention.where] if intention.where else []),
        *(f"then {phrase(goal)}" for goal in rest),
    ]
    return ", ".join(words)


def _steps(scene: Scene, goal: Goal) -> tuple[Goal, ...]:
    """The goal, and what it is the first step of."""
    sought = (
        Goal("collect", goal.target) if goal.verb == "explore" and goal.target in SOURCES else goal
    )
    for aim in _AIMS:
        if (
            scene.has(aim.target)
            if aim.verb == "make"
            else not scene.lacks(f"{aim.verb}_{aim.target}")
        ):
            continue
        steps = chain(scene, aim)
        if _is(steps[0], sought):
            return _distinct(goal, *steps[0 if sought is not goal else 1 :])
        # Of several things that are missing the chain has only one, but each leads to the aim.
        if aim.verb == "make" and sought.verb == "collect":
            uses = MAKE[aim.target].uses.get(sought.target, 0)
            if scene.items[sought.target] < uses:
                return _distinct(goal, sought, aim)
    return (goal,)


def _distinct(*goals: Goal) -> tuple[Goal, ...]:
    """Goals without those that say again what the one before says."""
    distinct: list[Goal] = []
    for at, goal in enumerate(goals):
        if at == 0 or not _is(goal, goals[at - 1]):
            distinct.append(goal)
    return tuple(distinct[:_MOST_STEPS])


def _is(goal: Goal, other: Goal) -> bool:
    return (goal.verb, goal.target) == (other.verb, other.target)


def _reason(scene: Scene, goal: Goal) -> str:
    items = scene.items
    if goal.target == "drink":
        return f"drink is {items['drink']}" if items["drink"] <= _LOW else "water is near"
    if goal.target in ("cow", "plant") and goal.verb == "eat":
        return f"food is {items['food']}" if items["food"] <= _LOW else f"the {goal.target} is near"
    if goal.verb in ("shelter", "sleep", "wait"):
        if items["health"] <= _LOW:
            return f"health is {items['health']}"
        if scene.dark:
            return "it is dark"
        return (
            f"energy is {items['energy']}" if items["energy"] <= _LOW else "the plant has to grow"
        )
    if goal.verb == "fight":
        return f"the {goal.target} is alone"
    if goal.verb == "explore":
        return (
            f"no {SOUGHT_WORDS.get(goal.target, goal.target)} is known"
            if goal.target
            else "nothing new is in sight"
        )
    if goal.verb == "collect":
        return f"we hold {items[goal.target]} {goal.target}"
    if goal.verb == "go":
        return "the plant only grows while I am near"
    return (
        f"there is no {goal.target.replace('_', ' ')} yet"
        if goal.target != "stone"
        else "the stone is needed there"
    )


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
        words += [f"for {SOUGHT_WORDS.get(goal.target, goal.target)}"] if goal.target else []
        return " ".join(words)
    if goal.verb == "go":
        heading = (
            f"{goal.count or ''} {compass(goal.direction)}" if goal.direction else f"to the {thing}"
        )
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
    dx, dy = scene.away(cell)
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
