"""A trace as a picture: what the player had seen at the end, the way it went, and where each
achievement was unlocked.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from agent.traces.trace import StepEvent, Trace, replay
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import AREA, Memory, Position
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.view import MATERIALS

_COLOURS = {
    "outside": "#dddddd", "water": "#9dc3e6", "grass": "#b5d9a0", "stone": "#b0b0b0",
    "path": "#e2ddd3", "sand": "#f0e2ae",
    "tree": "#5d9150", "lava": "#e8743b", "coal": "#404040", "iron": "#d9a066",
    "diamond": "#ffffff", "table": "#8a5a2b",
    "furnace": "#6b6b6b",
}  # fmt: skip


def draw(trace: Trace, path: Path) -> None:
    """Write the picture as PNG. TraceError if the trace does not replay, OSError if the disk does
    not take it.
    """
    memory, unlocked = _played(trace)
    figure = Figure(figsize=(10, 7), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(
        memory.materials.T,
        cmap=ListedColormap([_COLOURS[name] for name in MATERIALS]),
        vmin=0,
        vmax=len(MATERIALS) - 1,
    )
    points = np.array(memory.path, float)
    steps = LineCollection(
        list(np.stack([points[:-1], points[1:]], 1)),
        array=np.arange(len(points) - 1),
        cmap="plasma",
        linewidths=1.2,
    )
    axes.add_collection(steps)
    figure.colorbar(steps, ax=axes, label="step", shrink=0.6, location="left")
    for number, (step, name, (x, y)) in enumerate(unlocked, start=1):
        axes.plot(x, y, "o", color="black", markersize=9)
        axes.text(x, y, str(number), color="white", fontsize=6, ha="center", va="center")
        axes.text(
            AREA + 1,
            2.6 * number,
            f"{number}  {name.replace('_', ' ')}, step {step}",
            fontsize=8,
            va="center",
        )
    axes.set_xlim(-0.5, AREA - 0.5)
    axes.set_ylim(AREA - 0.5, -0.5)
    axes.set_axis_off()
    axes.set_title(
        (
            f"{trace.header.planner}, seed {trace.header.seed}: {len(unlocked)} of 22 in "
            f"{len(points) - 1} steps"
        ),
        fontsize=10,
    )
    figure.savefig(path, dpi=110, bbox_inches="tight")


def _played(trace: Trace) -> tuple[Memory, list[tuple[int, str, Position]]]:
    """Memory at the end; step, name and place of each achievement."""
    world = CrafterWorld()
    world.reset(trace.header.seed)
    memory = Memory()
    memory.update(world.view(), None)
    unlocked: list[tuple[int, str, Position]] = []
    for event in replay(trace, world, is_reset=True):
        if not isinstance(event, StepEvent):
            continue
        memory.update(world.view(), ACTION_NAMES.index(event.action))
        unlocked += [(event.step, name, memory.position) for name in event.unlocked]
    return memory, unlocked
