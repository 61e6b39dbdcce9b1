"""Work that is spread over several processes, of this machine or of a cluster."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import joblib

from agent.core.mode import ALWAYS, Mode
from agent.core.planner import Planner
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.planners.advised import AdvisedPlanner
from agent.planners.language import LanguagePlanner
from agent.worlds import registry as worlds
from training.play.speed import PlaySpeed, timed

# Also where one process plays alone: on a busy machine the threads of a small model wait for each
# other.
_ONE_THREAD = Hardware(threads=1)
_ROUND = 4  # calls that each process of a cluster has in a round
_Item = TypeVar("_Item")
_Done = TypeVar("_Done")
# as ``joblib.delayed`` makes it
_Call = tuple[Callable[..., _Done], tuple[object, ...], dict[str, object]]


def groups(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    """The items in groups of ``size``, in their order; the last one can have fewer."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def even_groups(items: Sequence[_Item], most: int, jobs: int) -> list[Sequence[_Item]]:
    """The items in groups of ``most`` or fewer, in their order: as many groups for each of
    ``jobs`` processes, and all about as large, so that none waits long for the others.
    """
    rounds = math.ceil(len(items) / (most * jobs))
    return groups(items, math.ceil(len(items) / (rounds * jobs))) if items else []


def parallel(
    jobs: int,
    calls: Iterable[_Call[_Done]],
    *,
    ordered: bool = False,
    speed: PlaySpeed | None = None,
) -> Iterator[_Done]:
    """The results of calls made with ``joblib.delayed``, each as soon as it is there, or in the
    order of the calls.

    ``speed`` takes the time that they need; whoever knows how many decisions they made adds those.
    """
    told = speed or PlaySpeed()
    # One thread a worker: numerical libraries would use every core in each.
    with told.running(), joblib.parallel_config("loky", inner_max_num_threads=1):
        results = joblib.Parallel(jobs, return_as="generator" if ordered else "generator_unordered")
        for done, seconds in results(map(_timed, calls)):
            told.processor_s += seconds
            yield done


def on_cluster(
    jobs: int, calls: Iterable[_Call[_Done]], *, speed: PlaySpeed | None = None
) -> Iterator[_Done]:
    """The results of calls made with ``joblib.delayed``, in their order, from the Ray that this
    process is connected to; ``speed``: as of ``parallel``.

    Joblib has nothing from its Ray before all is done, so the calls go out in rounds, and each
    round's results come together.
    """
    from ray.util.joblib import register_ray

    register_ray()
    told = speed or PlaySpeed()
    waiting = map(_timed, calls)
    with told.running(), joblib.parallel_config("ray"), joblib.Parallel(jobs) as pool:
        while some := list(islice(waiting, _ROUND * jobs)):
            for done, seconds in pool(some):
                told.processor_s += seconds
                yield done


def _timed(call: _Call[_Done]) -> _Call[tuple[_Done, float]]:
    function, given, named = call
    return timed, (function, *given), named


def planner(
    name: str,
    mode: Mode,
    data: Path | None = None,
    masked: bool | None = None,
    world: str = worlds.DEFAULT,
) -> Planner[Any, Any]:
    """The planner of that name; a model is loaded once a process, whatever the modes.

    Raises what ``registry.load`` raises.
    """
    if pair := registry.pair_of(name):
        fast = planner(pair.fast, mode, data, masked, world)
        slow = planner(pair.slow, ALWAYS, data, None, world)
        return AdvisedPlanner(name, fast, slow, worlds.find(world).plans, pair.rules)
    usual = _usual(name, data, masked, world)
    if isinstance(usual, LanguagePlanner):
        return usual.with_prompt(lambda prompt: prompt, mode)
    return registry.load(name, mode, _ONE_THREAD, data, masked=masked, world=world)


@functools.cache
def _usual(name: str, data: Path | None, masked: bool | None, world: str) -> Planner[Any, Any]:
    return registry.load(name, hardware=_ONE_THREAD, data=data, masked=masked, world=world)
