"""What any player of Crafter may know of its rules, read from Crafter's own data file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from crafter import constants

from agent.worlds.crafter.view import Direction


@dataclass(frozen=True, slots=True)
class Collect:
    """What ``Do`` on a material gives."""

    require: Mapping[str, int]  # items to own, not used up
    receive: Mapping[str, int]  # items gained
    leaves: str  # the material that stands there afterwards
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """What placing a thing on the faced cell takes."""

    uses: Mapping[str, int]  # items used up
    where: frozenset[str]  # materials it can be placed on
    is_object: bool  # a plant stands on its ground; the others replace it


@dataclass(frozen=True, slots=True)
class Make:
    """A recipe."""

    uses: Mapping[str, int]  # items used up
    nearby: tuple[str, ...]  # materials that must be in the 3x3 round the player
    gives: int


# Crafter fills its module from data.yaml at import, so that no type checker sees these names.
_data: Any = constants

ACTIONS: tuple[str, ...] = tuple(_data.actions)
# BALROG's names (balrog/environments/crafter), in Crafter's order, so that scores compare with
# published ones.
ACTION_NAMES: tuple[str, ...] = (
    "Noop", "Move West", "Move East", "Move North", "Move South", "Do", "Sleep",
    "Place Stone", "Place Table", "Place Furnace", "Place Plant",
    "Make Wood Pickaxe", "Make Stone Pickaxe", "Make Iron Pickaxe",
    "Make Wood Sword", "Make Stone Sword", "Make Iron Sword",
)  # fmt: skip
NOOP, DO, SLEEP = (ACTIONS.index(name) for name in ("noop", "do", "sleep"))

ACHIEVEMENTS: tuple[str, ...] = tuple(_data.achievements)
ITEMS: tuple[str, ...] = tuple(_data.items)
VITALS: tuple[str, ...] = ("health", "food", "drink", "energy")
MAX_ITEM: Mapping[str, int] = MappingProxyType(
    {name: item["max"] for name, item in _data.items.items()}
)
INITIAL: Mapping[str, int] = MappingProxyType(
    {name: item["initial"] for name, item in _data.items.items()}
)

# for creatures; a player also walks into lava, and dies there
WALKABLE: frozenset[str] = frozenset(_data.walkable)

COLLECT: Mapping[str, Collect] = MappingProxyType(
    {
        name: Collect(
            require=MappingProxyType(dict(rule["require"])),
            receive=MappingProxyType(dict(rule["receive"])),
            leaves=rule["leaves"],
            probability=float(rule.get("probability", 1)),
        )
        for name, rule in _data.collect.items()
    }
)
PLACE: Mapping[str, Place] = MappingProxyType(
    {
        name: Place(
            uses=MappingProxyType(dict(rule["uses"])),
            where=frozenset(rule["where"]),
            is_object=rule["type"] == "object",
        )
        for name, rule in _data.place.items()
    }
)
MAKE: Mapping[str, Make] = MappingProxyType(
    {
        name: Make(
            uses=MappingProxyType(dict(rule["uses"])),
            nearby=tuple(rule["nearby"]),
            gives=rule["gives"],
        )
        for name, rule in _data.make.items()
    }
)

_DIRECTIONS: Mapping[str, Direction] = {
    "move_left": (-1, 0),
    "move_right": (1, 0),
    "move_up": (0, -1),
    "move_down": (0, 1),
}
MOVES: Mapping[int, Direction] = MappingProxyType(
    {ACTIONS.index(name): d for name, d in _DIRECTIONS.items()}
)
MOVE_ACTION: Mapping[Direction, int] = MappingProxyType(
    {direction: action for action, direction in MOVES.items()}
)
PLACE_ACTION: Mapping[str, int] = MappingProxyType(
    {name: ACTIONS.index(f"place_{name}") for name in PLACE}
)
MAKE_ACTION: Mapping[str, int] = MappingProxyType(
    {name: ACTIONS.index(f"make_{name}") for name in MAKE}
)

Position = tuple[int, int]  # absolute cell (x, y), x grows east, y south
AREA = 64  # cells a side
START = AREA // 2  # the player starts in the middle, on the cell (32, 32)

DAY = 300  # steps from one midnight to the next
# creatures at a smaller L1 distance from the player move; the others stand still
UPDATE_RADIUS = 18
# steps: at each such step creatures appear and vanish, zombies next to the player too
BALANCE_EVERY = 10
RIPE_AFTER = 300  # a plant with more own updates than this is ripe


def table() -> Mapping[str, Any]:
    """The rules of having, placing and making, as JSON can hold them."""
    return {
        "area": AREA,
        "walkable": sorted(WALKABLE),
        "most": dict(MAX_ITEM),
        "collect": {
            name: {
                "require": dict(rule.require),
                "receive": dict(rule.receive),
                "probability": rule.probability,
            }
            for name, rule in COLLECT.items()
        },
        "place": {
            name: {"uses": dict(rule.uses), "where": sorted(rule.where)}
            for name, rule in PLACE.items()
        },
        "make": {
            name: {"uses": dict(rule.uses), "nearby": list(rule.nearby)}
            for name, rule in MAKE.items()
        },
    }


def daylight(step: int) -> float:
    """Daylight after ``step`` actions, 0 (midnight) to 1; 0.8 at the start, below 0.5 in steps 148
    to 272 of each ``DAY``.
    """
    progress = (step / DAY) % 1 + 0.3
    return 1 - abs(math.cos(math.pi * progress)) ** 3
