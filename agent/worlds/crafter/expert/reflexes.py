"""What is done at once whatever the plan: hit back, step out of an arrow's way, never
touch lava.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.worlds.crafter.memory import AREA, Position
from agent.worlds.crafter.rules import DO, MOVE_ACTION, MOVES, NOOP, PLACE_ACTION
from agent.worlds.crafter.scene.navigation import DIRECTIONS
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.view import MATERIAL_ID, CreatureKind, Direction

FOES: tuple[CreatureKind, ...] = ("zombie", "skeleton")
_ARROW_REACH = 3  # cells from which an arrow is dodged


def strike_back(scene: Scene) -> int | None:
    """Turn to a zombie next to the player and hit it; None when there is none."""
    return _strike(scene, "zombie")


def defend(scene: Scene, foes: Sequence[CreatureKind] = FOES) -> int | None:
    """What danger beside the player calls for; None when there is none. ``foes`` are hit."""
    strikes = (_strike(scene, foe) for foe in foes)
    action = next((action for action in strikes if action is not None), None)
    if action is None:
        action = _dodge(scene)
    if action is None and scene.items["health"] <= 5:
        action = _block(scene)
    return action


def _strike(scene: Scene, kind: str) -> int | None:
    cells = scene.near(kind, 1)
    if not cells or scene.view.asleep:
        return None
    if scene.faced_cell in cells:
        return DO
    return MOVE_ACTION[_towards(scene.position, cells[0])]


def _towards(here: Position, there: Position) -> Direction:
    return (there[0] - here[0], there[1] - here[1])


def _dodge(scene: Scene) -> int | None:
    """Step aside, or put a stone in the way, when an arrow flies at the player."""
    for (x, y), creature in scene.creatures:
        facing = creature.facing
        if creature.kind != "arrow" or facing is None:
            continue
        (px, py), (fx, fy) = scene.position, facing
        distance = (px - x) * fx + (py - y) * fy
        aside = (px - x) * fy - (py - y) * fx
        if aside != 0 or not 0 < distance <= _ARROW_REACH:
            continue
        towards = scene.facing == (-fx, -fy)
        if distance > 1 and towards and scene.can_place("stone"):
            return PLACE_ACTION["stone"]
        for direction in DIRECTIONS:
            cell = scene.cell(direction)
            if direction in (facing, (-fx, -fy)) or not _inside(cell):
                continue
            if scene.open[cell] and not scene.occupied[cell] and not scene.shot_at[cell]:
                return MOVE_ACTION[direction]
    return None


def _block(scene: Scene) -> int | None:
    """Put a stone between a weak player and a zombie two cells ahead."""
    (x, y), (dx, dy) = scene.position, scene.facing
    ahead = (x + 2 * dx, y + 2 * dy)
    if ahead in scene.near("zombie", 2) and scene.can_place("stone"):
        return PLACE_ACTION["stone"]
    return None


def keep_safe(scene: Scene, action: int) -> int:
    """The action, or a wait in place of a step into the way of an arrow or of any move towards
    lava, which would be a step into it.
    """
    direction = MOVES.get(action)
    if direction is None:
        return action
    cell = scene.cell(direction)
    if not _inside(cell) or scene.occupied[cell]:
        return action
    shot = scene.open[cell] and scene.shot_at[cell] and not scene.shot_at[scene.position]
    return NOOP if shot or scene.memory.materials[cell] == MATERIAL_ID["lava"] else action


def _inside(cell: Position) -> bool:
    return 0 <= cell[0] < AREA and 0 <= cell[1] < AREA
