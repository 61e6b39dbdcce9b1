"""The order in which tools and achievements are worked for."""

from __future__ import annotations

from agent.core.goals import Goal
from agent.worlds.crafter.rules import PLACE
from agent.worlds.crafter.scene.explore import searching
from agent.worlds.crafter.scene.garden import gaps, unfenced
from agent.worlds.crafter.scene.needs import at_stations, first_need
from agent.worlds.crafter.scene.scene import Scene

_NEARBY = 6
NIGHT_STONES = 8  # held by nightfall: enough to close in anywhere
_EVENING_REACH = 25
_PATIENCE = 30  # steps that are waited for a plant at a time


def next_rung(scene: Scene, current: Goal | None) -> Goal | None:
    """The next primitive goal of the ladder; None when nothing is left to work for."""
    aim = _aim(scene, current)
    if aim is None:
        return None
    need = first_need(scene, aim)
    if need.verb == "collect" and scene.way(need.target) is None:
        return searching(scene, need, need.target, current)
    return need


def _aim(scene: Scene, current: Goal | None) -> Goal | None:
    items = scene.items
    if not scene.has("wood_pickaxe"):
        if at_stations(scene, ("table",)) is None and items["wood"] < 4:
            return Goal("collect", "wood", 4 - items["wood"])
        return Goal("make", "wood_pickaxe")
    if not scene.has("wood_sword"):
        return Goal("make", "wood_sword")
    tools = [tool for tool in ("stone_pickaxe", "stone_sword") if not scene.has(tool)]
    if tools:
        if items["wood"] < 6 and scene.steps_to("wood") <= _NEARBY and not items["stone"]:
            return Goal("collect", "wood", 6 - items["wood"])
        if items["stone"] <= len(tools):
            return Goal("collect", "stone", len(tools) + 1 - items["stone"])
        return Goal("make", tools[0])
    if scene.lacks("place_stone"):
        return Goal("place", "stone")
    if scene.lacks("place_furnace") and items["stone"] >= PLACE["furnace"].uses["stone"]:
        return Goal("place", "furnace")
    if (
        scene.lacks("collect_diamond")
        and scene.has("iron_pickaxe")
        and scene.way("diamond") is not None
    ):
        return Goal("collect", "diamond")
    gardening = _gardening(scene, current)
    if gardening is not None:
        return gardening
    missing = [tool for tool in ("iron_pickaxe", "iron_sword") if not scene.has(tool)]
    wood = PLACE["table"].uses["wood"] + len(missing)
    if missing and items["wood"] < wood and scene.steps_to("wood") <= _NEARBY:
        return Goal("collect", "wood", wood - items["wood"])
    evening = scene.phase > 110 and not scene.dark
    enough = NIGHT_STONES if evening else 5
    short = items["stone"] < enough - (
        -1 if _is(current, "collect", "stone") else 2 if scene.dark else 0
    )
    if short and scene.steps_to("stone") <= (_EVENING_REACH if evening else 8):
        return Goal("collect", "stone", enough + 1 - items["stone"])
    if scene.lacks("place_furnace") and (not evening or items["stone"] >= NIGHT_STONES):
        return Goal("place", "furnace")
    return _metal(scene, current)


def _gardening(scene: Scene, current: Goal | None) -> Goal | None:
    """A sapling, planted by day and fenced with stones."""
    if not scene.lacks("eat_plant") and scene.items["food"] > 5:
        return None
    stones = scene.items["stone"]
    plant = unfenced(scene)
    if plant is not None and not scene.dark:
        needed = len(gaps(scene, plant))
        if stones >= needed or (stones and _is(current, "place", "stone")):
            return Goal("place", "stone", needed)
        return Goal("collect", "stone", needed - stones) if scene.steps_to("stone") <= 12 else None
    if scene.plants or scene.phase > 130 or not scene.lacks("eat_plant"):
        return None
    if scene.has("sapling"):
        if stones >= 2 or _is(current, "place", "plant"):
            return Goal("place", "plant")
        return Goal("collect", "stone", 4 - stones) if scene.steps_to("stone") <= 12 else None
    if stones >= 2 and scene.steps_to("sapling") <= 15:
        return Goal("collect", "sapling")
    return None


def _is(current: Goal | None, verb: str, target: str) -> bool:
    return current is not None and (current.verb, current.target) == (verb, target)


def _metal(scene: Scene, current: Goal | None) -> Goal | None:
    """Coal and iron for the iron tools, then the diamond; the nearest that is known first."""
    missing = [tool for tool in ("iron_pickaxe", "iron_sword") if not scene.has(tool)]
    if missing and scene.items["iron"] and scene.items["coal"]:
        return Goal("make", missing[0])
    wanted = []
    if missing:
        wanted += [ore for ore in ("coal", "iron") if scene.items[ore] < len(missing)]
    if scene.has("iron_pickaxe") and scene.lacks("collect_diamond"):
        wanted.append("diamond")
    if not wanted:
        return _rest(scene)
    known = [item for item in wanted if scene.way(item) is not None]
    if known:
        best = min(
            known,
            key=lambda item: scene.steps_to(item) - (6 if _is(current, "collect", item) else 0),
        )
        return Goal("collect", best)
    return Goal("collect", wanted[-1])


def _rest(scene: Scene) -> Goal | None:
    """What is left without an ore: fights, and waiting for the plant."""
    if scene.lacks("defeat_skeleton"):
        return Goal("fight", "skeleton")
    if scene.lacks("defeat_zombie"):
        return Goal("fight", "zombie")
    if scene.home is None:
        return None
    if not scene.near_home[scene.position]:
        return Goal("go", "plant")
    return Goal("wait", count=_PATIENCE) if scene.sealed else Goal("shelter")
