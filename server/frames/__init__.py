"""State frames: what is drawn for one step, in binary, each world in its own way.

All frames begin alike (``server.frames.head``), and the first byte, the version, tells what follows: 1 is Crafter's
(``server.frames.crafter``), 2 is POGS's (``server.frames.pogs``). Here alone worlds are told their frames.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.worlds import registry as worlds
from agent.worlds.crafter.rules import ITEMS
from server.frames import crafter, pogs
from server.frames.head import Picture


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
