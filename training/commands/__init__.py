"""The commands of ``training``. They import late, so that help is quick."""

import typer

from training.commands.examples import app as examples_app
from training.commands.learning import app as learning_app
from training.commands.measuring import app as measuring_app

app = typer.Typer(no_args_is_help=True)
app.add_typer(measuring_app)
app.add_typer(examples_app)
app.add_typer(learning_app)
