"""A goal in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from agent.core.goals import Condition, Goal, Reading
from agent.worlds.crafter.rules import VITALS
from agent.worlds.crafter.view import MATERIAL_ID, View

DIRECTIONS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "north": (0, -1), "south": (0, 1), "east": (1, 0), "west": (-1, 0),
        "north-east": (1, -1), "north-west": (-1, -1), "south-east": (1, 1), "south-west": (-1, 1),
    }
)  # fmt: skip
_NAMES = {direction: name for name, direction in DIRECTIONS.items()}
_SOUGHT = {
    "drink": "a drink",
    "tree": "trees",
    "sapling": "saplings",
    "cow": "cows",
    "diamond": "diamonds",
}
_PLACED = {"plant": "sapling"}


def describe(goal: Goal) -> str:
    """A goal as a person would write it, such as "collect 5 wood until morning"; ``reading.read``
    gives the goal back.
    """
    words = _action(goal) + _where(goal)
    if goal.when is not None:
        words = f"{'if' if goal.skip else 'when'} {state(goal.when)}, {words}"
    return words if goal.until is None else f"{words} until {state(goal.until)}"


def _where(goal: Goal) -> str:
    """Where its cell is: " here", " at 3 east 2 north"; "" for none."""
    back = goal.verb == "go" and not goal.target and goal.at == (0, 0)
    if goal.at is None or back:
        return ""
    if goal.at == (0, 0) and goal.verb in ("place", "shelter"):
        return " here"
    (east, south), parts = goal.at, []
    if east or not south:
        parts.append(f"{abs(east)} {'west' if east < 0 else 'east'}")
    if south:
        parts.append(f"{abs(south)} {'north' if south < 0 else 'south'}")
    return f" at {' '.join(parts)}"


def describe_all(reading: Reading) -> list[str]:
    """All that a plan was understood to say: its goals in order, then what holds throughout.

    ``reading.read`` gives the same back from these, parted by full stops.
    """
    goals = [describe(goal) for goal in reading.goals]
    standing = [
        f"whenever {state(goal.when)}: {describe(replace(goal, when=None, skip=False))}"
        for goal in reading.standing
        if goal.when
    ]
    return [*goals, *standing, *(f"not: {refusal(goal)}" for goal in reading.refused)]


def target(goal: Goal, view: View) -> str:
    """The material, item or creature that a goal is about; "" for none."""
    return goal.target


def refusal(goal: Goal) -> str:
    """What is not to be done, without the "not": "sleep", "go south when it is night"."""
    # "don't sleep until morning" ends in the morning
    whole = goal.verb == "sleep" and goal.until is None
    words = "sleep" if whole else describe(replace(goal, when=None))
    return words if goal.when is None else f"{words} when {state(goal.when)}"


def state(condition: Condition) -> str:
    """A condition in words: "you have at least 3 wood", "it is night", "you see a cow"."""
    thing, amount = condition.subject.replace("_", " "), condition.amount
    match condition.relation:
        case "at least" | "at most" if condition.subject in VITALS:
            return f"{thing} is {condition.relation} {amount}"
        case "at least" | "at most":
            return f"you have {condition.relation} {amount} {thing}"
        case "is":
            return "you are awake" if thing == "awake" else f"it is {thing}"
        case "seen" | "unseen":
            known = (
                "a ripe plant"
                if thing == "ripe"
                else thing
                if thing in MATERIAL_ID
                else _counted(1, thing)
            )
            return f"you {'see' if condition.relation == 'seen' else 'do not see'} {known}"


def _action(goal: Goal) -> str:
    thing = goal.target.replace("_", " ")
    match goal.verb:
        case "collect" if goal.target == "drink":
            return "drink water" if goal.count == 1 else f"drink {goal.count} times"
        case "collect":
            return f"collect {goal.count} {thing}"
        case "place":
            return f"place {_counted(goal.count, _PLACED.get(thing, thing))}"
        case "make":
            return f"make {_counted(goal.count, thing)}"
        case "eat":
            return f"eat {_counted(goal.count, thing)}" if thing else _times("eat food", goal.count)
        case "fight":
            return f"fight {_counted(goal.count, thing or 'monster')}"
        case "go":
            return _go(goal, thing)
        case "explore":
            heading = compass(goal.direction)
            return " ".join(
                part
                for part in ("explore", heading, "for" if thing else "", _SOUGHT.get(thing, thing))
                if part
            )
        case "wait" if goal.count == 1 and goal.until is not None:
            return "wait"
        case "wait":
            return f"wait {_steps(goal.count)}"
        case "sleep":
            return "sleep until morning" if goal.until is None else "rest"
        case "shelter":
            return "wall in"
        case "flee":
            return "run away"
        case "play" if goal.count == 1 and goal.until is not None:
            return "play on"
        case "play":
            return f"play on for {_steps(goal.count)}"


def compass(direction: tuple[int, int] | None) -> str:
    """The name of a unit step, "" for none."""
    return _NAMES.get(direction, "") if direction else ""


def _go(goal: Goal, thing: str) -> str:
    if goal.at is not None and not thing:
        return "go to the spot" if goal.at != (0, 0) else "go back to where the plan began"
    parts = ["go"]
    if goal.direction:
        parts += [_steps(goal.count)] if goal.count > bool(thing) else []
        parts.append(compass(goal.direction))
    if thing:
        parts.append(f"to the {thing}")
    return " ".join(parts)


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"


def _times(verb: str, count: int) -> str:
    return verb if count == 1 else f"{verb} {count} times"


def _counted(count: int, noun: str) -> str:
    if count == 1:
        return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    return f"{count} {noun}s"
