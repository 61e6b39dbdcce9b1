"""State frames: what is drawn for one step, in binary, each world in its own way.

All frames begin alike (``agent.core.frame``), and the first byte, the version, tells what follows: 1 is Crafter's
(``agent.worlds.crafter.frame``), 2 is POGS's (``agent.worlds.pogs.frame``). Here alone worlds are told their frames.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.core.frame import Picture
from agent.worlds import registry as worlds
from agent.worlds.crafter import frame as crafter
from agent.worlds.crafter.rules import ITEMS
from agent.worlds.pogs import frame as pogs


@dataclass(frozen=True, slots=True)
class Kind:
    """How a world is shown.

    Attributes:
        paint: makes the picture of a view, what is recalled, and the index of the last action, None before the first.
        items: whose counts are in the picture, in that order.
    """

    paint: Callable[[Any, Any, int | None], Picture]
    items: tuple[str, ...] = ()


_KINDS: Mapping[str, Kind] = {worlds.CRAFTER: Kind(crafter.paint, ITEMS), worlds.POGS: Kind(pogs.paint)}


def of(world: str) -> Kind:
    """How the world of that name, as ``agent.worlds.registry`` knows it, is shown."""
    return _KINDS[world.partition(":")[0]]
