"""The command ``sidequest``: joins the commands of ``agent``, ``server`` and ``training``."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from agent.cli import app as agent_app
from server.cli import app as server_app
from training.cli import app as training_app

app = typer.Typer(no_args_is_help=True)
app.add_typer(server_app)
app.add_typer(agent_app)
app.add_typer(training_app)


def _version(wanted: bool) -> None:
    if wanted:
        from server.doctor import version

        typer.echo(version())
        raise typer.Exit


@app.callback()
def sidequest(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Play Crafter together with a planner."""


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a sign that a terminal does not have, as on Windows, is no reason to stop
            stream.reconfigure(errors="replace")
    app(prog_name="sidequest")  # also as python -m sidequest


if __name__ == "__main__":
    main()
