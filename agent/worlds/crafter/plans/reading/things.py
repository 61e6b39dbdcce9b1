"""What is asked for when a verb has a thing behind it: the goal of "a cow" that is hunted.

A count that was not said is 1; "some" and "a few" are 3, "several" and "a lot" 5, "all" and "as
much as you can" 9, which is all that can be held. For drinking and eating such an amount is 1. A
tool of no material is wooden. "The zombies" and "all zombies" are fought until none is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.core.goals import Condition, Goal, Verb
from agent.worlds.crafter.plans.reading.clauses import Clause, Thing
from agent.worlds.crafter.plans.reading.vocabulary import MATERIALS, TARGETS

_ALL = 9  # the amount that "all" and "every" stand for
_MANY = 3  # monsters at the most that "many" means
_FOES = ("zombie", "skeleton")
_ITEM = {"tree": "wood", "water": "drink", "grass": "sapling", "plant": "sapling"}
_SOUGHT = {"fruit": "plant"}
_EATEN = {"food": "", "fruit": "plant", "sapling": "plant"}
PLANTED = ("sapling", "plant", "tree", "fruit")
_SOLID = ("wood", "tree", "stone", "coal", "iron", "diamond", "grass")
FEW = 3  # of what is not said how much of: "go mining"
SLEEP, SHELTER = Goal("sleep"), Goal("shelter")
FULL_DRINK = Goal("collect", "drink", until=Condition("drink", "at least", 9))

Goals = list[Goal] | None  # None: it cannot be said as goals


@dataclass(slots=True)
class Context:
    """What the clauses before it leave for a clause that does not say everything."""

    verb: str = ""
    thing: str = ""  # the last thing named, for "it"
    material: str = ""  # of the last tool, for "a stone pickaxe and sword"
    tool: Thing | None = None  # in the clause that follows, for "a wood and a stone pickaxe"
    moving: bool = False  # the last goal was a direction, which "and 3 north" goes on with
    at: tuple[int, int] | None = None  # where the last thing named was said to lie
    said: bool = False  # that was told of it and not asked for: "it" is the one there


def all_goals(things: Sequence[Thing], goal_of: Callable[[Thing], Goal | Goals]) -> Goals:
    """The goals of all these things; None if one of them has none, or there are no things."""
    goals: list[Goal] = []
    for thing in things:
        goal = goal_of(thing)
        if goal is None:
            return None
        goals += goal if isinstance(goal, list) else [goal]
    return goals or None


def how_many(thing: Thing) -> int:
    """How many of a thing are asked for."""
    return thing.count or 1


def item_of(thing: Thing) -> str:
    """The item that taking a thing gives."""
    return _ITEM.get(thing.name, thing.name)


def how_often(thing: Thing, clause: Clause) -> int:
    """How often to eat or drink: a vague amount is once."""
    return clause.times or (1 if thing.vague else how_many(thing))


def is_target(verb: Verb, name: str) -> bool:
    """Whether a goal of the verb can have this target."""
    return name in TARGETS[verb]


def collected(thing: Thing, clause: Clause, context: Context) -> Goal | Goals:
    """What is asked for to "collect" a thing."""
    if thing.tool:
        return made(thing, context)
    name, item = thing.name, item_of(thing)
    if item == "drink":
        fills = clause.word.partition(" ")[0] in ("fill", "filling", "load", "loading")
        return (
            FULL_DRINK
            if fills and thing.count is None
            else Goal("collect", "drink", how_often(thing, clause))
        )
    if is_target("collect", item):
        return Goal("collect", item, clause.times or how_many(thing))
    if name == "resources":
        return [Goal("collect", basic, thing.count or FEW) for basic in ("wood", "stone")]
    if name in ("cow", "food", "fruit"):
        return Goal("eat", _EATEN.get(name, name), how_often(thing, clause))
    return {"shelter": SHELTER, "nap": SLEEP}.get(name)


def had(thing: Thing, clause: Clause, context: Context) -> Goal | Goals:
    """What is asked for to "get" a thing."""
    name = thing.name
    if name in ("table", "furnace"):
        return Goal("place", name, how_many(thing))
    if name in ("zombie", "skeleton", "monster"):
        return fought(thing)
    if name == "start":
        return Goal("go", "start")
    return collected(thing, clause, context)


def made(thing: Thing, context: Context) -> Goals:
    """What is asked for to "make" a thing."""
    name = thing.name
    if thing.tool:
        every = thing.vague and thing.count == _ALL and not thing.material
        materials = MATERIALS if every else (thing.material or context.material or "wood",)
        kinds = ("pickaxe", "sword") if name == "tools" else (name,)
        count = 1 if name == "tools" or thing.vague else how_many(thing)
        return [
            Goal("make", f"{material}_{kind}", count) for material in materials for kind in kinds
        ]
    if name in ("table", "furnace"):
        return [Goal("place", name, 1 if thing.vague else how_many(thing))]
    if name in MATERIALS and context.tool is not None:
        return made(replace(context.tool, material=name, count=None), context)
    if name == "shelter":
        return [SHELTER]
    return [Goal("eat")] if name == "food" else None


def placed(thing: Thing) -> Goal | None:
    """What is asked for to "place" a thing."""
    if thing.tool:
        return None
    if thing.name == "shelter":
        return SHELTER
    name = "plant" if thing.name in PLANTED else thing.name
    return Goal("place", name, how_many(thing)) if is_target("place", name) else None


def consumed(thing: Thing, clause: Clause) -> Goal | None:
    """What is asked for to "eat" a thing."""
    if thing.name in ("water", "drink"):
        return Goal("collect", "drink", how_often(thing, clause))
    name = _EATEN.get(thing.name, thing.name)
    return (
        Goal("eat", name, how_often(thing, clause))
        if name == "" or (is_target("eat", name) and not thing.tool)
        else None
    )


def hunted(thing: Thing, clause: Clause) -> Goal | Goals:
    """What is asked for to "hunt" a thing."""
    if thing.name in ("cow", "food"):
        return Goal("eat", "cow", how_often(thing, clause))
    if thing.name == "diamond":
        return Goal("collect", "diamond", how_many(thing))
    return fought(thing) or (None if thing.tool else sought(thing, None))


def struck(thing: Thing, clause: Clause) -> Goal | Goals:
    """What is asked for to "fight" a thing: ores and trees are hit, too."""
    if thing.name == "cow":
        return (
            None
            if thing.vague and thing.count == _ALL
            else Goal("eat", "cow", 1 if thing.vague else how_many(thing))
        )
    if thing.name in _SOLID and not thing.tool:
        return Goal("collect", item_of(thing), clause.times or how_many(thing))
    return fought(thing)


def fought(thing: Thing) -> Goal | Goals:
    """What is asked for to fight monsters; None for anything else."""
    every = thing.many or (thing.vague and thing.count == _ALL)
    if every and thing.name in (*_FOES, "monster"):
        kinds = _FOES if thing.name == "monster" else (thing.name,)
        return [Goal("fight", kind, until=Condition(kind, "unseen")) for kind in kinds]
    count = min(how_many(thing), _MANY) if thing.vague else how_many(thing)
    if thing.name in ("zombie", "skeleton"):
        return Goal("fight", thing.name, count)
    return Goal("fight", "", count) if thing.name in ("monster", "everything") else None


def sought(thing: Thing, direction: tuple[int, int] | None) -> Goal | None:
    """What is asked for to look for a thing."""
    if thing.tool:
        return None
    item = item_of(thing)
    if (
        thing.count is not None
        and thing.count > 1
        and not thing.vague
        and is_target("collect", item)
    ):
        return Goal("collect", item, thing.count)
    special = {
        "food": Goal("eat"),
        "shelter": SHELTER,
        "nap": SLEEP,
        "start": Goal("go", "start"),
    }
    if thing.name in special:
        return special[thing.name]
    name = _SOUGHT.get(thing.name, thing.name)
    return Goal("explore", name, direction=direction) if is_target("explore", name) else None
