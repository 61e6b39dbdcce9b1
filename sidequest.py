"""The command ``sidequest``: joins the commands of ``agent``, ``server`` and ``training``."""

from __future__ import annotations

import typer

from agent.cli import app as agent_app
from server.cli import app as server_app
from training.cli import app as training_app

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Play Crafter together with a planner."
)
app.add_typer(server_app)
app.add_typer(agent_app)
app.add_typer(training_app)


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
