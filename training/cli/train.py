"""The commands that train planners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import CAP, DATA, Data
from training.cli import shared
from training.improve import judge
from training.improve.recipe import RECIPE, LearnRecipe
from training.sft.recipe import Recipe

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from agent.planners.versions import Score, Version

app = typer.Typer()

# figures beside the progress bar of sft
_SHOWN = ("loss", "eval_loss", "eval_action_accuracy", "eval_unlocked")
_SHOWN_PPO = (
    "warm_up",
    "warmup_explained_variance",
    "explained_variance",
    "return",
    "kl",
    "eval_return",
)


@contextmanager
def _training(folder: Path, *told: type[Exception]) -> Iterator[None]:
    """Tell in one line what goes wrong in a run that writes to ``folder``: of what was asked, the
    errors ``told``.
    """
    try:
        yield
    except told as error:
        raise shared.fail(str(error)) from error
    except ModuleNotFoundError as error:
        raise shared.lacking("training needs", error) from error
    except OSError as error:
        raise shared.fail(
            f"{error.filename or folder} cannot be written: {error.strerror}"
        ) from error
    except KeyboardInterrupt as error:
        typer.echo(
            f"stopped; to go on from the last checkpoint in {folder}, add --resume to the command",
            err=True,
        )
        raise typer.Exit(shared.INTERRUPTED) from error


@app.command()
def sft(
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="A file, or one of ours: pebble.")
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]...", help="Other values, such as steps=100 optimizer.lr=1e-3."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run. Default: runs/sft/RECIPE."),
    ] = None,
    resume: shared.Resume = False,
) -> None:
    """Fine-tune a model on examples: the best model, checkpoints, curves and metrics.json."""
    from training.runs import recipe as recipes

    folder = Path("runs", "sft", recipe.stem) if out is None else out
    with _training(folder, recipes.RecipeError):
        read = recipes.load(recipe, Recipe, overrides or [])
        # Late: torch is slow to import, and a bad recipe can be told of without it.
        from training.sft import train as training

        with shared.progress() as bar:
            task = bar.add_task("sft", total=read.steps)

            def show(step: int, entry: dict[str, float]) -> None:
                figures = ", ".join(
                    f"{name.removeprefix('eval_')} {entry[name]:.3f}"
                    for name in _SHOWN
                    if name in entry
                )
                if figures:
                    bar.update(task, completed=step, description=f"sft, {figures}")

            metrics = training.train(read, folder, resume=resume, on_log=show)
    done = "finished" if metrics["finished"] else "stopped; add --resume to go on"
    typer.echo(f"{metrics['steps']} of {read.steps} updates, {metrics['tokens']:,} tokens: {done}")
    if best := metrics["best"]:
        figures = [
            f"{name.removeprefix('eval_')} {value:.3f}"
            for name, value in best.items()
            if name.startswith("eval_")
        ]
        typer.echo(f"best after {best['step']} updates: {', '.join(figures)}")
    typer.echo(f"best model, curves and checkpoints: {folder}")
    if rate := metrics["decisions_per_second"]:
        typer.echo(f"{rate:.0f} decisions a second in the median update")


@app.command()
def learn(
    overrides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]...",
            help="Other values of the recipe, such as sft.steps=100 people.share=0.4.",
        ),
    ] = None,
    data: Data = DATA,
    planner: Annotated[
        str | None, typer.Option(help="The parent. Default: the one that people are offered first.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Of the child. Default: the parent's with the next number.")
    ] = None,
    min_rating: Annotated[
        float | None, typer.Option(min=1, max=5, help="Records with so many stars at the least.")
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            help="diamond or another achievement, achievements>=N, died, cap, complete, left."
        ),
    ] = None,
    consent: Annotated[
        str, typer.Option(help="any, given, or the version of the text that was agreed to.")
    ] = "any",
    person: Annotated[str | None, typer.Option(help="Records of this pseudonym alone.")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Records from this day on, such as 2026-11-25."),
    ] = None,
    exclude_flagged: Annotated[
        bool, typer.Option("--exclude-flagged", help="No records with a flag.")
    ] = False,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(metavar="NPZ", help="Examples of a teacher. Default: lessons are made."),
    ] = None,
    lessons: Annotated[
        int | None, typer.Option(min=1, help="Lessons of the expert to make.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(metavar="YAML", help="Default: training/recipes/learn.yaml.")
    ] = None,
    seeds: Annotated[
        str | None, typer.Option(help="That parent and child are compared on, of 1000 to 1999.")
    ] = None,
    cap: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="Steps of these episodes.")
    ] = None,
    promote_anyway: Annotated[
        str, typer.Option(metavar="WHY", help="Promote the child even if it is worse.")
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run that was stopped, as it was begun.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes. Default: one for each core.")
    ] = None,
) -> None:
    """Train the next planner on people's recorded sessions, compare it with its parent, and promote
    it if it is not worse.
    """
    with _learning_errors(data):
        from agent.planners import registry
        from training.data import select
        from training.improve import run as learning
        from training.runs import recipe as recipes

    shortcuts = {"lessons.episodes": lessons, "judging.seeds": seeds, "judging.cap": cap}
    changes = list(overrides or [])
    changes += [f"{key}={value}" for key, value in shortcuts.items() if value is not None]
    with _learning_errors(data), shared.progress() as bar:
        show = _phases(bar)
        if resume:
            run = learning.stopped(data, name)
        else:
            wanted = select.filters(
                min_rating=min_rating,
                outcome=outcome or (),
                consent=consent,
                person=person,
                since=since,
                exclude_flagged=exclude_flagged,
            )
            read = recipes.load(recipe or RECIPE, LearnRecipe, changes)
            found = select.find(data, wanted, lambda done, total: show("records", done, total))
            typer.echo(select.table(found))
            run = learning.begin(
                data,
                found,
                wanted,
                read,
                planner=planner or registry.offered(data)[0],
                teacher=teacher or (),
                name=name,
                force=promote_anyway,
            )
        records = len(run.request.records)
        typer.echo(f"{run.request.name} learns from {records} records, in {run.folder}")
        version = learning.learn(run, jobs=shared.processes(jobs), watch=show)
    _report(version)


def _phases(bar: Progress) -> Callable[[judge.Phase, int, int], None]:
    """What shows a phase of learning as a task of its own."""
    tasks: dict[str, TaskID] = {}

    def show(phase: judge.Phase, done: int, total: int) -> None:
        if phase not in tasks:
            tasks[phase] = bar.add_task(phase, total=total)
        bar.update(tasks[phase], completed=done, total=total)

    return show


@contextmanager
def _learning_errors(data: Path) -> Iterator[None]:
    """End the command with what a person can do about an error."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        raise shared.fail(
            f"what people said of the records in {data} cannot be read: {error}"
        ) from error
    except ModuleNotFoundError as error:
        raise shared.lacking("learning needs", error) from error
    except ValueError as error:
        raise shared.fail(str(error)) from error
    except OSError as error:
        raise shared.fail(
            f"{error.filename or data} cannot be written: {error.strerror}"
        ) from error
    except KeyboardInterrupt as error:
        typer.echo("stopped; to go on, run sidequest learn --resume", err=True)
        raise typer.Exit(shared.INTERRUPTED) from error


def _report(version: Version) -> None:
    scores = version.scores
    counts = ", ".join(f"{count} {kind}" for kind, count in version.examples.items())
    typer.echo(f"learned: {counts}")
    typer.echo(
        f"{version.parent.name}: {_mean(scores.parent)} of 22, {version.name}: "
        f"{_mean(scores.child)} (seeds {scores.seeds})"
    )
    typer.echo(f"{version.name} is {version.state.what}, {version.state.why}")


def _mean(score: Score) -> str:
    return f"{score.mean:.2f}" + ("" if score.se is None else f" ± {score.se:.2f}")


@app.command()
def ppo(
    recipe: Annotated[
        Path,
        typer.Argument(metavar="RECIPE", help="A file, or one of ours: pebble-ppo."),
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]...",
            help="Other values, such as cost=0.001 mode=never actor.lr=1e-5.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run. Default: runs/ppo/RECIPE."),
    ] = None,
    resume: shared.Resume = False,
) -> None:
    """Train a planner by its reward: the best model, checkpoints, curves, figures and
    metrics.json.
    """
    from agent.planners.settings import SettingsError
    from agent.traces.trace import TraceError
    from training.data.sessions import SessionsError
    from training.ppo import recipe as ppo_recipe
    from training.runs import recipe as recipes

    folder = Path("runs", "ppo", recipe.stem) if out is None else out
    with _training(folder, recipes.RecipeError, SettingsError, SessionsError, TraceError):
        read = recipes.load(recipe, ppo_recipe.PpoRecipe, overrides or [])
        # Late: torch is slow to import, and a bad recipe can be told of without it.
        from training.ppo import train as training
        from training.ppo.environments import CrafterGames

        games = CrafterGames(read)

        with shared.progress(shown=shared.is_first()) as bar:
            task = bar.add_task("ppo", total=read.updates)

            def show(step: int, entry: dict[str, float]) -> None:
                figures = ", ".join(
                    f"{name} {entry[name]:.3f}" for name in _SHOWN_PPO if name in entry
                )
                bar.update(task, completed=step, description=f"ppo, {figures}")

            metrics = training.train(read, folder, games, resume=resume, on_log=show)
    if not shared.is_first():
        return
    done = "finished" if metrics["finished"] else "stopped; add --resume to go on"
    typer.echo(
        f"{metrics['updates']} of {read.updates} updates, {metrics['decisions']:,} "
        f"decisions: {done}"
    )
    for name in ("first", "best"):
        entry = metrics[name]
        figures = [
            f"{key.removeprefix('eval_')} {value:.3f}"
            for key, value in entry.items()
            if key.startswith("eval_")
        ]
        typer.echo(f"{name}, after {entry['step']} updates: {', '.join(figures)}")
    typer.echo(f"best model, curves, figures and checkpoints: {folder}")


@app.command()
def stream(
    recipe: Annotated[
        Path, typer.Argument(metavar="RECIPE", help="A file, or one of ours: stream.")
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="Other values, such as minutes=30 actors=4."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run. Default: runs/stream/RECIPE."),
    ] = None,
    resume: shared.Resume = False,
) -> None:
    """Train a planner while it plays: actors play and label on all cores, and one
    process learns.
    """
    from training.data.tokenizer import TokenizerError
    from training.runs import recipe as recipes
    from training.stream.recipe import StreamRecipe

    folder = Path("runs", "stream", recipe.stem) if out is None else out
    with _training(folder, recipes.RecipeError, TokenizerError):
        read = recipes.load(recipe, StreamRecipe, overrides or [])
        # Late: torch is slow to import, and a bad recipe can be told of without it.
        from training.stream import train as training

        with shared.progress() as bar:
            task = bar.add_task("stream", total=round(60 * read.minutes))

            def show(entry: dict[str, float]) -> None:
                figures = ", ".join(
                    f"{name} {value:g}"
                    for name, value in entry.items()
                    if name not in ("seconds", "step")
                )
                bar.update(
                    task, completed=round(entry["seconds"]), description=f"stream, {figures}"
                )

            last = training.train(read, folder, resume=resume, on_log=show)
    typer.echo(f"{last['step']:g} updates, {last['examples']:,g} examples; loss {last['loss']:.3f}")
    typer.echo(f"model: {folder / 'best'}, curves and checkpoint: {folder}")


def _bill_of_play(paths: list[Path]) -> None:
    from agent.analysis import files
    from agent.traces import trace as traces
    from training.evaluation import bill as bills

    try:
        found = files.find(paths)
        typer.echo(bills.table(bills.draw_up(map(traces.read, found))))
    except ValueError as error:
        raise shared.fail(str(error)) from error


@app.command()
def runs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to look.")] = Path("runs"),
) -> None:
    """List runs of sft, ppo and stream: of what, by which code, and how far they came."""
    from training.runs import listing

    if not folder.is_dir():
        raise shared.fail(f"{folder} is no folder; name the one in which runs are")
    found = listing.find(folder)
    typer.echo(listing.table(found, folder) if found else f"no runs in {folder}")


@app.command()
def bill(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR|TRACE...",
            help="Folder of a stream; or traces, or folders with traces in them.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Of a stream: folder of the bill; to resume one, name it again."
        ),
    ] = None,
    seeds: Annotated[str, typer.Option(help="Such as 1000-1039.")] = "1000-1039",
    cap: Annotated[int, typer.Option(help=CAP)] = 2000,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes that play. Default: one for each core.")
    ] = None,
) -> None:
    """Show what planners cost: tokens, time and plans of traces, who plays and who advises apart.
    Of a stream (with --out), what it took up to each hour beside how well its planner then played.
    """
    if out is None:
        _bill_of_play(paths)
        return
    if len(paths) > 1:
        raise shared.fail("--out is for the bill of one stream; leave it out for traces")
    (run,) = paths
    from agent.core import seeds as ranges
    from agent.core.metrics import Played
    from training.stream import bill as bills

    try:
        count = len(ranges.parse(seeds))
        with shared.playing(out, None), shared.progress() as bar:
            tasks: dict[int, TaskID] = {}

            def show(step: int, played: Played) -> None:
                if step not in tasks:
                    tasks[step] = bar.add_task(f"{step:,} updates", total=count)
                bar.advance(tasks[step])

            rows = bills.draw_up(run, out, seeds, cap, jobs=shared.processes(jobs), on_episode=show)
    except ValueError as error:
        raise shared.fail(str(error)) from error
    typer.echo(f"{bills.table(rows)}\n\nfigure, table and evaluations: {out}")
