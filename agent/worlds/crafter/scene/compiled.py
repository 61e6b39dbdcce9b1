"""Numba's compiler, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile at the first call and keep the machine code on disk, so that later processes start at
    once.
    """
    return cast(Function, numba.njit(cache=True)(function))
