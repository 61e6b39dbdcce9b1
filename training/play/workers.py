"""Work that is spread over several processes, of this machine or of a cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import joblib

from agent.core.mode import Mode
from agent.core.planner import Planner
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.planners.language import LanguagePlanner
from agent.worlds import registry as worlds

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


def parallel(jobs: int, calls: Iterable[_Call[_Done]], *, ordered: bool = False) -> Iterator[_Done]:
    """The results of calls made with ``joblib.delayed``, each as soon as it is there, or in the
    order of the calls.
    """
    # One thread a worker: numerical libraries would use every core in each.
    with joblib.parallel_config("loky", inner_max_num_threads=1):
        yield from joblib.Parallel(
            jobs, return_as="generator" if ordered else "generator_unordered"
        )(calls)


def on_cluster(jobs: int, calls: Iterable[_Call[_Done]]) -> Iterator[_Done]:
    """The results of calls made with ``joblib.delayed``, in their order, from the Ray that this
    process is connected to.

    Joblib has nothing from its Ray before all is done, so the calls go out in rounds, and each
    round's results come together.
    """
    from ray.util.joblib import register_ray

    register_ray()
    waiting = iter(calls)
    with joblib.parallel_config("ray"), joblib.Parallel(jobs) as pool:
        while some := list(islice(waiting, _ROUND * jobs)):
            yield from pool(some)


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
    usual = _usual(name, data, masked, world)
    if isinstance(usual, LanguagePlanner):
        return usual.with_prompt(lambda prompt: prompt, mode)
    return registry.load(name, mode, _ONE_THREAD, data, masked=masked, world=world)


@functools.cache
def _usual(name: str, data: Path | None, masked: bool | None, world: str) -> Planner[Any, Any]:
    return registry.load(name, hardware=_ONE_THREAD, data=data, masked=masked, world=world)
