"""The commands of ``training``: they read options, call one function and print.

They import late, so that help is quick.

Imports all of ``training``, and what commands share of ``agent.cli``. In goes a command line; out
comes an exit code.
"""

import typer

from training.cli.data import app as examples_app
from training.cli.evaluate import app as measuring_app
from training.cli.train import app as learning_app

app = typer.Typer(no_args_is_help=True)
app.add_typer(measuring_app)
app.add_typer(examples_app)
app.add_typer(learning_app)
