"""The commands that measure planners, and show what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from agent.cli import CAP, DATA, PLAYERS, Data, Masked, World
from agent.worlds import registry as worlds
from training.cli import shared
from training.play.batched import BATCH

app = typer.Typer()

Runs = Mapping[str, Sequence[Path]]  # name -> folders of one arm

ReportFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of an evaluation.")]
Named = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME=DIR...",
        help="Such as dynamic=runs/dynamic-0; folders of one name belong together.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(help="Processes that play. Default: one for each core, or each of the cluster's."),
]
Batch = Annotated[
    int | None,
    typer.Option(
        help="Episodes that each process plays at once. "
        f"Default: {BATCH} for a language model, else 1."
    ),
]
Clock = Annotated[
    int | None,
    typer.Option(
        help="Tokens of a plan that take a step of the world: it goes on while a plan is written. "
        "Default: it waits."
    ),
]
Picture = Annotated[Path, typer.Option(metavar="PNG", help="Figure to write.")]


@app.command()
def evaluate(
    seeds: Annotated[
        str,
        typer.Option(
            help="Such as 2000-2099 or 2000,2005. Validation: 1000-1999; published: 2000-2999."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder of the evaluation; to resume one, name it again."),
    ],
    planner: Annotated[
        str | None, typer.Option(help=f"{PLAYERS} Default: the first scripted player.")
    ] = None,
    cap: Annotated[int | None, typer.Option(help=CAP)] = None,
    mode: Annotated[
        str, typer.Option(help="When it may plan: dynamic, never, always, every:k, random:a-b.")
    ] = "dynamic",
    world: World = worlds.DEFAULT,
    masked: Masked = None,
    clock: Clock = None,
    protocol: Annotated[
        str | None,
        typer.Option(
            help="Measure as others do: balrog, for Crafter with BALROG's text, cap and score."
        ),
    ] = None,
    jobs: Jobs = None,
    batch: Batch = None,
    cluster: shared.ClusterAddress = None,
    data: Data = DATA,
) -> None:
    """Measure how well a planner plays: traces, tables, figures and report.json."""
    from agent.core import metrics
    from agent.core.metrics import Played
    from training.evaluation import evaluate as evaluation
    from training.evaluation.protocol import PROTOCOLS
    from training.play.speed import PlaySpeed

    if protocol is not None and protocol not in PROTOCOLS:
        raise shared.fail(f"there is no protocol {protocol!r}; write {', '.join(PROTOCOLS)}")
    if protocol is not None and world != worlds.DEFAULT:
        raise shared.fail(f"the protocol {protocol!r} has its own world; leave out --world")
    others = PROTOCOLS[protocol] if protocol else None
    try:
        wanted = evaluation.setup(planner, mode, seeds, cap, data, masked, world, clock, others)
    except ValueError as error:
        raise shared.fail(str(error)) from error

    unlocked, speed = [], PlaySpeed()
    with shared.playing(out, cluster) as there, shared.progress() as bar:
        task = bar.add_task(wanted.planner, total=len(wanted.seeds))

        def show(result: Played) -> None:
            unlocked.append(len(result.unlocked))
            mean = sum(unlocked) / len(unlocked)
            bar.update(task, advance=1, description=f"{wanted.planner}, mean {mean:.2f}")

        report = evaluation.evaluate(
            wanted,
            out,
            jobs=there if jobs is None else jobs,
            batch=batch,
            away=cluster is not None,
            on_episode=show,
            speed=speed,
        )
    line = worlds.find(wanted.world).metrics.line(report)
    unread = sum(episode.invalid for episode in report.episodes)
    decisions = sum(episode.length for episode in report.episodes)
    parts = [f"{wanted.planner}: {line}", metrics.unread(unread, decisions)]
    typer.echo(", ".join(filter(None, parts)))
    if others:
        typer.echo(f"{others.name}: {others.line(report)}")
    if report.advised and report.advised.failed:
        typer.echo(
            f"{report.advised.failed} of the adviser's {report.advised.asked} answers held no plan "
            "that was understood; the events `advice` of the traces say why"
        )
    typer.echo(f"report, table, figures and traces: {out}")
    typer.echo(speed.line)
    if others:
        return  # it has its own way with answers that cannot be read
    try:
        metrics.require_read(unread, decisions)
    except metrics.UnreadError as error:
        raise shared.fail(str(error)) from error


@app.command()
def sweep(
    seeds: Annotated[str, typer.Option(help="As of evaluate; each mode plays them all.")],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the sweep; to resume one, name it again.")
    ],
    planner: Annotated[str | None, typer.Option(help="Who plays, as of evaluate.")] = None,
    world: World = worlds.DEFAULT,
    cap: Annotated[int | None, typer.Option(help=CAP)] = None,
    modes: Annotated[
        str | None,
        typer.Option(help="Other modes than the paper's and dynamic, such as never,every:4."),
    ] = None,
    masked: Masked = None,
    clock: Clock = None,
    jobs: Jobs = None,
    batch: Batch = None,
    cluster: shared.ClusterAddress = None,
    data: Data = DATA,
) -> None:
    """Measure how often a planner should plan: it plays in one mode after another; sweep.json, a
    table and a figure.
    """
    from agent.core import metrics
    from agent.core.metrics import Played
    from training.evaluation.sweep import figure as sweep_figure
    from training.evaluation.sweep import sweep as sweeping
    from training.play.speed import PlaySpeed

    try:
        wanted = sweeping.setups(
            planner, modes or ",".join(sweeping.MODES), seeds, cap, data, masked, world, clock
        )
    except ValueError as error:
        raise shared.fail(str(error)) from error

    name, score = wanted[0].planner, worlds.find(world).metrics.score
    scores: dict[str, list[float]] = {}
    speed = PlaySpeed()
    with shared.playing(out, cluster) as there, shared.progress() as bar:
        task = bar.add_task(name, total=len(wanted) * len(wanted[0].seeds))

        def show(mode: str, result: Played) -> None:
            own = scores.setdefault(mode, [])
            own.append(score(result))
            bar.update(
                task, advance=1, description=f"{name}, {mode}, score {sum(own) / len(own):.3f}"
            )

        processes = there if jobs is None else jobs
        swept = {
            name: sweeping.sweep(
                wanted,
                out,
                jobs=processes,
                batch=batch,
                away=cluster is not None,
                on_episode=show,
                speed=speed,
            )
        }
        sweep_figure.draw(swept, out / "frequency.png")
        sweep_figure.draw(swept, out / "frequency.svg")
        (out / "table.md").write_text(sweep_figure.markdown(swept) + "\n", encoding="utf-8")
    typer.echo(
        f"{sweep_figure.markdown(swept)}\n\nsweep.json, table, figure and the "
        f"evaluation of each mode: {out}\n{speed.line}"
    )
    for point in swept[name].points:
        decisions = round(point.n * point.length)
        try:
            metrics.require_read(round(point.invalid * decisions), decisions)
        except metrics.UnreadError as error:
            raise shared.fail(f"in the mode {point.mode}, {error}") from error


@app.command()
def sweep_figure(sweeps: Named, out: Picture) -> None:
    """Draw sweeps in one figure, beside the paper's, and tell them as a table."""
    from training.evaluation import report as reports
    from training.evaluation.sweep import figure as drawing
    from training.evaluation.sweep import sweep as sweeping

    folders = shared.named_folders(sweeps)
    for name, several in folders.items():
        if len(several) > 1:
            raise shared.fail(f"{name!r} names {len(several)} folders; a name is for one sweep")
    try:
        read = {name: sweeping.read(folder) for name, (folder,) in folders.items()}
    except reports.ReportError as error:
        raise shared.fail(str(error)) from error
    with shared.drawing(out):
        drawing.draw(read, out)
        typer.echo(drawing.markdown(read))
    typer.echo(f"\nfigure: {out}")


@app.command()
def follow(
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Folder of the measurement; to resume one, name it again."
        ),
    ],
    planner: Annotated[
        str,
        typer.Option(
            help=(
                "Who is told: pebble, expert, random, one that was learned, hf:PATH, "
                "vllm:PATH, openai:URL#MODEL."
            )
        ),
    ] = "expert",
    cases: Annotated[
        int | None, typer.Option(help="The first so many cases of each family. Default: all.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Other cases than those of the checkout."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(help="Processes that play. Default: one for each core.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Measure whether a planner does what people's plans say: report.json and table.md."""
    from agent.models.protocol import ModelError
    from training.evaluation.following import run as following
    from training.evaluation.following.cases import COMMITTED
    from training.play.speed import PlaySpeed

    try:
        wanted = following.setup(planner, cases, data, file or COMMITTED)
    except ValueError as error:
        raise shared.fail(str(error)) from error
    speed = PlaySpeed()
    with shared.progress() as bar:
        task = bar.add_task(planner, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        try:
            report = following.follow(
                wanted, out, jobs=shared.processes(jobs), on_progress=show, speed=speed
            )
        except (following.FollowError, ModelError) as error:
            raise shared.fail(str(error)) from error
        except OSError as error:
            raise shared.fail(
                f"{error.filename or out} cannot be written: {error.strerror}"
            ) from error
        except KeyboardInterrupt as error:
            typer.echo(
                f"stopped; to resume, run the same command again; {out} keeps what is done",
                err=True,
            )
            raise typer.Exit(shared.INTERRUPTED) from error
    for cell in report.cells:
        figures = cell.every
        if figures.reached is not None:
            typer.echo(f"{cell.arm}, {cell.family}: {figures.reached:.0%} of {figures.n} reached")
    typer.echo(f"report, table and results: {out}\n{speed.line}")


@app.command()
def survive(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the figures.")],
    planner: Annotated[
        list[str] | None,
        typer.Option(
            help="Who plays on; several are compared with the first. Default: pebble and expert."
        ),
    ] = None,
    cases: Annotated[
        int | None, typer.Option(min=1, help="The first so many of each kind. Default: all.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(help="Processes that play. Default: one for each core.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Measure whether planners live on in states in which games are lost: table.md."""
    from agent.models.protocol import ModelError
    from agent.planners import registry
    from training.evaluation import states, survival
    from training.play.speed import PlaySpeed

    names = planner or ["pebble", "expert"]
    try:
        every = states.read_cases(survival.COMMITTED, survival.SurvivalCase)
        chosen = [case for case in every if cases is None or case.number < cases]
        for name in names:
            registry.find(name, data=data)
    except ValueError as error:
        raise shared.fail(str(error)) from error
    speed, fared = PlaySpeed(), []
    with shared.progress() as bar:
        for name in names:
            told = partial(bar.advance, bar.add_task(name, total=len(chosen)))
            try:
                fared.append(
                    survival.survive(
                        name,
                        chosen,
                        jobs=shared.processes(jobs),
                        data=data,
                        on_case=told,
                        speed=speed,
                    )
                )
            except ModelError as error:
                raise shared.fail(str(error)) from error
    try:
        survival.write(out, chosen, fared)
    except OSError as error:
        raise shared.fail(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(survival.table(chosen, fared))
    typer.echo(f"table and steps lived: {out}\n{speed.line}")


@app.command()
def advantage(
    seeds: Annotated[str, typer.Option(help="Of the games in which states are drawn.")],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder of the report; to resume one, name it again."),
    ],
    planner: Annotated[str | None, typer.Option(help="Who plays, as of evaluate.")] = None,
    world: World = worlds.DEFAULT,
    cap: Annotated[int | None, typer.Option(help=CAP)] = None,
    arms: Annotated[
        str,
        typer.Option(
            help="What is planned in a state: now, keep:M, none:M, null, reworded, shuffled,"
            " expert, person."
        ),
    ] = "now,keep:1,keep:10",
    anywhere: Annotated[int, typer.Option(min=1, help="States of all steps alike.")] = 100,
    each: Annotated[int, typer.Option(min=0, help="States of each other rule.")] = 20,
    pairs: Annotated[int, typer.Option(min=1, help="Branches of each arm in a state.")] = 8,
    horizon: Annotated[int, typer.Option(min=25, help="Steps of a branch.")] = 200,
    jobs: Jobs = None,
    cluster: shared.ClusterAddress = None,
    data: Data = DATA,
) -> None:
    """Measure what a new plan is worth: from states of play, branches that plan now beside branches
    that may not; report.json, tables and figures.
    """
    from training.evaluation import evaluate as evaluation
    from training.evaluation.advantage import branches, report, run
    from training.play.speed import PlaySpeed

    try:
        games = evaluation.setup(planner, "dynamic", seeds, cap, data, world=world)
        chosen = tuple(branches.parse(text) for text in arms.split(","))
    except ValueError as error:
        raise shared.fail(str(error)) from error
    speed = PlaySpeed()
    with shared.playing(out, cluster) as there, shared.progress() as bar:
        playing = bar.add_task(f"{games.planner}, games", total=len(games.seeds))
        measuring = bar.add_task("states", total=None)
        told = run.Told(
            on_game=lambda game: bar.advance(playing),
            on_states=lambda count: bar.update(measuring, total=count),
            on_measured=lambda count: bar.advance(measuring, count),
        )
        found = run.measure(
            games,
            chosen,
            run.Sizes(anywhere, each, pairs, horizon),
            out,
            jobs=there if jobs is None else jobs,
            away=cluster is not None,
            told=told,
            speed=speed,
        )
    typer.echo(f"{report.markdown(found)}\n\nreport, figures, games and states: {out}")
    minutes = speed.processor_s / 60
    if speed.decisions:
        rate = speed.decisions / found.decisions * found.states / minutes
        typer.echo(f"{speed.line}; {rate:.1f} states a core-minute")


@app.command()
def compare(first: ReportFolder, second: ReportFolder) -> None:
    """Compare two evaluations, paired by seed, with bootstrap intervals."""
    from training.evaluation import compare as comparing
    from training.evaluation import report as reports

    try:
        comparison = comparing.compare(reports.read(first), reports.read(second))
    except (reports.ReportError, comparing.NothingInCommonError) as error:
        raise shared.fail(str(error)) from error
    for warning in comparison.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(comparing.markdown(comparison, str(first), str(second)))


@app.command()
def curves(arms: Named, out: Picture) -> None:
    """Draw learning curves of runs of sft, and tell them as a table: each arm's mean over training
    seeds.
    """
    from training.runs import curves as learning

    _show(arms, out, learning.draw, learning.table)


@app.command()
def arms(runs: Named, out: Picture) -> None:
    """Draw runs of ppo side by side: play, planning, its length and its price over decisions; and
    tell them as a table.
    """
    from training.ppo import compare_runs as side_by_side

    _show(runs, out, side_by_side.draw, side_by_side.table)


def _show(
    named: list[str], out: Path, draw: Callable[[Runs, Path], None], table: Callable[[Runs], str]
) -> None:
    """Draw runs into a file, and tell them as a table."""
    runs = shared.named_folders(named)
    with shared.drawing(out):
        draw(runs, out)
        typer.echo(table(runs))
    typer.echo(f"\nfigure: {out}")


@app.command()
def when(
    planners: Named,
    out: Picture,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes. Default: one for each core.")
    ] = None,
) -> None:
    """Draw when planners plan, from the traces of evaluations, and tell it as a table."""
    from training.evaluation import planning

    with shared.drawing(out):
        files = {
            name: [file for folder in folders for file in planning.trace_files(folder)]
            for name, folders in shared.named_folders(planners).items()
        }
        with shared.progress() as bar:
            tallies = {
                name: planning.total(
                    bar.track(
                        planning.count(own, jobs=shared.processes(jobs)), len(own), description=name
                    )
                )
                for name, own in files.items()
            }
        planning.draw(tallies, out)
    typer.echo(f"{planning.table(tallies)}\n\nfigure: {out}")
