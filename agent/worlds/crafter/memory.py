"""What the player has seen so far, kept by dead reckoning from views alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.worlds.crafter.events import Event, Fight, infer, meetings, played, steps_onto
from agent.worlds.crafter.frontier import nearest_frontier
from agent.worlds.crafter.memory_bytes import MemoryBytesError, pack, unpack
from agent.worlds.crafter.rules import (
    AREA,
    DO,
    MOVES,
    RIPE_AFTER,
    START,
    UPDATE_RADIUS,
    VITALS,
    WALKABLE,
    Position,
)
from agent.worlds.crafter.view import CENTER, HEIGHT, MATERIAL_ID, MATERIALS, WIDTH, Creature, View

__all__ = ["AREA", "START", "Event", "Memory", "Position", "Sighting"]

# cells kept round the area, so that a window at the world's edge needs no clipping
_MARGIN = max(CENTER)
_IS_WALKABLE = np.array([name in WALKABLE for name in MATERIALS])


@dataclass(frozen=True, slots=True)
class Sighting:
    """A creature as it was last seen."""

    kind: str  # cow, zombie, skeleton, plant (arrows are not kept)
    step: int  # when it was last seen
    # when something of this kind was first seen on this cell (a plant: when it was placed or first
    # seen)
    since: int
    ripe: bool = False
    grown: int = 0  # plants: own updates counted (steps with the player within L1 < 18)


class Memory:
    """Everything a player with a perfect memory would recall.

    Attributes:
        position: where the player stands, by dead reckoning.
        materials: (64, 64) uint8, [x, y], material ids as in ``view.MATERIALS``; 0 = never seen.
        seen_step: (64, 64) int32, the step at which each cell was last in the window; -1 = never.
        creatures: last sightings by cell; a cell seen without its creature forgets it.
        path: path[t] is the position at step t.
        vitals: vitals[t] is health, food, drink and energy at step t, in the order of
            ``rules.VITALS``.
        events: what happened, oldest first.
        widened: the last step at which a cell came into sight for the first time.
    """

    position: Position
    materials: NDArray[np.uint8]
    seen_step: NDArray[np.int32]
    creatures: dict[Position, Sighting]
    path: list[Position]
    vitals: list[tuple[int, ...]]
    events: list[Event]
    widened: int

    def __init__(self) -> None:
        self.position = (START, START)
        self._set_maps(
            np.zeros((AREA + 2 * _MARGIN,) * 2, np.uint8),
            np.full((AREA + 2 * _MARGIN,) * 2, -1, np.int32),
        )
        self.creatures = {}
        self.path = []
        self.vitals = []
        self.events = []
        self.widened = 0
        self._view: View | None = None
        self._fight: Fight | None = None

    def update(self, view: View, action: int | None) -> None:
        """Take in the view that followed ``action`` (Crafter's index; None for the first view of an
        episode).

        Raises ValueError if the view does not follow the last one by one step.
        """
        before = self._view
        vitals = tuple(view.inventory[name] for name in VITALS)
        if before is None:
            self.path = [self.position] * view.step
            self.vitals = [vitals] * view.step
            self.events = list(meetings(None, view))
        elif action is None or view.step != before.step + 1:
            raise ValueError(
                f"the view of step {view.step} and action {action} cannot follow the "
                f"view of step {before.step}"
            )
        else:
            self._act(before, played(before, action), view)
        self.path.append(self.position)
        self.vitals.append(vitals)
        x, y = self.position
        left, top = x - CENTER[0] + _MARGIN, y - CENTER[1] + _MARGIN
        self._materials[left : left + WIDTH, top : top + HEIGHT] = view.materials
        seen = self._seen_step[left : left + WIDTH, top : top + HEIGHT]
        if seen.min() < 0:
            self.widened = view.step
        seen[:] = view.step
        self._see_creatures(view)
        self._view = view

    def copy(self) -> Memory:
        """An independent copy."""
        twin = Memory.__new__(Memory)
        twin.position = self.position
        twin._set_maps(self._materials.copy(), self._seen_step.copy())
        twin.creatures = self.creatures.copy()
        twin.path = self.path.copy()
        twin.vitals = self.vitals.copy()
        twin.events = self.events.copy()
        twin.widened = self.widened
        twin._view = self._view
        twin._fight = self._fight
        return twin

    def places(self, material: str) -> NDArray[np.int16]:
        """Known cells of a material, shape (n, 2), nearest to the player (L1) first, ties by x then
        y.
        """
        cells = np.argwhere(self.materials == MATERIAL_ID[material]).astype(np.int16)
        away = np.abs(cells - self.position).sum(1)
        return cells[np.argsort(away, kind="stable")]

    def nearest(self, material: str) -> Position | None:
        """The nearest known cell of a material."""
        cells = np.argwhere(self.materials == MATERIAL_ID[material])
        if not len(cells):
            return None
        x, y = cells[np.abs(cells - self.position).sum(1).argmin()].tolist()
        return x, y

    def frontier(self) -> Position | None:
        """The nearest seen walkable cell, reachable over seen walkable cells, with an unseen
        neighbour; None if there is none.

        Nearest by steps to walk, ties by x then y. Plants block the way, other creatures do not.
        """
        walkable = _IS_WALKABLE[self.materials]
        for pos, sighting in self.creatures.items():
            if sighting.kind == "plant":
                walkable[pos] = False
        x, y = nearest_frontier(self.seen_step >= 0, walkable, *self.position)
        return None if x < 0 else (int(x), int(y))

    def to_bytes(self) -> bytes:
        """The whole memory, exact; its size grows with the episode, by about 1 byte a step."""
        creatures = [[*pos, *astuple(sighting)] for pos, sighting in self.creatures.items()]
        lists = {
            "creatures": creatures,
            "events": self.events,
            "fight": self._fight,
            "steps": len(self.path),
            "widened": self.widened,
        }
        path = np.array(self.path, np.int8).reshape(-1, 2)
        vitals = np.array(self.vitals, np.int8).reshape(-1, len(VITALS))
        position = np.array(self.position, np.int8)
        return pack(
            [self._materials, self._seen_step.astype("<i4"), position, path, vitals],
            lists,
            self._view,
        )

    def __reduce__(self) -> tuple[Callable[[bytes], Memory], tuple[bytes]]:
        """Pickles are exact, too: the maps stay windows into what ``update`` writes."""
        return Memory.from_bytes, (self.to_bytes(),)

    @classmethod
    def from_bytes(cls, data: bytes) -> Memory:
        """The memory that ``to_bytes`` wrote.

        Raises MemoryBytesError (a ValueError) for bytes of another kind or cut off.

        For own bytes only: unlike a world's snapshot, the values inside are taken as they are.
        """
        arrays, lists, view = unpack(data)
        memory = cls()
        cells, steps = memory._materials.size, lists["steps"]
        if len(arrays) != 5 * cells + 2 + (2 + len(VITALS)) * steps:
            raise MemoryBytesError(
                f"damaged memory: {len(arrays)} bytes of arrays for {steps} steps"
            )
        memory._materials[:] = np.frombuffer(arrays, np.uint8, cells).reshape(
            memory._materials.shape
        )
        memory._seen_step[:] = np.frombuffer(arrays, "<i4", cells, cells).reshape(
            memory._seen_step.shape
        )
        places = np.frombuffer(arrays, np.int8, 2 + 2 * steps, 5 * cells).reshape(-1, 2).tolist()
        (x, y), *path = places
        memory.position = (x, y)
        memory.path = [(x, y) for x, y in path]
        vitals = np.frombuffer(
            arrays, np.int8, len(VITALS) * steps, 5 * cells + 2 + 2 * steps
        ).reshape(-1, len(VITALS))
        memory.vitals = [tuple(row) for row in vitals.tolist()]
        memory.creatures = {(x, y): Sighting(*sighting) for x, y, *sighting in lists["creatures"]}
        memory.events = [Event(*row) for row in lists["events"]]
        # bytes from before it was kept: nothing is known of it
        memory.widened = lists.get("widened", 0)
        memory._fight = lists["fight"] and Fight(*lists["fight"])
        memory._view = view
        return memory

    def _set_maps(self, materials: NDArray[np.uint8], seen_step: NDArray[np.int32]) -> None:
        self._materials, self._seen_step = materials, seen_step
        self.materials = materials[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
        self.seen_step = seen_step[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]

    def _act(self, before: View, action: int, after: View) -> None:
        x, y = self.position
        direction = MOVES.get(action)
        if direction and steps_onto(before, direction):
            self.position = (x + direction[0], y + direction[1])
        events, self._fight = infer(before, action, after, self._fight)
        self.events += events
        faced = (x + before.facing[0], y + before.facing[1])
        if (
            action == DO
            and before.faced == "plant"
            and faced in self.creatures
            and self.creatures[faced].ripe
        ):
            self.creatures[faced] = replace(self.creatures[faced], ripe=False, grown=0)

    def _see_creatures(self, view: View) -> None:
        x, y = self.position
        gone: dict[Position, Sighting] = {}
        for pos, sighting in self.creatures.items():
            dx, dy = abs(pos[0] - x), abs(pos[1] - y)
            if dx <= CENTER[0] and dy <= CENTER[1]:
                gone[pos] = sighting
            elif sighting.kind == "plant" and dx + dy < UPDATE_RADIUS:
                self.creatures[pos] = replace(sighting, grown=sighting.grown + 1)
        for pos in gone:
            del self.creatures[pos]
        for creature in view.creatures:
            if creature.kind != "arrow":
                pos = (x + creature.dx, y + creature.dy)
                self.creatures[pos] = _sighting(creature, gone.get(pos), view.step)


def _sighting(creature: Creature, old: Sighting | None, step: int) -> Sighting:
    if old is None or old.kind != creature.kind:
        return Sighting(
            creature.kind, step, step, creature.ripe, RIPE_AFTER + 1 if creature.ripe else 0
        )
    if creature.kind != "plant":
        return Sighting(creature.kind, step, old.since)
    grown = old.grown + 1
    return Sighting(
        creature.kind,
        step,
        old.since,
        creature.ripe,
        max(grown, RIPE_AFTER + 1) if creature.ripe else grown,
    )
