"""Traces that are not as they were written."""

from __future__ import annotations

import re
from pathlib import Path

from agent.traces.trace import FORMAT


def older(text: str) -> str:
    """A trace as one of the first format, whose events are not chained: what is changed in it is
    seen when it is replayed.
    """
    head, events = text.split("\n", 1)
    head = head.replace(f'"format":{FORMAT}', '"format":1')
    return head + "\n" + re.sub(r'"chain":"[0-9a-f]{8}",', "", events)


def make_older(path: Path) -> None:
    """Write a trace anew, as one of the first format."""
    path.write_text(older(path.read_text()))


def change_step(path: Path, step: int) -> None:
    """Change the action of a step."""
    lines = path.read_text().splitlines(keepends=True)
    at = next(at for at, line in enumerate(lines) if f'"step":{step},"action"' in line)
    lines[at] = re.sub(r'"action":"[^"]*"', '"action":"Sleep"', lines[at])
    path.write_text("".join(lines))
