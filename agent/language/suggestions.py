"""Plans that make sense now, for a person who looks for words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import COLLECT, MAKE, PLACE
from agent.worlds.crafter.view import MATERIAL_ID, View

MAX_SUGGESTIONS = 4
LOW = 4  # of a vital need
DARK = 0.5  # daylight under which zombies abound
_ORES = ("diamond", "iron", "coal", "stone", "tree")
_ITEM_OF = {"tree": "wood"}
_WANTED = {"wood": 5, "stone": 5, "coal": 2, "iron": 2, "diamond": 1}


def suggest(view: View, memory: Memory) -> list[str]:
    """Up to four short plans, the most pressing first; ``reading.read`` understands each."""
    return list(islice(dict.fromkeys(_ideas(view, memory)), MAX_SUGGESTIONS))


def _ideas(view: View, memory: Memory) -> Iterator[str]:
    have = view.inventory
    kinds = [creature.kind for creature in view.creatures]
    if have["drink"] <= LOW:
        yield "drink 5 times" if memory.nearest("water") else "explore for water"
    if have["food"] <= LOW:
        yield "eat a cow"
    if view.daylight < DARK:
        yield "wall in and sleep until morning"
    if "zombie" in kinds and have["health"] > LOW:
        yield "fight the zombie"
    yield from _crafts(view, memory)
    if "skeleton" in kinds and have["stone_sword"]:
        yield "fight the skeleton"
    for material in _ORES:
        item = _ITEM_OF.get(material, material)
        able = all(have[tool] for tool in COLLECT[material].require)
        if able and have[item] < _WANTED[item] and (view.materials == MATERIAL_ID[material]).any():
            yield f"collect {_WANTED[item] - have[item]} {item}"
    if have["sapling"]:
        yield "plant the sapling"
    if have["energy"] <= LOW:
        yield "wall in and sleep until morning"
    if have["iron_pickaxe"] and not have["diamond"]:
        yield "find a diamond"
    yield "find a sapling in the grass" if not have["sapling"] and "place_plant" not in view.unlocked else "explore east"
    yield from (f"explore {way}" for way in ("north", "west", "south"))


def _crafts(view: View, memory: Memory) -> Iterator[str]:
    have = view.inventory
    for name in ("table", "furnace"):
        known = memory.nearest(name) is not None
        if not known and all(have[item] >= count for item, count in PLACE[name].uses.items()):
            yield f"place a {name}"
    for tool, recipe in MAKE.items():
        stations = all(memory.nearest(station) is not None for station in recipe.nearby)
        if not have[tool] and stations and all(have[item] >= count for item, count in recipe.uses.items()):
            yield f"make {'an' if tool.startswith('iron') else 'a'} {tool.replace('_', ' ')}"
