"""Episodes for sessions, new ones and branches: a world, a planner, a trace in the data folder."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from agent.core import seeds
from agent.core.mode import DYNAMIC, Mode
from agent.core.planner import Planner
from agent.core.world import World
from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.trace import Event, Header, TraceWriter
from agent.worlds import registry as worlds


@dataclass(frozen=True, slots=True)
class Person:
    """Who plays along, as the header of a trace tells it; see ``agent.traces.trace.Header``."""

    participant: str = ""
    consent: str = ""


NOBODY = Person()


@dataclass(frozen=True, slots=True)
class NewGame:
    """A world from its beginning."""

    seed: int
    cap: int  # steps of the episode at the most
    # no log outlives a withdrawal with a pseudonym in it
    person: Person = field(default=NOBODY, repr=False)
    mode: Mode = DYNAMIC  # of the planner
    world: str = worlds.DEFAULT


@dataclass(frozen=True, slots=True)
class BranchPoint:
    """An episode as it was at a step, to be played on.

    Person and mode are those of its parent, since its past is theirs.
    """

    parent: Path  # trace
    step: int | None  # None: as it was left
    sample_index: int = 0  # see ``agent.episode.Episode``
    what_if: str = ""  # see ``agent.traces.trace.Header``, as for the next
    alone: bool = False


Origin = NewGame | BranchPoint
Make = Callable[[Planner[Any, Any], Origin, Path], Episode[Any, Any]]


class Write(Protocol):
    """Begins a trace."""

    def __call__(self, path: Path, head: Header, past: Sequence[Event] = ()) -> TraceWriter:
        """See ``agent.traces.trace.TraceWriter``."""


def draw_seed() -> int:
    """A seed for a person's world.

    Play trains planners, so it is none of validation or of published results.
    """
    return random.choice(seeds.PEOPLE)


def _world(name: str) -> World[Any]:
    return worlds.find(name).make()


def make(
    planner: Planner[Any, Any],
    origin: Origin,
    path: Path,
    *,
    new_world: Callable[[str], World[Any]] = _world,
    write: Write = TraceWriter,
) -> Episode[Any, Any]:
    """Begin an episode and its trace, a new file at ``path``. Slow: for a worker thread.

    ``new_world`` makes a world of a name. Raises ValueError if there is no such world, or none of
    this seed, OSError if the trace cannot be written, TraceError if a branch's parent does not
    replay or has no such step. An episode that is over needs no trace, and gets none.
    """
    if isinstance(origin, NewGame):
        world = new_world(origin.world)
        person = origin.person
        head = traces.header(
            world,
            origin.seed,
            origin.cap,
            planner.name,
            {"mode": str(origin.mode)},
            participant=person.participant,
            consent=person.consent,
        )
        return Episode(world, planner, seed=origin.seed, cap=origin.cap, trace=write(path, head))
    record, step = traces.read(origin.parent), origin.step
    events = record.until(step)
    past = record.header
    world = new_world(past.world)
    head = traces.header(
        world,
        past.seed,
        past.cap,
        planner.name,
        past.options,
        parent=origin.parent.name,
        parent_step=max((event.step for event in record.steps), default=0)
        if step is None
        else step,
        what_if=origin.what_if,
        alone=origin.alone,
        participant=past.participant,
        consent=past.consent,
    )
    episode = Episode.restore(
        world,
        planner,
        record,
        step,
        lambda: write(path, head, events),
        origin.sample_index,
    )
    episode.consults = not origin.what_if  # what is only tried costs no adviser
    return episode
