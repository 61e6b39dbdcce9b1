"""What has to be had before a goal can be done: tools, items, a table or furnace at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce

import numpy as np

from agent.core.goals import Goal
from agent.worlds.crafter.rules import COLLECT, MAKE, PLACE
from agent.worlds.crafter.scene.navigation import Grid, Way
from agent.worlds.crafter.scene.scene import SOURCES, Scene

# actions that are worth walking back to a table or furnace when another takes collecting for
STATION_REACH = 40
SPARE_REACH = 10  # the same when all that another takes is held
_RARITY = {"diamond": 5, "iron": 4, "coal": 3, "stone": 2, "wood": 1}
_DEPTH = 6  # the longest chain of needs, from a diamond down to wood, with room to spare


def chain(scene: Scene, goal: Goal) -> tuple[Goal, ...]:
    """What is to be done for a goal, in order: what is missing first, the goal last."""
    goals = [goal]
    while len(goals) <= _DEPTH and (missing := _missing(scene, goals[0])) is not None:
        goals.insert(0, missing)
    return tuple(goals)


def first_need(scene: Scene, goal: Goal) -> Goal:
    """The goal to do now on the way to ``goal``: itself if nothing is missing, else what is missing
    first.
    """
    return chain(scene, goal)[0]


def _missing(scene: Scene, goal: Goal) -> Goal | None:
    if goal.verb == "collect" and goal.target in SOURCES:
        require = COLLECT[SOURCES[goal.target]].require
        missing = [tool for tool in require if not scene.has(tool)]
        return Goal("make", missing[0]) if missing else None
    if goal.verb == "place" and goal.target in PLACE:
        return _short(scene, PLACE[goal.target].uses)
    if goal.verb == "make" and goal.target in MAKE:
        return _missing_for_recipe(scene, goal)
    return None


def _missing_for_recipe(scene: Scene, goal: Goal) -> Goal | None:
    """Items first, then the station to build, where those known are too far away."""
    recipe = MAKE[goal.target]
    can_build = _short(scene, _with_stations(recipe.uses, recipe.nearby)) is None
    reach = SPARE_REACH if can_build else STATION_REACH
    if _within(at_stations(scene, recipe.nearby), reach):
        return _short(scene, recipe.uses)
    usable = [name for name in recipe.nearby if _within(at_stations(scene, (name,)), reach)]
    building = [name for name in recipe.nearby if name not in usable[:1]]
    short = _short(scene, _with_stations(recipe.uses, building))
    return Goal("place", building[0]) if short is None else short


def _within(way: Way | None, reach: int) -> bool:
    return way is not None and way.steps <= reach


def _with_stations(uses: Mapping[str, int], stations: Iterable[str]) -> dict[str, int]:
    """What a recipe takes together with building these stations."""
    total = Counter(uses)
    for name in stations:
        total.update(PLACE[name].uses)
    return dict(total)


def _short(scene: Scene, uses: Mapping[str, int]) -> Goal | None:
    """What is to be collected first of these items, the rarest first; None if all are held."""
    for item in sorted(uses, key=lambda name: _RARITY.get(name, 0), reverse=True):
        if scene.items[item] < uses[item]:
            return Goal("collect", item, uses[item] - scene.items[item])
    return None


def grown(mask: Grid, reach: int) -> Grid:
    """A (64, 64) bool mask with every cell within a Chebyshev distance added."""
    wide = mask.copy()
    for _ in range(reach):
        more = wide.copy()
        more[1:] |= wide[:-1]
        more[:-1] |= wide[1:]
        wide = more.copy()
        wide[:, 1:] |= more[:, :-1]
        wide[:, :-1] |= more[:, 1:]
    return wide


def at_stations(scene: Scene, names: tuple[str, ...]) -> Way | None:
    """The cheapest way to stand where all of these stations are at hand."""
    masks = [scene.known(name) for name in names]
    if not all(mask.any() for mask in masks):
        return None
    spots = reduce(np.logical_and, [grown(mask, 1) for mask in masks])
    spots[0, :] = spots[:, 0] = False  # Crafter finds no station from its north and west edges
    return scene.stand(spots)
