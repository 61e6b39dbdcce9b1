"""Figures of a report, as PNG."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.evaluation.baselines import YARDSTICKS
from training.evaluation.report import GraphReport, Report
from training.runs.drawing import PALETTE, save, without_frame

_INK = PALETTE[0]
_MARKS = (("o", PALETTE[1], 48), ("s", PALETTE[2], 28), ("D", PALETTE[6], 14))  # of falling size, so that none hides another
_POINTS = 200  # along the curve


def draw(report: Report, folder: Path) -> None:
    """Write ``achievements.png`` and ``progress.png``. OSError if the disk does not take them."""
    save(_achievements(report), folder / "achievements.png")
    save(_progress(report), folder / "progress.png")


def draw_graphs(report: GraphReport, folder: Path) -> None:
    """Write ``progress.png`` of an evaluation in POGS. OSError if the disk does not take it."""
    save(_found(report), folder / "progress.png")


def _achievements(report: Report) -> Figure:
    """How often each achievement was unlocked, beside the yardsticks."""
    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.add_subplot()
    names = sorted(report.rates, key=lambda name: report.rates[name])
    rows = range(len(names))
    label = f"{report.conditions.planner} (n = {report.n})"
    axes.barh(rows, [100 * report.rates[name] for name in names], color=_INK, alpha=0.6, label=label)
    for yardstick, (marker, colour, size) in zip(YARDSTICKS, _MARKS, strict=True):
        known = [(100 * yardstick.rates[name], row) for row, name in enumerate(names) if name in yardstick.rates]
        x, y = zip(*known, strict=True)
        axes.scatter(x, y, marker=marker, color=colour, s=size, label=yardstick.name, zorder=3, clip_on=False)
    axes.set_yticks(rows, [name.replace("_", " ") for name in names])
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlabel("episodes that unlocked it, %")
    without_frame(axes)
    figure.legend(loc="outside upper center", ncols=4, frameon=False)
    return figure


def _progress(report: Report) -> Figure:
    """Achievements unlocked over steps: the mean, and a band of 1.96 standard errors."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    longest = max(episode.length for episode in report.episodes)
    steps = np.unique(np.linspace(0, longest, _POINTS).astype(int))
    unlocked = np.array(report.unlocked_by(steps.tolist()))
    mean = unlocked.mean(axis=0)
    axes.plot(steps, mean, color=_INK, label=f"{report.conditions.planner}, mean of {report.n} episodes")
    if report.n > 1:
        band = 1.96 * unlocked.std(axis=0, ddof=1) / np.sqrt(report.n)
        axes.fill_between(steps, mean - band, mean + band, color=_INK, alpha=0.2, linewidth=0, label="95 % interval")
    for yardstick, (_, colour, _), style in zip(YARDSTICKS, _MARKS, (":", "-.", "--"), strict=True):
        axes.axhline(yardstick.mean, color=colour, linestyle=style, linewidth=1, label=f"{yardstick.name}, at the end")
    axes.set_xlim(0, longest)
    axes.set_ylim(0, len(ACHIEVEMENTS))
    axes.set_yticks(range(0, len(ACHIEVEMENTS) + 1, 2))
    axes.set_xlabel("step")
    axes.set_ylabel("achievements unlocked, of 22")
    without_frame(axes)
    axes.legend(loc="lower right", frameon=False)
    return figure


def _found(report: GraphReport) -> Figure:
    """Share of episodes that had reached the target after each step."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    steps = np.arange(report.conditions.cap + 1)
    found = np.array([min(episode.unlocked.values(), default=steps[-1] + 1) for episode in report.episodes])
    label = f"{report.conditions.planner}, {report.n} episodes"
    axes.step(steps, (found <= steps[:, None]).mean(axis=1), where="post", color=_INK, label=label)
    axes.set_xlim(0, steps[-1])
    axes.set_ylim(0, 1)
    axes.set_xlabel("step")
    axes.set_ylabel("share that reached the target")
    without_frame(axes)
    axes.legend(loc="upper left", frameon=False)
    return figure
