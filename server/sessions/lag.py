"""How well a session keeps time: the last steps that its clock asked for.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from server.core import metrics

KEPT = 240  # steps
# seconds over which the rate is counted: at the greatest speed, 20 steps a second, fewer than are
# kept
WINDOW = 10.0


@dataclass(frozen=True, slots=True)
class Timing:
    """What the last steps say; None where there is nothing to say it from.

    Attributes:
        steps: how many steps the times are of.
        reached: steps a second, in the last ten seconds or since the clock was started.
        lag_mean: ms from the time at which a step was due to when it was played and told.
        lag_p95: of the same times, the least that 95 in 100 of them do not exceed.
        decision_mean: ms that a decision took, with the waiting for other sessions' decisions.
    """

    steps: int
    reached: float | None
    lag_mean: float | None
    lag_p95: float | None
    decision_mean: float | None


@dataclass(frozen=True, slots=True)
class _Step:
    due: float
    played: float
    deciding: float


class Lag:
    """The last steps of a session."""

    def __init__(self) -> None:
        self._steps: deque[_Step] = deque(maxlen=KEPT)
        self._started = 0.0

    def start(self, now: float) -> None:
        """The clock was started, or set to another rate."""
        self._started = now

    def note(self, *, due: float, played: float, deciding: float) -> None:
        """A step was due, was played, and its decision took ``deciding`` seconds."""
        metrics.TICK_LATENESS.observe(max(0.0, played - due))
        metrics.DECISION_TIME.observe(deciding)
        self._steps.append(_Step(due, played, deciding))

    def figures(self, now: float, *, runs: bool) -> Timing:
        """What the steps say now.

        ``runs``: whether the clock does; while it stands there is no rate.
        """
        since = max(self._started, now - WINDOW)
        counted = sum(step.played > since for step in self._steps)
        lags = sorted(1000 * (step.played - step.due) for step in self._steps)
        return Timing(
            steps=len(lags),
            reached=counted / (now - since) if runs and now > since else None,
            lag_mean=sum(lags) / len(lags) if lags else None,
            lag_p95=lags[-(-95 * len(lags) // 100) - 1] if lags else None,
            decision_mean=1000 * sum(step.deciding for step in self._steps) / len(lags)
            if lags
            else None,
        )
