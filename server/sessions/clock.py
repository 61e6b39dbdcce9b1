"""When the next step is due. Times are seconds of any steady clock, given by the caller."""

from __future__ import annotations


class Clock:
    """Ticks at a rate without drift: each tick is due one period after the former was due, not
    after it was done.

    A tick that is late by more than a period is not made up for, so that no burst follows a stall.
    """

    def __init__(self, rate: float) -> None:
        """``rate``: ticks a second."""
        self.rate = rate
        self.due = 0.0

    def start(self, now: float) -> None:
        """The first tick is due one period from now."""
        self.due = now + 1 / self.rate

    def advance(self, now: float) -> None:
        """The tick that was due is being done: set when the next one is."""
        self.due += 1 / self.rate
        if self.due < now:
            self.due = now

    def change(self, rate: float, now: float) -> None:
        """Tick at another rate from now on."""
        self.rate = rate
        self.start(now)
