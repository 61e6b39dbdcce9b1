"""What to do for a goal: one function a verb, from a scene to a move (an action, and the cell for
which it is played), or None when it is impossible or nothing is left to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from agent.core.goals import Goal
from agent.worlds.crafter.memory import AREA, START, Position
from agent.worlds.crafter.plans.holding import is_night
from agent.worlds.crafter.plans.progress import ABOUT, SHELTER_REACH
from agent.worlds.crafter.rules import DO, MAKE, MAKE_ACTION, NOOP, PLACE, PLACE_ACTION, SLEEP
from agent.worlds.crafter.scene import navigation
from agent.worlds.crafter.scene.explore import look_for
from agent.worlds.crafter.scene.garden import fence, plant
from agent.worlds.crafter.scene.navigation import Grid, Way
from agent.worlds.crafter.scene.needs import STATION_REACH, at_stations, first_need, grown
from agent.worlds.crafter.scene.scene import SOURCES, Scene, around, nearby
from agent.worlds.crafter.scene.shelter import close_in, cover_up
from agent.worlds.crafter.view import MATERIAL_ID, Direction

STONES = 5  # carried on a long way: enough to close in
_BESIDE = 12  # actions worth walking to put a furnace beside a table, or a table beside a furnace


@dataclass(frozen=True, slots=True)
class Move:
    """What is done next for a goal."""

    action: int
    target: Position | None = None  # the cell that is walked to or worked on, if there is one


Skill = Callable[[Scene, Goal], Move | None]


def pursue(scene: Scene, goal: Goal) -> int | None:
    """The next action for a goal, its needs first; None when it is impossible or done.

    Args:
        goal: what is left of it, with ``count`` how many more, and ``at`` from where the player
            stands now (see ``agent.worlds.crafter.plans.progress.resolve``).
    """
    return _action(_pursue(scene, goal))


def _pursue(scene: Scene, goal: Goal) -> Move | None:
    skill = _SKILLS.get(goal.verb)
    if skill is None:
        return None
    need = first_need(scene, goal)
    return _SKILLS[need.verb](scene, need)


def _action(move: Move | None) -> int | None:
    return None if move is None else move.action


def _move(action: int | None) -> Move | None:
    """A move for no cell that could be told."""
    return None if action is None else Move(action)


def _act(way: Way | None, action: int) -> Move | None:
    """The first step of a way, or the action that it was walked for."""
    if way is None:
        return None
    return Move(action if way.action < 0 else way.action, way.target)


def _step(way: Way | None) -> Move | None:
    """The first step of a way; None for one who has arrived."""
    return None if way is None or way.action < 0 else Move(way.action, way.target)


def _search(scene: Scene, target: str, direction: Direction | None = None) -> Move | None:
    found = look_for(scene, target, direction, strict=direction is not None)
    return None if found is None else Move(found.action, found.target)


def collect(scene: Scene, goal: Goal) -> Move | None:
    """Face what gives the item and take it; look for it if none is known."""
    if goal.target not in SOURCES:
        return None
    if goal.at is not None:
        return _collect_at(scene, goal, goal.at)
    way = scene.way(goal.target)
    return _search(scene, goal.target) if way is None else _act(way, DO)


def _collect_at(scene: Scene, goal: Goal, at: Direction) -> Move | None:
    """The same at one cell or about it, which is walked to while nobody has seen it; None if
    nothing of the kind is there.
    """
    cell = _cell(scene, at)
    if cell is None:
        return None
    if scene.memory.materials[cell] == 0:
        return _walk(scene, cell)
    sources = scene.known(SOURCES[goal.target]) & ~scene.occupied
    way = scene.face(sources & navigation.mask(cell))
    if way is None:
        way = scene.face(sources & nearby([cell], ABOUT))
    return _act(way, DO)


def _cell(scene: Scene, at: Direction) -> Position | None:
    """The cell that lies so many east and south of the player; None for one outside the world."""
    x, y = scene.cell(at)
    return (x, y) if 0 <= x < AREA and 0 <= y < AREA else None


def eat(scene: Scene, goal: Goal) -> Move | None:
    """Hit a cow until it is eaten, or pick a ripe plant; whichever is nearer for no target."""
    ways = [scene.cow] if goal.target != "plant" else []
    ways += [scene.ripe] if goal.target != "cow" else []
    known = [way for way in ways if way is not None]
    if known:
        return _act(min(known, key=lambda way: way.cost), DO)
    return None if goal.target == "plant" else _search(scene, "cow")


def fight(scene: Scene, goal: Goal) -> Move | None:
    """Walk up to a zombie or skeleton and hit it; look for one if none is in reach."""
    ways = [scene.zombie] if goal.target != "skeleton" else []
    ways += [scene.skeleton] if goal.target != "zombie" else []
    known = [way for way in ways if way is not None]
    if known:
        return _act(min(known, key=lambda way: way.cost), DO)
    return _search(scene, goal.target or "zombie")


def place(scene: Scene, goal: Goal) -> Move | None:
    """Place a thing on the cell ahead, or walk to face a cell that takes it."""
    if goal.target not in PLACE or not scene.has_for(goal.target):
        return None
    if goal.target == "plant":
        planting = plant(scene)
        return (
            _act(scene.face(scene.placeable("plant")), PLACE_ACTION["plant"])
            if planting is None
            else Move(planting)
        )
    if goal.target == "stone":
        fencing = fence(scene)
        if fencing is not None:
            return Move(fencing)
    wanted = scene.placeable(goal.target)
    if goal.at is not None:
        return _place_at(scene, goal, goal.at, wanted)
    partner = {"furnace": "table", "table": "furnace"}.get(goal.target)
    if partner is not None and (goal.target == "furnace" or scene.has("stone_pickaxe")):
        way = at_stations(scene, (partner,))
        # Where another table or furnace cannot be built as well, it pays to walk.
        spare = scene.items["wood"] > PLACE["table"].uses["wood"] or scene.lacks("place_furnace")
        if way is not None and way.steps <= (_BESIDE if spare else STATION_REACH):
            wanted &= grown(scene.known(partner), 2)
    if goal.target != "stone":
        wanted[0, :] = wanted[:, 0] = False
    x, y = scene.faced_cell
    if scene.can_place(goal.target) and wanted[x, y]:
        return Move(PLACE_ACTION[goal.target], scene.faced_cell)
    return _act(scene.face(wanted), PLACE_ACTION[goal.target])


def _place_at(scene: Scene, goal: Goal, at: Direction, wanted: Grid) -> Move | None:
    """The same on one cell, or beside it for one who stands there or for whom nothing can be placed
    on it.
    """
    cell = _cell(scene, at)
    if cell is None:
        return None
    if cell == scene.position:
        wanted &= navigation.mask(
            *(beside for beside in around(cell) if min(beside) >= 0 and max(beside) < AREA)
        )
    elif wanted[cell]:
        wanted = navigation.mask(cell)
    else:
        return _walk(scene, cell)
    x, y = scene.faced_cell
    if scene.can_place(goal.target) and wanted[x, y]:
        return Move(PLACE_ACTION[goal.target], scene.faced_cell)
    return _act(scene.face(wanted), PLACE_ACTION[goal.target])


def make(scene: Scene, goal: Goal) -> Move | None:
    """Go to the stations that a recipe needs and make it."""
    if goal.target not in MAKE:
        return None
    return _act(at_stations(scene, MAKE[goal.target].nearby), MAKE_ACTION[goal.target])


def go(scene: Scene, goal: Goal) -> Move | None:
    """Walk in a direction, no farther than ``count`` when it is set, or up to a thing."""
    if goal.at is not None:
        cell = _cell(scene, goal.at)
        return None if cell is None or _there(goal.at, 1) else _walk(scene, cell)
    if goal.target or goal.direction is None:
        return _go_to(scene, goal.target)
    dx, dy = goal.direction
    x, y = scene.position
    cost = scene.field.least
    xs, ys = np.indices(cost.shape)
    along = (xs - x) * dx + (ys - y) * dy
    aside = np.abs((xs - x) * dy - (ys - y) * dx)
    reach = goal.count if goal.count > 0 else 9
    ahead = (along > 0) & (along <= reach * (abs(dx) + abs(dy))) & (cost < navigation.FAR)
    if not ahead.any():
        return None
    # Each cell gained is worth a few steps of detour, and straying to the side must be walked back.
    score = np.where(ahead, cost + 2 * aside - 6 * along, navigation.FAR)
    best = np.unravel_index(int(score.argmin()), score.shape)
    way = scene.stand(navigation.mask((int(best[0]), int(best[1]))))
    return None if way is None else Move(way.action, way.target)


def _walk(scene: Scene, cell: Position) -> Move | None:
    """The first step of the way onto a cell, or beside it, or as near as is known; None there."""
    way = scene.stand(navigation.mask(cell)) or scene.face(navigation.mask(cell))
    if way is None:
        cost = scene.field.least
        xs, ys = np.indices(cost.shape)
        away = np.abs(xs - cell[0]) + np.abs(ys - cell[1])
        best = np.unravel_index(
            int(np.where(cost < navigation.FAR, cost + 6 * away, navigation.FAR).argmin()),
            cost.shape,
        )
        way = scene.stand(navigation.mask((int(best[0]), int(best[1]))))
    return None if way is None or way.action < 0 else Move(way.action, cell)


def _there(at: Direction, reach: int) -> bool:
    return abs(at[0]) + abs(at[1]) <= reach


def _go_to(scene: Scene, target: str) -> Move | None:
    if target == "start":
        way = scene.stand(navigation.mask((START, START)))
    elif target in MATERIAL_ID and target != "outside":
        wanted = scene.known(target)
        way = (
            scene.stand(wanted & ~scene.occupied)
            if target in ("grass", "sand", "path")
            else scene.face(wanted)
        )
    elif target == "cave":
        way = scene.stand(scene.known("path"))
    else:
        cells = [cell for cell, s in scene.memory.creatures.items() if s.kind == target]
        way = scene.stand(nearby(cells, 2)) if cells else None
    if way is None:
        return _search(scene, target)
    return _step(way)


def sleep(scene: Scene, goal: Goal) -> Move | None:
    """Close in and sleep; without the means to close in, sleep where one stands.

    None when not tired by day.

    By night one who is not tired waits behind walls for the day.
    """
    if scene.items["energy"] >= 9 and not scene.view.asleep:
        return shelter(scene, goal) if is_night(scene.view.step) else None
    if scene.view.asleep:
        return Move(SLEEP)
    closing = cover_up(scene) if scene.sealed else close_in(scene)
    return Move(SLEEP if closing is None else closing)


def shelter(scene: Scene, goal: Goal) -> Move | None:
    """Be closed in, at a cell if one is named; None when it cannot be had."""
    if goal.at is not None and not (scene.sealed and _there(goal.at, SHELTER_REACH)):
        cell = _cell(scene, goal.at)
        if cell is None:
            return None
        action = close_in(scene, nearby([cell], SHELTER_REACH))
        if action is None and not _there(goal.at, SHELTER_REACH):
            return _walk(scene, cell)
        return _move(action)
    if not scene.sealed:
        return _move(close_in(scene))
    covering = cover_up(scene)
    return Move(NOOP if covering is None else covering)


def explore(scene: Scene, goal: Goal) -> Move | None:
    """See new ground, in a direction if one is given."""
    return _search(scene, goal.target, goal.direction)


def wait(scene: Scene, goal: Goal) -> Move | None:
    """Do nothing."""
    return Move(NOOP)


def remaining(goal: Goal, have: int) -> Goal:
    """The goal with what is done of its count taken off."""
    return replace(goal, count=max(1, goal.count - have)) if goal.count > 0 else goal


_SKILLS: Mapping[str, Skill] = {
    "collect": collect,
    "make": make,
    "place": place,
    "go": go,
    "eat": eat,
    "fight": fight,
    "sleep": sleep,
    "shelter": shelter,
    "explore": explore,
    "wait": wait,
}


_SAFE = 7  # cells from a monster to which one flees


def step_towards(scene: Scene, goal: Goal) -> int | None:
    """The next action for a goal; with what is particular to a person's."""
    return _action(_towards(scene, goal))


def aim(scene: Scene, goal: Goal) -> Position | None:
    """The cell that ``step_towards`` goes to or works on: that of the goal, or of what it takes
    first. None where there is none.
    """
    move = _towards(scene, goal)
    return None if move is None else move.target


def _towards(scene: Scene, goal: Goal) -> Move | None:
    if goal.verb == "flee":
        return _flee(scene)
    move = _pursue(scene, goal)
    if move is not None:
        return move
    if goal.verb == "shelter":
        return _pursue(scene, Goal("collect", "stone", STONES))
    # Someone who is to rest until healed, and is not tired, waits for it.
    return Move(NOOP) if goal.verb == "sleep" and goal.until is not None else None


def _flee(scene: Scene) -> Move | None:
    """A step towards the nearest cell that is far from here and from what is dangerous."""
    kinds = ("zombie", "skeleton")
    monsters = [cell for cell, creature in scene.creatures if creature.kind in kinds] or [
        scene.position
    ]
    away: Grid = ~nearby(monsters, _SAFE) & ~nearby([scene.position], 1)
    way = scene.stand(away & scene.open)
    return _step(way)
