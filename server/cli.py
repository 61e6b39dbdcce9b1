"""The commands of ``server``, such as play and doctor. Imports late, so that help is quick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli import CAP, PLANNERS, READERS, WORLDS, TraceFile
from agent.worlds import registry as worlds

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

    from server.core.settings import ServerSettings
    from server.doctor import Finding

app = typer.Typer(no_args_is_help=True)


def _fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


@app.command()
def play(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 for any free one. Default: 8000")
    ] = None,
    root_path: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Where a proxy has the server: /sidequest. Default: /"),
    ] = None,
    planner: Annotated[str | None, typer.Option(help=PLANNERS)] = None,
    world: Annotated[str | None, typer.Option(help=WORLDS)] = None,
    reader: Annotated[str | None, typer.Option(help=READERS)] = None,
    device: Annotated[
        str | None,
        typer.Option(help="Where a language model computes: cpu, cuda, cuda:1. Default: cpu"),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads of a language model. Default: 1"),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the records go. Default: data")
    ] = None,
    study: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A study to run; may be given more than once."),
    ] = None,
    spare: Annotated[
        bool,
        typer.Option(
            "--spare", help="Wait while another server uses the data folder, then take over."
        ),
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = False,
) -> None:
    """Serve the game in the browser and print its address.

    Every option can be set as SIDEQUEST_<NAME>, too.
    """
    from server import serve

    given: dict[str, Any] = {
        "host": host,
        "port": port,
        "root_path": None if root_path is None else root_path.rstrip("/"),
        "planner": planner,
        "data": data,
        "device": device,
        "threads": threads,
        "world": world,
        "reader": reader,
        "studies": tuple(study) if study else None,
    }
    settings = _settings({name: value for name, value in given.items() if value is not None})
    application, keys = _application(settings)
    if spare:
        typer.echo(f"waiting until no other server uses {settings.data}", err=True)
    try:
        with serve.holding(settings.data, wait=spare):
            _serve(application, settings, keys, open_browser=open_browser)
    except serve.HeldError as error:
        raise _fail(str(error)) from error
    except KeyboardInterrupt:
        return


def _serve(
    application: FastAPI, settings: ServerSettings, keys: dict[str, str], *, open_browser: bool
) -> None:
    """Print the addresses, and serve until the server is told to end."""
    import threading
    import webbrowser

    from agent.planners import registry
    from server import serve
    from server.study.study_routes import study_link

    listening = _listening(settings.host, settings.port)
    registry.prepare()
    serve.rehearse()
    serve.log_to_stderr(settings.logs)
    serve.keep_time()
    address = serve.address(listening, settings, _ticket(application, settings))
    typer.echo(address)
    origin = serve.origin(listening, settings.host) + settings.root_path
    for name, key in keys.items():
        typer.echo(f"study {name}: {study_link(origin, name, key)}")
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    serve.server(application).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    from server import serve

    try:
        return serve.bind(host, port)
    except OSError as error:
        text = (
            f"cannot listen on {host}:{port} ({error.strerror}); name another port with "
            "--port, or 0 for any"
        )
        raise _fail(text) from error


def _ticket(application: FastAPI, settings: ServerSettings) -> str:
    """What opens the server: on this machine the owner's key, as often as it is wanted; for a
    server that others reach a ticket that opens once, as the address will be in the history of
    another machine.
    """
    from server.core.access import LOOPBACK
    from server.core.rights import Role

    if settings.host in LOOPBACK and not settings.hosts:
        return settings.key
    ticket: str = application.state.logins.make(Role.OWNER, "printed at the start", hours=24)
    return ticket


@app.command()
def serve_env(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")] = 8000,
    world: Annotated[str, typer.Option(help=WORLDS)] = worlds.DEFAULT,
    prompt: Annotated[
        str | None, typer.Option(help="How the world is put: prose, grid, brief. Default: prose")
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory/--no-memory", help="Tell what was seen before.")
    ] = True,
    cap: Annotated[int | None, typer.Option(min=1, max=10_000, help=CAP)] = None,
    sessions: Annotated[int, typer.Option(min=1, help="Games at once, at the most.")] = 256,
    idle: Annotated[
        float, typer.Option(min=1, help="Minutes after which a session without a connection ends.")
    ] = 60.0,
    web: Annotated[bool, typer.Option("--web/--no-web", help="Let people play at /web.")] = True,
    records: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for a trace of each episode.")
    ] = None,
) -> None:
    """Serve a world as an OpenEnv environment for trainers, and print its address."""
    from functools import partial

    import uvicorn

    from agent.core import packages
    from agent.tool_env import ToolEnv
    from server import serve

    try:
        from server import env_server
    except ModuleNotFoundError as error:
        need = packages.how_to_get("openenv")
        raise _fail(f"it needs {error.name}, which is not installed; run: {need}") from error
    begin = partial(ToolEnv, world, text=prompt, remembers=memory, cap=cap, records=records)
    try:
        begin()
    except ValueError as error:
        raise _fail(str(error)) from error
    serve.rehearse()
    application = env_server.application(begin, sessions=sessions, idle=60 * idle, web=web)
    listening = _listening(host, port)
    typer.echo(serve.origin(listening, host))
    config = uvicorn.Config(application, log_level="warning", ws_max_size=2**24)
    uvicorn.Server(config).run(sockets=[listening])


@app.command()
def doctor(
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The server's data folder. Default: data")
    ] = None,
    planner: Annotated[str | None, typer.Option(help=PLANNERS)] = None,
    device: Annotated[
        str | None, typer.Option(help="Where it computes: cpu, cuda, cuda:1. Default: cpu")
    ] = None,
) -> None:
    """Tell what is installed, what runs here, and what is missing, with the command that brings it.

    Plays some steps to try. The exit code is 0 if sidequest play would work, else 1.
    """
    from agent.core import packages

    given: dict[str, Any] = {"data": data, "planner": planner, "device": device}
    try:
        from server import doctor as doctors

        settings = _settings({name: value for name, value in given.items() if value is not None})
    except ModuleNotFoundError as error:
        missing = f"{error.name} is not installed; run: {packages.how_to_get('')}"
        raise _fail(missing) from error
    for line in doctors.machine():
        typer.echo(line)
    typer.echo("\nTo play:")
    found = []
    for finding in doctors.play(settings):
        found.append(finding)
        _tell(finding, "fail" if finding.fatal else "ok")
    typer.echo("\nBesides:")
    for finding in doctors.more():
        _tell(finding, "-" if finding.command else "ok")
    if any(finding.fatal for finding in found):
        raise _fail("sidequest play does not work here; see what fails above")
    typer.echo("\nsidequest play works here.")


def _tell(finding: Finding, mark: str) -> None:
    typer.echo(f"  {mark:4}  {finding.what}: {finding.how}")
    if finding.command:
        typer.echo(f"        {finding.command}")


@app.command()
def link(
    role: Annotated[str, typer.Argument(help="player, researcher or owner.")],
    who: Annotated[str, typer.Option(help="Who is meant to use it.")] = "somebody",
    hours: Annotated[float, typer.Option(min=0.1, help="For which it can be used.")] = 24.0,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The server's data folder. Default: data")
    ] = None,
) -> None:
    """Print a link that lets one browser in; for a server that runs, or will."""
    from server.core.logins import Logins
    from server.core.rights import Role

    settings = _settings({} if data is None else {"data": data})
    names = [one.name.lower() for one in Role if one]
    if role not in names:
        raise _fail(f"{role!r} is no role; there are: {', '.join(names)}")
    ticket = Logins(settings.data, settings.key, settings.login_days).make(
        Role[role.upper()], who, hours
    )
    where = f"http://{settings.host}:{settings.port}" if settings.port else "ADDRESS"
    typer.echo(f"{where}{settings.root_path}/enter#{ticket}")


def _settings(given: dict[str, Any]) -> ServerSettings:
    """The settings with these values; fails with the variable or option that is wrong."""
    from pydantic import ValidationError

    from server.core.settings import ServerSettings

    try:
        return ServerSettings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise _fail(
            f"SIDEQUEST_{name.upper()}={first['input']!r}: "
            f"{first['msg'].removeprefix('Value error, ')}"
        ) from error
    except ValueError as error:
        raise _fail(str(error)) from error


def _application(settings: ServerSettings) -> tuple[FastAPI, dict[str, str]]:
    """The application with its planner loaded, and the key of each study.

    Fails if a planner or study will not do, or the data folder cannot be written.
    """
    import os
    import sqlite3
    import tempfile

    from agent.models.hardware import Hardware
    from agent.planners import registry
    from server.app import create_app
    from server.sessions.planners import PlannerPool
    from server.study.store import Store

    try:
        pool = PlannerPool(settings)
        pool.load(settings.planner, settings.world)
        hardware = Hardware(settings.device, settings.threads)
        second = registry.load_reader(settings.reader, hardware) if settings.reader else None
        os.umask(0o077)  # what people do and say here is nobody else's on this machine
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.data.chmod(0o700)
        tempfile.TemporaryFile(dir=settings.data).close()
        application = create_app(settings, pool=pool, reader=second)
        store = Store(settings.data)
        keys = {}
        for study in application.state.studies.values():
            study.require(store.arms(study.name))
            keys[study.name] = store.key(study.name)
    except ValueError as error:
        raise _fail(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        text = (
            f"nothing can be written to the data folder {settings.data} ({why}); "
            "name another with --data"
        )
        raise _fail(text) from error
    return application, keys


@app.command()
def withdraw(
    pseudonym: Annotated[
        str, typer.Argument(help="Whose data to remove, such as amber-otter-4821.")
    ],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Where the records are.")] = Path(
        "data"
    ),
) -> None:
    """Remove all that is recorded of a participant.

    May be given again, also after it was cut off.
    """
    import sqlite3

    from server.study import withdrawal

    if not data.is_dir():
        raise _fail(f"there is no data folder {data}; name the server's with --data")
    try:
        done = withdrawal.withdraw(data, pseudonym)
    except withdrawal.UnknownParticipantError as error:
        raise _fail(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise _fail(
            f"not all could be removed ({error}); mend that and give the command again"
        ) from error
    typer.echo(f"{pseudonym} withdrew at {done.at}. Removed:")
    for line in withdrawal.describe(done.removed):
        typer.echo(f"  {line}")
    for planner in done.removed.planners:
        typer.echo(
            f"The planner {planner} was trained with these records, and may hold "
            "something of them still."
        )
    typer.echo(
        "Data sets that were exported before hold the records still, and have to be made again."
    )


@app.command()
def film(
    file: TraceFile,
    out: Annotated[
        Path,
        typer.Option(metavar="FILE", help="Film to write, .mp4 or .gif; must not be there yet."),
    ],
    first: Annotated[int, typer.Option("--from", help="First step; 0 is the beginning.")] = 0,
    last: Annotated[
        int | None, typer.Option("--to", help="Last step. Default: the last of the trace.")
    ] = None,
    speed: Annotated[float, typer.Option(help="Steps a second.")] = 10.0,
) -> None:
    """Film a trace: every step a picture, with the plan in force below."""
    from rich.console import Console

    from agent.traces import trace as traces
    from server.library import film as films

    kinds: dict[str, films.Format] = {".mp4": "mp4", ".gif": "gif"}
    kind = kinds.get(out.suffix.lower())
    if kind is None:
        raise _fail(f"{out}: a film's name ends in .mp4 or .gif")
    if out.exists():
        raise _fail(f"{out} is there already; name a new file")
    cut = films.Cut(kind, first, last, speed)
    try:
        trace = traces.read(file)
        frames = cut.frames(sum(1 for _ in trace.steps))
        with Console(stderr=True).status(f"filming {len(frames):,} steps"):
            films.make(trace, cut, out)
    except (films.FilmError, traces.TraceError) as error:
        raise _fail(str(error)) from error
    except OSError as error:
        raise _fail(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"film of steps {frames[0]} to {frames[-1]}: {out}")
