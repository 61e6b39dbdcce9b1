"""Tables as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

NONE = "–"  # stands for a figure that there is not


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole percent."""
    return NONE if share is None else f"{100 * share:.0f} %"


def number(value: float | None, digits: int = 0) -> str:
    """A figure with so many digits after the point."""
    return NONE if value is None else f"{value:,.{digits}f}"
