"""Two evaluations side by side, paired by seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.core import seeds
from agent.core.metrics import Summary
from agent.worlds import registry as worlds

RESAMPLES = 10_000
LEVEL = 95  # percent
MOST_DIFFERENT = 5


class NothingInCommonError(ValueError):
    """Two evaluations of two worlds, or without a seed in common."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two evaluations, over the seeds that both have."""

    figure: str
    first: float  # mean
    second: float
    low: float  # bootstrap interval of second - first
    high: float

    @property
    def mean(self) -> float:
        """Mean of second - first."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two evaluations, over the seeds that both have."""

    seeds: tuple[int, ...]
    differences: tuple[Difference, ...]
    # seed, achievements unlocked in the first and in the second
    most_different: tuple[tuple[int, int, int], ...]
    warnings: tuple[str, ...]  # conditions that make the two no fair match


def compare(first: Summary, second: Summary) -> Comparison:
    """Pair two reports by seed; the intervals are percentiles of resampled pairs, the same at every
    call.

    Raises NothingInCommonError if they are of two worlds, or share no seed.
    """
    played = [worlds.find(report.conditions.world) for report in (first, second)]
    if played[0].name != played[1].name:
        raise NothingInCommonError(
            f"the first is of the world {played[0].name}, the second of {played[1].name}"
        )
    before = {episode.seed: episode for episode in first.episodes}
    after = {episode.seed: episode for episode in second.episodes}
    common = tuple(sorted(before.keys() & after.keys()))
    if not common:
        raise NothingInCommonError(
            f"no seed is in both: the first has {first.conditions.seeds}, the second "
            f"{second.conditions.seeds}"
        )
    differences = []
    for name, figure in played[0].metrics.compared.items():
        a = np.array([figure(before[seed]) for seed in common], float)
        b = np.array([figure(after[seed]) for seed in common], float)
        low, high = interval(b - a)
        differences.append(Difference(name, float(a.mean()), float(b.mean()), low, high))
    apart = []
    for seed in common:
        was, now = len(before[seed].unlocked), len(after[seed].unlocked)
        if was != now:
            apart.append((seed, was, now))
    apart.sort(key=lambda pair: -abs(pair[2] - pair[1]))
    return Comparison(
        common, tuple(differences), tuple(apart[:MOST_DIFFERENT]), tuple(_warnings(first, second))
    )


def interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of (n,) differences of pairs, the same at
    every call.
    """
    count = len(differences)
    drawn = np.random.default_rng(0).integers(count, size=(RESAMPLES, count))
    means = differences[drawn].mean(axis=1)
    low, high = np.percentile(means, [(100 - LEVEL) / 2, (100 + LEVEL) / 2]).tolist()
    return low, high


def markdown(comparison: Comparison, first: str, second: str) -> str:
    """The comparison of two evaluations of these names, as Markdown."""
    lines = [
        f"{len(comparison.seeds)} seeds in both: {seeds.write(comparison.seeds)}",
        "",
        f"| mean | {first} | {second} | difference | {LEVEL} % interval |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        (
            f"| {d.figure} | {d.first:.2f} | {d.second:.2f} | {d.mean:+.2f} | {d.low:+.2f} "
            f"to {d.high:+.2f} |"
        )
        for d in comparison.differences
    ]
    apart = ", ".join(f"{seed} ({a} and {b})" for seed, a, b in comparison.most_different)
    lines += ["", f"Seeds that differ most in what was unlocked: {apart or 'none differs'}"]
    return "\n".join(lines)


def _warnings(first: Summary, second: Summary) -> list[str]:
    differing = []
    for field in ("world", "cap"):
        a, b = getattr(first.conditions, field), getattr(second.conditions, field)
        if a != b:
            differing.append(f"the two were played with different conditions: {field} {a} and {b}")
    return differing
