"""The folder of a training run: what it was made from, its curves, its checkpoints and the best
model.

``recipe.yaml``, ``run.json`` (versions, commit, hashes of the data), ``curves.jsonl``,
``tensorboard/``, ``samples/`` (if PPO keeps them), ``checkpoints/STEP/``, ``best/`` (an ordinary
model folder, with its ``planner.json``), ``metrics.json``. Whatever is half-written is in
``drafts/``.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from agent.core.files import sha256, write_atomic
from training.runs import recipe as recipes
from training.runs.recipe import RecipeError, RunRecipe

_PACKAGES = (
    "sidequest",
    "torch",
    "transformers",
    "accelerate",
    "tokenizers",
    "numpy",
    "crafter",
    "peft",
)
# what a run that goes on may change
_FREE = {"actors", "max_minutes", "minutes", "ray", "samples", "threads", "updates"}
_KEPT = 2  # checkpoints


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The files of a run."""

    path: Path

    @property
    def drafts(self) -> Path:
        """Where folders are written before they are renamed."""
        return self.path / "drafts"

    @property
    def best(self) -> Path:
        """The best model."""
        return self.path / "best"

    @property
    def tensorboard(self) -> Path:
        """Event files."""
        return self.path / "tensorboard"

    @property
    def samples(self) -> Path:
        """What the updates of PPO learned from."""
        return self.path / "samples"

    def begin(self, recipe: RunRecipe, *, resume: bool) -> None:
        """Make the folder, or check that it is of this recipe and these data.

        Raises RecipeError if it is not.
        """
        data = {str(file): _digest(file) for file in recipe.data}
        made = self.path / "run.json"
        if not made.exists():
            if self.path.exists() and any(self.path.iterdir()):
                raise RecipeError(f"{self.path} is not empty and has no run; name another folder")
            draft = RunFolder(self.path.with_name(f"{self.path.name}.new"))
            draft.path.mkdir(parents=True, exist_ok=True)
            draft._write("recipe.yaml", recipes.dump(recipe))
            draft._write("run.json", json.dumps({**_provenance(), "data": data}, indent=1))
            if self.path.exists():
                self.path.rmdir()  # it is empty; Windows would not replace it
            draft.path.replace(self.path)
        elif not resume:
            raise RecipeError(
                f"{self.path} has a run already; go on with --resume, or name another folder"
            )
        else:
            self._check(recipe, data)
            self._restore_best()
        shutil.rmtree(self.drafts, ignore_errors=True)
        self.drafts.mkdir()

    def last_checkpoint(self) -> Path | None:
        """The newest one, if there is any; all that are seen are whole."""
        return max(self._checkpoints(), key=_step, default=None)

    def keep_checkpoint(self, draft: Path, step: int) -> None:
        """Take in a checkpoint that is wholly written, and remove old ones, but for one of step 0,
        from which others may begin.
        """
        target = self.path / "checkpoints" / str(step)
        target.parent.mkdir(exist_ok=True)
        draft.replace(target)
        for old in sorted(self._checkpoints(), key=_step)[:-_KEPT]:
            if _step(old):
                shutil.rmtree(old)

    def keep_best(self, draft: Path) -> None:
        """Take in a model that is wholly written as the best one."""
        former = self._former_best
        if self.best.exists():
            self.best.replace(former)
        draft.replace(self.best)
        shutil.rmtree(former, ignore_errors=True)

    def write_curves(self, history: Iterable[Mapping[str, Any]]) -> None:
        """Write every entry of a training's log on its line."""
        self._write("curves.jsonl", "".join(json.dumps(entry) + "\n" for entry in history))

    def write_metrics(self, metrics: Mapping[str, Any]) -> None:
        """Write what came out."""
        self._write("metrics.json", json.dumps(metrics, indent=1) + "\n")

    @property
    def _former_best(self) -> Path:
        return self.path / "best.former"

    def _restore_best(self) -> None:
        """Undo a change of the best model that a kill has cut in two."""
        if self._former_best.exists():
            if self.best.exists():
                shutil.rmtree(self._former_best)
            else:
                self._former_best.replace(self.best)

    def _checkpoints(self) -> list[Path]:
        folder = self.path / "checkpoints"
        if not folder.exists():
            return []
        return [path for path in folder.iterdir() if path.name.isdigit()]

    def _check(self, recipe: RunRecipe, data: Mapping[str, str]) -> None:
        was = recipes.load(self.path / "recipe.yaml", type(recipe))
        differing = [
            name for name, value in was if getattr(recipe, name) != value and name not in _FREE
        ]
        if differing:
            raise RecipeError(
                f"{self.path} was begun with another recipe: {', '.join(differing)} "
                "differ; name another folder"
            )
        hashes = json.loads((self.path / "run.json").read_text("utf-8"))["data"]
        changed = [file for file, digest in data.items() if hashes[file] != digest]
        if changed:
            raise RecipeError(
                f"{self.path} was begun with other data: {', '.join(changed)} changed; "
                "name another folder"
            )

    def _write(self, name: str, text: str) -> None:
        write_atomic(self.path / name, text)


def _digest(file: Path) -> str:
    """SHA-256 of a file. Raises RecipeError if it cannot be read."""
    try:
        return sha256(file)
    except OSError as error:
        raise RecipeError(f"{file} cannot be read: {error.strerror}") from error


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name)


def _provenance() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "packages": {name: version for name in _PACKAGES if (version := _version(name))},
        "commit": _git("rev-parse", "HEAD"),
        "modified": bool(_git("status", "--porcelain", "--untracked-files=no")),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _git(*arguments: str) -> str | None:
    """What git says of this source; None where it is no checkout."""
    command = ["git", "-C", str(Path(__file__).parent), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
