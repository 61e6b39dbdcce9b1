"""What a person refuses: "don't sleep", "leave the cow alone", "stay away from zombies", "no fighting"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.core.goals import Goal
from agent.worlds.crafter.plans.reading.clauses import Clause, Thing, clauses
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.meaning import Context, Goals, all_goals, is_target, item_of, meant
from agent.worlds.crafter.plans.reading.vocabulary import MATERIALS

# To leave one of these is to go out of it.
_LEFT = ("cave", "shelter", "start", "table", "furnace", "water", "sand", "grass", "path", "night")
# Negations that are followed by a thing.
SPARINGS = (
    "ignore", "leave", "skip", "spare", "forget", "stay away", "keep away", "stay clear", "steer clear", "keep clear",
    "keep off", "stay off", "keep out", "stay out", "hands off", "lay off",
)  # fmt: skip
_WASTES = ("waste", "wasting", "spend", "spending")
_SUBJECTS = ("we", "i", "you")
_LACKED = ("wood", "stone", "coal", "iron", "diamond")
COPULAS = frozenset({"is", "are", "be", "was", "should", "must", "shall", "can", "may", "would"})
ALLOWED = ("allowed", "ok", "okay", "permitted", "an option", "wanted", "good")


def refused(word: Word, rest: Sequence[Word], context: Context) -> list[Goal] | None:
    """The goals that the words behind a negation name, without counts; None if they name none or are not understood.

    Args:
        word: the negation.
        context: what was said before it, for "get wood but not stone".
    """
    if rest and rest[0].text in _WASTES:
        on = next((at for at, other in enumerate(rest) if other.text in ("on", "for", "making", "building")), len(rest))
        rest = rest[on + 1 :]  # "don't waste wood on tables"
    found = [clause for clause in clauses(rest) if clause.verb or not clause.empty]
    leaves = word.text in ("leave", "leaving")
    goals: list[Goal] = []
    for clause in found:
        if clause.strange or clause.early or (leaves and (clause.moves or any(thing.name in _LEFT for thing in clause.things))):
            return None
        meaning = _meaning(clause, context, named=leaves or not context.verb or word.text not in ("not", "nor"))
        if not meaning:
            return None
        goals += [replace(goal, count=0 if goal.verb == "go" and not goal.target else 1, until=None) for goal in meaning]
    return list(dict.fromkeys(goals)) or None


def is_lack(head: Sequence[Word], rest: Sequence[Word]) -> bool:
    """Whether the words round a negation tell what one has not: "we don't have a pickaxe", "don't have wood? ..."."""
    if not rest or rest[0].text not in ("have", "got"):
        return False
    return bool(head and head[-1].text in _SUBJECTS) or any(
        "tool" in word or word.senses.get("noun") in _LACKED for word in rest
    )


def disallowed(head: Sequence[Word], rest: Sequence[Word]) -> list[Goal] | None:
    """The goals of "sleeping is not allowed": the words before the negation and behind it."""
    if not head or head[-1].text not in COPULAS or any(word.text not in ALLOWED for word in rest):
        return None
    found = [clause for clause in clauses(head[:-1]) if clause.verb or not clause.empty]
    if len(found) != 1 or found[0].strange:
        return None
    return _meaning(found[0], Context(), named=True)


def _meaning(clause: Clause, context: Context, *, named: bool) -> list[Goal] | None:
    clause = replace(clause, things=[replace(thing, many=False) for thing in clause.things])
    things = clause.things or ([Thing(context.thing)] if clause.pronoun and context.thing else [])
    if clause.verb == "touch" or (not clause.verb and things and (named or not context.verb)):
        return _spared(things)
    if clause.verb in ("make", "get", "place") and things and all(thing.tool for thing in things):
        return [goal for thing in things for goal in _barred_tools(thing)]
    goals = meant(clause, Context(thing=context.thing, verb=context.verb))
    if goals and goals[0].verb == "go" and goals[0].target in ("cave", "lava"):
        return [*goals, Goal("explore", goals[0].target)]
    return goals


def _spared(things: Sequence[Thing]) -> Goals:
    """What is not to be done when things are to be left alone."""
    return all_goals(things, _sparing)


def _sparing(thing: Thing) -> Goal | Goals:
    name, item = thing.name, item_of(thing)
    if thing.tool:
        return _barred_tools(thing)
    if name == "cow":
        return Goal("eat", "cow")
    if name in ("zombie", "skeleton", "monster"):
        return Goal("fight", "" if name == "monster" else name)
    if name in ("plant", "fruit", "sapling"):
        return [Goal("eat", "plant"), Goal("collect", "sapling")]
    if name == "food":
        return Goal("eat")
    if name in ("table", "furnace"):
        return Goal("place", name)
    if name in ("nap", "shelter"):
        return Goal("sleep") if name == "nap" else Goal("shelter")
    if name in ("cave", "lava", "sand", "path"):
        return [Goal("go", name), Goal("explore", name)]
    return Goal("collect", item) if is_target("collect", item) else None


def _barred_tools(thing: Thing) -> list[Goal]:
    """Every tool that is meant when none is to be made: of all materials unless one is said."""
    kinds = ("pickaxe", "sword") if thing.name == "tools" else (thing.name,)
    materials = (thing.material,) if thing.material else MATERIALS
    return [Goal("make", f"{material}_{kind}") for material in materials for kind in kinds]
