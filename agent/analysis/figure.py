"""A figure: what it says, the numbers behind it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.analysis.games import Conditions

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers for people. A row has a cell for each column; a share is a number from 0 to 1."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the drawings of a figure."""

    draw: Callable[[Axes], None]
    height: float = 3.4  # inches


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. It is empty if ``missing`` says what is not there; then it has no panels."""

    name: str  # of its files
    title: str
    says: str  # its main numbers in a sentence or two, n among them
    conditions: Conditions
    notes: tuple[str, ...]  # what to keep in mind when it is read
    tables: tuple[Table, ...]
    numbers: Mapping[str, object]  # all that is drawn, plain enough for JSON
    panels: tuple[Panel, ...]
    missing: str = ""


def shown(cell: Cell) -> str:
    """A cell as people read it: a number with three digits that matter, a dash for what is not
    known.
    """
    match cell:
        case None:
            return "–"
        case float():
            return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}"
        case int():
            return f"{cell:,}"
        case str():
            return cell


def percent(share: float) -> str:
    """A share in percent."""
    return f"{share:.0%}".replace("%", " %")


def counted(number: int, thing: str) -> str:
    """How many: "1 game", "2 games"."""
    return f"{number:,} {thing if number == 1 else thing + 's'}"
