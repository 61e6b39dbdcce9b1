"""Draws figures with matplotlib: the same figure, the same bytes.

One thread at a time: matplotlib's settings are everybody's.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from agent.analysis.figure import Figure, Panel
from agent.analysis.summary import ENDINGS

# Okabe and Ito's, which colour-blind people can tell apart.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b6b6b")
ENDING_COLOURS = dict(zip(ENDINGS, (COLOURS[at] for at in (2, 1, 0, 4, 3, 6, 5)), strict=True))
INK, FAINT = "#1f2522", "#6b6b6b"
_WIDE, _NARROW = 4.6, 3.9  # inches of a panel: beside each other, and below each other on a phone
_FIRST, _LINE = -32, 9  # points below the axes: the first line of numbers, and the height of one
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "sidequest",  # the ids in the file would be drawn by chance otherwise
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.fontsize": 8,
}
Format = Literal["svg", "png"]


PIXELS = 96  # of CSS, an inch


def size(figure: Figure, *, narrow: bool = False) -> tuple[int, int]:
    """Width and height of the picture of a figure, in CSS pixels."""
    wide, high = _inches(_panels(figure), narrow=narrow)
    return round(PIXELS * wide), round(PIXELS * high)


def _panels(figure: Figure) -> Sequence[Panel]:
    return figure.panels or (Panel(lambda axes: _say(axes, figure.missing), height=1.2),)


def _inches(panels: Sequence[Panel], *, narrow: bool) -> tuple[float, float]:
    heights = [panel.height for panel in panels]
    if narrow:
        return _NARROW, sum(heights) + 0.3
    return _WIDE * max(len(panels), 1.5), max(heights) + 0.3


def draw(figure: Figure, format: Format, *, narrow: bool = False) -> bytes:  # noqa: A002
    """The picture of a figure; one that is empty says what is missing.

    ``narrow``: for a phone, panels below each other.
    """
    panels = _panels(figure)
    with matplotlib.rc_context(_SETTINGS):
        canvas = Canvas(figsize=_inches(panels, narrow=narrow), layout="constrained")
        if narrow:
            heights = [panel.height for panel in panels]
            axes = canvas.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
        else:
            axes = canvas.subplots(1, len(panels), squeeze=False)[0]
        canvas.suptitle(figure.title, fontsize=10, fontweight="bold")
        for panel, one in zip(panels, axes, strict=True):
            panel.draw(one)
        out = io.BytesIO()
        # Neither the date nor matplotlib's version: the same numbers give the same file.
        metadata = {"Date": None, "Creator": None} if format == "svg" else {"Software": None}
        canvas.savefig(out, format=format, dpi=150, metadata=metadata)
    return out.getvalue()


def at_risk(
    axes: Axes, groups: Sequence[tuple[str, str, Sequence[int]]], what: str = "still watched"
) -> None:
    """Write below the steps how many of each group last at least so long: name, colour, and how
    long each lasts.
    """
    first, last = axes.get_xlim()
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ticks = [tick for tick in axes.get_xticks() if first <= tick <= last]
    axes.set_xticks(ticks)
    place = float(_FIRST)

    def write(text: str, x: float, y: float, **how: Any) -> None:
        axes.annotate(
            text,
            (x, 0),
            (0, y),
            axes.get_xaxis_transform(),
            "offset points",
            va="top",
            fontsize=7,
            **how,
        )

    for name, colour, lasted in groups:
        write(f"{what}: {name}", first, place, color=colour)
        for tick in ticks:
            write(
                str(sum(one >= tick for one in lasted)),
                tick,
                place - _LINE,
                color=colour,
                ha="center",
            )
        place -= 2.3 * _LINE


def legend_above(axes: Axes, columns: int = 2) -> None:
    """A legend that hides nothing."""
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1), ncols=columns, fontsize=7, frameon=False
    )


def whole(axis: Axis) -> None:
    """Let an axis count in whole numbers."""
    axis.set_major_locator(MaxNLocator(6, integer=True))


def _say(axes: Axes, text: str) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, text, ha="center", va="center", wrap=True, transform=axes.transAxes)
