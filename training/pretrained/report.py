"""What came out, as a table of Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.analysis.stats import wilson
from agent.core.tables import NONE, grid, number, percent
from training.evaluation.following.report import Arm as Told
from training.evaluation.following.report import FollowingReport
from training.pretrained.recipe import ASKED, Found, PretrainedRecipe, kind_of_model

_HEAD = (
    "arm",
    "begins",
    "decisions read",
    "right actions, held out",
    "unlocked of 22",
    "plans per 100 steps",
    "invalid",
    *ASKED,
)


def markdown(recipe: PretrainedRecipe, found: Mapping[str, Found]) -> str:
    """The table, as far as it has come."""
    lessons = recipe.lessons
    rows = [[name, *_row(recipe, name, known)] for name, known in found.items()]
    return (
        f"{lessons.episodes} lessons of at most {lessons.cap} steps, and {lessons.held_out} held"
        f" out. Play: seeds {recipe.seeds}, cap {recipe.cap}; mean ± standard error. People's"
        f" plans: {recipe.cases} cases of each family of training/cases/follow.jsonl; share that"
        f" was done (95 % interval; n).\n\n{grid(_HEAD, rows)}\n"
    )


def _row(recipe: PretrainedRecipe, name: str, known: Found) -> list[str]:
    best, played = known.learned["best"] or {}, known.played
    settings = {**recipe.sft, **recipe.arms[name].changes}
    read = known.learned["steps"] * settings["batch"] * settings.get("accumulate", 1)
    told = [
        kind_of_model(recipe, name),
        f"{read:,}",
        percent(best.get("eval_action_accuracy")),
    ]
    if played is None:
        told += [NONE] * 3
    else:
        error = "" if played.se is None else f" ± {played.se:.2f}"
        told += [
            f"{played.mean:.2f}{error} (n = {played.n})",
            number(played.plans_per_100_steps, 1),
            percent(played.invalid),
        ]
    return told + [_done(known.followed, arm) for arm in ASKED]


def _done(report: FollowingReport | None, arm: Told) -> str:
    """The share of all cases that was done."""
    results: list[Any] = [one for one in report.results if one.arm == arm] if report else []
    if not results:
        return NONE
    done, n = sum(one.reached for one in results), len(results)
    low, high = wilson(done, n)
    return f"{percent(done / n)} ({100 * low:.0f} to {100 * high:.0f}; {n})"
