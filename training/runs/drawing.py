"""What the figures of runs and evaluations have in common: colours, frames, files."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's, which colour-blind people can tell apart; black stands before yellow, which is
# faint on white.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442")


def save(figure: Figure, file: Path) -> None:
    """Write a figure, as PNG unless the file's ending says otherwise.

    OSError if the disk does not take it.
    """
    figure.savefig(file, dpi=120)


def without_frame(axes: Axes) -> None:
    """Leave out the lines above and to the right of a plot."""
    axes.spines[["top", "right"]].set_visible(False)
