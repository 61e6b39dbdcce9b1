"""The run: lessons, examples, and for each arm training, play, and people's plans.

Its folder has ``lessons/``, ``examples/``, ``arms/NAME/{sft,play,follow}/`` and ``report.md``,
which is written anew after each part. To resume a run, run the same command again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from agent.core.errors import first_fault
from agent.core.files import write_atomic
from agent.core.seeds import FIRST_TRAINING
from agent.planners import registry, settings
from training.data.examples import Examples
from training.data.labels import ExampleSettings, build
from training.demos import record
from training.evaluation import evaluate
from training.evaluation.following import run as following
from training.models import smollm2
from training.pretrained import report
from training.pretrained.recipe import ASKED, FRESH, Found, PretrainedRecipe, Trained
from training.runs.recipe import RecipeError
from training.sft import train as sft
from training.sft.recipe import Recipe

Tell = Callable[[str], None]


def run(recipe: PretrainedRecipe, out: Path, *, jobs: int, tell: Tell) -> dict[str, Found]:
    """Do all of it, or what is left of it.

    Args:
        recipe: what to compare.
        out: folder of the run.
        jobs: processes that play.
        tell: told what is being done.

    Returns:
        what came out of each arm.

    Raises RecipeError if the folder is of another run or an arm cannot be trained as asked,
    FileNotFoundError if the model is not there and cannot be made, and what the parts raise.
    """
    _begin(recipe, out)
    model = smollm2.make(recipe.model)
    found: dict[str, Found] = {}

    def keep(name: str, known: Found) -> None:
        found[name] = known
        write_atomic(out / "report.md", report.markdown(recipe, found))

    for name, arm in recipe.arms.items():
        folder = out / "arms" / name
        asked = _asked(recipe, arm, out, model, jobs, tell)
        tell(f"{name}: training")
        learned = sft.train(asked, folder / "sft", resume=True)
        keep(name, Found(learned))
        best = folder / "sft" / "best"
        planner = f"{recipe.engine}:{best}" if recipe.engine else registry.quickest(best)
        tell(f"{name}: play")
        games = evaluate.setup(planner, asked.evaluation.mode, recipe.seeds, recipe.cap)
        played = evaluate.evaluate(games, folder / "play", jobs=jobs)
        keep(name, Found(learned, played))
        if arm.follows and arm.examples == "dynamic":
            tell(f"{name}: people's plans")
            wanted = following.setup(planner, recipe.cases, arms=ASKED)
            followed = following.follow(wanted, folder / "follow", jobs=jobs)
            keep(name, Found(learned, played, followed))
    tell((out / "report.md").read_text(encoding="utf-8"))
    return found


def _begin(recipe: PretrainedRecipe, out: Path) -> None:
    """Make the folder, or check that it is of this recipe."""
    file, told = out / "recipe.json", recipe.model_dump_json(indent=1) + "\n"
    if file.exists() and file.read_text(encoding="utf-8") != told:
        raise RecipeError(f"{out} was begun with another recipe; name another folder")
    out.mkdir(parents=True, exist_ok=True)
    write_atomic(file, told)


def _asked(
    recipe: PretrainedRecipe, arm: Trained, out: Path, model: Path, jobs: int, tell: Tell
) -> Recipe:
    """How an arm is trained; its examples are made if they are not there."""
    values = {"model": str(model), **recipe.sft, **arm.changes}
    fresh = values["model"] == FRESH
    if arm.examples == "naive":
        values["evaluation"] = {**values["evaluation"], "mode": "never"}
    kind = f"{FRESH if fresh else 'model'}-{arm.examples}"
    files = {name: out / "examples" / f"{kind}-{name}.npz" for name in ("train", "held-out")}
    values |= {"train": [files["train"]], "held_out": files["held-out"]}
    try:
        asked = Recipe.model_validate(values)
    except ValidationError as error:
        raise RecipeError(f"an arm cannot be trained so: {first_fault(error)}") from error
    if not fresh:
        settings.write(asked.evaluation.planner, model)
    lessons = recipe.lessons
    first = {"train": FIRST_TRAINING, "held-out": FIRST_TRAINING + lessons.episodes}
    count = {"train": lessons.episodes, "held-out": lessons.held_out}
    for name, file in files.items():
        if file.exists():
            continue
        tell(f"examples: {kind}, {name}")
        folder = out / "lessons" / name
        seeds = range(first[name], first[name] + count[name])
        list(record.record_all(folder, seeds, cap=lessons.cap, jobs=jobs))
        how = ExampleSettings(
            arm.examples,
            ways=asked.evaluation.ways,
            version=asked.evaluation.version,
            trail=asked.evaluation.trail,
            tokenizer=None if fresh else model,
        )
        traces = [folder / f"{seed}.jsonl" for seed in seeds]
        Examples.joined(list(build(traces, how, jobs=jobs))).save(file)
    return asked
