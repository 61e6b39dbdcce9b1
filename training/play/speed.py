"""How quickly many episodes were played: decisions, on the clock and for each second of a core."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

_SOON = 0.001  # seconds; playing takes longer, whatever a clock says
_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")


@dataclass(slots=True)
class PlaySpeed:
    """Counts what planners decide, and the time that playing takes.

    Attributes:
        decisions: steps that a planner decided; not those that were read from a trace.
        clock_s: seconds that passed meanwhile.
        processor_s: seconds of processor time of all processes that played, with the loading of
            the model, the worlds and the traces.
    """

    decisions: int = 0
    clock_s: float = 0.0
    processor_s: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the clock run."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.clock_s += time.perf_counter() - begun

    @property
    def per_second(self) -> float:
        """Decisions a second."""
        return self.decisions / max(self.clock_s, _SOON)

    @property
    def per_core_second(self) -> float:
        """Decisions for each second of processor time."""
        return self.decisions / max(self.processor_s, _SOON)

    @property
    def line(self) -> str:
        """All of it in a line for people."""
        if not self.decisions:
            return "0 decisions: all of it had been played before"
        return (
            f"{self.decisions:,} decisions in {self.clock_s:,.1f} s: "
            f"{self.per_second:,.0f} a second, {self.per_core_second:,.0f} a core-second"
        )


def timed(
    function: Callable[_Given, _Done], *given: _Given.args, **named: _Given.kwargs
) -> tuple[_Done, float]:
    """What a call returns, and the seconds of processor time that it took in this process."""
    begun = time.process_time()
    done = function(*given, **named)
    return done, time.process_time() - begun
