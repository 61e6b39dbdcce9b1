"""What the figures of runs and evaluations have in common: colours, frames, files."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from agent.analysis.drawing import COLOURS

# With black for the grey, which is of text there, and yellow last, which is faint on white.
PALETTE = (*COLOURS[:-1], "#000000", "#f0e442")


def save(figure: Figure, file: Path) -> None:
    """Write a figure, as PNG unless the file's ending says otherwise.

    OSError if the disk does not take it.
    """
    figure.savefig(file, dpi=120)


def without_frame(axes: Axes) -> None:
    """Leave out the lines above and to the right of a plot."""
    axes.spines[["top", "right"]].set_visible(False)
