"""What stands in the way of a person's plan, as far as a player can tell: said at once, so that
nobody waits in vain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from agent.core.goals import Goal, Reading
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.holding import material_of
from agent.worlds.crafter.plans.words import listed
from agent.worlds.crafter.rules import COLLECT, MAKE, MAX_ITEM, PLACE
from agent.worlds.crafter.view import MATERIAL_ID, MATERIALS, View


def obstacles(reading: Reading, view: View, memory: Memory) -> list[str]:
    """Sentences about what has to come first, has to be found, or cannot be; empty if nothing is
    known to be in the way.

    Each goal is looked at as if the ones before it had been reached.
    """
    ahead = _Ahead(view, memory)
    found: list[str] = []
    for goal in reading.goals:
        if goal.when is None and goal.until is None:
            found += ahead.obstacles(goal)
        ahead.reach(goal)
    return list(dict.fromkeys(found))


class _Ahead:
    """What will be had and known when the goals so far are reached."""

    def __init__(self, view: View, memory: Memory) -> None:
        self._have = Counter({item: count for item, count in view.inventory.items() if count})
        self._known = {name for name in MATERIALS[1:] if memory.nearest(name) is not None}
        self._known |= {sighting.kind for sighting in memory.creatures.values()}
        self._rested = not view.asleep and view.inventory["energy"] >= MAX_ITEM["energy"]

    def obstacles(self, goal: Goal) -> Iterator[str]:
        target, name = goal.target, goal.target.replace("_", " ")
        match goal.verb:
            case "collect":
                yield from self._collecting(goal, name)
            case "make":
                if self._have[target] and goal.count == 1:
                    yield f"You have {_a(target)} already, so there is nothing to make."
                    return
                yield from self._using(_a(target).capitalize(), MAKE[target].uses)
                for station in MAKE[target].nearby:
                    if station not in self._known:
                        takes = listed([f"{n} {item}" for item, n in PLACE[station].uses.items()])
                        yield f"You need a {station} nearby. Place one first ({takes})."
            case "place":
                thing = "sapling" if target == "plant" else name
                one = PLACE[target].uses
                uses = {item: count * goal.count for item, count in one.items()}
                yield from self._using(
                    f"Placing {'a' if goal.count == 1 else goal.count} {thing}", uses
                )
            case "eat" if target == "plant" and "plant" not in self._known:
                yield "No plant is known: a sapling has to be planted, and to ripen, first."
            case "sleep" if self._rested:
                yield (
                    f"You are fully rested (energy {MAX_ITEM['energy']}/{MAX_ITEM['energy']}), so "
                    "you cannot sleep yet."
                )
            case "go" if (
                material_of(target) in MATERIAL_ID and material_of(target) not in self._known
            ):
                yield f"No {name} has been seen yet; it has to be found first."
            case _:
                return

    def reach(self, goal: Goal) -> None:
        have, target = self._have, goal.target
        if goal.verb in ("collect", "make"):
            have[target] = min(have[target] + goal.count, MAX_ITEM[target])
        if goal.verb in ("place", "go", "explore") and target:
            self._known.add(material_of(target))
        uses = (
            MAKE[target].uses
            if goal.verb == "make"
            else PLACE[target].uses
            if goal.verb == "place"
            else {}
        )
        for item, count in uses.items():
            have[item] = max(0, have[item] - count)
        if goal.verb not in ("go", "explore"):
            self._rested = False  # time passes

    def _collecting(self, goal: Goal, name: str) -> Iterator[str]:
        (material, rule), *_ = [
            (material, rule) for material, rule in COLLECT.items() if goal.target in rule.receive
        ]
        for tool in rule.require:
            if not self._have[tool]:
                yield f"{name.capitalize()} needs {_a(tool)}, and you have none yet."
        if material not in self._known:
            yield f"No {material} has been seen yet; it has to be found first."
        held, most = self._have[goal.target], MAX_ITEM[goal.target]
        if goal.target != "drink" and held + goal.count > most:
            fits = f"only {most - held} more" if held < most else "no more"
            fit = "fits" if most - held < 2 else "fit"
            yield f"You can carry {most} {name} and have {held}, so {fits} {fit}."

    def _using(self, what: str, uses: Mapping[str, int]) -> Iterator[str]:
        held = [self._have[item] for item, count in uses.items() if self._have[item] < count]
        if not held:
            return
        takes = listed([f"{count} {item}" for item, count in uses.items()])
        if len(held) == len(uses) and not any(held):
            have = "none" if len(uses) == 1 else "neither" if len(uses) == 2 else "none of these"
        else:
            lacks = (item for item, count in uses.items() if self._have[item] < count)
            have = listed([f"{self._have[item] or 'no'} {item}" for item in lacks])
        yield f"{what} needs {takes}; you have {have}."


def _a(target: str) -> str:
    return f"{'an' if target[0] in 'aeiou' else 'a'} {target.replace('_', ' ')}"
