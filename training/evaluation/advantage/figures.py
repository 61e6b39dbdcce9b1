"""The figures of a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.evaluation.advantage import branches as arms
from training.evaluation.advantage.report import Class, Estimate, Report
from training.runs.drawing import PALETTE, save, without_frame

_GAIN = "achievements gained (95 % interval)"


def draw(report: Report, folder: Path) -> None:
    """``gains.png`` and, where they were measured, ``calibration.png``, ``drift.png`` and
    ``gates.png``. OSError if the disk does not take them.
    """
    save(_gains(report), folder / "gains.png")
    if report.calibration:
        save(_classes(report.calibration, "P(plan) of the planner"), folder / "calibration.png")
    if report.drift:
        save(_classes(report.drift, "age of the plan in force, steps"), folder / "drift.png")
    if report.gates:
        names = [f"{gate.name} ({gate.rate:.2f} plans a state)" for gate in report.gates]
        gains = [gate.gain for gate in report.gates]
        figure, axes = _plot(1 + 0.3 * len(names))
        _bars(axes, names, gains, PALETTE[0], 0)
        axes.set_xlabel("achievements a state over never planning (95 % interval)")
        save(figure, folder / "gates.png")


def _gains(report: Report) -> Figure:
    """Planning now against each other arm, by rule, at the longest horizon; without it, whatever
    was compared.
    """
    last = [gain for gain in report.gains if gain.horizon == max(g.horizon for g in report.gains)]
    chosen = [gain for gain in last if gain.first == arms.NOW] or last
    rules = list(dict.fromkeys(gain.rule for gain in chosen))
    pairs = list(dict.fromkeys((gain.first, gain.second) for gain in chosen))
    figure, axes = _plot(1 + 0.2 * len(rules) * (len(pairs) + 1))
    for number, pair in enumerate(pairs):
        own = {gain.rule: gain for gain in chosen if (gain.first, gain.second) == pair}
        shown = [rule for rule in rules if rule in own]
        apart = 0.8 / len(pairs) * (number - (len(pairs) - 1) / 2)
        _bars(
            axes,
            shown,
            [own[rule].achievements for rule in shown],
            PALETTE[number % len(PALETTE)],
            apart,
            [rules.index(rule) for rule in shown],
            " over ".join(pair),
        )
    axes.set_yticks(range(len(rules)), rules)
    axes.set_xlabel(f"{_GAIN}, {max(g.horizon for g in report.gains)} steps on")
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return figure


def _classes(classes: Sequence[Class], alike: str) -> Figure:
    figure, axes = _plot(3.5)
    gains = [one.gain for one in classes]
    axes.errorbar(
        [one.mean for one in classes],
        [gain.mean for gain in gains],
        _errors(gains),
        color=PALETTE[0],
        marker="o",
        capsize=2,
    )
    axes.axhline(0, color="0.7", linewidth=0.8)
    axes.set_xlabel(alike)
    axes.set_ylabel(f"{_GAIN}\nby planning now")
    return figure


def _bars(
    axes: Axes,
    names: Sequence[str],
    gains: Sequence[Estimate],
    colour: str,
    apart: float,
    rows: Sequence[int] | None = None,
    label: str | None = None,
) -> None:
    """A mean with its interval in a row each."""
    at = range(len(names)) if rows is None else rows
    axes.errorbar(
        [gain.mean for gain in gains],
        [row + apart for row in at],
        xerr=_errors(gains),
        fmt="o",
        color=colour,
        capsize=2,
        label=label,
    )
    if rows is None:
        axes.set_yticks(list(at), names)
    axes.axvline(0, color="0.7", linewidth=0.8)
    axes.set_ylim(max(at, default=0) + 0.6, -0.6)


def _errors(gains: Sequence[Estimate]) -> tuple[list[float], list[float]]:
    below = [0.0 if gain.low is None else max(0.0, gain.mean - gain.low) for gain in gains]
    above = [0.0 if gain.high is None else max(0.0, gain.high - gain.mean) for gain in gains]
    return below, above


def _plot(height: float) -> tuple[Figure, Axes]:
    """``height`` in inches."""
    figure = Figure(figsize=(7, height), layout="constrained")
    axes = figure.add_subplot()
    without_frame(axes)
    return figure, axes
