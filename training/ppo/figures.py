"""The figure of a run of PPO: what it is after, and what tells whether it is well, over its
updates.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from training.ppo.gae import Floats
from training.runs.drawing import PALETTE, save, without_frame
from training.runs.log import read_log

FILE = "progress.png"
_PANELS = {  # title -> names in the log
    "return of an episode": ("return", "eval_return"),
    "achievements unlocked, of 22": ("unlocked", "eval_unlocked"),
    "share of turns with a plan": ("plan_share",),
    "tokens of a plan": ("plan_length",),
    "entropy: of plan or act, of a token, nats": ("decision_entropy", "entropy"),
    "KL to the first model, nats a token": ("kl",),
    "share of ratios beyond the clip": ("clip_share",),
    "explained variance of returns": ("explained_variance",),
    "malformed share": ("malformed_share",),
    "gap of sampler and trainer, nats a token": ("gap",),
    "norm of the gradient": ("actor_norm", "critic_norm"),
    "decisions a second": ("rollout_per_second", "update_per_second"),
}
_COLUMNS = 3
SMOOTH = 10  # updates of a running mean


def draw(run: Path) -> None:
    """Write ``progress.png`` into the folder of a run, from its log.

    OSError if the disk does not take it.
    """
    entries = read_log(run)
    rows = -(-len(_PANELS) // _COLUMNS)
    figure = Figure(figsize=(4.5 * _COLUMNS, 2.6 * rows), layout="constrained")
    for axes, (title, names) in zip(
        figure.subplots(rows, _COLUMNS).flat, _PANELS.items(), strict=True
    ):
        for name, colour in zip(names, PALETTE, strict=False):
            known = [(entry["step"], entry[name]) for entry in entries if name in entry]
            if not known:
                continue
            steps, values = np.array(known, np.float64).T
            checked = name.startswith("eval_")
            axes.plot(
                steps,
                values,
                color=colour,
                linewidth=1,
                alpha=1 if checked else 0.3,
                marker="o" if checked else None,
            )
            if not checked:
                axes.plot(steps, smooth(values), color=colour, linewidth=2)
            label = name.replace("_", " ").replace("eval", "validation")
            axes.plot([], [], color=colour, label=label)
        if len(names) > 1 and axes.lines:
            axes.legend(frameon=False, fontsize=8)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("updates", fontsize=8)
        without_frame(axes)
    save(figure, run / FILE)


def smooth(values: Floats) -> Floats:
    """The mean of each value and those before it, ten at the most."""
    windows = [values[max(0, end - SMOOTH) : end] for end in range(1, len(values) + 1)]
    return np.array([window.mean() for window in windows])
