"""The command of ``server``: play. Imports late, so that help is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from agent.cli import PLANNERS

app = typer.Typer(no_args_is_help=True)


def _fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


@app.command()
def play(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 for any free one. Default: 8000")] = None,
    planner: Annotated[str | None, typer.Option(help=PLANNERS)] = None,
    device: Annotated[str | None, typer.Option(help="Where a language model computes: cpu, cuda, cuda:1. Default: cpu")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads of a language model. Default: one for each core")] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the records go. Default: data")] = None,
    study: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A study to run; may be given more than once.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = False,
) -> None:
    """Serve the game in the browser and print its address. Every option can be set as SIDEQUEST_<NAME>, too."""
    import sqlite3
    import sys
    import tempfile
    import threading
    import webbrowser

    from pydantic import ValidationError

    from server import serve
    from server.app import create_app
    from server.people.store import Store
    from server.people.study_routes import study_link
    from server.players import Players
    from server.settings import Settings

    given: dict[str, Any] = {"host": host, "port": port, "planner": planner, "data": data, "device": device, "threads": threads}
    given["studies"] = tuple(study) if study else None
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        players = Players(settings)
        players.load(settings.planner)
        settings.data.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=settings.data).close()
        application = create_app(settings, players=players)
        keys = {study.name: Store(settings.data).key(study.name) for study in application.state.studies.values()}
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise _fail(f"SIDEQUEST_{name.upper()}={first['input']!r}: {first['msg']}") from error
    except ValueError as error:
        raise _fail(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        text = f"nothing can be written to the data folder {settings.data} ({why}); name another with --data"
        raise _fail(text) from error
    try:
        listening = serve.bind(settings.host, settings.port)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        text = f"cannot listen on {where} ({error.strerror}); name another port with --port, or 0 for any"
        raise _fail(text) from error

    serve.log_to_stderr()
    sys.setswitchinterval(serve.SWITCH_INTERVAL)
    address = serve.address(listening, settings)
    typer.echo(address)
    for name, key in keys.items():
        typer.echo(f"study {name}: {study_link(serve.origin(listening, settings), name, key)}")
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        serve.server(application).run(sockets=[listening])
    except KeyboardInterrupt:
        return


@app.command()
def withdraw(
    pseudonym: Annotated[str, typer.Argument(help="Whose data to remove, such as amber-otter-4821.")],
    data: Annotated[Path, typer.Option(metavar="DIR", help="Where the records are.")] = Path("data"),
) -> None:
    """Remove all that is recorded of a participant. May be given again, also after it was cut off."""
    import sqlite3

    from server.people import withdrawal

    if not data.is_dir():
        raise _fail(f"there is no data folder {data}; name the server's with --data")
    try:
        done = withdrawal.withdraw(data, pseudonym)
    except withdrawal.UnknownParticipantError as error:
        raise _fail(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise _fail(f"not all could be removed ({error}); mend that and give the command again") from error
    typer.echo(f"{pseudonym} withdrew at {done.at}. Removed:")
    for line in withdrawal.describe(done.removed):
        typer.echo(f"  {line}")
    for planner in done.removed.planners:
        typer.echo(f"The planner {planner} was trained with these records, and may hold something of them still.")
    typer.echo("Data sets that were exported before hold the records still, and have to be made again.")
