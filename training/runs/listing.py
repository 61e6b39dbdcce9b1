"""Training runs in a folder, one line each: what was made, of what, and how far it came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from agent.core.tables import NONE, grid, number
from training.runs.log import CurvesError, read_log

_BETWEEN_ENTRIES = 15.0  # seconds at the most
_SCORE = "eval_unlocked"  # of an entry of the log that has it
# What only a recipe of that kind has.
_KINDS = {"games": "stream", "updates": "ppo", "steps": "sft"}


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run of ``sft``, ``ppo`` or ``stream``.

    Attributes:
        path: its folder.
        kind: the command that made it.
        begun_with: the model, or its size for one from scratch.
        seed: of the training; None if the recipe has none.
        commit: of the code, ``*`` behind it if that was changed; "" where it is not known.
        step: of its last entry, 0 of none.
        finished: whether it came to its end.
        score: achievements of 22 on validation seeds, as last measured; None if it was not.
        fault: why it cannot be read, in one line.
    """

    path: Path
    kind: str
    begun_with: str
    seed: int | None
    commit: str
    step: int
    finished: bool
    score: float | None
    fault: str = ""


def find(folder: Path) -> list[ListedRun]:
    """All runs in a folder and below, by path. What is being written is left out."""
    recipes = sorted(folder.rglob("recipe.yaml"))
    return [_read(path.parent) for path in recipes if "drafts" not in path.parts]


def table(runs: Sequence[ListedRun], folder: Path) -> str:
    """For people, with paths as seen from ``folder``."""
    head = ("run", "made by", "begun with", "seed", "commit", "updates", "state", "unlocked of 22")
    rows = [
        (
            str(run.path.relative_to(folder)),
            run.kind,
            run.begun_with,
            number(run.seed),
            run.commit or NONE,
            number(run.step),
            run.fault or ("finished" if run.finished else "not finished"),
            number(run.score, 2),
        )
        for run in runs
    ]
    return grid(head, rows)


def _read(path: Path) -> ListedRun:
    fault, log = "", []
    try:
        recipe = yaml.safe_load((path / "recipe.yaml").read_text(encoding="utf-8"))
        if not isinstance(recipe, dict):
            raise ValueError("recipe.yaml has no keys")
        log = read_log(path)
    except CurvesError as error:
        fault = str(error)
    except (OSError, ValueError, yaml.YAMLError) as error:
        recipe, fault = {}, f"recipe.yaml: {' '.join(str(error).split())}"
    made = _json(path / "run.json")
    commit = str(made.get("commit") or "")[:7]
    scores = [entry[_SCORE] for entry in log if _SCORE in entry]
    return ListedRun(
        path,
        next((kind for key, kind in _KINDS.items() if key in recipe), "?"),
        str(recipe.get("model", NONE)),
        recipe.get("seed"),
        f"{commit}*" if commit and made.get("modified") else commit,
        log[-1]["step"] if log else 0,
        _finished(recipe, log[-1]) if log else False,
        scores[-1] if scores else None,
        fault,
    )


def _finished(recipe: dict[str, Any], last: dict[str, Any]) -> bool:
    due = recipe.get("steps") or recipe.get("updates")
    if due is not None:
        return bool(last["step"] >= due)
    # a stream, which runs for a time and logs now and then
    return bool(last.get("seconds", 0) > 60 * recipe.get("minutes", 0) - _BETWEEN_ENTRIES)


def _json(path: Path) -> dict[str, Any]:
    """Nothing of a file that is not there, or not whole."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
