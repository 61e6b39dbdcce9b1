"""The next steps along the technology chain, as a person counts them: by what is missing in the
state at hand.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

from agent.core.goals import Goal
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import COLLECT, MAKE, MAX_ITEM, PLACE
from agent.worlds.crafter.view import View
from training.instructions.ideas import SOURCE, distance

# What is aimed at, in order, and how often a person names it.
_AIMS = (
    (Goal("make", "wood_pickaxe"), 1.0),
    (Goal("make", "wood_sword"), 0.5),
    (Goal("make", "stone_pickaxe"), 1.0),
    (Goal("make", "stone_sword"), 0.5),
    (Goal("place", "furnace"), 0.3),
    (Goal("make", "iron_pickaxe"), 1.0),
    (Goal("make", "iron_sword"), 0.4),
    (Goal("collect", "diamond"), 1.0),
)
_RARITY = {"diamond": 5, "iron": 4, "coal": 3, "stone": 2, "wood": 1}
_BESIDE = 8  # cells to a table or furnace that is still at hand
_MORE = 0.25  # of what is collected, where some is to spare
# of the walks for coal, iron and diamonds, those that leave table and furnace behind
_LEFT_BEHIND = 0.4
_BACK = 0.25  # of the walks from which one returns to the table, those where that is said
_AHEAD = 0.15  # of the plans, those that begin further up than with what is missing first
_LEFT_OUT = 0.3  # of the plans, those that leave it to the player what has to be collected


def ladder(view: View, memory: Memory, rng: random.Random, count: int) -> tuple[Goal, ...] | None:
    """So many next steps; None if fewer are left to do.

    Args:
        view: what is seen now.
        memory: up to date with ``view``.
        rng: chooses among the ways up.
        count: steps, at least 1.
    """
    done = {tool for tool in MAKE if view.inventory[tool]}
    if "place_furnace" in view.unlocked:
        done.add("furnace")  # beyond the first, one is placed only where it is used
    aims = [aim for aim, often in _AIMS if aim.target not in done and rng.random() < often]
    if len(aims) > 1 and rng.random() < _AHEAD:
        aims = aims[rng.randrange(1, len(aims)) :]
    climb = _Climb(view, memory, rng)
    left_out = rng.random() < _LEFT_OUT
    for aim in aims:
        climb.to(aim)
        steps = climb.steps
        if left_out:
            steps = [step for step in steps if step.verb != "collect" or step.target == "diamond"]
        if len(steps) >= count:
            return tuple(steps[:count])
    return None


class _Climb:
    """What would be held and stand near after the steps so far."""

    def __init__(self, view: View, memory: Memory, rng: random.Random) -> None:
        self.steps: list[Goal] = []
        self._rng = rng
        self._held = Counter(view.inventory)
        self._near: set[str] = set()
        self._known: set[str] = set()
        for station in ("table", "furnace"):
            cell = memory.nearest(station)
            if cell is not None:
                self._known.add(station)
                if distance(memory, *cell) <= _BESIDE:
                    self._near.add(station)

    def to(self, aim: Goal) -> None:
        """Add the steps up to an aim."""
        if aim.verb == "collect":
            self._have(aim.target, self._held[aim.target] + 1)
        elif aim.verb == "make":
            self._make(aim.target)
        elif aim.target not in self._near:
            self._gather(PLACE[aim.target].uses)
            self._place(aim.target)

    def _have(self, item: str, amount: int) -> None:
        short = amount - self._held[item]
        if short <= 0:
            return
        for tool in COLLECT[SOURCE[item]].require:
            if not self._held[tool]:
                self._make(tool)
        short = amount - self._held[item]  # the tool took some
        if item in ("wood", "stone") and self._rng.random() < _MORE:
            short += self._rng.randint(1, 3)
        short = min(short, MAX_ITEM[item] - self._held[item])
        self.steps.append(Goal("collect", item, short))
        self._held[item] += short
        if item not in ("wood", "stone") and self._rng.random() < _LEFT_BEHIND:
            self._near.clear()

    def _make(self, tool: str) -> None:
        recipe = MAKE[tool]
        for _ in range(len(recipe.uses) + 1):  # a walk for one item may leave the table behind
            missing = [station for station in recipe.nearby if station not in self._near]
            if missing == ["table"] and "table" in self._known and self._rng.random() < _BACK:
                missing = []
                back: Goal | None = Goal("go", "table")
            else:
                back = None
            total = Counter(recipe.uses)
            for station in missing:
                total.update(PLACE[station].uses)
            if not self._gather(total):
                break
        if back is not None:
            self.steps.append(back)
            self._near.add("table")
        for station in missing:
            self._place(station)
        self.steps.append(Goal("make", tool))
        self._held.subtract(recipe.uses)
        self._held[tool] += 1

    def _gather(self, uses: Mapping[str, int]) -> bool:
        """Collect what is missing, the rarest first; whether anything was."""
        before = len(self.steps)
        for item in sorted(uses, key=lambda name: _RARITY[name], reverse=True):
            self._have(item, uses[item])
        return len(self.steps) > before

    def _place(self, station: str) -> None:
        self.steps.append(Goal("place", station))
        self._held.subtract(PLACE[station].uses)
        self._near.add(station)
        self._known.add(station)
