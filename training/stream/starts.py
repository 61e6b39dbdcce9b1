"""States worth playing from, kept while games are played: rare moments, and what came before
deaths.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import DAY, MAX_ITEM
from agent.worlds.crafter.view import View

_KEPT = 40  # states of each kind, in memory
_AGAIN = 60  # steps of a game before it gives another state of the same kind
_NEAR = 4  # cells to a monster
_DUSK = (140, 175)  # steps of the day
_LOW = 3  # of a vital need
# item -> the most that is put into a bag
_GOODS = {"wood": 6, "stone": 6, "coal": 2, "iron": 2, "sapling": 1}
_TOOLS = ("wood_pickaxe", "stone_pickaxe", "iron_pickaxe", "wood_sword", "stone_sword")


@dataclass(frozen=True, slots=True)
class StartState:
    """A state of a game."""

    seed: int  # of its world
    snapshot: bytes
    recalled: bytes  # the memory

    @classmethod
    def of(cls, seed: int, world: CrafterWorld, memory: Memory) -> StartState:
        """The state that a game is in."""
        return cls(seed, world.snapshot(), memory.to_bytes())


class Starts:
    """A few states of each kind, drawn kind by kind, so that what is rare comes as often as what is
    common.

    Args:
        rng: draws, and chooses what makes room for a new state.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._kinds: dict[str, list[StartState]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values()))

    def draw(self) -> StartState:
        """A state; there has to be one."""
        kind = self._rng.choice(sorted(self._kinds))
        return self._rng.choice(self._kinds[kind])

    def add(self, kind: str, start: StartState) -> None:
        """Keep a state of a kind."""
        kept = self._kinds.setdefault(kind, [])
        if len(kept) < _KEPT:
            kept.append(start)
        else:
            kept[self._rng.randrange(_KEPT)] = start


class Scout:
    """Watches one game for states worth keeping.

    Args:
        starts: takes them.
        seed: of the game's world.
    """

    def __init__(self, starts: Starts, seed: int) -> None:
        self._starts = starts
        self._seed = seed
        self._last: dict[str, int] = {}

    def look(self, world: CrafterWorld, view: View, memory: Memory) -> None:
        """Keep the state that a game is in, if it is of a kind that it has not been in
        for a while.
        """
        due = [
            kind
            for kind in moments(view, memory)
            if view.step - self._last.get(kind, -_AGAIN) >= _AGAIN
        ]
        if not due or view.asleep or view.dead:
            return
        start = StartState.of(self._seed, world, memory)
        for kind in due:
            self._last[kind] = view.step
            self._starts.add(kind, start)


def moments(view: View, memory: Memory) -> Iterator[str]:
    """The kinds of rare moment that a state is."""
    have = view.inventory
    for item in (
        "coal",
        "iron",
        "diamond",
        "sapling",
        "stone_pickaxe",
        "iron_pickaxe",
        "iron_sword",
    ):
        if have[item]:
            yield item
    if have["iron"] and have["coal"] and have["wood"] and not have["iron_pickaxe"]:
        yield "about to make iron"
    for vital in ("food", "drink", "energy", "health"):
        if have[vital] <= _LOW:
            yield f"low {vital}"
    if _DUSK[0] <= view.step % DAY <= _DUSK[1]:
        yield "dusk"
    elif view.daylight < 0.4:
        yield "night"
    for creature in view.creatures:
        cells = abs(creature.dx) + abs(creature.dy)
        if creature.kind in ("zombie", "skeleton") and cells <= _NEAR:
            yield creature.kind
    for place in ("table", "furnace", "iron", "diamond"):
        cell = memory.nearest(place)
        if (
            cell is not None
            and abs(cell[0] - memory.position[0]) + abs(cell[1] - memory.position[1]) <= _NEAR
        ):
            yield f"at {place}"


def fill_bag(world: CrafterWorld, rng: random.Random) -> None:
    """Put goods and tools into the player's bag, as they might be there later in a game."""
    have = world.view().inventory
    for item, most in _GOODS.items():
        if rng.random() < 0.6:
            wanted = max(have[item], rng.randint(0, most))
            world.set_item(item, min(MAX_ITEM[item], wanted))
    for tool in _TOOLS[: rng.randint(0, len(_TOOLS))]:
        world.set_item(tool, 1)
