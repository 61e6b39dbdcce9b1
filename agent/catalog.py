"""The worlds by name: how each is made, what its players recall, and how people's plans in it are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, cast

from agent.language import barring, describing, obstacles, progress, reading, routes, service, suggestions
from agent.language.goals import Goal, Progress, Reading
from agent.worlds import M, M_contra, V, V_contra, World
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory as CrafterMemory
from agent.worlds.crafter.view import View as CrafterView
from agent.worlds.pogs import engine as pogs
from agent.worlds.pogs.memory import Memory as PogsMemory
from agent.worlds.pogs.view import View as PogsView

CRAFTER, POGS = "crafter", pogs.NAME
NAMES = (CRAFTER, POGS)


class UnknownWorldError(ValueError):
    """No world has that name."""


class UnsupportedWorldError(ValueError):
    """The planner cannot play that world."""


class Words(Protocol[V_contra, M_contra]):
    """How a person's plan is understood."""

    def read(self, text: str) -> Reading:
        """What a plan's words mean. Never raises."""

    def follow(self, goals: Sequence[Goal], since: int, view: V_contra, memory: M_contra) -> Progress:
        """How far the goals of a plan issued at the view's step ``since`` are."""

    def describe(self, reading: Reading) -> list[str]:
        """A plan in plain words, a line for each part."""

    def obstacles(self, reading: Reading, view: V_contra, memory: M_contra) -> list[str]:
        """Sentences about what stands in the way."""

    def puts_off(self, own: Reading, since: int, asked: Reading, begun: int, view: V_contra, memory: M_contra) -> bool:
        """Whether a planner's own plan, in force since ``since``, puts off a person's."""

    def pressing(self, view: V_contra) -> bool:
        """Whether the planner has to see to itself, whatever was ordered."""

    def barred(self, reading: Reading, since: int, view: V_contra, memory: M_contra) -> frozenset[int]:
        """The actions that would do what a plan, in force since ``since``, refuses."""

    def hopeless(self, goal: Goal, began: int, memory: M_contra) -> str:
        """Why a goal that began at ``began`` cannot be reached, or ""."""

    def suggest(self, view: V_contra, memory: M_contra) -> list[str]:
        """Short plans that make sense now, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[V, M]):
    """What there is to know of a world before it is reset."""

    make: Callable[[], World[V]]
    remember: Callable[[], M]  # a memory that has seen nothing yet
    words: Words[V, M]
    cap: int  # steps of an episode, if nothing else is asked for


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
        graphs: Kind[PogsView, PogsMemory] = Kind(lambda: pogs.PogsWorld(settings), PogsMemory, routes, pogs.CAP)
        return graphs
    raise UnknownWorldError(f"there is no world {name!r}; known worlds: {', '.join(NAMES)}, and such as pogs:nodes=30,hops=3")


def of(world: World[V]) -> Kind[V, Any]:
    """What there is to know of a world that was made."""
    return cast(Kind[V, Any], find(world.name))
