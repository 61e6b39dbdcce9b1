"""The log of a training, as it was written to its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class CurvesError(ValueError):
    """Logs of runs that cannot be read, or not be shown together; its text is one line."""


def read_log(run: Path) -> list[dict[str, Any]]:
    """The entries of a training's log, ``curves.jsonl`` in its folder; each has a step.

    CurvesError if it cannot be read.
    """
    path = run / "curves.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CurvesError(
            f"{path} cannot be read: {error.strerror}; is {run} the folder of a run of sft or ppo?"
        ) from error
    return [_entry(path, number, line) for number, line in enumerate(lines, start=1)]


def _entry(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise CurvesError(
            f"{path}: line {number} is no entry of a training's log: {error}"
        ) from error
    if not isinstance(entry, dict) or not isinstance(entry.get("step"), int):
        raise CurvesError(
            f"{path}: line {number} is no entry of a training's log: it should have a "
            "step, a whole number"
        )
    return entry
