"""The threads of a server's sessions, for what is slow: the event loop waits for them and serves
others meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Threads:
    """Shared by all sessions. For the event loop."""

    def __init__(self, workers: int) -> None:
        """``workers``: how many steps may be played at once."""
        self._steps = ThreadPoolExecutor(workers, thread_name_prefix="steps")
        # Apart from the steps: a world in the making must not hold up other sessions.
        self._worlds = ThreadPoolExecutor(1, thread_name_prefix="worlds")

    async def step(self, work: Callable[[], T]) -> T:
        """Play a step, or write to a trace."""
        return await asyncio.get_running_loop().run_in_executor(self._steps, work)

    async def make(self, work: Callable[[], T]) -> T:
        """Load a planner, or make a world."""
        return await asyncio.get_running_loop().run_in_executor(self._worlds, work)

    def close(self) -> None:
        """Let the threads end after what they are at."""
        self._steps.shutdown(wait=False)
        self._worlds.shutdown(wait=False)
