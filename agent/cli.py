"""The commands of ``agent``: play one episode, verify and show traces.

Imports late, so that help is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from agent.worlds import registry as worlds

if TYPE_CHECKING:
    from rich.progress import Progress

    from agent.episode import Episode
    from agent.traces.trace import Header, TraceWriter

app = typer.Typer(no_args_is_help=True)
trace_app = typer.Typer(no_args_is_help=True, help="Check and read records of play.")
app.add_typer(trace_app, name="trace")

_BY_RULES = "; ".join(
    f"in {spec.name}: {', '.join(spec.planners)}" for spec in worlds.WORLDS.values()
)
_CAPS = "; ".join(f"in {spec.name}: {spec.cap:,}" for spec in worlds.WORLDS.values())
PLAYERS = (
    f"Who plays: a scripted player ({_BY_RULES}), pebble, one that was learned, or any language "
    "model: hf:PATH, vllm:PATH, openai:URL#MODEL. advised:FAST+SLOW is a pair of them: SLOW writes "
    "plans now and then, FAST acts."
)
PLANNERS = f"{PLAYERS} Default: the newest promoted, else pebble, else the first scripted player."
READERS = (
    "A language model that reads what is not understood of a person's plan: "
    "hf:PATH or openai:URL#MODEL. Default: nobody does."
)
Data = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="DIR",
        envvar="SIDEQUEST_DATA",
        help="Where records and learned planners are.",
    ),
]
DATA = Path("data")
Masked = Annotated[
    bool | None,
    typer.Option(
        "--masked/--no-masked",
        help="Plans that the mode forbids: ruled out in decoding, or by the prompt "
        "alone. Default: see planner.json.",
    ),
]
WORLDS = (
    f"What is played: {', '.join(worlds.WORLDS)}, or such as pogs:nodes=30,hops=3,backtracks=2."
)
CAP = f"Steps of an episode at the most. Default: {_CAPS}."
World = Annotated[str, typer.Option(help=WORLDS)]
TraceFile = Annotated[Path, typer.Argument(metavar="FILE", help="A trace (.jsonl).")]


def _fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


@app.command()
def run(
    planner: Annotated[str | None, typer.Option(help=PLANNERS)] = None,
    mode: Annotated[
        str, typer.Option(help="When it may plan: dynamic, never, always, every:k, random:a-b.")
    ] = "dynamic",
    masked: Masked = None,
    device: Annotated[
        str, typer.Option(help="Where a language model computes: cpu, cuda, cuda:1.")
    ] = "cpu",
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the world.")] = 0,
    cap: Annotated[int | None, typer.Option(min=1, max=10_000, help=CAP)] = None,
    world: World = worlds.DEFAULT,
    plan: Annotated[
        str | None, typer.Option(help="A person's plan, such as: find a diamond.")
    ] = None,
    reader: Annotated[str | None, typer.Option(help=READERS)] = None,
    at: Annotated[int, typer.Option(min=0, help="Step at which the person writes it.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Trace to write; must not be there yet.")] = None,
    data: Data = DATA,
) -> None:
    """Let a planner play one episode and record it."""
    from agent import episode as episodes
    from agent.core.metrics import UnreadError, require_read
    from agent.core.mode import parse_mode
    from agent.core.reader import AS_WRITTEN
    from agent.models.hardware import Hardware
    from agent.planners import registry
    from agent.traces import trace as traces

    try:
        spec = worlds.find(world)
        place = spec.make()
    except ValueError as error:
        raise _fail(str(error)) from error
    cap = cap or spec.cap
    if plan and at >= cap:
        raise _fail(
            f"the plan is to be written at step {at}, but the episode ends at step "
            f"{cap}; make --at less or --cap more"
        )
    if reader and not plan:
        raise _fail("a --reader reads a person's plan; add --plan, or leave it out")
    if reader and not spec.has_reader:
        raise _fail(f"there is no second reader for plans in {spec.name}; leave out --reader")
    name = planner or registry.offered(data, world)[0]
    try:
        player = registry.load(
            name, parse_mode(mode), Hardware(device), data, masked=masked, world=world
        )
        second = registry.load_reader(reader, Hardware(device), world) if reader else None
    except ValueError as error:
        raise _fail(str(error)) from error
    options: dict[str, str | int | bool] = {"mode": mode}
    if masked is not None:
        options["masked"] = masked
    writer = _writer(out, traces.header(place, seed, cap, name, options)) if out else None

    rewording = second.reword(plan) if second and plan else AS_WRITTEN
    if rewording.warning:
        typer.echo(f"warning: {rewording.warning}", err=True)
    with _bar() as bar:
        task = bar.add_task(f"seed {seed}", total=cap)
        most = len(place.achievements)

        def show(episode: Episode[Any, Any]) -> None:
            if plan and episode.view.step == at and not episode.over:
                episode.inject(plan, rewording=rewording)
            if episode.view.step % 50 == 0:
                told = f"seed {seed}, {len(episode.view.unlocked)} of {most}"
                bar.update(task, completed=episode.view.step, description=told)

        try:
            episode = episodes.Episode(place, player, seed=seed, cap=cap, trace=writer)
            show(episode)
            episodes.run(episode, show)
        except ValueError as error:
            raise _fail(str(error)) from error
        except OSError as error:
            raise _fail(
                f"{out}: {error.strerror}; it is whole up to step {episode.view.step - 1}"
            ) from error
    _report(episode, most)
    try:
        require_read(episode.unread, episode.decisions, episode.last_unread)
    except UnreadError as error:
        raise _fail(str(error)) from error


def _writer(out: Path, header: Header) -> TraceWriter:
    """The writer of a new trace; fails if the file is there or cannot be written."""
    from agent.traces.trace import TraceWriter

    try:
        return TraceWriter(out, header)
    except FileExistsError as error:
        there = f"{out} is there already; name a new file"
        raise _fail(there if out.exists() else f"{out}: its folder is a file") from error
    except OSError as error:
        raise _fail(f"{out} cannot be written: {error.strerror}") from error


def _bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        transient=True,
    )


def _report(episode: Episode[Any, Any], most: int) -> None:
    """Print how the episode ended, out of ``most`` achievements, and what became of the person's
    plan.
    """
    from agent.core.metrics import unread

    parts = [
        f"{episode.over} at step {episode.view.step}: {len(episode.view.unlocked)} of "
        f"{most} unlocked",
        f"{len(episode.plans)} plans",
        unread(episode.unread, episode.decisions),
    ]
    typer.echo(", ".join(filter(None, parts)))
    if episode.advice and episode.advice.fate in ("failed", "not_understood"):
        why = episode.advice.reason or f"nothing in “{episode.advice.text}” was understood"
        typer.echo(f"the adviser had no plan when it was asked last: {why}")
    for written in episode.plans:
        if written.source == "human":
            typer.echo(
                f"the person's plan of step {written.step}: {written.status} at step "
                f"{written.ended}, {written.reason}"
            )
            if written.reader:
                typer.echo(f"it was read by {written.reader} as: {written.read_as}")


@app.command()
def figures(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="TRACE|FOLDER...", help="Traces, or folders with traces in them."),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write into.")],
) -> None:
    """Draw how people and planners played together: PNG, SVG, figures.json and a report."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from agent.analysis import files
    from agent.analysis.figures import figures as count
    from agent.analysis.games import games, of_crafter
    from agent.traces.trace import TraceError

    try:
        found = files.find(paths)
        with Progress(
            TextColumn("traces"), BarColumn(), MofNCompleteColumn(), transient=True
        ) as bar:
            task = bar.add_task("", total=len(found))
            records, left_out = of_crafter(files.read(found, lambda: bar.advance(task)))
        if not records:
            raise files.FiguresError(
                f"there are no traces of Crafter among these {len(found)}; the figures "
                "are of no other world"
            )
        drawn = count(games(records))
        files.write(drawn, out)
    except (files.FiguresError, TraceError) as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    for figure in drawn:
        typer.echo(f"{figure.title}: {figure.missing or figure.says}")
    if left_out:
        typer.echo(left_out)
    typer.echo(f"figures, numbers and report of {len(records)} traces: {out}")


PlannerName = Annotated[
    str, typer.Argument(metavar="NAME", help="A learned planner, such as pebble-2.")
]
Why = Annotated[str, typer.Option("--why", help="Why; it is kept with the planner.")]


@app.command()
def planners(data: Data = DATA) -> None:
    """List the learned planners, the newest first."""
    from agent.planners import versions

    found = versions.all_in(data)
    if not found:
        typer.echo(f"no planner was learned in {data} yet; see sidequest learn --help")
    for each in found:
        if isinstance(each, versions.Damaged):
            typer.echo(f"{each.name}: damaged: {each.fault}")
            continue
        scores, people = each.scores, len({record.participant for record in each.records})
        typer.echo(
            f"{each.name}, of {each.parent.name}, {each.made}: "
            f"{scores.child.mean:.2f} of 22, its parent {scores.parent.mean:.2f}, "
            f"difference {scores.difference:+.2f} ({scores.low:+.2f} to "
            f"{scores.high:+.2f}); {len(each.records)} records of {people} "
            f"people; {each.state.what} by {each.state.by}: {each.state.why}"
        )


def _decide(
    data: Path, name: str, what: Literal["promoted", "withdrawn", "removed"], why: str
) -> None:
    from agent.planners import versions

    try:
        version = versions.decide(data, name, what, why=why, by=_user())
    except versions.VersionError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{error.filename or data} cannot be changed: {error.strerror}") from error
    typer.echo(f"{version.name} is {version.state.what}: {version.state.why}")


def _user() -> str:
    """Who gives the command."""
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # in a container a user may be a number alone
        return "a user without a name"


@app.command()
def promote(name: PlannerName, why: Why = "", data: Data = DATA) -> None:
    """Offer a learned planner to people; one that may be worse than its parent needs a reason."""
    _decide(data, name, "promoted", why)


@app.command()
def demote(name: PlannerName, why: Why, data: Data = DATA) -> None:
    """Offer a learned planner no more; it stays, and can be promoted again."""
    _decide(data, name, "withdrawn", why)


@app.command()
def remove(name: PlannerName, why: Why, data: Data = DATA) -> None:
    """Remove the weights of a learned planner for good; what it learned from stays known."""
    _decide(data, name, "removed", why)


@trace_app.command()
def verify(file: TraceFile) -> None:
    """Replay a trace and compare its digests."""
    from agent.traces import trace as traces

    try:
        trace = traces.read(file)
        result = traces.verify(trace, worlds.find(trace.header.world).make())
    except ValueError as error:
        raise _fail(str(error)) from error
    if trace.torn:
        typer.echo(f"dropped a torn last line of {len(trace.torn)} characters")
    if not result.whole:
        typer.echo("the trace has no end: the program that wrote it was stopped")
    typer.echo(f"ok: {result.steps} steps, {result.digests} digests equal")


@trace_app.command()
def show(file: TraceFile) -> None:
    """Print the story of an episode."""
    from agent.traces import trace as traces
    from agent.traces.story import tell

    try:
        trace = traces.read(file)
    except traces.TraceError as error:
        raise _fail(str(error)) from error
    try:
        achievements = len(worlds.find(trace.header.world).make().achievements)
    except ValueError:
        achievements = None  # a world that is not known here can still be read
    for line in tell(trace, achievements):
        typer.echo(line)


@trace_app.command(name="map")
def map_(
    file: TraceFile,
    out: Annotated[Path, typer.Option(metavar="PNG", help="Picture to write.")] = Path("map.png"),
) -> None:
    """Draw where the player went and where it unlocked what."""
    from agent.traces import trace as traces
    from agent.worlds.crafter import trace_map as maps

    try:
        maps.draw(traces.read(file), out)
    except traces.TraceError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"map: {out}")
