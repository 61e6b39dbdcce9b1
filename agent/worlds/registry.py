"""The worlds by name: how each is made, what its players recall, and how people's plans in it are read."""

from __future__ import annotations

from typing import Any, cast

from agent.core.spec import Kind
from agent.core.world import V, World
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory as CrafterMemory
from agent.worlds.crafter.plans import barring, describing, obstacles, progress, service, suggestions
from agent.worlds.crafter.plans.reading import reading
from agent.worlds.crafter.view import View as CrafterView
from agent.worlds.pogs import engine as pogs
from agent.worlds.pogs import plans
from agent.worlds.pogs.memory import Memory as PogsMemory
from agent.worlds.pogs.view import View as PogsView

CRAFTER, POGS = "crafter", pogs.NAME
NAMES = (CRAFTER, POGS)


class UnknownWorldError(ValueError):
    """No world has that name."""


class _CrafterWords:
    read = staticmethod(reading.read)
    follow = staticmethod(progress.follow)
    describe = staticmethod(describing.describe_all)
    obstacles = staticmethod(obstacles.obstacles)
    puts_off = staticmethod(service.puts_off)
    pressing = staticmethod(service.pressing)
    hopeless = staticmethod(service.hopeless)
    barred = staticmethod(barring.barred)
    suggest = staticmethod(suggestions.suggest)


_CRAFTER: Kind[CrafterView, CrafterMemory] = Kind(CrafterWorld, CrafterMemory, _CrafterWords(), 10_000)


def find(name: str) -> Kind[Any, Any]:
    """The world of that name: ``crafter``, ``pogs``, or ``pogs:nodes=30,hops=3`` and the like.

    Raises UnknownWorldError, or GraphError for settings that cannot be; both are ValueErrors with one line for people.
    """
    if name == CRAFTER:
        return _CRAFTER
    if name.partition(":")[0] == POGS:
        settings = pogs.read_name(name)
        graphs: Kind[PogsView, PogsMemory] = Kind(lambda: pogs.PogsWorld(settings), PogsMemory, plans, pogs.CAP)
        return graphs
    raise UnknownWorldError(f"there is no world {name!r}; known worlds: {', '.join(NAMES)}, and such as pogs:nodes=30,hops=3")


def of(world: World[V]) -> Kind[V, Any]:
    """What there is to know of a world that was made."""
    return cast(Kind[V, Any], find(world.name))
