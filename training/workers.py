"""Work that is spread over several processes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import joblib

from agent import registry
from agent.language.prompts import Mode
from agent.planner import Planner

_Done = TypeVar("_Done")
_Call = tuple[Callable[..., _Done], tuple[object, ...], dict[str, object]]  # as ``joblib.delayed`` makes it


def parallel(jobs: int, calls: Iterable[_Call[_Done]], *, ordered: bool = False) -> Iterator[_Done]:
    """The results of calls made with ``joblib.delayed``, each as soon as it is there, or in the order of the calls."""
    # One thread a worker: numerical libraries would use every core in each.
    with joblib.parallel_config("loky", inner_max_num_threads=1):
        yield from joblib.Parallel(jobs, return_as="generator" if ordered else "generator_unordered")(calls)


@functools.cache
def planner(name: str, mode: Mode, data: Path | None = None) -> Planner:
    """The planner of that name, loaded once a process. Raises what ``registry.load`` raises."""
    return registry.load(name, mode, data=data)
