"""The commands of ``training``: evaluate and compare. Imports late, so that help is quick."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)

INTERRUPTED = 130  # exit code that shells expect after Ctrl-C

ReportFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of an evaluation.")]


def _fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


@app.command()
def evaluate(
    seeds: Annotated[str, typer.Option(help="Such as 2000-2099 or 2000,2005. Validation: 1000-1999; published: 2000-2999.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation; one that was stopped goes on.")],
    planner: Annotated[str, typer.Option(help="Who plays: expert, random.")] = "expert",
    cap: Annotated[int, typer.Option(help="Steps of an episode at the most.")] = 10_000,
    mode: Annotated[str, typer.Option(help="When it may plan: dynamic, never, always, every:k.")] = "dynamic",
    jobs: Annotated[int | None, typer.Option(help="Processes that play. Default: one for each core.")] = None,
) -> None:
    """Measure how well a planner plays: traces, tables, figures and report.json."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from agent.trace import TraceError
    from training import evaluate as evaluation
    from training.measure import EpisodeResult

    try:
        wanted = evaluation.setup(planner, mode, seeds, cap)
    except ValueError as error:
        raise _fail(str(error)) from error

    unlocked = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(planner, total=len(wanted.seeds))

        def show(result: EpisodeResult) -> None:
            unlocked.append(len(result.unlocked))
            mean = sum(unlocked) / len(unlocked)
            bar.update(task, advance=1, description=f"{planner}, mean {mean:.2f} of 22")

        try:
            workers = (os.cpu_count() or 1) if jobs is None else jobs
            report = evaluation.evaluate(wanted, out, jobs=workers, on_episode=show)
        except (evaluation.EvaluationError, TraceError) as error:
            raise _fail(str(error)) from error
        except OSError as error:
            raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
        except KeyboardInterrupt as error:
            typer.echo(f"stopped; the same command goes on with the episodes that are missing in {out}", err=True)
            raise typer.Exit(INTERRUPTED) from error
    error_of_mean = "" if report.se is None else f" ± {report.se:.2f}"
    typer.echo(
        f"{planner}: {report.mean:.2f}{error_of_mean} of 22 unlocked (n = {report.n}), score {report.score:.1f} %, "
        f"diamond {report.diamond:.0%}, all 22 {report.complete:.0%}, died {report.deaths.share:.0%}"
    )
    typer.echo(f"report, table, figures and traces: {out}")


@app.command()
def compare(first: ReportFolder, second: ReportFolder) -> None:
    """Compare two evaluations, paired by seed, with bootstrap intervals."""
    from training import compare as comparing
    from training import report as reports

    try:
        comparison = comparing.compare(reports.read(first), reports.read(second))
    except (reports.ReportError, comparing.NothingInCommonError) as error:
        raise _fail(str(error)) from error
    for warning in comparison.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(comparing.markdown(comparison, str(first), str(second)))
