"""Plans that make sense now, for a person who looks for words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.holding import NIGHT_LIGHT
from agent.worlds.crafter.rules import COLLECT, MAKE, PLACE
from agent.worlds.crafter.view import MATERIAL_ID, View

_MOST = 4
_LOW = 4  # of a vital need
# items worth having; rarer ones are suggested first
_WANTED = {"tree": 5, "stone": 5, "coal": 2, "iron": 2, "diamond": 1}
_FOUND_IN = {"tree": "wood"}


def suggest(view: View, memory: Memory) -> list[str]:
    """Up to four short plans, the most pressing first.

    ``reading.read`` understands each of them whole.
    """
    if view.dead:
        return []
    ideas = dict.fromkeys(_ideas(view, memory))
    return list(islice(ideas, _MOST))


def _ideas(view: View, memory: Memory) -> Iterator[str]:
    yield from _survival(view, memory)
    yield from _crafts(view, memory)
    yield from _finds(view)
    if view.inventory["iron_pickaxe"] and not view.inventory["diamond"]:
        yield "find a diamond"
    yield from (f"explore {way}" for way in ("east", "north", "west", "south"))


def _survival(view: View, memory: Memory) -> Iterator[str]:
    have = view.inventory
    kinds = {creature.kind for creature in view.creatures}
    if have["drink"] <= _LOW:
        yield "drink some water" if memory.nearest("water") else "find water"
    if have["food"] <= _LOW:
        yield (
            "eat the ripe plant"
            if any(creature.ripe for creature in view.creatures)
            else "eat a cow"
        )
    if view.daylight < NIGHT_LIGHT or have["energy"] <= _LOW:
        yield "wall in and sleep until morning"
    for monster in ("zombie", "skeleton"):
        if monster in kinds:
            yield f"fight the {monster}" if have["health"] > _LOW else "wall yourself in"


def _crafts(view: View, memory: Memory) -> Iterator[str]:
    have = view.inventory
    for tool, recipe in reversed(tuple(MAKE.items())):
        beside = all(memory.nearest(station) is not None for station in recipe.nearby)
        if (
            not have[tool]
            and beside
            and all(have[item] >= count for item, count in recipe.uses.items())
        ):
            yield f"make {'an' if tool.startswith('iron') else 'a'} {tool.replace('_', ' ')}"
    for station in ("table", "furnace"):
        if memory.nearest(station) is None and all(
            have[item] >= count for item, count in PLACE[station].uses.items()
        ):
            yield f"place a {station}"
    if have["sapling"]:
        yield "plant the sapling"


def _finds(view: View) -> Iterator[str]:
    have = view.inventory
    for material, wanted in reversed(_WANTED.items()):
        item = _FOUND_IN.get(material, material)
        able = all(have[tool] for tool in COLLECT[material].require)
        if able and have[item] < wanted and (view.materials == MATERIAL_ID[material]).any():
            yield f"collect {wanted - have[item]} {item}" if wanted > 2 else f"mine the {item}"
    if (
        not have["sapling"]
        and "place_plant" not in view.unlocked
        and (view.materials == MATERIAL_ID["grass"]).any()
    ):
        yield "collect a sapling"
