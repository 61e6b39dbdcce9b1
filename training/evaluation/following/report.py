"""The figures of ``training.evaluation.following.run``: how often the goals were reached, how fast,
and how often a plan was gone against.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from agent.analysis.stats import wilson
from agent.core.tables import NONE, grid, percent
from training.evaluation import report as reports
from training.evaluation.following.cases import FAMILIES, Family

Arm = Literal["plan", "new words", "order", "no plan", "shuffled plan", "expert"]
ARMS: tuple[Arm, ...] = get_args(Arm)
_NOTES = """\
Columns:

- **plan**: the plan is in force from the start, as advice.
- **new words**: the same plans in words that are kept out of training.
- **order**: the plan as an order. No detour is allowed, since nobody can be asked.
- **no plan**: the planner plays by itself.
- **shuffled plan**: the plan of another case of the family is in force.
- **expert**: the expert with the plan.

Whatever is in force, success is to do what the case's own plan says.

Rows:

- **one goal**, **ordered pair**, **unseen combination**: plain goals. The last are two of kinds
  that never follow each other in training.
- **chain**: steps up the technology chain, by what is missing in the state.
- **condition**: "until", "when", "if", "unless" or "whenever".
- **refusal**: not to do something that the expert would do by itself within the limit. In one of
  five cases nothing else is said.
- **stay or wait**: for some steps, until an hour, or until a vital is restored; perhaps behind
  walls.
- **place**: at a cell that is pointed at, or back to where something is.
- **under danger**: one or two goals at dusk, with food or drink at 3 or less, or with a zombie
  within 4 cells. These are played to the limit whatever is reached, so that all could die equally
  long.

Measures:

- A case is **specific** if the expert does not do it within the limit by itself: only the plan says
  what to do.
- A stay is broken by leaving the cell or opening the shelter. An exploration needs three cells in
  its direction. A place is beside the cell. Something that breaks a refusal in force does not count
  as done.
- **Steps** are the median of the planner's steps over those of the expert with the plan in the
  plainest words, in the cases that were done.
- **Contradictions** are cases in which something was done that the plan in force rules out (without
  a plan: that the case's own would have ruled out): the opposite, a later step first, what was
  refused, three things that nobody asked for, or a standing order left undone for forty steps. The
  rules are coarse; the expert's column is their floor.
- **Refusals kept** are those of the case, in the cases that have any.
- **CrafText** (arXiv 2505.11962): its best method's success on held-out wordings and on unseen
  combinations of objects, each compared with its success on the instructions that it was trained
  on."""
_CRAFTEXT = {"new words": "20 %", "unseen combination": "38 %"}


class _FollowingPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Result(_FollowingPart):
    """How one case went in one arm."""

    arm: Arm
    family: Family
    number: int  # of the case
    specific: bool  # see ``Case``
    reached: bool
    steps: int  # until it was reached, or all
    expert_steps: int
    refusing: bool  # the case has refusals
    kept: bool  # and nothing was done against them
    contradicted: bool  # the plan in force, or without one the case's own
    replaced: bool  # the planner wrote another plan before the person's was done
    under: int  # steps with the person's plan in force
    plans: int  # of the planner's own, written in these
    died: bool


class FollowingConditions(_FollowingPart):
    """What the figures hold for."""

    planner: str
    observation: str  # what it reads
    cases: dict[Family, int]
    digest: str  # of the cases: figures of the same compare
    # what else the play depends on: temperature, hash of the weights
    options: dict[str, str | bool]
    versions: dict[str, str]


class FollowingFigures(_FollowingPart):
    """Of several cases; None where there is nothing to count."""

    n: int
    reached: float | None  # share of ``n``
    low: float | None  # Wilson's 95 % interval of ``reached``
    high: float | None
    # median of the planner's steps over the expert's, of the cases that were reached
    steps: float | None
    contradicted: float | None  # share of ``n``
    kept: float | None  # share of those that have refusals
    replaced: float | None
    plans: float | None  # of the planner's own, in 100 steps under the person's
    died: float | None


class Cell(_FollowingPart):
    """One family in one arm."""

    arm: Arm
    family: Family
    every: FollowingFigures  # of all cases
    specific: FollowingFigures


class FollowingReport(_FollowingPart):
    """All figures."""

    conditions: FollowingConditions
    cells: tuple[Cell, ...]
    results: tuple[Result, ...]

    def cell(self, arm: Arm, family: Family) -> Cell | None:
        """One cell, None if it was not played."""
        return next((cell for cell in self.cells if (cell.arm, cell.family) == (arm, family)), None)

    @property
    def arms(self) -> list[Arm]:
        """Those that were played."""
        return [arm for arm in ARMS if any(cell.arm == arm for cell in self.cells)]


def summarise(conditions: FollowingConditions, results: Sequence[Result]) -> FollowingReport:
    """Sum up the results, in whatever order they come."""
    ordered = sorted(
        results,
        key=lambda result: (ARMS.index(result.arm), FAMILIES.index(result.family), result.number),
    )
    cells = []
    for arm in ARMS:
        for family in FAMILIES:
            own = [result for result in ordered if (result.arm, result.family) == (arm, family)]
            if own:
                specific = [result for result in own if result.specific]
                cells.append(
                    Cell(arm=arm, family=family, every=_figures(own), specific=_figures(specific))
                )
    return FollowingReport(conditions=conditions, cells=tuple(cells), results=tuple(ordered))


def _figures(results: Sequence[Result]) -> FollowingFigures:
    n = len(results)
    hits = [result for result in results if result.reached]
    refusing = [result for result in results if result.refusing]
    under = sum(result.under for result in results)
    low, high = wilson(len(hits), n) if n else (None, None)

    def share(of: Callable[[Result], bool]) -> float | None:
        return sum(map(of, results)) / n if n else None

    return FollowingFigures(
        n=n,
        reached=share(lambda result: result.reached),
        low=low,
        high=high,
        steps=statistics.median(result.steps / result.expert_steps for result in hits)
        if hits
        else None,
        contradicted=share(lambda result: result.contradicted),
        kept=sum(result.kept for result in refusing) / len(refusing) if refusing else None,
        replaced=share(lambda result: result.replaced),
        plans=100 * sum(result.plans for result in results) / under if under else None,
        died=share(lambda result: result.died),
    )


def markdown(report: FollowingReport) -> str:
    """The report as tables: families down, arms across."""
    conditions = report.conditions
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    cases = ", ".join(f"{count} of {family}" for family, count in conditions.cases.items())
    parts = [
        f"# Does {conditions.planner} follow plans?",
        f"Cases: {cases}, in states of validation seeds 1000-1999 (digest {conditions.digest}). "
        f"It reads: {conditions.observation}. Versions: {versions}.",
        "## Success in specific cases (95 % interval; n)",
        _table(report, lambda cell: _success(cell.specific)),
        "## Success in all cases (95 % interval; n)",
        _table(report, lambda cell: _success(cell.every)),
        "## Died, all cases",
        _table(report, lambda cell: percent(cell.every.died)),
        "## Refusals kept",
        _table(report, lambda cell: percent(cell.every.kept)),
        "## Success lost, all cases",
        _losses(report),
        "## Steps over the expert's, all cases",
        _table(
            report, lambda cell: NONE if cell.every.steps is None else f"{cell.every.steps:.2f}"
        ),
        "## Contradictions, all cases",
        _table(report, lambda cell: percent(cell.every.contradicted)),
        "## Plans replaced, all cases",
        _table(
            report, lambda cell: NONE if cell.arm == "no plan" else percent(cell.every.replaced)
        ),
        "## The planner's own plans in 100 steps under the person's, all cases",
        _table(
            report, lambda cell: NONE if cell.every.plans is None else f"{cell.every.plans:.1f}"
        ),
        "## What the words mean",
        _NOTES,
    ]
    return "\n\n".join(parts) + "\n"


def write(report: FollowingReport, folder: Path) -> None:
    """Write report.json and table.md. OSError if the disk does not take them."""
    (folder / "table.md").write_text(markdown(report), encoding="utf-8")
    reports.write(report, folder)


def _table(report: FollowingReport, figure: Callable[[Cell], str]) -> str:
    rows = []
    for family in FAMILIES:
        cells = [report.cell(arm, family) for arm in report.arms]
        figures = [NONE if cell is None else figure(cell) for cell in cells]
        if any(figure != NONE for figure in figures):
            rows.append([family, *figures])
    return grid(["", *report.arms], rows)


def _losses(report: FollowingReport) -> str:
    """How much of the success with what is like the training is lost with what is held out."""
    rows = [
        [
            f"new words, {family}",
            _loss(report.cell("new words", family), report.cell("plan", family)),
            NONE,
        ]
        for family in FAMILIES
    ]
    rows[0][-1] = _CRAFTEXT["new words"]
    new, known = report.cell("plan", "unseen combination"), report.cell("plan", "ordered pair")
    rows.append(
        [
            "unseen combination against ordered pair",
            _loss(new, known),
            _CRAFTEXT["unseen combination"],
        ]
    )
    return grid(["", "lost", "CrafText"], rows)


def _loss(new: Cell | None, known: Cell | None) -> str:
    if new is None or known is None or not known.every.reached or new.every.reached is None:
        return NONE
    return percent(1 - new.every.reached / known.every.reached)


def _success(figures: FollowingFigures) -> str:
    if figures.reached is None or figures.low is None or figures.high is None:
        return NONE
    return (
        f"{percent(figures.reached)} ({100 * figures.low:.0f} to "
        f"{100 * figures.high:.0f}; {figures.n})"
    )
