"""The figures of ``training.follow``: how often the goals were reached, how fast, and how often a plan was gone against."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from agent.collaboration.estimates import wilson
from training import report as reports
from training.follow_cases import Column
from training.table import NONE, grid, percent

Arm = Literal["plan", "order", "no plan", "shuffled plan", "expert"]
ARMS: tuple[Arm, ...] = get_args(Arm)
COLUMNS: tuple[Column, ...] = get_args(Column)
_NOTES = """\
- Rows. plan: the plan is in force from the start, and the planner may replace it. order: the same in the mode "never". no plan: the
  planner plays by itself. shuffled plan: the plan of another case is in force. expert: the expert with the plan, which it does as far
  as its words are read rightly. Whatever is in force, success is to reach the case's own goals.
- Columns. The seen and the held-out wording are of the same states and goals, so no plan is played once for both. An ordered pair is
  two goals of a combination that is not held out, in seen wording; an unseen combination is one that is, in seen wording.
- A case is specific if the expert does not reach its goals within the limit by itself: there only the plan tells what to do.
- Steps are the median of the planner's over the expert's told in the plainest words, of the cases that were reached. Contradictions
  are cases in which what the plan in force rules out was done (without a plan: what the case's own would have ruled out).
- The rules by which contradictions are told are coarse: what the expert's row shows is their floor.
- CrafText (arXiv 2505.11962): its best method's success on held-out wordings and on unseen combinations of objects, each against its
  success on the instructions it was trained on."""
_LOSSES: tuple[tuple[Column, Column], ...] = (("held-out wording", "seen wording"), ("unseen combination", "ordered pair"))
_CRAFTEXT = ("20 %", "38 %")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Result(_Part):
    """How one case went in one arm."""

    arm: Arm
    column: Column
    number: int  # of the case
    specific: bool  # see ``Case``
    reached: bool
    steps: int  # played
    expert_steps: int
    contradicted: bool  # the plan in force, or without one the case's own
    replaced: bool  # the planner wrote another plan before the person's was done
    died: bool


class Conditions(_Part):
    """What the figures hold for."""

    planner: str
    observation: str  # what it reads
    cases: int  # in each column
    seed: int  # that the cases were drawn from
    options: dict[str, str | bool]  # what else the play depends on: temperature, hash of the weights
    versions: dict[str, str]


class Figures(_Part):
    """Of several cases; None where there is nothing to count."""

    n: int
    reached: float | None  # share of ``n``
    low: float | None  # Wilson's 95 % interval of ``reached``
    high: float | None
    steps: float | None  # median of the planner's steps over the expert's, of the cases that were reached
    contradicted: float | None  # share of ``n``
    replaced: float | None
    died: float | None


class Cell(_Part):
    """One arm in one column."""

    arm: Arm
    column: Column
    every: Figures  # of all cases
    specific: Figures


class Report(_Part):
    """All figures."""

    conditions: Conditions
    cells: tuple[Cell, ...]
    results: tuple[Result, ...]

    def cell(self, arm: Arm, column: Column) -> Cell | None:
        """One cell, None if it was not played."""
        return next((cell for cell in self.cells if (cell.arm, cell.column) == (arm, column)), None)


def summarise(conditions: Conditions, results: Sequence[Result]) -> Report:
    """Sum up the results, in whatever order they come."""
    ordered = sorted(results, key=lambda result: (ARMS.index(result.arm), COLUMNS.index(result.column), result.number))
    cells = []
    for arm in ARMS:
        for column in COLUMNS:
            own = [result for result in ordered if (result.arm, result.column) == (arm, column)]
            if own:
                specific = [result for result in own if result.specific]
                cells.append(Cell(arm=arm, column=column, every=_figures(own), specific=_figures(specific)))
    return Report(conditions=conditions, cells=tuple(cells), results=tuple(ordered))


def _figures(results: Sequence[Result]) -> Figures:
    n = len(results)
    hits = [result for result in results if result.reached]
    low, high = wilson(len(hits), n) if n else (None, None)

    def share(of: Callable[[Result], bool]) -> float | None:
        return sum(map(of, results)) / n if n else None

    return Figures(
        n=n,
        reached=share(lambda result: result.reached),
        low=low,
        high=high,
        steps=statistics.median(result.steps / result.expert_steps for result in hits) if hits else None,
        contradicted=share(lambda result: result.contradicted),
        replaced=share(lambda result: result.replaced),
        died=share(lambda result: result.died),
    )


def markdown(report: Report) -> str:
    """The report as tables: arms down, columns across."""
    conditions = report.conditions
    versions = ", ".join(f"{name} {version}" for name, version in conditions.versions.items())
    parts = [
        f"# Does {conditions.planner} follow plans?",
        f"{conditions.cases} cases a column, drawn with seed {conditions.seed}, states of validation seeds 1000-1999. "
        f"It reads: {conditions.observation}. Versions: {versions}.",
        "## Success in specific cases (95 % interval; n)",
        _table(report, lambda cell: _success(cell.specific)),
        "## Success in all cases (95 % interval; n)",
        _table(report, lambda cell: _success(cell.every)),
        "## Success lost, all cases",
        _losses(report),
        "## Steps over the expert's, all cases",
        _table(report, lambda cell: NONE if cell.every.steps is None else f"{cell.every.steps:.2f}"),
        "## Contradictions, all cases",
        _table(report, lambda cell: percent(cell.every.contradicted)),
        "## Plans replaced, all cases",
        _table(report, lambda cell: NONE if cell.arm == "no plan" else percent(cell.every.replaced)),
        "## Died, all cases",
        _table(report, lambda cell: percent(cell.every.died)),
        "## What the words mean",
        _NOTES,
    ]
    return "\n\n".join(parts) + "\n"


def write(report: Report, folder: Path) -> None:
    """Write report.json and table.md. OSError if the disk does not take them."""
    (folder / "table.md").write_text(markdown(report), encoding="utf-8")
    reports.write(report, folder)


def _table(report: Report, figure: Callable[[Cell], str]) -> str:
    rows = []
    for arm in ARMS:
        cells = [report.cell(arm, column) for column in COLUMNS]
        if any(cells):
            rows.append([arm, *(NONE if cell is None else figure(cell) for cell in cells)])
    return grid(["", *COLUMNS], rows)


def _losses(report: Report) -> str:
    """How much of the success with what is like the training is lost with what is held out."""
    rows = []
    for arm in ARMS:
        pairs = [(report.cell(arm, new), report.cell(arm, known)) for new, known in _LOSSES]
        if arm != "no plan" and any(new for new, _ in pairs):
            rows.append([arm, *(_loss(new, known) for new, known in pairs)])
    rows.append(["CrafText", *_CRAFTEXT])
    return grid(["", *(f"{new} against {known}" for new, known in _LOSSES)], rows)


def _loss(new: Cell | None, known: Cell | None) -> str:
    if new is None or known is None or not known.every.reached or new.every.reached is None:
        return NONE
    return percent(1 - new.every.reached / known.every.reached)


def _success(figures: Figures) -> str:
    if figures.reached is None or figures.low is None or figures.high is None:
        return NONE
    return f"{percent(figures.reached)} ({100 * figures.low:.0f} to {100 * figures.high:.0f}; {figures.n})"
