"""Learning curves of arms: runs of ``sft`` that differ within an arm by their training seed alone.

An arm's curve is the mean over its runs, so all of them have to be evaluated after the same
updates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from agent.core.tables import NONE, grid
from training.runs.drawing import PALETTE, save, without_frame
from training.runs.log import CurvesError, read_log

_UNLOCKED, _KL, _ACCURACY = "eval_unlocked", "eval_kl", "eval_action_accuracy"
_PANELS = {_UNLOCKED: "achievements unlocked, of 22", _KL: "KL to the base model, nats per token"}


@dataclass(frozen=True, slots=True)
class RunCurve:
    """One figure of an arm's evaluations.

    Attributes:
        updates: (evaluations,) after which it was measured, ascending; empty if the runs do not
            have it.
        values: (runs, evaluations).
    """

    updates: tuple[int, ...]
    values: NDArray[np.float64]

    @property
    def means(self) -> NDArray[np.float64]:
        """(evaluations,) over runs."""
        means: NDArray[np.float64] = self.values.mean(axis=0)
        return means

    def told(self, update: int, digits: int, factor: float = 1) -> str:
        """Mean and standard deviation over runs after an update, times ``factor``; the mean alone
        of a single run.
        """
        if update not in self.updates:
            return NONE
        values = factor * self.values[:, self.updates.index(update)]
        deviation = f" ± {values.std(ddof=1):.{digits}f}" if len(values) > 1 else ""
        return f"{values.mean():.{digits}f}{deviation}"


def draw(arms: Mapping[str, Sequence[Path]], out: Path) -> None:
    """Write the picture of ``figure`` to a file; raises what it raises, and OSError if the disk
    does not take it.
    """
    save(figure(arms), out)


def figure(arms: Mapping[str, Sequence[Path]]) -> Figure:
    """Achievements unlocked and KL to the base model over updates: a thin line for each run, a
    thick one for an arm's mean.

    A panel for which no run has the figure is left out.

    Args:
        arms: name of each arm -> folders of its runs.

    Raises CurvesError if the runs of an arm cannot be read or averaged, or there is nothing to
    draw.
    """
    read = {arm: _curves(arm, runs) for arm, runs in arms.items()}
    panels = [name for name in _PANELS if any(curves[name].updates for curves in read.values())]
    if not panels:
        raise CurvesError(
            f"no run has {_UNLOCKED} or {_KL}; they are measured where the recipe has "
            "evaluation.seeds and base, respectively"
        )
    drawn = Figure(figsize=(5 * len(panels), 4), layout="constrained")
    plots = drawn.subplots(1, len(panels), squeeze=False)[0]
    for name, axes in zip(panels, plots, strict=True):
        for curves, colour in zip(read.values(), cycle(PALETTE), strict=False):
            curve = curves[name]
            if curve.updates:
                axes.plot(curve.updates, curve.values.T, color=colour, linewidth=0.8, alpha=0.5)
                axes.plot(
                    curve.updates,
                    curve.means,
                    color=colour,
                    linewidth=2.5,
                    marker="o",
                    markersize=4,
                )
        axes.set_ylim(bottom=0)
        axes.set_xlabel("updates")
        axes.set_ylabel(_PANELS[name])
        without_frame(axes)
    for (arm, runs), colour in zip(arms.items(), cycle(PALETTE), strict=False):
        plots[0].plot([], [], color=colour, linewidth=2.5, label=f"{arm}, mean of {len(runs)}")
    drawn.legend(loc="outside upper center", ncols=4, frameon=False)
    return drawn


def table(arms: Mapping[str, Sequence[Path]]) -> str:
    """Mean and standard deviation over runs at each evaluation, as Markdown.

    Raises CurvesError as ``figure`` does.
    """
    rows = []
    for arm, runs in arms.items():
        curves = _curves(arm, runs)
        for update in sorted({update for curve in curves.values() for update in curve.updates}):
            figures = (
                curves[_UNLOCKED].told(update, 2),
                curves[_KL].told(update, 4),
                curves[_ACCURACY].told(update, 1, 100),
            )
            rows.append([arm, str(update), str(len(runs)), *figures])
    head = ["arm", "update", "seeds", "unlocked of 22", "KL, nats per token", "action accuracy, %"]
    return f"Mean ± standard deviation over training seeds.\n\n{grid(head, rows)}"


def _curves(arm: str, runs: Sequence[Path]) -> dict[str, RunCurve]:
    evaluations = {run: _evaluations(run) for run in runs}
    if not any(evaluations.values()):
        raise CurvesError(
            f"the arm {arm!r} has no evaluations: {', '.join(map(str, runs)) or 'no runs'}"
        )
    return {name: _curve(arm, name, evaluations) for name in (_UNLOCKED, _KL, _ACCURACY)}


def _curve(
    arm: str, name: str, evaluations: Mapping[Path, Mapping[int, Mapping[str, float]]]
) -> RunCurve:
    found = {
        run: {update: entry[name] for update, entry in own.items() if name in entry}
        for run, own in evaluations.items()
    }
    first, *others = found
    for other in others:
        if found[other].keys() != found[first].keys():
            after = " and ".join(
                f"{run} after {', '.join(map(str, found[run])) or 'no'} updates"
                for run in (first, other)
            )
            raise CurvesError(
                f"the runs of the arm {arm!r} differ in when {name} was measured: {after}"
            )
    values = np.array([list(measured.values()) for measured in found.values()])
    return RunCurve(tuple(found[first]), values)


def _evaluations(run: Path) -> dict[int, dict[str, float]]:
    """Update -> what was measured after it, in the order of the log."""
    return {
        entry["step"]: entry
        for entry in read_log(run)
        if any(name.startswith("eval_") for name in entry)
    }
