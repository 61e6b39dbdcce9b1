"""The goals of each verb, from the things and directions of its clause.

"wait" alone is 5 steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.plans.reading.clauses import Clause, Move, Thing
from agent.worlds.crafter.plans.reading.things import (
    FEW,
    PLANTED,
    SHELTER,
    SLEEP,
    Context,
    Goals,
    all_goals,
    collected,
    consumed,
    had,
    how_many,
    how_often,
    hunted,
    is_target,
    item_of,
    made,
    placed,
    sought,
    struck,
)

PLAY = 100  # steps that the planner plays on by itself when no number is said
WAIT = 5  # steps of a "wait" that does not say how long
SIDES = 4  # stones that close something in
MOVING = ("cow", "zombie", "skeleton")
_RETURNS = ("come back", "return", "go back", "walk back", "run back", "head back", "get back")

PLACE_NAME = {
    "wood": "tree",
    "drink": "water",
    "sapling": "plant",
    "fruit": "plant",
    "food": "cow",
}
_MEALS = ("cow", "plant", "fruit")
_FLED = ("zombie", "skeleton", "monster", "cow", "night")
_BLOCKED = ("cave", "path", "zombie", "skeleton", "monster", "water", "lava", "cow")
_WORK = {"mining": "stone", "quarrying": "stone", "chopping": "wood", "logging": "wood"}


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


def _moves(moves: Sequence[Move]) -> list[Goal]:
    return [
        Goal("go", count=move.count or 0, direction=DIRECTIONS[move.direction]) for move in moves
    ]


def _collect(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) or [
        replace(thing, count=None) for thing in clause.behind("of", "to", "near", "for")
    ]
    if not things and clause.word in _WORK and not clause.moves:
        return [Goal("collect", _WORK[clause.word], clause.times or FEW)]
    if not things:
        return _moves(clause.moves) or None
    return all_goals(things, lambda thing: collected(thing, clause, context))


def _get(clause: Clause, context: Context) -> Goals:
    if not clause.objects and clause.behind("to", "near"):
        return _go(clause, context)
    things = _objects(clause, context)
    if not things:
        return _moves(clause.moves) or None
    return all_goals(things, lambda thing: had(thing, clause, context))


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
    return all_goals(things, lambda thing: made(thing, context))


def _place(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context)
    if (
        clause.himself
        and not clause.between
        and clause.cell is None
        and any(thing.name == "stone" for thing in things)
    ):
        return [SHELTER]
    return all_goals(things, placed)


def _plant(clause: Clause, context: Context) -> Goals:
    things = clause.objects or [Thing("sapling")]
    return all_goals(
        things,
        lambda thing: (
            Goal("place", "plant", 1 if thing.vague else how_many(thing))
            if thing.name in PLANTED
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
        return [SHELTER if name == "shelter" else SLEEP]
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
    return all_goals(things, lambda thing: consumed(thing, clause))


def _drink(clause: Clause, context: Context) -> Goals:
    things = clause.objects or [Thing("water")]
    return all_goals(
        things,
        lambda thing: (
            Goal("collect", "drink", how_often(thing, clause))
            if thing.name in ("water", "drink")
            else None
        ),
    )


def _hunt(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) + clause.behind("for") or [Thing("cow")]
    return all_goals(things, lambda thing: hunted(thing, clause))


def _fight(clause: Clause, context: Context) -> Goals:
    things = _objects(clause, context) or [
        replace(thing, count=None) for thing in clause.behind("of", "to")
    ]
    if not things and clause.whole:
        things = [Thing("monster", many=True)]
    if not things and not clause.behind("for"):
        return [Goal("fight", "", 1 if clause.himself else clause.times or 1)]
    return all_goals(things, lambda thing: struck(thing, clause))


def _sleep(clause: Clause, context: Context) -> Goals:
    if any(thing.name not in ("nap", "night", "sleep", "shelter") for thing in clause.objects):
        return None
    if clause.steps and not clause.objects:
        return [Goal("wait", count=clause.steps)]
    return [SLEEP]


def _shelter(clause: Clause, context: Context) -> Goals:
    return (
        None
        if any(thing.name not in ("shelter", "night", "start") for thing in clause.objects)
        else [SHELTER]
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
        return [SHELTER]
    if names & {"sapling", "plant", "fruit"} or names & set(_BLOCKED):
        return [
            Goal(
                "place",
                "stone",
                stones.count or (SIDES if names & set(PLANTED) or "plant" in names else 1),
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
    return all_goals(things, lambda thing: sought(thing, direction))


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
