"""The report of an evaluation: how its episodes went, summed up as their world does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.core.errors import first_fault
from agent.core.files import write_atomic
from agent.core.metrics import Conditions, Played, Summary
from agent.worlds import registry as worlds

FILE = "report.json"
_Read = TypeVar("_Read", bound=BaseModel)


class ReportError(ValueError):
    """A report that cannot be read."""


class _Any(BaseModel):
    """A report of any world."""

    model_config = ConfigDict(extra="allow")

    conditions: Conditions


def summarise(conditions: Conditions, results: Sequence[Played]) -> Summary:
    """Sum up one episode or more, all of one world."""
    episodes = sorted(results, key=lambda result: result.seed)
    return worlds.find(conditions.world).metrics.report(conditions, episodes)


def read(folder: Path) -> Any:
    """The report in an evaluation's folder, of its world's class.

    Raises ReportError if there is none.
    """
    path = folder / FILE
    conditions = read_as(_Any, path, "evaluation").conditions
    return read_as(worlds.find(conditions.world).metrics.summary, path, "evaluation")


def read_as(kind: type[_Read], path: Path, what: str) -> _Read:
    """The report in a file.

    Raises ReportError, which asks for the folder of a finished ``what``, if there is none.
    """
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReportError(
            f"{path} cannot be read: {error.strerror}; is {path.parent} the folder of "
            f"a finished {what}?"
        ) from error
    except ValidationError as error:
        raise ReportError(f"{path} is no report of this version: {first_fault(error)}") from error


def write(report: BaseModel, folder: Path, file: str = FILE) -> None:
    """Write a report into its folder, all of it or nothing.

    OSError if the disk does not take it.
    """
    write_atomic(folder / file, report.model_dump_json(indent=1) + "\n")
