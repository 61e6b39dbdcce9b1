"""What the branches tell: gains of one arm over another, whether the planner's own probability of
planning knows of them, how they grow with a plan's age, and what a better gate would win.

A gain is of pairs: the n-th branch of one arm less that of the other, which has the same luck. Its
interval is a bootstrap over states: pairs of one state are not independent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agent.analysis.stats import drawn, spearman
from agent.core.metrics import Figures
from agent.core.tables import NONE, grid
from training.evaluation.advantage import branches as arms
from training.evaluation.advantage.branches import HORIZONS, Branch, Measured
from training.evaluation.advantage.states import ANYWHERE

Array = NDArray[np.float64]
AGES = (0, 2, 5, 10, 20, 50)  # steps, the least of each class
CHANCES = (0.0, 0.02, 0.1, 0.5)  # of planning, the least of each class
_HALF_LIVES = np.geomspace(1, 100, 60)  # steps that are tried
_FEW = 6  # states, of fewer of which no interval is told
_MIDDLE = 50  # steps


class Estimate(Figures):
    """A figure with its 95 % interval, which few states have not."""

    mean: float
    low: float | None = None
    high: float | None = None

    def told(self, digits: int = 2, factor: float = 1) -> str:
        """For people, times ``factor``."""
        mean = f"{factor * self.mean:+.{digits}f}"
        if self.low is None or self.high is None:
            return mean
        return f"{mean} ({factor * self.low:+.{digits}f} to {factor * self.high:+.{digits}f})"


class Gain(Figures):
    """What one arm gained over another, in the mean of states that were drawn by a rule."""

    first: str
    second: str
    rule: str
    horizon: int
    states: int
    achievements: Estimate
    survival: Estimate  # share of branches
    reward: Estimate


class Class(Figures):
    """The gain of planning now, of states that are alike."""

    least: float  # of what they are alike in
    mean: float  # of that
    states: int
    gain: Estimate


class Gate(Figures):
    """What a way to decide when to plan gains over never planning, of achievements a state."""

    name: str
    rate: float  # plans a state
    gain: Estimate


class Report(Figures):
    """All of it. The last four are of states drawn anywhere, at the longest horizon, of planning
    now against the longest ``keep``; None or empty where these were not measured.
    """

    horizon: int
    states: int
    branches: int
    decisions: int  # steps of all branches
    planned: float | None  # share of the branches that had to plan and did
    gains: tuple[Gain, ...]
    calibration: tuple[Class, ...] = ()
    correlation: Estimate | None = None  # Spearman's, of P(plan) and the gain
    drift: tuple[Class, ...] = ()
    half_life: Estimate | None = None  # steps; None where no gain that grows with age is seen
    gates: tuple[Gate, ...] = ()


def summarise(measured: Sequence[Measured], horizon: int) -> Report:
    """The report of some states whose branches were played for ``horizon`` steps."""
    every = [branch for one in measured for branch in one.branches]
    names = list(dict.fromkeys(branch.arm for branch in every))
    gains = [
        gain
        for first, second in _compared(names)
        for rule in dict.fromkeys(one.state.rule for one in measured)
        for steps in HORIZONS
        if steps <= horizon and (gain := _gain(measured, first, second, rule, steps))
    ]
    asked = [branch for branch in every if branch.arm == arms.NOW]
    found = Report(
        horizon=horizon,
        states=len(measured),
        branches=len(every),
        decisions=sum(branch.died or horizon for branch in every),
        planned=sum(branch.plans > 0 for branch in asked) / len(asked) if asked else None,
        gains=tuple(gains),
    )
    keep = _longest_keep(names)
    if arms.NOW not in names or keep is None:
        return found
    # States with both arms, which all have unless a file was changed by hand.
    chosen = [one for one in measured if one.state.rule == ANYWHERE]
    apart = [_apart(one, arms.NOW, keep, _unlocked(horizon)) for one in chosen]
    return found.model_copy(update=_of_planning(chosen, apart))


def gain_of_planning(one: Measured, horizon: int) -> float | None:
    """Achievements within ``horizon`` steps that planning now gained over the longest ``keep``, in
    the mean of a state's pairs; None where these arms were not played.
    """
    names = [branch.arm for branch in one.branches]
    keep = _longest_keep(names)
    if arms.NOW not in names or keep is None:
        return None
    return float(_apart(one, arms.NOW, keep, _unlocked(horizon)).mean())


def _of_planning(chosen: Sequence[Measured], apart: Sequence[Array]) -> dict[str, object]:
    """What is told of planning now. ``apart``: its gain in each pair of each state."""
    means = np.array([pairs.mean() for pairs in apart])
    aged = [(at, one.state.age) for at, one in enumerate(chosen) if one.state.age is not None]
    known = [
        (at, one.state.p_plan) for at, one in enumerate(chosen) if one.state.p_plan is not None
    ]
    told: dict[str, object] = {}
    if aged:
        at, ages = np.array([at for at, _ in aged]), np.array([age for _, age in aged], float)
        told["drift"] = _classes(ages, means[at], AGES)
        told["half_life"] = _half_life(ages, means[at])
    if known:
        at, chances = np.array([at for at, _ in known]), np.array([p for _, p in known])
        told["calibration"] = _classes(chances, means[at], CHANCES)
        if chances.std() and means[at].std():
            told["correlation"] = _bootstrap(
                len(at), lambda rows: spearman(chances[rows], means[at][rows])
            )
        told["gates"] = _gates(chances, [apart[one] for one in at])
    return told


def _compared(names: Sequence[str]) -> list[tuple[str, str]]:
    """Which arms are compared with which."""
    keeps = sorted((name for name in names if name.startswith(arms.KEEP)), key=_steps)
    held = [*keeps, *(name for name in names if name.startswith(arms.NONE))]
    pairs = [(arms.NOW, other) for other in held if arms.NOW in names]
    pairs += [(one, arms.NOW) for one in (arms.EXPERT, arms.PERSON) if {one, arms.NOW} <= {*names}]
    same = (arms.NULL, arms.REWORDED, arms.SHUFFLED)
    return pairs + [(one, keeps[0]) for one in same if one in names and keeps]


def _longest_keep(names: Sequence[str]) -> str | None:
    keeps = [name for name in names if name.startswith(arms.KEEP)]
    return max(keeps, key=_steps, default=None)


def _steps(arm: str) -> int:
    return arms.parse(arm).steps


def _gain(
    measured: Sequence[Measured], first: str, second: str, rule: str, horizon: int
) -> Gain | None:
    """None where no state of the rule has both arms."""
    chosen = [
        one
        for one in measured
        if one.state.rule == rule and {first, second} <= {branch.arm for branch in one.branches}
    ]
    if not chosen:
        return None

    def of(value: Callable[[Branch], float]) -> Estimate:
        return _mean(np.array([_apart(one, first, second, value).mean() for one in chosen]))

    at = HORIZONS.index(horizon)
    return Gain(
        first=first,
        second=second,
        rule=rule,
        horizon=horizon,
        states=len(chosen),
        achievements=of(_unlocked(horizon)),
        survival=of(lambda branch: branch.died is None or branch.died > horizon),
        reward=of(lambda branch: branch.rewards[at]),
    )


def _unlocked(horizon: int) -> Callable[[Branch], float]:
    return lambda branch: sum(step <= horizon for step in branch.unlocked)


def _apart(one: Measured, first: str, second: str, value: Callable[[Branch], float]) -> Array:
    """(pairs,) of one arm less the other."""
    of = {(branch.arm, branch.pair): value(branch) for branch in one.branches}
    pairs = sorted(pair for arm, pair in of if arm == first)
    return np.array([of[first, pair] - of[second, pair] for pair in pairs], float)


def _bootstrap(n: int, figure: Callable[[NDArray[np.int64]], float]) -> Estimate:
    """A figure of n states, given as rows, and its interval."""
    whole = np.arange(n)
    if n < _FEW:
        return Estimate(mean=figure(whole))
    again = [figure(np.repeat(whole, counts.astype(int))) for counts in drawn(n)]
    low, high = np.nanpercentile(again, [2.5, 97.5])
    return Estimate(mean=figure(whole), low=float(low), high=float(high))


def _mean(values: Array) -> Estimate:
    return _bootstrap(len(values), lambda rows: float(values[rows].mean()))


def _classes(alike: Array, gains: Array, least: Sequence[float]) -> tuple[Class, ...]:
    """The gains of states in classes of ``alike``."""
    found = []
    for low, above in pairwise([*least, np.inf]):
        inside = (alike >= low) & (alike < above)
        if inside.any():
            own = gains[inside]
            found.append(
                Class(
                    least=float(low),
                    mean=float(alike[inside].mean()),
                    states=len(own),
                    gain=_mean(own),
                )
            )
    return tuple(found)


def _half_life(ages: Array, gains: Array) -> Estimate | None:
    """Of ``gain = most * (1 - 2 ** (-age / half_life))``, fitted by least squares; None if it does
    not surely grow.
    """

    def fit(rows: NDArray[np.int64]) -> tuple[float, float]:
        curves = 1 - 2.0 ** (-ages[rows] / _HALF_LIVES[:, None])
        most = curves @ gains[rows] / np.maximum((curves**2).sum(1), 1e-9)
        errors = ((gains[rows] - most[:, None] * curves) ** 2).sum(1)
        best = int(np.argmin(errors))
        return float(_HALF_LIVES[best]), float(most[best])

    grows = _bootstrap(len(ages), lambda rows: fit(rows)[1]).low
    if grows is None or grows <= 0:
        return None
    return _bootstrap(len(ages), lambda rows: fit(rows)[0])


def _gates(chances: Array, apart: Sequence[Array]) -> tuple[Gate, ...]:
    """Ways to decide when to plan. The oracle knows the gains of half of a state's pairs, and is
    measured on the other half: what it picks by luck wins nothing there.
    """
    means = np.array([pairs.mean() for pairs in apart])
    rate = float(chances.mean())
    paired = min(len(pairs) for pairs in apart) > 1
    halves = [
        np.array([pairs[at::2].mean() for pairs in apart]) for at in range(2 if paired else 0)
    ]

    def oracle(rows: NDArray[np.int64]) -> float:
        most = max(1, round(rate * len(rows)))
        won = 0.0
        for known, measured in (halves, halves[::-1]):
            best = np.argsort(-known[rows], kind="stable")[:most]
            won += measured[rows][best].sum() / len(rows) / 2
        return won

    n = len(means)
    gates: list[tuple[str, float, Callable[[NDArray[np.int64]], float]]] = [
        ("the planner's own", rate, lambda rows: float((chances * means)[rows].mean())),
        ("at random, as often", rate, lambda rows: rate * float(means[rows].mean())),
        ("always", 1.0, lambda rows: float(means[rows].mean())),
    ]
    if paired:
        gates.append(("an oracle, as often", rate, oracle))
    return tuple(
        Gate(name=name, rate=often, gain=_bootstrap(n, gain)) for name, often, gain in gates
    )


def markdown(report: Report) -> str:
    """The report as tables; gains after 50 steps and at the longest horizon."""
    planned = NONE if report.planned is None else f"{100 * report.planned:.1f} %"
    parts = [
        f"{report.states:,} states, {report.branches:,} branches of {report.horizon} steps at the"
        f" most, {report.decisions:,} steps in all. Of the branches that had to plan, {planned}"
        " did. Gains: mean over states, 95 % interval by bootstrap over states.",
        grid(
            ["", "over", "states", "horizon", "n", "achievements", "survival, points", "reward"],
            [
                [
                    gain.first,
                    gain.second,
                    gain.rule,
                    str(gain.horizon),
                    str(gain.states),
                    gain.achievements.told(),
                    gain.survival.told(1, 100),
                    gain.reward.told(),
                ]
                for gain in report.gains
                if gain.horizon in (_MIDDLE, max(one.horizon for one in report.gains))
            ],
        ),
    ]
    for title, classes, digits in (
        ("P(plan), at least", report.calibration, 2),
        ("age of the plan, at least", report.drift, 0),
    ):
        if classes:
            parts.append(
                grid(
                    [title, "states", "gain of planning now, achievements"],
                    [
                        [
                            f"{one.least:.{digits}f}",
                            str(one.states),
                            one.gain.told(),
                        ]
                        for one in classes
                    ],
                )
            )
    if report.correlation:
        parts.append(f"Rank correlation of P(plan) and the gain: {report.correlation.told()}.")
    if report.drift:
        parts.append(
            "Half-life of a plan: "
            + (
                f"{report.half_life.told(0)} steps."
                if report.half_life
                else "none that can be told: the gain does not surely grow with age."
            )
        )
    if report.gates:
        parts.append(
            grid(
                ["gate", "plans a state", "gain over never, achievements a state"],
                [[gate.name, f"{gate.rate:.2f}", gate.gain.told(3)] for gate in report.gates],
            )
        )
    return "\n\n".join(parts)
