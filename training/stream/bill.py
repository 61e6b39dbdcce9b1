"""The bill of learning: what a stream took up to each hour, and how well its student then played.

Core-hours are of processor time, of the learner and the actors, so that they can be compared
between machines that were busy with other work too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from agent.core.metrics import Figures, Played
from agent.core.tables import grid
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.worlds.crafter.metrics import CrafterReport
from training.evaluation import evaluate as evaluation
from training.runs.drawing import PALETTE, save, without_frame
from training.runs.log import CurvesError, read_log
from training.stream.folder import StreamFolder

_TAKEN = ("step", "seconds", "core_hours", "decisions", "examples", "reads")


class Paid(Figures):
    """What was taken up to one student, and how well that one plays."""

    step: int  # updates
    seconds: float  # on the clock
    core_hours: float
    decisions: int  # states that were played and labelled
    examples: int  # labels that were made
    reads: float  # times that each was read, in the mean
    n: int  # episodes of the evaluation
    mean: float  # achievements unlocked
    se: float | None  # standard error of it
    diamonds: float  # share of the episodes
    deaths: float  # share of the episodes


def draw_up(
    run: Path,
    out: Path,
    seeds: str,
    cap: int,
    *,
    jobs: int,
    on_episode: Callable[[int, Played], None] | None = None,
) -> list[Paid]:
    """Play each student that a run kept, and write ``bill.jsonl``, ``bill.md`` and ``bill.png``.

    Args:
        run: folder of a stream.
        out: made if it is not there; an evaluation in it that was stopped goes on.
        seeds: as ``agent.core.seeds.parse`` reads them.
        cap: steps of an episode.
        jobs: processes that play.
        on_episode: told of each student's updates and of each of its episodes.

    Raises CurvesError if the run kept no student, and what ``training.evaluation.evaluate`` raises.
    """
    taken = {entry["step"]: entry for entry in read_log(run)}
    found = (path for path in StreamFolder(run).kept.glob("[0-9]*") if path.name.isdigit())
    students = sorted(found, key=lambda path: int(path.name))
    if not students:
        raise CurvesError(f"{run} kept no student; a stream keeps one each kept_every minutes")
    rows = []
    for student in students:
        step = int(student.name)
        if step not in taken:
            raise CurvesError(f"{run / 'curves.jsonl'} has no entry of {step} updates")
        wanted = evaluation.setup(
            registry.quickest(student, Hardware(threads=1)), "dynamic", seeds, cap
        )
        told = None if on_episode is None else lambda one, at=step: on_episode(at, one)
        report = evaluation.evaluate(wanted, out / student.name, jobs=jobs, on_episode=told)
        assert isinstance(report, CrafterReport)
        rows.append(_paid(taken[step], report))
    lines = "".join(row.model_dump_json() + "\n" for row in rows)
    (out / "bill.jsonl").write_text(lines, encoding="utf-8")
    (out / "bill.md").write_text(table(rows) + "\n", encoding="utf-8")
    save(figure(rows), out / "bill.png")
    return rows


def table(rows: Sequence[Paid]) -> str:
    """The bill, as Markdown."""
    head = [
        "core-hours", "hours", "decisions", "labels", "labels read", "unlocked of 22", "diamonds",
        "died",
    ]  # fmt: skip
    return grid(
        head,
        [
            [
                f"{row.core_hours:.2f}",
                f"{row.seconds / 3600:.2f}",
                f"{row.decisions:,}",
                f"{row.examples:,}",
                f"{row.examples * row.reads:,.0f}",
                f"{row.mean:.2f}" + ("" if row.se is None else f" ± {row.se:.2f}"),
                f"{100 * row.diamonds:.0f} %",
                f"{100 * row.deaths:.0f} %",
            ]
            for row in rows
        ],
    )


def figure(rows: Sequence[Paid]) -> Figure:
    """Achievements, and shares of games with a diamond and of deaths, over core-hours."""
    drawn = Figure(figsize=(10, 4), layout="constrained")
    scores, shares = drawn.subplots(1, 2)
    hours = [row.core_hours for row in rows]
    errors = [row.se or 0.0 for row in rows]
    scores.errorbar(hours, [row.mean for row in rows], errors, color=PALETTE[0], marker="o")
    scores.set_ylabel("achievements unlocked, of 22, ± standard error")
    for name, colour in (("diamonds", PALETTE[1]), ("deaths", PALETTE[2])):
        values = [100 * getattr(row, name) for row in rows]
        shares.plot(hours, values, color=colour, marker="o", label=name)
    shares.set_ylim(0, 100)
    shares.set_ylabel("% of games")
    shares.legend(frameon=False)
    for axes in (scores, shares):
        axes.set_xlabel("core-hours of play and learning")
        without_frame(axes)
    return drawn


def _paid(entry: dict[str, float], report: CrafterReport) -> Paid:
    return Paid.model_validate(
        {
            **{name: entry[name] for name in _TAKEN},
            "n": report.n,
            "mean": report.mean,
            "se": report.se,
            "diamonds": report.diamond,
            "deaths": report.deaths.share,
        }
    )
