"""The commands of ``training``. Imports late, so that help is quick."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli import DATA, Data, Masked, World
from training.seeds import FIRST_TRAINING, MAX_SEED

if TYPE_CHECKING:
    from rich.progress import Progress

    from agent.versions import Score

app = typer.Typer(no_args_is_help=True)

INTERRUPTED = 130  # exit code that shells expect after Ctrl-C
_SHOWN = ("loss", "eval_loss", "eval_action_accuracy", "eval_unlocked")  # figures beside the progress bar of sft
_SHOWN_PPO = ("warm_up", "warmup_explained_variance", "explained_variance", "return", "kl", "eval_return")

ReportFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of an evaluation.")]
Named = Annotated[
    list[str],
    typer.Argument(metavar="NAME=DIR...", help="Such as dynamic=runs/dynamic-0; folders of one name belong together."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the newest checkpoint.")]
Jobs = Annotated[int | None, typer.Option(help="Processes that play. Default: one for each core, or each of the cluster's.")]
Batch = Annotated[int, typer.Option(help="Episodes that each process plays at once; pays for language models.")]
ClusterAddress = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="Play on a Ray: HEAD:6399, or auto for the one on this machine."),
]
Picture = Annotated[Path, typer.Option(metavar="PNG", help="Figure to write.")]


def _fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


def _is_first() -> bool:
    """Whether this process is the one of several, started by torchrun, that tells how it goes."""
    return os.environ.get("RANK", "0") == "0"


def _bar(*, shown: bool = True) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Bar(*columns, transient=True, disable=not shown)


def _processes(jobs: int | None) -> int:
    return (os.cpu_count() or 1) if jobs is None else jobs


@contextmanager
def _playing(out: Path, cluster: str | None) -> Iterator[int]:
    """How many processes can play, for episodes whose traces go to ``out``; tell in one line what goes wrong."""
    from agent.models.protocol import ModelError
    from agent.trace import TraceError
    from training import cluster as clusters
    from training.evaluate import EvaluationError

    try:
        with nullcontext(os.cpu_count() or 1) if cluster is None else clusters.connected(cluster) as processes:
            yield processes
    except (clusters.ClusterError, EvaluationError, ModelError, TraceError) as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        typer.echo(f"stopped; the same command goes on with the episodes that are missing in {out}", err=True)
        raise typer.Exit(INTERRUPTED) from error


@contextmanager
def _drawing(out: Path) -> Iterator[None]:
    """Tell in one line what cannot be drawn, or written to ``out``."""
    try:
        yield
    except ValueError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error


def _folders(named: list[str]) -> dict[str, list[Path]]:
    """Name -> its folders, both in the order in which they were given."""
    folders: dict[str, list[Path]] = {}
    for word in named:
        name, _, folder = word.partition("=")
        if not name or not folder:
            raise _fail(f"{word!r} should be NAME=DIR, such as dynamic=runs/dynamic-0")
        folders.setdefault(name, []).append(Path(folder))
    return folders


@app.command()
def evaluate(
    seeds: Annotated[str, typer.Option(help="Such as 2000-2099 or 2000,2005. Validation: 1000-1999; published: 2000-2999.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation; one that was stopped goes on.")],
    planner: Annotated[
        str | None,
        typer.Option(
            help="Who plays: pebble, expert, random, one that was learned, hf:PATH, vllm:PATH, openai:URL#MODEL. "
            "Default: expert; in pogs: explorer."
        ),
    ] = None,
    cap: Annotated[int | None, typer.Option(help="Steps of an episode at the most. Default: 10,000; pogs: 30.")] = None,
    mode: Annotated[str, typer.Option(help="When it may plan: dynamic, never, always, every:k, random:a-b.")] = "dynamic",
    world: World = "crafter",
    masked: Masked = None,
    jobs: Jobs = None,
    batch: Batch = 1,
    cluster: ClusterAddress = None,
    data: Data = DATA,
) -> None:
    """Measure how well a planner plays: traces, tables, figures and report.json."""
    from training import evaluate as evaluation
    from training.report import GraphReport

    try:
        wanted = evaluation.setup(planner, mode, seeds, cap, data, masked, world)
    except ValueError as error:
        raise _fail(str(error)) from error

    unlocked = []
    with _playing(out, cluster) as there, _bar() as bar:
        task = bar.add_task(wanted.planner, total=len(wanted.seeds))

        def show(result: evaluation.Result) -> None:
            unlocked.append(len(result.unlocked))
            mean = sum(unlocked) / len(unlocked)
            bar.update(task, advance=1, description=f"{wanted.planner}, mean {mean:.2f}")

        report = evaluation.evaluate(
            wanted, out, jobs=there if jobs is None else jobs, batch=batch, away=cluster is not None, on_episode=show
        )
    if isinstance(report, GraphReport):
        error_of_mean = "" if report.se is None else f" ± {report.se:.3f}"
        typer.echo(
            f"{wanted.planner}: success {report.success:.3f}{error_of_mean} (n = {report.n}), length {report.length:.1f}, "
            f"backtracks {report.backtracks:.2f}, invalid moves {report.invalid_moves:.2f}"
        )
    else:
        error_of_mean = "" if report.se is None else f" ± {report.se:.2f}"
        typer.echo(
            f"{wanted.planner}: {report.mean:.2f}{error_of_mean} of 22 unlocked (n = {report.n}), score {report.score:.1f} %, "
            f"diamond {report.diamond:.0%}, all 22 {report.complete:.0%}, died {report.deaths.share:.0%}"
        )
    typer.echo(f"report, table, figures and traces: {out}")


@app.command()
def sweep(
    seeds: Annotated[str, typer.Option(help="As of evaluate; each mode plays them all.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the sweep; one that was stopped goes on.")],
    planner: Annotated[str | None, typer.Option(help="Who plays, as of evaluate.")] = None,
    world: World = "crafter",
    cap: Annotated[int | None, typer.Option(help="Steps of an episode at the most. Default: 10,000; pogs: 30.")] = None,
    modes: Annotated[str | None, typer.Option(help="Other modes than the paper's and dynamic, such as never,every:4.")] = None,
    masked: Masked = None,
    jobs: Jobs = None,
    batch: Batch = 1,
    cluster: ClusterAddress = None,
    data: Data = DATA,
) -> None:
    """Measure how often a planner should plan: it plays in one mode after another; sweep.json, a table and a figure."""
    from training import scale, sweep_figure
    from training import sweep as sweeping
    from training.evaluate import Result

    try:
        wanted = sweeping.setups(planner, modes or ",".join(sweeping.MODES), seeds, cap, data, masked, world)
    except ValueError as error:
        raise _fail(str(error)) from error

    name = wanted[0].planner
    scores: dict[str, list[float]] = {}
    with _playing(out, cluster) as there, _bar() as bar:
        task = bar.add_task(name, total=len(wanted) * len(wanted[0].seeds))

        def show(mode: str, result: Result) -> None:
            own = scores.setdefault(mode, [])
            own.append(scale.of(world).of(result))
            bar.update(task, advance=1, description=f"{name}, {mode}, score {sum(own) / len(own):.3f}")

        processes = there if jobs is None else jobs
        swept = {name: sweeping.sweep(wanted, out, jobs=processes, batch=batch, away=cluster is not None, on_episode=show)}
        sweep_figure.draw(swept, out / "frequency.png")
        sweep_figure.draw(swept, out / "frequency.svg")
        (out / "table.md").write_text(sweep_figure.markdown(swept) + "\n", encoding="utf-8")
    typer.echo(f"{sweep_figure.markdown(swept)}\n\nsweep.json, table, figure and the evaluation of each mode: {out}")


@app.command()
def sweep_figure(sweeps: Named, out: Picture) -> None:
    """Draw sweeps in one figure, beside the paper's, and tell them as a table."""
    from training import report as reports
    from training import sweep as sweeping
    from training import sweep_figure as drawing

    folders = _folders(sweeps)
    for name, several in folders.items():
        if len(several) > 1:
            raise _fail(f"{name!r} names {len(several)} folders; a name is for one sweep")
    try:
        read = {name: sweeping.read(folder) for name, (folder,) in folders.items()}
    except reports.ReportError as error:
        raise _fail(str(error)) from error
    with _drawing(out):
        drawing.draw(read, out)
        typer.echo(drawing.markdown(read))
    typer.echo(f"\nfigure: {out}")


@app.command()
def follow(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the measurement; one that was stopped goes on.")],
    planner: Annotated[
        str,
        typer.Option(help="Who is told: pebble, expert, random, one that was learned, hf:PATH, vllm:PATH, openai:URL#MODEL."),
    ] = "expert",
    cases: Annotated[int, typer.Option(help="Cases in each column of the table.")] = 100,
    seed: Annotated[int, typer.Option(help="Draws the cases; the same number gives the same.")] = 0,
    jobs: Annotated[int | None, typer.Option(help="Processes that play. Default: one for each core.")] = None,
    data: Data = DATA,
) -> None:
    """Measure whether a planner does what people's plans say: report.json and table.md."""
    from agent.models.protocol import ModelError
    from training import follow as following

    try:
        wanted = following.setup(planner, cases, seed, data)
    except ValueError as error:
        raise _fail(str(error)) from error
    with _bar() as bar:
        tasks = {what: bar.add_task(f"{planner}, {what}", total=None) for what in ("cases", "trials")}

        def show(what: str, done: int, total: int) -> None:
            bar.update(tasks[what], completed=done, total=total)

        try:
            report = following.follow(wanted, out, jobs=_processes(jobs), on_progress=show)
        except (following.FollowError, ModelError) as error:
            raise _fail(str(error)) from error
        except OSError as error:
            raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
        except KeyboardInterrupt as error:
            typer.echo(f"stopped; the same command goes on with what is missing in {out}", err=True)
            raise typer.Exit(INTERRUPTED) from error
    for cell in report.cells:
        figures = cell.every
        if figures.reached is not None:
            typer.echo(f"{cell.arm}, {cell.column}: {figures.reached:.0%} of {figures.n} reached")
    typer.echo(f"report, table, cases and results: {out}")


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


@app.command()
def curves(arms: Named, out: Picture) -> None:
    """Draw learning curves of runs of sft, and tell them as a table: each arm's mean over training seeds."""
    from training import curves as learning

    runs = _folders(arms)
    with _drawing(out):
        learning.draw(runs, out)
        typer.echo(learning.table(runs))
    typer.echo(f"\nfigure: {out}")


@app.command()
def arms(runs: Named, out: Picture) -> None:
    """Draw runs of ppo side by side: play, planning, its length and its price over decisions; and tell them as a table."""
    from training import arms as side_by_side

    folders = _folders(runs)
    with _drawing(out):
        side_by_side.draw(folders, out)
        typer.echo(side_by_side.table(folders))
    typer.echo(f"\nfigure: {out}")


@app.command()
def when(
    planners: Named,
    out: Picture,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one for each core.")] = None,
) -> None:
    """Draw when planners plan, from the traces of evaluations, and tell it as a table."""
    from training import when as planning

    with _drawing(out):
        files = {
            name: [file for folder in folders for file in planning.trace_files(folder)]
            for name, folders in _folders(planners).items()
        }
        with _bar() as bar:
            tallies = {
                name: planning.total(bar.track(planning.count(own, jobs=_processes(jobs)), len(own), description=name))
                for name, own in files.items()
            }
        planning.draw(tallies, out)
    typer.echo(f"{planning.table(tallies)}\n\nfigure: {out}")


@app.command()
def teach(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the lessons; one that was stopped goes on.")],
    episodes: Annotated[int, typer.Option(min=1, help="Lessons in all.")] = 1000,
    first: Annotated[int, typer.Option(min=FIRST_TRAINING, max=MAX_SEED, help="Seed of the first lesson.")] = FIRST_TRAINING,
    cap: Annotated[int, typer.Option(min=1, max=10_000, help="Steps of a lesson at the most.")] = 2000,
    teacher: Annotated[
        str, typer.Option(help="expert, random, or a language model: hf:PATH, vllm:PATH, openai:URL#MODEL.")
    ] = "expert",
    people: Annotated[float, typer.Option(min=0, max=1, help="Share of the expert's lessons with people's plans.")] = 0.4,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes that play. Default: one for each core.")] = None,
) -> None:
    """Record lessons of the expert, or of another teacher: traces to learn from."""
    from collections import Counter

    from training import teach as teaching
    from training import teachers

    unlocked, steps, plans = 0, 0, 0
    actions: Counter[str] = Counter()
    try:
        teachers.check(teacher)
        with _bar() as bar:
            task = bar.add_task("lessons", total=episodes)
            seeds = range(first, first + episodes)
            done = teaching.teach(out, seeds, cap=cap, jobs=_processes(jobs), people=people, teacher=teacher)
            for number, summary in enumerate(done, start=1):
                unlocked, steps, plans = unlocked + summary.unlocked, steps + summary.steps, plans + summary.plans
                actions += summary.actions
                bar.update(task, completed=number, description=f"lessons, mean {unlocked / number:.2f} of 22")
    except ValueError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    typer.echo(
        f"{episodes} lessons in {out}: {steps} steps, mean {unlocked / episodes:.2f} of 22 unlocked, "
        f"{100 * plans / steps:.1f} plans per 100 steps"
    )
    typer.echo("actions: " + ", ".join(f"{name} {100 * count / steps:.1f} %" for name, count in actions.most_common()))


@app.command()
def examples(
    lessons: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of traces, the expert's or a student's.")],
    out: Annotated[Path, typer.Option(metavar="NPZ", help="File to write.")],
    model: Annotated[Path | None, typer.Option(metavar="DIR", help="Model whose tokenizer is used. Default: Pebble's.")] = None,
    recipe: Annotated[str, typer.Option(help="dynamic: with plans; naive: the same actions without.")] = "dynamic",
    labels: Annotated[str, typer.Option(help="expert: what it would write; player: what was written.")] = "expert",
    ways: Annotated[bool, typer.Option(help="Tell the known ways.")] = True,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one for each core.")] = None,
) -> None:
    """Turn traces into training examples: every state, and what is to be written in it."""
    from typing import cast, get_args

    from agent.trace import TraceError
    from training import examples as making

    if recipe not in get_args(making.Recipe):
        raise _fail(f"{recipe!r} is no recipe; write {' or '.join(get_args(making.Recipe))}")
    if labels not in get_args(making.Labels):
        raise _fail(f"{labels!r} labels nothing; write {' or '.join(get_args(making.Labels))}")
    files = [file for folder in lessons for file in folder.glob("*.jsonl")]
    if not files:
        raise _fail(f"there are no traces (.jsonl) in {', '.join(map(str, lessons))}")
    settings = making.Settings(cast(making.Recipe, recipe), cast(making.Labels, labels), ways=ways, tokenizer=model)
    try:
        with _bar() as bar:
            parts = list(bar.track(making.build(files, settings, jobs=_processes(jobs)), len(files), description="examples"))
        made = making.Examples.joined(parts)
        made.save(out)
    except TraceError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    typer.echo(
        f"{out}: {len(made)} examples, {int((made.plans > 0).sum())} with a plan, {len(made.ids) / len(made):.0f} tokens each"
    )


@app.command()
def export(
    what: Annotated[str, typer.Argument(metavar="messages|steps|corrections", help="What to export; docs/data.md tells.")],
    sources: Annotated[
        list[Path], typer.Argument(metavar="TRACE...", help="Traces, and folders that are searched for them (.jsonl).")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to make.")],
    prompt: Annotated[str, typer.Option(help="How states are put: brief, prose, grid.")] = "brief",
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one for each core.")] = None,
) -> None:
    """Turn traces into a data set for others' trainers: a file for each split, and a card."""
    from typing import cast, get_args

    try:
        from agent.trace import TraceError
        from training.export import dataset
        from training.export.episode import PromptName
        from training.export.kinds import KINDS
        from training.export.sources import ExportError
    except ModuleNotFoundError as error:
        raise _fail(f"exports need {error.name}, which is not installed; run: pip install --editable '.[train]'") from error
    if what not in KINDS:
        raise _fail(f"{what!r} cannot be exported; write {', '.join(KINDS)}")
    if prompt not in get_args(PromptName):
        raise _fail(f"{prompt!r} is no prompt; write {', '.join(get_args(PromptName))}")
    told = cast(PromptName, prompt)
    try:
        with _bar() as bar:
            task = bar.add_task(what, total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            made = dataset.export(what, sources, out, told=told, jobs=_processes(jobs), on_progress=show)
    except (ExportError, TraceError) as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    for warning in made.warnings:
        typer.echo(f"warning: {warning}", err=True)
    rows = ", ".join(f"{count} {split}" for split, count in made.rows.items())
    typer.echo(f"{out}: {what} of {len(made.tallies)} episodes in {sum(made.rows.values())} rows ({rows}), and README.md")


@app.command()
def dagger(
    planner: Annotated[str, typer.Option(help="The student: pebble, one that was learned, or hf:DIR.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the traces; one that was stopped goes on.")],
    episodes: Annotated[int, typer.Option(min=1, help="Episodes to play.")] = 64,
    first: Annotated[int, typer.Option(min=FIRST_TRAINING, max=MAX_SEED, help="Seed of the first.")] = 1_500_000,
    cap: Annotated[int, typer.Option(min=1, max=10_000, help="Steps of an episode at the most.")] = 1000,
    expert: Annotated[float, typer.Option(min=0, max=1, help="Share of the time in which the expert plays.")] = 0.3,
    people: Annotated[float, typer.Option(min=0, max=1, help="Share of the episodes with people's plans.")] = 0.3,
    batch: Annotated[int, typer.Option(min=1, help="Episodes played at once.")] = 32,
    data: Data = DATA,
) -> None:
    """Record a round of a student's play, which `examples` labels with what the expert would have done."""
    from agent import registry
    from agent.planner import LanguagePlanner
    from training import dagger as rounds

    try:
        student = registry.load(planner, data=data)
    except ValueError as error:
        raise _fail(str(error)) from error
    if not isinstance(student, LanguagePlanner):
        raise _fail(f"{planner!r} is no language model; name one, such as hf:DIR")
    try:
        with _bar() as bar:
            task = bar.add_task("student plays", total=episodes)
            for start in range(first, first + episodes, batch):
                seeds = range(start, min(start + batch, first + episodes))
                rounds.play_round(student, out, seeds, cap=cap, expert_share=expert, people=people)
                bar.update(task, advance=len(seeds))
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    typer.echo(f"{episodes} episodes in {out}")


@app.command()
def sft(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE.yaml", help="Such as training/recipes/pebble.yaml.")],
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Other values, such as steps=100 optimizer.lr=1e-3.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the run. Default: runs/sft/RECIPE.")] = None,
    resume: Resume = False,
) -> None:
    """Fine-tune a model on examples: the best model, checkpoints, curves and metrics.json."""
    from training import recipe as recipes

    folder = Path("runs", "sft", recipe.stem) if out is None else out
    try:
        read = recipes.load(recipe, recipes.Recipe, overrides or [])
        # Late: torch is slow to import, and a bad recipe can be told of without it.
        from training import sft as training

        with _bar() as bar:
            task = bar.add_task("sft", total=read.steps)

            def show(step: int, entry: dict[str, float]) -> None:
                figures = ", ".join(f"{name.removeprefix('eval_')} {entry[name]:.3f}" for name in _SHOWN if name in entry)
                if figures:
                    bar.update(task, completed=step, description=f"sft, {figures}")

            metrics = training.train(read, folder, resume=resume, on_log=show)
    except recipes.RecipeError as error:
        raise _fail(str(error)) from error
    except ModuleNotFoundError as error:
        raise _fail(f"training needs {error.name}, which is not installed; run: pip install --editable '.[train]'") from error
    except OSError as error:
        raise _fail(f"{error.filename or folder} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        typer.echo(f"stopped; the same command with --resume goes on from the last checkpoint in {folder}", err=True)
        raise typer.Exit(INTERRUPTED) from error
    done = "finished" if metrics["finished"] else "stopped, --resume goes on"
    typer.echo(f"{metrics['steps']} of {read.steps} updates, {metrics['tokens']:,} tokens: {done}")
    if best := metrics["best"]:
        figures = [f"{name.removeprefix('eval_')} {value:.3f}" for name, value in best.items() if name.startswith("eval_")]
        typer.echo(f"best after {best['step']} updates: {', '.join(figures)}")
    typer.echo(f"best model, curves and checkpoints: {folder}")


@app.command()
def learn(
    overrides: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="Other values of the recipe, such as sft.steps=100 people.share=0.4."),
    ] = None,
    data: Data = DATA,
    planner: Annotated[str | None, typer.Option(help="The parent. Default: the one that people are offered first.")] = None,
    name: Annotated[str | None, typer.Option(help="Of the child. Default: the parent's with the next number.")] = None,
    min_rating: Annotated[float | None, typer.Option(min=1, max=5, help="Records with so many stars at the least.")] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(help="diamond or another achievement, achievements>=N, died, cap, complete, left.")
    ] = None,
    consent: Annotated[str, typer.Option(help="any, given, or the version of the text that was agreed to.")] = "any",
    person: Annotated[str | None, typer.Option(help="Records of this pseudonym alone.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Records from this day on, such as 2026-11-25.")] = None,
    exclude_flagged: Annotated[bool, typer.Option("--exclude-flagged", help="No records with a flag.")] = False,
    teacher: Annotated[
        list[Path] | None, typer.Option(metavar="NPZ", help="Examples of a teacher. Default: lessons are made.")
    ] = None,
    lessons: Annotated[int | None, typer.Option(min=1, help="Lessons of the expert to make.")] = None,
    recipe: Annotated[Path | None, typer.Option(metavar="YAML", help="Default: training/recipes/learn.yaml.")] = None,
    seeds: Annotated[str | None, typer.Option(help="That parent and child are compared on, of 1000 to 1999.")] = None,
    cap: Annotated[int | None, typer.Option(min=1, max=10_000, help="Steps of these episodes.")] = None,
    promote_anyway: Annotated[str, typer.Option(metavar="WHY", help="Promote the child even if it is worse.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped, as it was begun.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one for each core.")] = None,
) -> None:
    """Train the next planner on people's recorded sessions, compare it with its parent, and promote it if it is not worse."""
    import sqlite3

    from rich.progress import TaskID

    try:
        from agent import registry
        from training import learn as learning
        from training import recipe as recipes
        from training import records
    except ModuleNotFoundError as error:
        raise _fail(f"learning needs {error.name}, which is not installed; run: pip install --editable '.[train]'") from error

    shortcuts = {"lessons.episodes": lessons, "judging.seeds": seeds, "judging.cap": cap}
    changes = [*(overrides or []), *(f"{key}={value}" for key, value in shortcuts.items() if value is not None)]
    try:
        with _bar() as bar:
            tasks: dict[str, TaskID] = {}

            def show(phase: learning.Phase, done: int, total: int) -> None:
                if phase not in tasks:
                    tasks[phase] = bar.add_task(phase, total=total)
                bar.update(tasks[phase], completed=done, total=total)

            if resume:
                run = learning.stopped(data, name)
            else:
                wanted = records.filters(
                    min_rating=min_rating,
                    outcome=outcome or (),
                    consent=consent,
                    person=person,
                    since=since,
                    exclude_flagged=exclude_flagged,
                )
                read = recipes.load(recipe or learning.RECIPE, learning.LearnRecipe, changes)
                found = records.find(data, wanted, lambda done, total: show("records", done, total))
                typer.echo(records.table(found))
                parent = planner or registry.offered(data)[0]
                run = learning.begin(
                    data, found, wanted, read, planner=parent, teacher=teacher or (), name=name, force=promote_anyway
                )
            typer.echo(f"{run.request.name} learns from {len(run.request.records)} records, in {run.folder}")
            version = learning.learn(run, jobs=_processes(jobs), watch=show)
    except sqlite3.Error as error:
        raise _fail(f"what people said of the records in {data} cannot be read: {error}") from error
    except ModuleNotFoundError as error:
        raise _fail(f"learning needs {error.name}, which is not installed; run: pip install --editable '.[train]'") from error
    except ValueError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or data} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        typer.echo("stopped; sidequest learn --resume goes on", err=True)
        raise typer.Exit(INTERRUPTED) from error
    scores = version.scores
    typer.echo("learned: " + ", ".join(f"{count} {kind}" for kind, count in version.examples.items()))
    typer.echo(
        f"{version.parent.name}: {_mean(scores.parent)} of 22, {version.name}: {_mean(scores.child)} (seeds {scores.seeds})"
    )
    typer.echo(f"{version.name} is {version.state.what}, {version.state.why}")


def _mean(score: Score) -> str:
    return f"{score.mean:.2f}" + ("" if score.se is None else f" ± {score.se:.2f}")


@app.command()
def ppo(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE.yaml", help="Such as training/recipes/pebble-ppo.yaml.")],
    overrides: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="Other values, such as cost=0.001 mode=never actor.lr=1e-5."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the run. Default: runs/ppo/RECIPE.")] = None,
    resume: Resume = False,
) -> None:
    """Train a planner by its reward: the best model, checkpoints, curves, figures and metrics.json."""
    from agent.planner_settings import SettingsError
    from agent.trace import TraceError
    from training import ppo_recipe
    from training import recipe as recipes
    from training.sessions import SessionsError

    folder = Path("runs", "ppo", recipe.stem) if out is None else out
    try:
        read = recipes.load(recipe, ppo_recipe.PpoRecipe, overrides or [])
        # Late: torch is slow to import, and a bad recipe can be told of without it.
        from training import ppo as training
        from training.crafter_games import CrafterGames

        games = CrafterGames(read)

        with _bar(shown=_is_first()) as bar:
            task = bar.add_task("ppo", total=read.updates)

            def show(step: int, entry: dict[str, float]) -> None:
                figures = ", ".join(f"{name} {entry[name]:.3f}" for name in _SHOWN_PPO if name in entry)
                bar.update(task, completed=step, description=f"ppo, {figures}")

            metrics = training.train(read, folder, games, resume=resume, on_log=show)
    except (recipes.RecipeError, SettingsError, SessionsError, TraceError) as error:
        raise _fail(str(error)) from error
    except ModuleNotFoundError as error:
        raise _fail(f"training needs {error.name}, which is not installed; run: pip install --editable '.[train]'") from error
    except OSError as error:
        raise _fail(f"{error.filename or folder} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        typer.echo(f"stopped; the same command with --resume goes on from the last checkpoint in {folder}", err=True)
        raise typer.Exit(INTERRUPTED) from error
    if not _is_first():
        return
    done = "finished" if metrics["finished"] else "stopped, --resume goes on"
    typer.echo(f"{metrics['updates']} of {read.updates} updates, {metrics['decisions']:,} decisions: {done}")
    for name in ("first", "best"):
        entry = metrics[name]
        figures = [f"{key.removeprefix('eval_')} {value:.3f}" for key, value in entry.items() if key.startswith("eval_")]
        typer.echo(f"{name}, after {entry['step']} updates: {', '.join(figures)}")
    typer.echo(f"best model, curves, figures and checkpoints: {folder}")
