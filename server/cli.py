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
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = False,
) -> None:
    """Serve the game in the browser and print its address. Every option can be set as SIDEQUEST_<NAME>, too."""
    import sys
    import tempfile
    import threading
    import webbrowser

    from pydantic import ValidationError

    from server import serve
    from server.app import create_app
    from server.players import Players
    from server.settings import Settings

    given: dict[str, Any] = {"host": host, "port": port, "planner": planner, "data": data, "device": device, "threads": threads}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        players = Players(settings)
        players.load(players.default)
        settings.data.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=settings.data).close()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise _fail(f"SIDEQUEST_{name.upper()}={first['input']!r}: {first['msg']}") from error
    except ValueError as error:
        raise _fail(str(error)) from error
    except OSError as error:
        text = f"nothing can be written to the data folder {settings.data} ({error.strerror}); name another with --data"
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
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        serve.server(create_app(settings, players=players)).run(sockets=[listening])
    except KeyboardInterrupt:
        return
