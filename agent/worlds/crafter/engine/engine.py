"""The Crafter world: reset, step, view, draw, snapshot, restore, digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.core.world import Outcome
from agent.worlds.crafter.engine import snapshot as snapshots
from agent.worlds.crafter.engine.creatures import Arrow, Cow, Plant, Skeleton, Zombie
from agent.worlds.crafter.engine.game import Game
from agent.worlds.crafter.engine.grid import MARGIN
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTION_NAMES, ITEMS, MAX_ITEM, NOOP, Position
from agent.worlds.crafter.view import (
    CENTER,
    HEIGHT,
    MATERIAL_ID,
    WIDTH,
    Creature,
    CreatureKind,
    Direction,
    View,
)

_KINDS: dict[type[Any], CreatureKind] = {
    Cow: "cow",
    Zombie: "zombie",
    Skeleton: "skeleton",
    Arrow: "arrow",
    Plant: "plant",
}


@dataclass(frozen=True, slots=True)
class Threats:
    """What can take health, as it stands after a step. No player may know it."""

    step: int
    health: int
    recover: float  # Crafter's counter towards the next point of health, lost (below 0) or gained
    starving: bool  # whether food, drink or energy is 0
    asleep: bool
    cell: Position  # of the player
    in_lava: bool
    zombies: tuple[tuple[Zombie, int], ...]  # with the steps until each may bite
    arrows: tuple[tuple[Arrow, Position], ...]  # with the cell that each would hit


class CrafterWorld:
    """Crafter as a ``World``.

    ``reset(seed)`` begins the episode that ``crafter.Env(seed=seed)`` begins at its first reset.
    ``env`` is that environment; tests that need a hand-made world use ``clear``,
    ``place_material``, ``place_creature`` and ``set_item``.
    """

    name = "crafter"
    actions = ACTION_NAMES
    noop = NOOP
    achievements = ACHIEVEMENTS

    def __init__(self, length: int = 10_000) -> None:
        """``length``: steps after which an episode is over."""
        self.length = length
        self.env = Game(seed=0, length=length)
        self._known: frozenset[str] = frozenset()

    def __reduce__(self) -> tuple[Callable[[bytes, int], CrafterWorld], tuple[bytes, int]]:
        """Copies and pickles are exact, as snapshots are; a world that was never reset has none."""
        return from_snapshot, (self.snapshot(), self.length)

    @property
    def over(self) -> bool:
        """Whether the player is dead or the episode at its length."""
        return self.env._player.health <= 0 or self.env._step >= self.length

    def reset(self, seed: int) -> None:
        """Begin the episode of this seed."""
        self.env = Game(seed=seed, length=self.length)
        self.env.reset()
        self._known = frozenset()

    def step(self, action: int) -> Outcome:
        """Play one action.

        Raises ValueError for an index out of range, or a world that is over or was never reset.
        """
        if not 0 <= action < len(ACTION_NAMES):
            raise ValueError(
                f"action {action} is out of range, Crafter has 0 to {len(ACTION_NAMES) - 1}"
            )
        self._require_begun()
        if self.over:
            raise ValueError(f"the episode was over after step {self.env._step}")
        _, reward, _, info = self.env.step(action)
        if info["unlocked"]:
            self._known = frozenset(self.env._unlocked)
        return Outcome(reward, info["unlocked"], self.env._player.health <= 0)

    def view(self) -> View:
        """What the player can know now; creatures row by row from the north-west."""
        self._require_begun()
        env, player = self.env, self.env._player
        px, py = player.pos
        left, top = px + MARGIN - CENTER[0], py + MARGIN - CENTER[1]
        materials = env._world.padded[left : left + WIDTH, top : top + HEIGHT].copy()
        materials.setflags(write=False)
        creatures = []
        for obj in env._world.living:
            x, y = obj.pos
            dx, dy = x - px, y - py
            if -4 <= dx <= 4 and -3 <= dy <= 3 and obj is not player:
                creatures.append((dy, dx, obj))
        if len(creatures) > 1:
            creatures.sort(key=lambda seen: seen[:2])
        return View(
            step=env._step,
            materials=materials,
            creatures=tuple(_creature(dx, dy, obj) for dy, dx, obj in creatures),
            facing=player.facing,
            inventory=player.inventory.copy(),
            asleep=player.sleeping,
            daylight=env._world.daylight,
            unlocked=self._known,
            dead=player.health <= 0,
        )

    def threats(self) -> Threats:
        """What can take the player's health now."""
        env, player = self.env, self.env._player
        zombies, arrows = [], []
        for creature in env._world.living:
            if isinstance(creature, Zombie):
                zombies.append((creature, creature.cooldown))
            elif isinstance(creature, Arrow):
                x, y = creature.pos
                dx, dy = creature.facing
                arrows.append((creature, (x + dx, y + dy)))
        held = player.inventory
        rested = held["energy"] or player.sleeping
        return Threats(
            step=env._step,
            health=player.health,
            recover=player._recover,
            starving=not (held["food"] and held["drink"] and rested),
            asleep=player.sleeping,
            cell=player.pos,
            in_lava=env._world[player.pos][0] == "lava",
            zombies=tuple(zombies),
            arrows=tuple(arrows),
        )

    def draw(self, size: tuple[int, int] = (576, 576)) -> NDArray[np.uint8]:
        """Picture of (width, height) pixels, shape (height, width, 3).

        Changes nothing; equal states give equal pictures.
        """
        self._require_begun()
        return self.env.draw(size)

    def snapshot(self) -> bytes:
        """The whole state, 40 kB at the most (about 5 kB as a rule)."""
        self._require_begun()
        return snapshots.dump(self.env)

    def restore(self, snapshot: bytes) -> None:
        """Return exactly to a state that ``snapshot`` gave.

        Raises SnapshotError (a ValueError) for anything else.
        """
        self.env = snapshots.load(snapshot, self.length)
        self._known = frozenset(self.env._unlocked)

    def vary(self, draw: int) -> None:
        """Let chance decide otherwise from here on: in another way for each ``draw``."""
        self._require_begun()
        self.env._world.random.seed(
            np.random.SeedSequence([self.env._step, draw]).generate_state(8)
        )

    def digest(self) -> str:
        """Hash of the whole state, 16 hex digits; equal states have equal digests in
        any process.
        """
        self._require_begun()
        return hashlib.blake2b(snapshots.encode(self.env), digest_size=8).hexdigest()

    def clear(self, material: str = "grass") -> None:
        """Make the world one material with nobody but the player in it."""
        world = self.env._world
        world._mat_map[:] = MATERIAL_ID[material]
        for obj in world.objects:
            if obj is not self.env._player:
                world.remove(obj)

    def place_material(self, pos: Position, material: str) -> None:
        """Make a cell one of the materials of ``view.MATERIALS``."""
        self.env._world[pos] = material

    def place_creature(self, pos: Position, kind: CreatureKind, facing: Direction = (0, 1)) -> Any:
        """Let a creature stand on an empty cell, and return it; ``facing`` is for arrows."""
        world, player = self.env._world, self.env._player
        cls = next(cls for cls, name in _KINDS.items() if name == kind)
        arguments = {"arrow": (facing,), "zombie": (player,), "skeleton": (player,)}.get(kind, ())
        creature = cls(world, pos, *arguments)
        world.add(creature)
        return creature

    def set_item(self, item: str, count: int) -> None:
        """Let the player have ``count`` of an item or vital."""
        if item not in ITEMS or not 0 <= count <= MAX_ITEM[item]:
            raise ValueError(f"cannot have {count} {item}")
        self.env._player.inventory[item] = count

    def _require_begun(self) -> None:
        if not self.env._episode:
            raise ValueError("no episode has begun: call reset or restore first")


def from_snapshot(snapshot: bytes, length: int = 10_000) -> CrafterWorld:
    """A new world in the state of a snapshot."""
    world = CrafterWorld(length)
    world.restore(snapshot)
    return world


def _creature(dx: int, dy: int, obj: Any) -> Creature:
    kind = _KINDS[type(obj)]
    if kind == "arrow":
        return Creature(kind, dx, dy, facing=obj.facing)
    return Creature(kind, dx, dy, ripe=kind == "plant" and obj.ripe)
