"""The worlds by name. One is plugged in by its line here."""

from __future__ import annotations

from typing import Any, cast

from agent.core.spec import UnknownWorldError, UnsupportedWorldError, WorldSpec
from agent.core.teacher import Teacher
from agent.core.world import V, World
from agent.worlds.crafter.spec import SPEC as CRAFTER
from agent.worlds.pogs.spec import SPEC as POGS

WORLDS: dict[str, WorldSpec[Any, Any]] = {
    spec.name: spec
    for spec in (
        CRAFTER,
        POGS,
    )
}
DEFAULT = CRAFTER.name  # what is played if nobody names a world


def find(name: str) -> WorldSpec[Any, Any]:
    """The world of that name, such as ``crafter``, ``pogs`` or ``pogs:nodes=30,hops=3``.

    Raises ValueError with one line for people: UnknownWorldError, or the world's own for settings
    that cannot be.
    """
    head, colon, settings = name.partition(":")
    spec = WORLDS.get(head)
    if spec is None:
        raise UnknownWorldError(
            f"there is no world {name!r}; known worlds: {', '.join(WORLDS)}, and such "
            "as pogs:nodes=30,hops=3"
        )
    return spec.configured(settings) if colon else spec


def teacher(name: str) -> Teacher[Any, Any]:
    """Whom planners can learn the world of that name from.

    UnsupportedWorldError if there is nobody, and what ``find`` raises.
    """
    found = find(name).teacher
    if found is None:
        raise UnsupportedWorldError(f"nobody teaches the world {name!r}")
    return found


def of(world: World[V]) -> WorldSpec[V, Any]:
    """The spec of a world that was made."""
    return cast(WorldSpec[V, Any], find(world.name))
