"""What the commands of ``training`` have in common."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

INTERRUPTED = 130  # exit code that shells expect after Ctrl-C

ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Play on a Ray: HEAD:6399, or auto for the one on this machine.",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the newest checkpoint.")]


def fail(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


def lacking(what_needs: str, error: ModuleNotFoundError) -> typer.Exit:
    """Tell how to get a package that ``training`` or the like needs."""
    from agent.core import packages

    return fail(
        f"{what_needs} {error.name}, which is not installed; run: {packages.how_to_get('train')}"
    )


def is_first() -> bool:
    """Whether this process is the one of several, started by torchrun, that tells how it goes."""
    return os.environ.get("RANK", "0") == "0"


def progress(*, shown: bool = True) -> Progress:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Bar(*columns, transient=True, disable=not shown)


def processes(jobs: int | None) -> int:
    return (os.cpu_count() or 1) if jobs is None else jobs


@contextmanager
def playing(out: Path, cluster: str | None) -> Iterator[int]:
    """How many processes can play, for episodes whose traces go to ``out``; tell in one line what
    goes wrong.
    """
    from agent.models.protocol import ModelError
    from agent.traces.trace import TraceError
    from training.evaluation.evaluate import EvaluationError
    from training.play import cluster as clusters

    try:
        with (
            nullcontext(os.cpu_count() or 1)
            if cluster is None
            else clusters.connected(cluster) as processes
        ):
            yield processes
    except (clusters.ClusterError, EvaluationError, ModelError, TraceError) as error:
        raise fail(str(error)) from error
    except OSError as error:
        raise fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        typer.echo(
            f"stopped; to play the episodes that are missing in {out}, run the same command again",
            err=True,
        )
        raise typer.Exit(INTERRUPTED) from error


@contextmanager
def drawing(out: Path) -> Iterator[None]:
    """Tell in one line what cannot be drawn, or written to ``out``."""
    try:
        yield
    except ValueError as error:
        raise fail(str(error)) from error
    except OSError as error:
        raise fail(f"{error.filename or out} cannot be written: {error.strerror}") from error


def named_folders(named: list[str]) -> dict[str, list[Path]]:
    """Name -> its folders, both in the order in which they were given."""
    folders: dict[str, list[Path]] = {}
    for word in named:
        name, _, folder = word.partition("=")
        if not name or not folder:
            raise fail(f"{word!r} should be NAME=DIR, such as dynamic=runs/dynamic-0")
        folders.setdefault(name, []).append(Path(folder))
    return folders
