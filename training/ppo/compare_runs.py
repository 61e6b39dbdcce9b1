"""Runs of ``ppo`` side by side, as in the paper's figures 1e and 1f: how well arms play, how often
and at what length they plan.

An arm is one run or several that differ by their seed. The x axis is decisions, which are steps of
the world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import yaml  # type: ignore[import-untyped]
from matplotlib.figure import Figure

from agent.core.tables import NONE, grid
from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.evaluation import paper
from training.ppo import figures
from training.ppo.gae import Floats
from training.runs.drawing import PALETTE, save, without_frame
from training.runs.log import CurvesError, read_log

_PANELS = {  # name in the log -> what it is
    "eval_unlocked": "share of 22, validation",
    "of_task_per_100_turns": "achievements in 100 training turns",
    "plan_share": "share of turns with a plan",
    "plan_length": "tokens of a plan",
    "malformed_share": "malformed share",
    "kl": "KL to the first model, nats a token",
}
# name -> which of the paper's figures of an arm it is
_PAPER_PANELS = {"eval_unlocked": 0, "plan_share": 1}
_PAPER_AT = (25, 200)  # thousand decisions
# name -> digits
_TOLD = {"eval_unlocked": 2, "of_task_per_100_turns": 2, "plan_share": 3, "plan_length": 1, "kl": 4}
_HEADS = [
    "unlocked of 22, validation",
    "unlocked in 100 turns",
    "share with a plan",
    "tokens of a plan",
    "KL",
]


def draw(arms: Mapping[str, Sequence[Path]], out: Path) -> None:
    """Write the picture of ``figure``.

    CurvesError if a run's log cannot be read, OSError if the disk does not take it.
    """
    save(figure(arms), out)


def figure(arms: Mapping[str, Sequence[Path]]) -> Figure:
    """A panel for each of the figures of the log: a thin line for each run, a thick one for an
    arm's mean over the updates that all had.

    Where the paper has an arm of that name, its two points are hollow squares.
    """
    drawn = Figure(figsize=(13, 7), layout="constrained")
    plots = drawn.subplots(2, 3).flat
    runs = {
        arm: [(_decisions(folder), read_log(folder)) for folder in folders]
        for arm, folders in arms.items()
    }
    for (name, title), axes in zip(_PANELS.items(), plots, strict=True):
        for (arm, own), colour in zip(runs.items(), cycle(PALETTE), strict=False):
            lines = [_line(log, name, decisions) for decisions, log in own]
            for x, y in lines:
                axes.plot(x, y, color=colour, linewidth=0.8, alpha=0.5)
            shortest = min(len(x) for x, _ in lines)
            x = lines[0][0][:shortest]
            mean = np.mean([y[:shortest] for _, y in lines], axis=0)
            axes.plot(
                x,
                mean,
                color=colour,
                linewidth=2.2,
                marker="o" if name.startswith("eval_") else None,
                markersize=4,
            )
            published = (
                paper.ARMS[arm][_PAPER_PANELS[name]]
                if arm in paper.ARMS and name in _PAPER_PANELS
                else None
            )
            if published:
                axes.plot(
                    _PAPER_AT,
                    published,
                    color=colour,
                    linestyle=":",
                    marker="s",
                    markerfacecolor="white",
                    linewidth=1,
                )
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("thousand decisions", fontsize=8)
        without_frame(axes)
    for (arm, folders), colour in zip(arms.items(), cycle(PALETTE), strict=False):
        drawn.axes[0].plot([], [], color=colour, linewidth=2.2, label=f"{arm} ({len(folders)})")
    if paper.ARMS.keys() & arms.keys():
        drawn.axes[0].plot(
            [],
            [],
            color="grey",
            linestyle=":",
            marker="s",
            markerfacecolor="white",
            label=paper.WHO_LEARNED,
        )
    drawn.legend(loc="outside upper center", ncols=6, frameon=False)
    return drawn


def table(arms: Mapping[str, Sequence[Path]]) -> str:
    """Each arm at its beginning and end, as Markdown: means over its runs, and beside them the
    paper's where it has the arm.
    """
    rows = []
    for arm, folders in arms.items():
        logs = [read_log(folder) for folder in folders]
        updates = min(log[-1]["step"] for log in logs)
        score, planning = paper.ARMS.get(arm, (None, None))
        rows.append(
            [
                arm,
                str(len(logs)),
                f"{updates * _decisions(folders[0]):,}",
                *(_change(logs, name, digits) for name, digits in _TOLD.items()),
                NONE if score is None else f"{score[0]:.2f} → {score[1]:.2f}",
                NONE if planning is None else f"{planning[0]:.2f} → {planning[1]:.2f}",
            ]
        )
    head = [
        "arm",
        "runs",
        "decisions",
        *_HEADS,
        "paper: share of return",
        "paper: share with a plan",
    ]
    return grid(head, rows)


def _change(logs: Sequence[Sequence[Mapping[str, Any]]], name: str, digits: int) -> str:
    """First and last value of a figure, mean over runs: of evaluations as they are, of updates the
    means of ten.
    """
    count = 1 if name.startswith("eval_") else figures.SMOOTH
    known = [[entry[name] for entry in log if name in entry] for log in logs]
    if not all(known):
        return NONE
    first = np.mean([np.mean(values[:count]) for values in known])
    last = np.mean([np.mean(values[-count:]) for values in known])
    return f"{first:.{digits}f} → {last:.{digits}f}"


def _line(log: Sequence[Mapping[str, Any]], name: str, decisions: int) -> tuple[Floats, Floats]:
    """(n,) thousands of decisions and (n,) values of a figure; those of updates as
    running means.
    """
    known = [(entry["step"], entry[name]) for entry in log if name in entry]
    steps, y = np.array(known, np.float64).reshape(-1, 2).T
    x = steps * decisions / 1000
    if name == "eval_unlocked":
        return x, y / len(ACHIEVEMENTS)
    return x, figures.smooth(y)


def _decisions(run: Path) -> int:
    """Decisions of an update of a run. CurvesError if its recipe cannot be read."""
    path = run / "recipe.yaml"
    try:
        recipe = yaml.safe_load(path.read_bytes())
        return int(recipe["worlds"]) * int(recipe["turns"])
    except OSError as error:
        raise CurvesError(f"{path} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError) as error:
        raise CurvesError(f"{path} is no recipe of ppo: it should tell worlds and turns") from error
