"""Shares, means and curves with their 95 % intervals. Nothing here knows of games.

Whole games are drawn again where an interval comes from drawing (a bootstrap, Efron 1979): steps
and plans of one game are not independent. The draws are the same every time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEW = 5  # of which, and fewer, no interval is drawn that assumes many: the single ones are shown
Interval = tuple[float, float]
Array = NDArray[np.float64]

_Z = 1.96  # of a 95 % interval
_DRAWS = 1000
_SEED = 0


def wilson(hits: int, n: int) -> Interval:
    """The 95 % interval of a share (Wilson 1927); ``n`` is at least 1."""
    share, square = hits / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    spread = math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    half = _Z * spread / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def drawn(n: int) -> Array:
    """How often each of ``n`` was drawn, for every draw: shape (draws, n), rows that
    sum up to n.
    """
    random = np.random.default_rng(_SEED)
    return random.multinomial(n, np.full(n, 1 / n), size=_DRAWS).astype(np.float64)


def spearman(one: Array, other: Array) -> float:
    """Rank correlation; NaN where either is the same everywhere, as can be among those drawn."""
    ranks = [_ranks(one), _ranks(other)]
    if min(rank.std() for rank in ranks) == 0:
        return float("nan")
    return float(np.asarray(np.corrcoef(ranks))[0, 1])


def _ranks(values: Array) -> Array:
    """(n,) mean rank of equal values."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle: Array = counts.cumsum() - (counts - 1) / 2
    return middle[inverse]


def ratio_interval(above: Sequence[float], below: Sequence[float]) -> Interval | None:
    """The interval of sum(above) / sum(below), drawn anew by their index; None for few.

    For a mean ``below`` is all ones.
    """
    if len(above) <= FEW:
        return None
    times = drawn(len(above))
    whole = times @ np.asarray(below, float)
    known = whole > 0
    sums = times @ np.asarray(above, float)
    low, high = np.percentile(sums[known] / whole[known], [2.5, 97.5])
    return float(low), float(high)


def entropy(counts: Sequence[int]) -> float | None:
    """How evenly something is spread, from 0 (all with one) to 1 (even); None if there is nothing.

    The initiative entropy of Collaborative Gym (Shao et al., arXiv 2412.15701): -sum p log_N p over
    N members, 0 if one has none.
    """
    whole = sum(counts)
    if not whole:
        return None
    if not all(counts):
        return 0.0
    shares = [count / whole for count in counts]
    return -sum(share * math.log(share, len(counts)) for share in shares)


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of steps: ``value[i]`` holds from ``at[i]`` on.

    ``low`` and ``high`` bound its 95 % interval, None for few.
    """

    at: tuple[float, ...]
    value: tuple[float, ...]
    low: tuple[float, ...] | None
    high: tuple[float, ...] | None
    at_risk: tuple[int, ...]  # how many were still watched just before ``at[i]``

    def while_watched(self, least: int) -> Curve:
        """The curve up to where fewer than ``least`` are still watched."""
        end = next((i for i, count in enumerate(self.at_risk) if count < least), len(self.at))
        low = None if self.low is None else self.low[:end]
        high = None if self.high is None else self.high[:end]
        return Curve(self.at[:end], self.value[:end], low, high, self.at_risk[:end])


@dataclass(frozen=True, slots=True)
class Life:
    """How long something lasted, and how it ended; ``""`` if it was not watched to its end."""

    lasted: int
    ending: str


def survival(lives: Sequence[Life]) -> Curve:
    """The share that lasts longer than so many steps (Kaplan and Meier 1958), beginning at 0 steps.

    The interval is Greenwood's on the scale of log(-log), which stays within 0 and 1 (Kalbfleisch
    and Prentice 1980).
    """
    at, value, low, high, at_risk = [0.0], [1.0], [1.0], [1.0], [len(lives)]
    share, variance = 1.0, 0.0
    for time in sorted({life.lasted for life in lives if life.ending}):
        watched = sum(life.lasted >= time for life in lives)
        ended = sum(life.lasted == time and life.ending != "" for life in lives)
        share *= 1 - ended / watched
        if share > 0:
            variance += ended / (watched * (watched - ended))
            bend = _Z * math.sqrt(variance) / math.log(share)
            bounds = share ** math.exp(-bend), share ** math.exp(bend)
        else:
            bounds = 0.0, high[-1]
        at.append(float(time))
        value.append(share)
        low.append(min(bounds))
        high.append(max(bounds))
        at_risk.append(watched)
    many = len(lives) > FEW
    return Curve(
        tuple(at),
        tuple(value),
        tuple(low) if many else None,
        tuple(high) if many else None,
        tuple(at_risk),
    )


def incidence(lives: Sequence[Life], ending: str) -> Curve:
    """The share that has ended in this way within so many steps, the other ways competing (Aalen
    and Johansen 1978); no interval.
    """
    at, value, at_risk = [0.0], [0.0], [len(lives)]
    lasting, share = 1.0, 0.0
    for time in sorted({life.lasted for life in lives if life.ending}):
        watched = sum(life.lasted >= time for life in lives)
        ended = [life.ending for life in lives if life.lasted == time and life.ending]
        share += lasting * ended.count(ending) / watched
        lasting *= 1 - len(ended) / watched
        at.append(float(time))
        value.append(share)
        at_risk.append(watched)
    return Curve(tuple(at), tuple(value), None, None, tuple(at_risk))


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happens again and again, watched from step 0 to ``watched``."""

    events: tuple[int, ...]  # steps, from 1 to ``watched``
    watched: int  # steps
    settled: bool  # nothing can happen any more after ``watched``; False: it went on unseen


CELLS = 200  # of a curve at the most


def mean_count(lines: Sequence[Line]) -> Curve:
    """The mean number of events by a step, over lines that were watched for unequal times (Ghosh
    and Lin 2000).

    A line that went on unseen counts while it was watched; one that is settled stays as it is. With
    all lines watched to the end it is the plain mean. Time is cut into at most ``CELLS`` equal
    cells: who was watched at the beginning of one counts in it. The curve ends where nobody is
    watched any more. The interval comes from drawing lines anew.
    """
    if not lines:
        return Curve((), (), None, None, ())
    longest = max(line.watched for line in lines)
    width = max(1, -(-longest // CELLS))
    cells = -(-longest // width)
    happened = np.zeros((len(lines), cells))
    watched = np.zeros((len(lines), cells))
    settled = np.zeros((len(lines), cells))
    for row, line in enumerate(lines):
        watched[row, : -(-line.watched // width)] = 1
        for step in line.events:
            happened[row, (step - 1) // width] += 1
        if line.settled and line.watched:
            settled[row, (line.watched - 1) // width] = 1
    mean = _mean_count(np.ones((1, len(lines))), happened, watched, settled)[0]
    low = high = None
    if len(lines) > FEW:
        means = _mean_count(drawn(len(lines)), happened, watched, settled)
        low, high = np.percentile(means, [2.5, 97.5], axis=0)
    at = tuple(float(min(longest, cell * width)) for cell in range(cells + 1))
    risk = [sum(line.watched > cell * width for line in lines) for cell in range(cells)]
    return Curve(
        at,
        (0.0, *map(float, mean)),
        None if low is None else (0.0, *map(float, low)),
        None if high is None else (0.0, *map(float, high)),
        (len(lines), *risk),
    )


def _mean_count(times: Array, happened: Array, watched: Array, settled: Array) -> Array:
    """The estimate by cell, for lines that are taken as many times as a row of ``times`` says."""
    at_risk = times @ watched
    known = at_risk > 0
    risk = np.where(known, at_risk, 1)
    going_on = np.cumprod(1 - np.where(known, times @ settled / risk, 0), axis=1)
    before = np.concatenate([np.ones((len(times), 1)), going_on[:, :-1]], axis=1)
    estimate: Array = np.cumsum(before * np.where(known, times @ happened / risk, 0), axis=1)
    return estimate
