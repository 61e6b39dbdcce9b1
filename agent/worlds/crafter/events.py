"""What happened to the player, inferred from two views that follow each other and the action
between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from agent.worlds.crafter.rules import (
    ACHIEVEMENTS,
    ACTIONS,
    BALANCE_EVERY,
    DO,
    ITEMS,
    MAKE,
    MAX_ITEM,
    PLACE,
    SLEEP,
    VITALS,
    WALKABLE,
)
from agent.worlds.crafter.view import Direction, View

FULL_HEALTH = {"cow": 3, "zombie": 5, "skeleton": 3}
FOES = ("zombie", "skeleton")
# item, damage; a bare hand does 1
SWORDS = (("iron_sword", 5), ("stone_sword", 3), ("wood_sword", 2))
_GOODS = tuple(item for item in ITEMS if item not in VITALS)
_PLAYER_WALKABLE = WALKABLE | {"lava"}
_FIGHT_PAUSE = 12  # steps without a blow after which a wounded creature is taken for another one


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the player, inferred from two views that follow each other.

    ``kind`` is one of: ``gain``/``lose`` (name = item that is no vital, count; a made tool is a
    ``make`` and no gain), ``place`` (stone, table, furnace, plant), ``make`` (item), ``eat`` (cow,
    plant), ``drink`` (water), ``defeat`` (zombie, skeleton), ``hurt`` (count = health lost),
    ``asleep``, ``awake``, ``unlock`` (name = achievement), ``meet`` and ``clear`` (the first zombie
    or skeleton comes into the window, the last one is out of it). ``move`` is not an event: see
    ``Memory.path``.
    """

    step: int  # the view's step after which it was true
    kind: str
    name: str = ""
    count: int = 1


class Fight(NamedTuple):
    """The creature that the player is hitting."""

    kind: str
    damage: int  # done so far
    step: int  # of the last blow


def played(view: View, action: int) -> int:
    """The action that the game plays for ``action``: asleep it is ``Sleep``, until the energy is
    full.
    """
    return SLEEP if view.asleep and view.inventory["energy"] < MAX_ITEM["energy"] else action


def steps_onto(view: View, direction: Direction) -> bool:
    """Whether a move in this direction gets the player off its cell, as lava also lets it."""
    return view.material(*direction) in _PLAYER_WALKABLE and view.creature(*direction) is None


def damage(view: View) -> int:
    """Health that a blow of the player takes."""
    return next((amount for sword, amount in SWORDS if view.inventory[sword]), 1)


def infer(
    before: View, action: int, after: View, fight: Fight | None
) -> tuple[list[Event], Fight | None]:
    """Events of one step, and the fight that goes on after it.

    ``action`` is what was played (see ``played``). All kinds are exact but kills after the first: a
    creature that was hit and is gone from where it could have walked counts as killed, since its
    health is not to be seen. In a crowd of one kind some kills are missed.
    """
    step = after.step
    events = [
        Event(step, kind, name, count) for kind, name, count in _changes(before, action, after)
    ]
    if action == DO:
        target = before.creature(*before.facing)
        if target is None and before.material(*before.facing) == "water":
            events.append(Event(step, "drink", "water"))
        elif target is not None and target.kind == "plant" and target.ripe:
            events.append(Event(step, "eat", "plant"))
        elif target is not None and target.kind in FULL_HEALTH:
            fight = _hit(target.kind, damage(before), step, fight)
            if _killed(fight, before, after):
                events.append(Event(step, "eat" if target.kind == "cow" else "defeat", target.kind))
                fight = None
    if after.inventory["health"] < before.inventory["health"]:
        events.append(
            Event(step, "hurt", count=before.inventory["health"] - after.inventory["health"])
        )
    if after.asleep != before.asleep:
        events.append(Event(step, "asleep" if after.asleep else "awake"))
    if len(after.unlocked) > len(before.unlocked):
        events.extend(
            Event(step, "unlock", name)
            for name in ACHIEVEMENTS
            if name in after.unlocked - before.unlocked
        )
    events.extend(meetings(before, after))
    return events, fight


def meetings(before: View | None, after: View) -> Iterator[Event]:
    """Kinds of monsters of which the window has one and had none, or had one and has none."""
    for kind in FOES:
        was = before is not None and any(creature.kind == kind for creature in before.creatures)
        if was != any(creature.kind == kind for creature in after.creatures):
            yield Event(after.step, "clear" if was else "meet", kind)


def _changes(before: View, action: int, after: View) -> Iterator[tuple[str, str, int]]:
    """Items gained and lost, things placed and made.

    Items are only ever used up by placing and making.
    """
    if before.inventory == after.inventory:
        return
    lost = False
    verb, _, name = ACTIONS[action].partition("_")
    for item in _GOODS:
        change = after.inventory[item] - before.inventory[item]
        if change < 0:
            lost = True
            yield "lose", item, -change
        elif change > 0 and item != name:
            yield "gain", item, change
    if lost and ((verb == "place" and name in PLACE) or (verb == "make" and name in MAKE)):
        yield verb, name, 1


def _hit(kind: str, amount: int, step: int, fight: Fight | None) -> Fight:
    goes_on = fight is not None and fight.kind == kind and step - fight.step <= _FIGHT_PAUSE
    return Fight(kind, amount + (fight.damage if goes_on and fight else 0), step)


def _killed(fight: Fight, before: View, after: View) -> bool:
    achievement = "eat_cow" if fight.kind == "cow" else f"defeat_{fight.kind}"
    if achievement not in before.unlocked:
        return achievement in after.unlocked
    if damage(before) >= FULL_HEALTH[fight.kind]:
        return True
    if fight.kind == "cow" and before.inventory["food"] < MAX_ITEM["food"]:
        return after.inventory["food"] > before.inventory["food"]
    x, y = before.facing
    reach = {(x, y), (x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)}
    alike = [(other.dx, other.dy) for other in after.creatures if other.kind == fight.kind]
    left = [cell for cell in alike if cell in reach]
    beaten = fight.damage >= FULL_HEALTH[fight.kind]
    if left:
        return beaten and before.facing not in left
    return beaten or fight.kind != "zombie" or after.step % BALANCE_EVERY != 0
