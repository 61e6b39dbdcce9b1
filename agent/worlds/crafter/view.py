"""What a Crafter player can know right now, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 9, 7
CENTER = (WIDTH // 2, HEIGHT // 2)

# Index = Crafter's material id; 0 stands for a cell outside the world.
MATERIALS = (
    "outside", "water", "grass", "stone", "path", "sand", "tree", "lava", "coal", "iron", "diamond",
    "table", "furnace",
)  # fmt: skip
MATERIAL_ID = {name: index for index, name in enumerate(MATERIALS)}

CreatureKind = Literal["cow", "zombie", "skeleton", "arrow", "plant"]
Direction = tuple[int, int]  # (dx, dy); east and south are positive


@dataclass(frozen=True, slots=True)
class Creature:
    """Something that stands on a cell in the window."""

    kind: CreatureKind
    dx: int  # cells east of the player
    dy: int  # cells south of the player
    facing: Direction | None = None  # arrows only: where it flies
    ripe: bool = False  # plants only


@dataclass(frozen=True, slots=True)
class View:
    """The 9x7 window round the player and what the player knows of itself."""

    step: int  # actions played since reset
    # shape (9, 7), indexed [dx + 4, dy + 3], read-only; also the ground under creatures
    materials: NDArray[np.uint8]
    creatures: tuple[Creature, ...]  # all in the window, the player left out
    facing: Direction
    inventory: Mapping[str, int]  # Crafter's 16 items, vitals among them, each 0 to 9
    asleep: bool
    daylight: float  # 0 (midnight) to 1
    unlocked: frozenset[str]  # achievements so far
    dead: bool

    def material(self, dx: int, dy: int) -> str:
        """Material name at an offset inside the window, "outside" beyond the world's edge."""
        return MATERIALS[self.materials[dx + CENTER[0], dy + CENTER[1]]]

    def creature(self, dx: int, dy: int) -> Creature | None:
        """What stands at an offset, if anything."""
        for creature in self.creatures:
            if creature.dx == dx and creature.dy == dy:
                return creature
        return None

    @property
    def faced(self) -> str:
        """Name of what the player faces: a creature's kind, else a material."""
        creature = self.creature(*self.facing)
        return creature.kind if creature else self.material(*self.facing)
