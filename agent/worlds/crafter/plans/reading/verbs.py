"""The goals of each verb and its things.

A count that was not said is 1; "some" and "a few" are 3, "several" and "a lot" 5, "all" and "as
much as you can" 9, which is all that can be held. For drinking and eating such an amount is 1. A
tool of no material is wooden. "wait" alone is 5 steps. "The zombies" and "all zombies" are fought
until none is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.core.goals import Condition, Goal, Verb
from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.plans.reading.clauses import Clause, Move, Thing
from agent.worlds.crafter.plans.reading.vocabulary import MATERIALS, TARGETS

PLAY = 100  # steps that the planner plays on by itself when no number is said
WAIT = 5  # steps of a "wait" that does not say how long
SIDES = 4  # stones that close something in
_ALL = 9  # the amount that "all" and "every" stand for
_MANY = 3  # monsters at the most that "many" means
_FOES = ("zombie", "skeleton")
MOVING = ("cow", "zombie", "skeleton")
_RETURNS = ("come back", "return", "go back", "walk back", "run back", "head back", "get back")

_ITEM = {"tree": "wood", "water": "drink", "grass": "sapling", "plant": "sapling"}
PLACE_NAME = {
    "wood": "tree",
    "drink": "water",
    "sapling": "plant",
    "fruit": "plant",
    "food": "cow",
}
_SOUGHT = {"fruit": "plant"}
_EATEN = {"food": "", "fruit": "plant", "sapling": "plant"}
_MEALS = ("cow", "plant", "fruit")
_PLANTED = ("sapling", "plant", "tree", "fruit")
_FLED = ("zombie", "skeleton", "monster", "cow", "night")
_SOLID = ("wood", "tree", "stone", "coal", "iron", "diamond", "grass")
_BLOCKED = ("cave", "path", "zombie", "skeleton", "monster", "water", "lava", "cow")
_FEW = 3  # of what is not said how much of: "go mining"
_WORK = {"mining": "stone", "quarrying": "stone", "chopping": "wood", "logging": "wood"}
_SLEEP, _SHELTER = Goal("sleep"), Goal("shelter")
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


def _objects(clause: Clause, context: Context) -> list[Thing]:
    if clause.objects:
        return clause.objects
    if context.thing and (
        clause.pronoun or (clause.times is not None and not clause.things and not clause.moves)
    ):
        material, _, tool = context.thing.partition("_")
        if tool:
            return [Thing(tool, tool=True, material=material, count=clause.times)]
        several = clause.them or clause.whole
        return [Thing(context.thing, count=clause.times, many=several and clause.times is None)]
    return []


def _count(thing: Thing) -> int:
    return thing.count or 1


def item_of(thing: Thing) -> str:
    """The item that taking a thing gives."""
    return _ITEM.get(thing.name, thing.name)


def _few(thing: Thing, clause: Clause) -> int:
    """How often to eat or drink: a vague amount is once."""
    return clause.times or (1 if thing.vague else _count(thing))


def _moves(moves: Sequence[Move]) -> list[Goal]:
    return [
        Goal("go", count=move.count or 0, direction=DIRECTIONS[move.direction]) for move in moves
    ]


def is_target(verb: Verb, name: str) -> bool:
    """Whether a goal of the verb can have this target."""
    return name in TARGETS[verb]


def _collect(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) or [
        replace(thing, count=None) for thing in clause.behind("of", "to", "near", "for")
    ]
    if not things and clause.word in _WORK and not clause.moves:
        return [Goal("collect", _WORK[clause.word], clause.times or _FEW)]
    if not things:
        return _moves(clause.moves) or None
    return all_goals(things, lambda thing: _collected(thing, clause, context))


def _collected(thing: Thing, clause: Clause, context: Context) -> Goal | Goals:
    if thing.tool:
        return _made(thing, context)
    name, item = thing.name, item_of(thing)
    if item == "drink":
        fills = clause.word.partition(" ")[0] in ("fill", "filling", "load", "loading")
        return (
            FULL_DRINK
            if fills and thing.count is None
            else Goal("collect", "drink", _few(thing, clause))
        )
    if is_target("collect", item):
        return Goal("collect", item, clause.times or _count(thing))
    if name == "resources":
        return [Goal("collect", basic, thing.count or _FEW) for basic in ("wood", "stone")]
    if name in ("cow", "food", "fruit"):
        return Goal("eat", _EATEN.get(name, name), _few(thing, clause))
    return {"shelter": _SHELTER, "nap": _SLEEP}.get(name)


def _get(clause: Clause, context: Context) -> Goals:
    if not clause.objects and clause.behind("to", "near"):
        return _go(clause, context)
    things = _objects(clause, context)
    if not things:
        return _moves(clause.moves) or None
    return all_goals(things, lambda thing: _had(thing, clause, context))


def _had(thing: Thing, clause: Clause, context: Context) -> Goal | Goals:
    name = thing.name
    if name in ("table", "furnace"):
        return Goal("place", name, _count(thing))
    if name in ("zombie", "skeleton", "monster"):
        return _fought(thing)
    if name == "start":
        return Goal("go", "start")
    return _collected(thing, clause, context)


def _harvest(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) or clause.behind("of")
    if any(thing.name in ("plant", "fruit") for thing in things):
        return [Goal("eat", "plant")]
    return _collect(clause, context)


def _make(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context)
    of = [thing.name for thing in clause.behind("of") if is_target("make", f"{thing.name}_pickaxe")]
    if of and any(thing.tool and not thing.material for thing in things):
        things = [
            replace(thing, material=of[0]) if thing.tool and not thing.material else thing
            for thing in things
        ]
    return all_goals(things, lambda thing: _made(thing, context))


def _made(thing: Thing, context: Context) -> Goals:
    name = thing.name
    if thing.tool:
        every = thing.vague and thing.count == _ALL and not thing.material
        materials = MATERIALS if every else (thing.material or context.material or "wood",)
        kinds = ("pickaxe", "sword") if name == "tools" else (name,)
        count = 1 if name == "tools" or thing.vague else _count(thing)
        return [
            Goal("make", f"{material}_{kind}", count) for material in materials for kind in kinds
        ]
    if name in ("table", "furnace"):
        return [Goal("place", name, 1 if thing.vague else _count(thing))]
    if name in MATERIALS and context.tool is not None:
        return _made(replace(context.tool, material=name, count=None), context)
    if name == "shelter":
        return [_SHELTER]
    return [Goal("eat")] if name == "food" else None


def _place(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context)
    if (
        clause.himself
        and not clause.between
        and clause.cell is None
        and any(thing.name == "stone" for thing in things)
    ):
        return [_SHELTER]
    return all_goals(things, _placed)


def _placed(thing: Thing) -> Goal | None:
    if thing.tool:
        return None
    if thing.name == "shelter":
        return _SHELTER
    name = "plant" if thing.name in _PLANTED else thing.name
    return Goal("place", name, _count(thing)) if is_target("place", name) else None


def _plant(clause: Clause, context: Context) -> Goals:
    things = clause.objects or [Thing("sapling")]
    return all_goals(
        things,
        lambda thing: (
            Goal("place", "plant", 1 if thing.vague else _count(thing))
            if thing.name in _PLANTED
            else None
        ),
    )


def _go(clause: Clause, context: Context) -> Goals:
    sought = clause.behind("for")
    if sought and clause.moves:
        return _explore(clause, context)
    aims = _objects(clause, context) + clause.behind("to", "near") + sought
    ahead = [move for move in clause.moves if not move.behind]
    if clause.around:
        return _moves(clause.moves) or None
    if (
        not aims
        and clause.moves
        and all(move.at for move in clause.moves)
        and clause.cell is not None
    ):
        return [Goal("go", at=clause.cell)]
    # from something else
    back = clause.word in _RETURNS and not clause.moves and bool(context.verb)
    if not aims and back:
        return [Goal("go", at=(0, 0))]
    if not aims:
        return _moves(clause.moves) or None
    if aims[0].name == "here":
        return [Goal("go", at=(0, 0))]
    name = PLACE_NAME.get(aims[0].name, aims[0].name)
    if name in ("shelter", "nap"):
        return [_SHELTER if name == "shelter" else _SLEEP]
    if aims[0].tool or not is_target("go", name):
        return None
    if not ahead:
        return [Goal("go", name)]
    last = ahead[-1]
    there = Goal("go", name, last.count or 1, DIRECTIONS[last.direction])
    return [*_moves(ahead[:-1]), there]


def _walk(clause: Clause, context: Context) -> Goals:
    """What is walked, moved or turned without a "to" is no place to go to, but for "home"; to run
    from something is to flee.
    """
    if (
        clause.word in ("run", "running")
        and not clause.moves
        and (clause.behind("of") or clause.empty)
    ):
        return _flee(clause, context)
    return _go(clause, context) if all(thing.name == "start" for thing in clause.objects) else None


def _follow(clause: Clause, context: Context) -> Goals:
    """Along or over something, which only says where: "bridge the water to the east"."""
    if clause.behind("to", "near", "for"):
        return _go(replace(clause, things=clause.behind("to", "near", "for")), context)
    return _moves(clause.moves) or None


def _flee(clause: Clause, context: Context) -> Goals:
    if clause.moves or clause.behind("to"):
        return _go(clause, context)
    return (
        [Goal("flee")]
        if all(thing.name in _FLED for thing in clause.objects + clause.behind("of"))
        else None
    )


def _eat(clause: Clause, context: Context) -> Goals:
    named = clause.objects or (
        _objects(clause, context) if clause.pronoun or context.thing in _MEALS else []
    )
    things = named or [replace(thing, count=None) for thing in clause.behind("of", "to")]
    if not things and context.thing in _MEALS:
        things = [Thing(context.thing)]
    if not things:
        return [Goal("eat", "", clause.times or 1)]
    return all_goals(things, lambda thing: _consumed(thing, clause))


def _consumed(thing: Thing, clause: Clause) -> Goal | None:
    if thing.name in ("water", "drink"):
        return Goal("collect", "drink", _few(thing, clause))
    name = _EATEN.get(thing.name, thing.name)
    return (
        Goal("eat", name, _few(thing, clause))
        if name == "" or (is_target("eat", name) and not thing.tool)
        else None
    )


def _drink(clause: Clause, context: Context) -> Goals:
    things = clause.objects or [Thing("water")]
    return all_goals(
        things,
        lambda thing: (
            Goal("collect", "drink", _few(thing, clause))
            if thing.name in ("water", "drink")
            else None
        ),
    )


def _hunt(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) + clause.behind("for") or [Thing("cow")]
    return all_goals(things, lambda thing: _hunted(thing, clause))


def _hunted(thing: Thing, clause: Clause) -> Goal | Goals:
    if thing.name in ("cow", "food"):
        return Goal("eat", "cow", _few(thing, clause))
    if thing.name == "diamond":
        return Goal("collect", "diamond", _count(thing))
    return _fought(thing) or (None if thing.tool else _sought(thing, None))


def _fight(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) or [
        replace(thing, count=None) for thing in clause.behind("of", "to")
    ]
    if not things and clause.whole:
        things = [Thing("monster", many=True)]
    if not things and not clause.behind("for"):
        return [Goal("fight", "", 1 if clause.himself else clause.times or 1)]
    return all_goals(things, lambda thing: _struck(thing, clause))


def _struck(thing: Thing, clause: Clause) -> Goal | Goals:
    if thing.name == "cow":
        return (
            None
            if thing.vague and thing.count == _ALL
            else Goal("eat", "cow", 1 if thing.vague else _count(thing))
        )
    if thing.name in _SOLID and not thing.tool:
        return Goal("collect", item_of(thing), clause.times or _count(thing))
    return _fought(thing)


def _fought(thing: Thing) -> Goal | Goals:
    every = thing.many or (thing.vague and thing.count == _ALL)
    if every and thing.name in (*_FOES, "monster"):
        kinds = _FOES if thing.name == "monster" else (thing.name,)
        return [Goal("fight", kind, until=Condition(kind, "unseen")) for kind in kinds]
    count = min(_count(thing), _MANY) if thing.vague else _count(thing)
    if thing.name in ("zombie", "skeleton"):
        return Goal("fight", thing.name, count)
    return Goal("fight", "", count) if thing.name in ("monster", "everything") else None


def _sleep(clause: Clause, context: Context) -> Goals:
    if any(thing.name not in ("nap", "night", "sleep", "shelter") for thing in clause.objects):
        return None
    if clause.steps and not clause.objects:
        return [Goal("wait", count=clause.steps)]
    return [_SLEEP]


def _shelter(clause: Clause, context: Context) -> Goals:
    return (
        None
        if any(thing.name not in ("shelter", "night", "start") for thing in clause.objects)
        else [_SHELTER]
    )


def _seal(clause: Clause, context: Context) -> Goals:
    named = [thing for thing in clause.behind("of") if thing.name == "stone"]
    stones = named[0] if named else Thing("stone")
    # "fence in the plants"
    inside = [thing for thing in clause.behind("near") if thing.name in ("plant", "sapling")]
    names = {thing.name for thing in clause.objects or inside} or (
        {context.thing} if clause.pronoun else set()
    )
    if not names & {"cave", "path"} and (clause.himself or not names - {"shelter"}):
        return [_SHELTER]
    if names & {"sapling", "plant", "fruit"} or names & set(_BLOCKED):
        return [
            Goal(
                "place",
                "stone",
                stones.count or (SIDES if names & set(_PLANTED) or "plant" in names else 1),
            )
        ]
    return None


def _explore(clause: Clause, context: Context) -> Goals:
    direction = next((DIRECTIONS[move.direction] for move in clause.moves), None)
    things = clause.behind("for") or _objects(clause, context)
    held = [
        thing
        for thing in clause.behind("of")
        if is_target("collect", item_of(thing)) and not thing.tool
    ]
    if held and [thing.name for thing in things] == ["cave"]:
        things = held  # "a cave with iron"
    if not things:
        return [Goal("explore", direction=direction)] if not clause.behind("past") else None
    return all_goals(things, lambda thing: _sought(thing, direction))


def _find(clause: Clause, context: Context) -> Goals:
    """As exploring; but who says to find diamonds wants to have one."""
    things = clause.behind("for") or _objects(clause, context)
    if [thing.name for thing in things] == ["diamond"]:
        return _collect(clause, context)
    return _explore(clause, context)


def _play(clause: Clause, context: Context) -> Goals:
    if any(thing.name not in ("night", "start") for thing in clause.things) or clause.moves:
        return None
    if any(thing.name == "night" for thing in clause.things):
        return [Goal("play", until=Condition("morning", "is"))]
    return [Goal("play", count=clause.steps or clause.times or PLAY)]


def _touch(clause: Clause, context: Context) -> Goals:
    """What is not to be done to things that are not to be touched; a step only if it is to go
    somewhere.
    """
    return _go(clause, context) if clause.word.endswith("near") else None


def _sought(thing: Thing, direction: tuple[int, int] | None) -> Goal | None:
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
        "shelter": _SHELTER,
        "nap": _SLEEP,
        "start": Goal("go", "start"),
    }
    if thing.name in special:
        return special[thing.name]
    name = _SOUGHT.get(thing.name, thing.name)
    return Goal("explore", name, direction=direction) if is_target("explore", name) else None


def _wait(clause: Clause, context: Context) -> Goals:
    # "Behind the walls" asks for no way to go; near anything else does.
    places = [thing for thing in clause.behind("near") if thing.name != "shelter"]
    if (
        any(thing.name not in ("shelter", "cave", "start", "night") for thing in clause.objects)
        or places
        or clause.behind("for", "to", "past", "between")
        or clause.moves
    ):
        return None
    if clause.night and not clause.steps and not clause.times:
        return [Goal("wait", until=Condition("morning", "is"))]
    return [Goal("wait", count=clause.steps or clause.times or WAIT)]


VERBS: Mapping[str, Callable[[Clause, Context], Goals]] = {
    "collect": _collect,
    "get": _get,
    "harvest": _harvest,
    "make": _make,
    "place": _place,
    "plant": _plant,
    "go": _go,
    "walk": _walk,
    "follow": _follow,
    "flee": _flee,
    "eat": _eat,
    "drink": _drink,
    "hunt": _hunt,
    "fight": _fight,
    "sleep": _sleep,
    "shelter": _shelter,
    "seal": _seal,
    "explore": _explore,
    "find": _find,
    "wait": _wait,
    "play": _play,
    "touch": _touch,
}
