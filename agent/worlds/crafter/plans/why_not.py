"""Why an action did nothing of what it is meant to do, from the rules alone."""

from __future__ import annotations

from collections.abc import Mapping

from agent.worlds.crafter.events import steps_onto
from agent.worlds.crafter.plans.words import listed, some
from agent.worlds.crafter.rules import (
    ACTIONS,
    COLLECT,
    DO,
    MAKE,
    MAX_ITEM,
    MOVES,
    NOOP,
    PLACE,
    SLEEP,
)
from agent.worlds.crafter.view import View

_PLACED = {"plant": "a sapling", "stone": "a stone"}
_ENERGY = MAX_ITEM["energy"]


def missed(before: View, action: int, after: View) -> str:
    """Why an action that was played did not do what it is meant to, as a sentence for whoever chose
    it; "" if it did.
    """
    if reason := why_not(before, action):
        return reason
    took_grass = action == DO and before.faced == "grass"
    if took_grass and after.inventory["sapling"] == before.inventory["sapling"]:
        return "Nothing came out of the grass. About every tenth try gives a sapling: try again."
    return ""


def why_not(view: View, action: int) -> str | None:
    """Why an action cannot do what it is meant to; None if it can.

    A move against something that only turns the player is what it is meant to be.
    """
    if view.asleep and view.inventory["energy"] < _ENERGY and action not in (NOOP, SLEEP):
        return (
            f"You are asleep, until you are rested (energy {view.inventory['energy']} of "
            f"{_ENERGY}) or something wakes you."
        )
    if action in MOVES:
        return _moving(view, MOVES[action])
    if action == DO:
        return _taking(view)
    if action == SLEEP and view.inventory["energy"] >= _ENERGY and not view.asleep:
        return f"You are fully rested (energy {_ENERGY} of {_ENERGY}), so you cannot sleep yet."
    verb, _, name = ACTIONS[action].partition("_")
    if verb == "place":
        return _placing(view, name)
    if verb == "make":
        return _making(view, name)
    return None


def _moving(view: View, direction: tuple[int, int]) -> str | None:
    if direction != view.facing or steps_onto(view, direction):
        return None
    if view.faced == "outside":
        return "This is the edge of the world."
    return f"{some(view.faced).capitalize()} is in the way."


def _taking(view: View) -> str | None:
    creature = view.creature(*view.facing)
    if creature is not None:
        if creature.kind == "plant" and not creature.ripe:
            return "The plant is not ripe yet. Leave it alone until it is."
        return "An arrow cannot be taken." if creature.kind == "arrow" else None
    rule = COLLECT.get(view.faced)
    if rule is None:
        if view.faced == "outside":
            return "This is the edge of the world: there is nothing to take."
        return f"There is nothing to take from {some(view.faced)}."
    lacks = [some(tool) for tool, count in rule.require.items() if view.inventory[tool] < count]
    if lacks:
        return f"{view.faced.capitalize()} needs {listed(lacks)}, and you have none."
    (item,) = rule.receive
    if view.inventory[item] >= MAX_ITEM[item]:
        if item == "drink":
            return (
                f"You are not thirsty (drink {MAX_ITEM[item]} of {MAX_ITEM[item]})."
                if "collect_drink" in view.unlocked
                else None
            )
        return f"You carry {MAX_ITEM[item]} {item} already, and no more fits."
    return None


def _placing(view: View, name: str) -> str | None:
    rule = PLACE[name]
    thing = _PLACED.get(name, some(name))
    if lack := _lacking(view, rule.uses):
        return f"{thing.capitalize()} takes {lack}"
    if view.creature(*view.facing) is not None:
        return f"{some(view.faced).capitalize()} stands where you want to place {thing}."
    if view.faced not in rule.where:
        where = listed(sorted(rule.where), "or")
        return f"{thing.capitalize()} can be placed on {where}, and you face {some(view.faced)}."
    return None


def _making(view: View, name: str) -> str | None:
    rule = MAKE[name]
    around = {view.material(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    for station in rule.nearby:
        if station not in around:
            takes = listed([f"{count} {item}" for item, count in PLACE[station].uses.items()])
            return f"You need {some(station)} nearby. Place one first ({takes})."
    if lack := _lacking(view, rule.uses):
        return f"{some(name).capitalize()} needs {lack}"
    if view.inventory[name] >= MAX_ITEM[name]:
        return f"You carry {MAX_ITEM[name]} of these already, and no more fit."
    return None


def _lacking(view: View, uses: Mapping[str, int]) -> str:
    """What is used and what there is of it: "1 wood and 1 stone; you have no stone."; "" if there
    is enough.
    """
    held = view.inventory
    lacks = [item for item, count in uses.items() if held[item] < count]
    if not lacks:
        return ""
    takes = listed([f"{count} {item}" for item, count in uses.items()])
    if len(uses) == 1:
        (item,) = uses
        return f"{takes}; you have {held[item] or 'none'}."
    if len(lacks) == 2 and len(uses) == 2 and not any(held[item] for item in lacks):
        return f"{takes}; you have neither."
    have = listed([f"{held[item] or 'no'} {item}" for item in lacks])
    return f"{takes}; you have {have}."
