"""The run: compare, measure, train, evaluate.

Its folder has ``report.json`` and ``report.md``, written anew after each part; ``planner/``, an
ordinary model folder, and ``curves.jsonl`` once it is trained; and ``work/`` as long as something
is to be done: the stream's run and the evaluations' traces. A part that is in the report is not
done again, so the same command goes on where a run was cut short.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from pydantic import PositiveFloat, PositiveInt, field_validator

from agent.core.files import write_atomic
from agent.models.hardware import Hardware
from agent.models.local import LocalModel
from agent.planners import registry
from training.evaluation import evaluate
from training.evaluation.compare import interval
from training.models import load
from training.on_gpu import measure, report
from training.runs.log import read_log
from training.runs.recipe import Part, RecipeError, validation_seeds
from training.stream import train as streams
from training.stream.recipe import StreamRecipe

Tell = Callable[[str], None]
_SHIPPED = "pebble"  # whose decisions are compared, and who is the measure of the new one
_LEAST = 0.5  # share of the minutes that is for the stream, however long the rest takes


class GpuRecipe(Part):
    """What is done on a GPU."""

    decisions: PositiveInt = 1000  # compared with the processor's
    batches: tuple[PositiveInt, ...] = (1, 64, 1024)  # whose speed is measured
    seeds: str = "1000-1031"  # of the evaluation
    cap: PositiveInt = 500  # steps of its episodes
    reserve: PositiveFloat = 2.0  # minutes that are left for the evaluation
    stream: StreamRecipe  # its minutes and its device are those of the command

    _seeds = field_validator("seeds", mode="before")(validation_seeds)


def run(
    recipe: GpuRecipe, out: Path, *, minutes: float, device: Literal["cuda", "cpu"], tell: Tell
) -> None:
    """Do all of it, or what is left of it.

    Args:
        recipe: what to do.
        out: folder of the run.
        minutes: of the whole run; what a run that was cut short takes to begin again comes on top.
        device: where the learner and the students compute.
        tell: told what is being done and what came out, in lines of text.

    Raises RecipeError if the folder is of another run, or the minutes are too few for the stream;
    ModelError if the device cannot be used.
    """
    begun = time.monotonic()
    if device == "cuda" and not torch.cuda.is_available():
        raise RecipeError("torch sees no GPU here; try it on the processor with --device cpu")
    results = _begin(recipe, out, minutes, device)
    tell(report.machine(results["machine"]))
    if "agreement" not in results:
        tell(f"{recipe.decisions} decisions on both")
        asked = measure.contexts(recipe.decisions)
        folder = registry.model_of(_SHIPPED)
        model = LocalModel(folder, Hardware(device))
        results["agreement"] = measure.agreement(LocalModel(folder), model, asked)
        tell(report.agreement(results["agreement"]))
        results["speed"] = {str(size): measure.speed(model, asked, size) for size in recipe.batches}
        tell(report.speed(results["speed"]))
        _save(out, results)
    if "stream" not in results:
        used = (time.monotonic() - begun) / 60
        # Kept for a run that goes on: the learning rate falls with the minutes.
        left = results.setdefault(
            "stream_minutes", max(_LEAST * minutes, minutes - used - recipe.reserve)
        )
        _save(out, results)
        results["stream"] = _train(recipe, out, left, device, tell)
        _save(out, results)
    trained = registry.quickest(out / "planner")
    for name, planner in (("trained", trained), ("shipped", _SHIPPED)):
        if name not in results:
            tell(f"evaluation of {planner}")
            results[name] = _evaluate(recipe, out / "work" / name, planner)
            _save(out, results)
    if "difference" not in results:
        apart = np.subtract(*(results[name]["unlocked"] for name in ("trained", "shipped")))
        low, high = interval(apart)
        results["difference"] = {"mean": float(apart.mean()), "low": low, "high": high}
        _save(out, results)
        shutil.rmtree(out / "work")
    tell((out / "report.md").read_text(encoding="utf-8"))


def _begin(recipe: GpuRecipe, out: Path, minutes: float, device: str) -> dict[str, Any]:
    """What is known already; that of a run that begins: its conditions."""
    file = out / "report.json"
    conditions = {"recipe": recipe.model_dump(mode="json"), "minutes": minutes, "device": device}
    if not file.exists():
        if out.exists() and any(out.iterdir()):
            raise RecipeError(f"{out} is not empty and has no run; name another folder")
        (out / "work").mkdir(parents=True)
        results = {**conditions, "machine": _machine(device)}
        _save(out, results)
        return results
    results = json.loads(file.read_text(encoding="utf-8"))
    differing = [name for name, value in conditions.items() if results[name] != value]
    if differing:
        raise RecipeError(
            f"{out} was begun with other values of {', '.join(differing)}; name another folder"
        )
    return dict(results)


def _save(out: Path, results: dict[str, Any]) -> None:
    write_atomic(out / "report.json", json.dumps(results, indent=1) + "\n")
    write_atomic(out / "report.md", report.markdown(results))


def _machine(device: str) -> dict[str, Any]:
    packages = ("torch", "transformers", "numpy", "crafter")
    return {
        "device": torch.cuda.get_device_name() if device == "cuda" else "the processor",
        "cuda": torch.version.cuda if device == "cuda" else None,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in packages},
    }


def _train(
    recipe: GpuRecipe, out: Path, minutes: float, device: Literal["cuda", "cpu"], tell: Tell
) -> dict[str, Any]:
    """Train on the stream, and move planner and curves to where they belong."""
    changes = {"minutes": minutes, "device": device, "student_device": device}
    stream = recipe.stream.model_copy(update=changes)
    folder = out / "work" / "stream"
    tell(f"stream for {minutes:.1f} minutes")
    streams.train(stream, folder, resume=True, on_log=lambda entry: tell(report.entry(entry)))
    model = load.causal(str(folder / "best"), torch.float16)
    shutil.rmtree(out / "planner", ignore_errors=True)
    (folder / "best").rename(out / "planner")
    shutil.copy(folder / "curves.jsonl", out)
    return {"parameters": model.num_parameters(), "curve": read_log(out)}


def _evaluate(recipe: GpuRecipe, folder: Path, planner: str) -> dict[str, Any]:
    """How well a planner plays, on all cores: where it will be played with."""
    wanted = evaluate.setup(planner, "dynamic", recipe.seeds, recipe.cap)
    jobs = min(os.cpu_count() or 1, len(wanted.seeds))
    batch = -(-len(wanted.seeds) // jobs)
    summary = evaluate.evaluate(wanted, folder, jobs=jobs, batch=batch)
    return {
        "mean": summary.mean,
        "se": summary.se,
        "plans_per_100_steps": summary.plans_per_100_steps,
        "invalid": summary.invalid,
        "unlocked": [len(episode.unlocked) for episode in summary.episodes],
    }
