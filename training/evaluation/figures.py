"""Figures of a report, as PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from agent.core.metrics import Metrics, Summary
from agent.worlds import registry as worlds
from training.runs.drawing import PALETTE, save, without_frame

_INK = PALETTE[0]
# of falling size, so that none hides another
_MARKS = (("o", PALETTE[1], 48), ("s", PALETTE[2], 28), ("D", PALETTE[6], 14))
_POINTS = 200  # along the curve
_FEW = 10  # achievements, each of which has its tick


def draw(report: Summary, folder: Path) -> None:
    """Write the figures that the report's world wants. OSError if the disk does not take them."""
    metrics = worlds.find(report.conditions.world).metrics
    for name in metrics.figures:
        file, drawn = _DRAWN[name]
        save(drawn(report, metrics), folder / file)


def unlocked_by(report: Summary, steps: Sequence[int]) -> list[list[int]]:
    """Achievements that each episode had unlocked after each of these steps, shape (n, steps)."""
    return [
        [sum(at <= step for at in episode.unlocked.values()) for step in steps]
        for episode in report.episodes
    ]


def _achievements(report: Any, metrics: Metrics) -> Figure:
    """How often each achievement was unlocked, beside the baselines; of a report with ``rates``."""
    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.add_subplot()
    names = sorted(report.rates, key=lambda name: report.rates[name])
    rows = range(len(names))
    label = f"{report.conditions.planner} (n = {report.n})"
    axes.barh(
        rows, [100 * report.rates[name] for name in names], color=_INK, alpha=0.6, label=label
    )
    for baseline, (marker, colour, size) in zip(metrics.baselines, _MARKS, strict=False):
        known = [
            (100 * baseline.rates[name], row)
            for row, name in enumerate(names)
            if name in baseline.rates
        ]
        x, y = zip(*known, strict=True)
        axes.scatter(
            x, y, marker=marker, color=colour, s=size, label=baseline.name, zorder=3, clip_on=False
        )
    axes.set_yticks(rows, [name.replace("_", " ") for name in names])
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlabel("episodes that unlocked it, %")
    without_frame(axes)
    figure.legend(loc="outside upper center", ncols=4, frameon=False)
    return figure


def _progress(report: Summary, metrics: Metrics) -> Figure:
    """Achievements unlocked over steps: the mean, and a band of 1.96 standard errors."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    longest = max(episode.length for episode in report.episodes)
    steps = np.unique(np.linspace(0, longest, _POINTS).astype(int))
    unlocked = np.array(unlocked_by(report, steps.tolist()))
    mean = unlocked.mean(axis=0)
    axes.plot(
        steps, mean, color=_INK, label=f"{report.conditions.planner}, mean of {report.n} episodes"
    )
    if report.n > 1:
        band = 1.96 * unlocked.std(axis=0, ddof=1) / np.sqrt(report.n)
        axes.fill_between(
            steps,
            mean - band,
            mean + band,
            color=_INK,
            alpha=0.2,
            linewidth=0,
            label="95 % interval",
        )
    for baseline, (_, colour, _), style in zip(
        metrics.baselines, _MARKS, (":", "-.", "--"), strict=False
    ):
        axes.axhline(
            baseline.mean,
            color=colour,
            linestyle=style,
            linewidth=1,
            label=f"{baseline.name}, at the end",
        )
    axes.set_xlim(0, longest)
    every = len(metrics.achievements)
    axes.set_ylim(0, every)
    axes.set_yticks(range(0, every + 1, 2 if every > _FEW else 1))
    axes.set_xlabel("step")
    axes.set_ylabel(f"achievements unlocked, of {every}")
    without_frame(axes)
    axes.legend(loc="lower right", frameon=False)
    return figure


def _reached(report: Summary, metrics: Metrics) -> Figure:
    """Share of episodes that had reached what there is to reach after each step."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    steps = np.arange(report.conditions.cap + 1)
    found = np.array(
        [min(episode.unlocked.values(), default=steps[-1] + 1) for episode in report.episodes]
    )
    label = f"{report.conditions.planner}, {report.n} episodes"
    axes.step(steps, (found <= steps[:, None]).mean(axis=1), where="post", color=_INK, label=label)
    axes.set_xlim(0, steps[-1])
    axes.set_ylim(0, 1)
    axes.set_xlabel("step")
    axes.set_ylabel(metrics.label)
    without_frame(axes)
    axes.legend(loc="upper left", frameon=False)
    return figure


# Name, as a world's metrics wish for it -> file, and what draws it.
_DRAWN: Mapping[str, tuple[str, Callable[[Any, Metrics], Figure]]] = {
    "achievements": ("achievements.png", _achievements),
    "progress": ("progress.png", _progress),
    "reached": ("progress.png", _reached),
}
