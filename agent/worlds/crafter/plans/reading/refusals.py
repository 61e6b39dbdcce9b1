"""What a person refuses: "don't sleep", "leave the cow alone", "no fighting at night".

What was refused is ruled out in play, so a refusal must not be read more broadly than it was said.
What limits one is kept as a condition, or else the refusal is not read: a place, an amount, a
purpose, a manner, one thing among others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.reading import conditions
from agent.worlds.crafter.plans.reading.binding import bind_refused, link
from agent.worlds.crafter.plans.reading.clauses import Clause, Thing, clauses
from agent.worlds.crafter.plans.reading.connectives import TONIGHT
from agent.worlds.crafter.plans.reading.cutting import cut, is_filler
from agent.worlds.crafter.plans.reading.lexing import Word
from agent.worlds.crafter.plans.reading.meaning import meant
from agent.worlds.crafter.plans.reading.things import Context, Goals, all_goals, is_target, item_of
from agent.worlds.crafter.plans.reading.vocabulary import MATERIALS

# To leave one of these is to go out of it.
_LEFT = ("cave", "shelter", "start", "table", "furnace", "water", "sand", "grass", "path", "night")
# Negations that are followed by a thing.
SPARINGS = (
    "ignore", "leave", "skip", "spare", "forget", "stay away", "keep away", "stay clear",
    "steer clear", "keep clear", "keep off", "stay off", "keep out", "stay out", "hands off",
    "lay off",
)  # fmt: skip
# Those with which one keeps away from a thing that comes by itself, and does not only let it be.
AVOIDINGS = (
    "avoid", "avoiding", "stay away", "keep away", "stay clear", "steer clear", "keep clear",
    "keep off", "stay off", "away from", "far away from", "while avoiding",
    "keep your distance from", "keep a distance from",
)  # fmt: skip
_STOPS = ("stop", "quit", "cease", "cancel", "abort")
# What is stopped so is stopped for good.
_AT_ONCE = ("immediately", "right away", "at once", "asap", "as soon as possible")
_LEAVE = ("leave", "leaving", "let live", "let")
_EXCEPT = ("except", "except for")
_HEADED = ("go", "walk", "flee", "follow", "touch", "get")  # verbs that lead to a thing
_SOUGHT = ("explore", "find", "hunt")  # verbs whose thing stands behind "for"
# What may stand between other verbs and their thing: "mine for coal", "fight against zombies".
_BETWEEN: Mapping[str, Sequence[str]] = {
    "": ("of", "to", "past"), "collect": ("of", "to", "for"), "eat": ("of", "to"),
    "fight": ("of", "to"), "harvest": ("of",),
}  # fmt: skip
_CLOSED = ("seal", "shelter", "wait")  # verbs with an "in" behind them
_WATER = ("water", "drink")
_MEALS = ("cow", "food", "fruit", *_WATER)
_CREATURES = ("cow", "zombie", "skeleton", "monster")
_POINTING = ("this", "that", "these", "those", "nearest", "closest")
_SOME = 3  # the amount that "some" stands for
# Of what may stand behind a preposition.
_AIMS = {"noun", "tool", "direction", "self", "pronoun", "verb"}
_FAR = ("far", "further", "farther")
_NIGHT = Condition("night", "is")
_WASTES = ("waste", "wasting", "spend", "spending")
_SUBJECTS = ("we", "i", "you")
_LACKED = ("wood", "stone", "coal", "iron", "diamond")
COPULAS = frozenset({"is", "are", "be", "was", "should", "must", "shall", "can", "may", "would"})
ALLOWED = ("allowed", "ok", "okay", "permitted", "an option", "wanted", "good")


def refused(word: Word, rest: Sequence[Word], context: Context) -> list[Goal] | None:
    """The goals that the words behind a negation name, without counts; None if they name none or
    are not understood.

    Args:
        word: the negation.
        context: what was said before it, for "get wood but not stone".
    """
    if rest and rest[0].text in _WASTES:
        on = next(
            (
                at
                for at, other in enumerate(rest)
                if other.text in ("on", "for", "making", "building")
            ),
            len(rest),
        )
        rest = rest[on + 1 :]  # "don't waste wood on tables"
    places = any(other.senses.get("verb") == "place" for other in rest)
    if places and rest[-1].text == "down":
        rest = rest[:-1]  # "put a table down"
    found = [clause for clause in clauses(rest) if clause.verb or not clause.empty]
    if len(found) > 1 or any(_narrows(rest, at, word, found) for at in range(len(rest))):
        return None
    leaves = word.text in ("leave", "leaving")
    goals: list[Goal] = []
    for clause in found:
        left = leaves and (clause.moves or any(thing.name in _LEFT for thing in clause.things))
        if clause.strange or clause.early or left or _is_narrowed(clause):
            return None
        meaning = _meaning(
            clause, context, named=leaves or not context.verb or word.text not in ("not", "nor")
        )
        if not meaning:
            return None
        goals += meaning
    return as_refused(goals)


def as_refused(goals: Sequence[Goal]) -> list[Goal] | None:
    """Goals as they are refused, of no amount; None if there are none, or one is at a cell only."""
    if any(goal.at is not None for goal in goals):
        return None
    bare = []
    for goal in goals:
        count = 0 if goal.verb == "go" and not goal.target else 1
        bare.append(Goal(goal.verb, goal.target, count, goal.direction))
    return list(dict.fromkeys(bare)) or None


def limits(words: Sequence[Word], at: int) -> bool:
    """Whether the word at this place begins what limits a refusal: "at night", "until ..."."""
    word = words[at]
    if word.text in _EXCEPT:
        behind = words[at + 1 : at + 2]
        return any("hour" in word or "condition" in word for word in behind)
    return word.text in TONIGHT or cut(words, at) in ("hour", "condition", "before")


def limited(goals: Sequence[Goal], words: Sequence[Word]) -> list[Goal] | None:
    """Refused goals under all limits that the words name; None if one cannot be read or said."""
    left, found = list(goals), list(words)
    while found:
        word = found.pop(0)
        if is_filler(word) and "limit" not in word and word.text not in TONIGHT:
            continue
        joined = link(word)
        if word.text in _EXCEPT:
            joined = "unless"
            word = found.pop(0) if found and "condition" in found[0] else word
        elif "before" in word:
            joined = "until"
        elif "hour" in word:
            found.insert(0, word)
        elif word.text not in TONIGHT and "condition" not in word:
            return None
        thing = left[-1].target
        tonight = conditions.Found((_NIGHT,), 0) if word.text in TONIGHT else None
        told = tonight or conditions.find(found, thing, thing)
        bound = None if told is None else bind_refused(joined, told, left)
        if told is None or bound is None:
            return None
        left, found = bound, found[told.end :]
    return left


def _narrows(words: Sequence[Word], at: int, negation: Word, found: Sequence[Clause]) -> bool:
    """Whether a word makes what is refused less than its verb and things: "just", "nearest".

    One creature cannot be told from the next, and they move: "that zombie" stands for its kind.
    """
    word, behind = words[at], words[at + 1 :]
    if "prep" in word and not any(_AIMS & set(other.senses) for other in behind):
        closes = "particle" in word and any(clause.verb in _CLOSED for clause in found)  # "wall in"
        return not closes  # "with a friend"
    if "limit" not in word or (word.text == "alone" and negation.text in _LEAVE):
        return False
    if word.text in _POINTING:
        nouns = (other.senses["noun"] for other in behind if "noun" in other)
        return next(nouns, "") not in _CREATURES
    if word.text in _FAR:
        return not any(clause.moves for clause in found)  # "don't go further east"
    return not (word.text in _AT_ONCE and negation.text in _STOPS)


def _is_some(thing: Thing) -> bool:
    """Whether any of it is meant: "some meat"."""
    return thing.vague and thing.count == _SOME and thing.name in _MEALS


def _goes_without_saying(thing: Thing, clause: Clause) -> bool:
    """Whether what stands behind a preposition limits nothing: "kill a cow for food"."""
    if thing.prep == "of" and clause.verb in ("make", "get"):
        return thing.name in MATERIALS  # which tool is meant
    if thing.prep == "of" and clause.verb == "fight":
        return thing.name == "sword" and not thing.article  # "with your sword"
    return thing.name == "food" and thing.prep == "for"


def _is_narrowed(clause: Clause) -> bool:
    """Whether a clause says where, how much, or with what: "don't fight near the water"."""
    counts = [thing.count for thing in clause.things if not _is_some(thing)]
    counts += [clause.steps, clause.times]
    if any(count not in (None, 1) for count in counts):
        return True
    if any(move.count for move in clause.moves):
        return True
    if clause.here or clause.night or clause.whole:
        return True
    if clause.around or clause.between or clause.enough:
        return True
    preceded = (thing for thing in clause.things if thing.prep)
    behind = [thing for thing in preceded if not _goes_without_saying(thing, clause)]
    leads = clause.verb in ("", *_HEADED, *_SOUGHT)
    if clause.moves and (len(clause.moves) > 1 or not leads):
        return True
    if any(move.behind and clause.verb not in ("explore", "find") for move in clause.moves):
        return True
    if clause.verb in _HEADED:
        aims = ["to"] if clause.moves or clause.verb == "flee" else ["to", "near"]
        aims += ["of"] if clause.verb in ("flee", "walk") else []  # "run from the zombie"
        if not behind:
            return False
        return len(clause.things) > 1 or behind[0].prep not in aims
    if clause.verb in _SOUGHT:
        return any(thing.prep != "for" for thing in behind)
    if clause.verb == "drink":
        return any(thing.name not in _WATER for thing in behind)
    between = _BETWEEN.get(clause.verb, ())
    misplaced = any(thing.prep not in between for thing in behind)
    return misplaced or bool(behind and clause.objects)


def is_lack(head: Sequence[Word], rest: Sequence[Word]) -> bool:
    """Whether the words round a negation tell what one has not: "we don't have a pickaxe", "don't
    have wood? ...".
    """
    if not rest or rest[0].text not in ("have", "got"):
        return False
    return bool(head and head[-1].text in _SUBJECTS) or any(
        "tool" in word or word.senses.get("noun") in _LACKED for word in rest
    )


def disallowed(head: Sequence[Word], rest: Sequence[Word]) -> list[Goal] | None:
    """The goals of "sleeping is not allowed": the words before the negation and behind it."""
    if not head or head[-1].text not in COPULAS:
        return None
    if any(word.text not in ALLOWED for word in rest):
        return None
    found = [clause for clause in clauses(head[:-1]) if clause.verb or not clause.empty]
    if len(found) != 1 or found[0].strange:
        return None
    return _meaning(found[0], Context(), named=True)


def _meaning(clause: Clause, context: Context, *, named: bool) -> list[Goal] | None:
    clause = replace(clause, things=[replace(thing, many=False) for thing in clause.things])
    things = clause.things
    if not things and clause.pronoun and context.thing:
        things = [Thing(context.thing)]
    if clause.verb == "touch" or (not clause.verb and things and (named or not context.verb)):
        return _spared(things)
    tools = bool(things) and all(thing.tool for thing in things)
    if tools and clause.verb in ("make", "get", "place"):
        return [goal for thing in things for goal in _barred_tools(thing)]
    goals = meant(clause, Context(thing=context.thing, verb=context.verb))
    if goals in ([Goal("go", "cave")], [Goal("go", "lava")]):
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
