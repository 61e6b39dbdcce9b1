"""What-ifs: the best of the branches, their mean, and the line that was played on."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agent.analysis.figure import Figure, Panel, Table
from agent.analysis.games import Game, WhatIf, conditions
from agent.analysis.stats import Interval, ratio_interval
from agent.analysis.summary import Account

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DRAWN = 30  # what-ifs; of more, the newest


@dataclass(frozen=True, slots=True)
class Trial:
    """One what-if.

    A value is the number of achievements that were unlocked after the step at which it branched.
    """

    planner: str
    seed: int
    step: int
    steps: int  # that its longest branch was played
    values: tuple[int, ...]  # of the branches, in the order in which they were begun
    done: int  # branches in which the plan was done
    gone_on_with: (
        int | None
    )  # value of the branch that people went on with, None if they did with none
    parent: (
        int | None
    )  # of the game that went on beside it, in as many steps; None if it did not go so far

    @property
    def best(self) -> int:
        return max(self.values)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)

    @property
    def line(self) -> int | None:
        """Of the line that was played on; None if it is not known."""
        return self.parent if self.gone_on_with is None else self.gone_on_with


@dataclass(frozen=True, slots=True)
class Gain:
    """How much more one thing unlocked than another, mean over what-ifs."""

    name: str
    values: tuple[float, ...]
    interval: Interval | None

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.values) if self.values else None


_NOTES = (
    "What counts is achievements unlocked after the branch. A branch stops when its plan "
    "ends, so it may be shorter than another.",
    "The best of several is high by selection alone: it is what a perfect choice would "
    "have had, not what people got.",
    "The line played on is the branch that people went on with; if they did with none, "
    "the game beside it, in as many steps as the longest branch. Where it did not go so "
    "far it is not known.",
    "Records from before traces named their what-ifs show none.",
)


def figure(games: Sequence[Game]) -> Figure:
    """Count and describe."""
    own = [game for game in games if game.what_ifs]
    trials = [_trial(what_if) for game in own for what_if in game.what_ifs]
    gains = [
        _gain("best − mean of the branches", trials, lambda trial: trial.best - trial.mean),
        _gain(
            "best − line played on",
            trials,
            lambda trial: None if trial.line is None else trial.best - trial.line,
        ),
        _gain(
            "branch gone on with − mean",
            trials,
            lambda one: None if one.gone_on_with is None else one.gone_on_with - one.mean,
        ),
    ]
    drawn = trials[-_DRAWN:]
    panels = (
        Panel(lambda axes: _draw(axes, drawn), height=1.6 + 0.16 * len(drawn)),
        Panel(lambda axes: _draw_gains(axes, gains), height=2.2),
    )
    missing = (
        "No plan was tried in branches, or the records are from before traces named their what-ifs."
    )
    return Figure(
        name="what-ifs",
        title="What-ifs: the best of the branches",
        says=_says(trials) if trials else "",
        conditions=conditions(own),
        notes=_NOTES,
        tables=(_gains_table(gains), _trials_table(trials)),
        numbers={
            "what_ifs": [
                asdict(one) | {"best": one.best, "mean": one.mean, "line": one.line}
                for one in trials
            ],
            "gains": [asdict(gain) | {"mean": gain.mean} for gain in gains],
        },
        panels=panels if trials else (),
        missing="" if trials else missing,
    )


def _says(trials: Sequence[Trial]) -> str:
    """What the figure shows, in two sentences."""
    best = statistics.fmean(trial.best for trial in trials)
    mean = statistics.fmean(trial.mean for trial in trials)
    branches = sum(len(trial.values) for trial in trials)
    done = sum(trial.done > 0 for trial in trials)
    return (
        f"The best branch unlocked {best:.2f} achievements, the mean branch "
        f"{mean:.2f} (n = {len(trials)} what-ifs with {branches} "
        f"branches). The plan was done in {sum(trial.done for trial in trials)} "
        f"branches, and in at least one of {done} what-ifs."
    )


def _gains_table(gains: Sequence[Gain]) -> Table:
    rows = []
    for gain in gains:
        low, high = gain.interval or (None, None)
        rows.append((gain.name, len(gain.values), gain.mean, low, high))
    return Table(
        "Means over what-ifs",
        ("what", "n", "achievements, mean", "from", "to"),
        tuple(rows),
    )


def _trials_table(trials: Sequence[Trial]) -> Table:
    rows = [
        (
            one.planner,
            str(one.seed),
            one.step,
            len(one.values),
            one.steps,
            one.best,
            one.mean,
            one.line,
            _which(one),
            f"{one.done} of {len(one.values)}",
        )
        for one in trials
    ]
    return Table(
        "Each what-if",
        (
            "planner",
            "seed",
            "at step",
            "branches",
            "steps",
            "best",
            "mean",
            "line played on",
            "which",
            "plan done in",
        ),
        tuple(rows),
    )


def _trial(what_if: WhatIf) -> Trial:
    first, *_ = what_if.branches
    step = first.parent_step
    steps = max(branch.steps for branch in what_if.branches) - step
    return Trial(
        planner=first.planner,
        seed=first.seed,
        step=step,
        steps=steps,
        values=tuple(_value(branch) for branch in what_if.branches),
        done=sum(_done(branch) for branch in what_if.branches),
        gone_on_with=_value(what_if.gone_on_with) if what_if.gone_on_with else None,
        parent=_beside(what_if.parent, step, steps) if what_if.parent else None,
    )


def _value(branch: Account) -> int:
    return sum(one.step > branch.parent_step for one in branch.unlocked.values())


def _done(branch: Account) -> bool:
    return any(
        plan.source == "human" and plan.begun == branch.parent_step and plan.ending == "done"
        for plan in branch.plans
    )


def _beside(parent: Account, step: int, steps: int) -> int | None:
    if parent.steps < step + steps and not parent.settled:
        return None
    return parent.by(step + steps) - parent.by(step)


def _gain(name: str, trials: Sequence[Trial], of: Callable[[Trial], float | None]) -> Gain:
    values = tuple(value for trial in trials if (value := of(trial)) is not None)
    return Gain(name, values, ratio_interval(values, [1.0] * len(values)))


def _which(trial: Trial) -> str:
    if trial.gone_on_with is not None:
        return "a branch"
    return "the game beside it" if trial.parent is not None else "did not go so far"


def _draw(axes: Axes, trials: Sequence[Trial]) -> None:
    from agent.analysis.drawing import COLOURS, FAINT, legend_above, whole

    rows = range(len(trials))
    for row, trial in enumerate(trials):
        n = len(trial.values)
        spread = [row + 0.5 * (place - (n - 1) / 2) / n for place in range(n)]
        axes.plot(
            trial.values,
            spread,
            "o",
            color=FAINT,
            markersize=3,
            alpha=0.7,
            label="a branch" if not row else None,
        )
    axes.plot(
        [trial.mean for trial in trials],
        rows,
        "|",
        color="black",
        markersize=12,
        label="mean of the branches",
    )
    axes.plot(
        [trial.best for trial in trials],
        rows,
        "^",
        color=COLOURS[2],
        markersize=6,
        label="best branch",
    )
    known = [(trial.line, row) for row, trial in enumerate(trials) if trial.line is not None]
    if known:
        line, at = zip(*known, strict=True)
        axes.plot(
            line,
            at,
            "D",
            color=COLOURS[1],
            markersize=6,
            fillstyle="none",
            markeredgewidth=1.6,
            label="line played on",
        )
    axes.set_yticks(rows, [f"seed {trial.seed}, step {trial.step}" for trial in trials], fontsize=6)
    axes.set_ylim(len(trials) - 0.3, -0.7)
    axes.set_xlim(left=-0.3)
    whole(axes.xaxis)
    axes.set_xlabel("achievements after the branch")
    legend_above(axes)


def _draw_gains(axes: Axes, gains: Sequence[Gain]) -> None:
    from agent.analysis.drawing import COLOURS, FAINT

    axes.axvline(0, color=FAINT, linewidth=0.8)
    for row, gain in enumerate(gains):
        rows = [row + 0.2] * len(gain.values)
        axes.plot(gain.values, rows, "|", color=FAINT, alpha=0.7)
        if gain.interval:
            axes.plot(gain.interval, (row, row), color="black", linewidth=1.5)
        if gain.mean is not None:
            axes.plot(gain.mean, row, "o", color=COLOURS[0])
    axes.set_yticks(
        range(len(gains)), [f"{gain.name}\n(n = {len(gain.values)})" for gain in gains], fontsize=7
    )
    axes.set_ylim(len(gains) - 0.5, -0.5)
    axes.set_xlabel("achievements\nline: 95 % interval; |: each what-if")
