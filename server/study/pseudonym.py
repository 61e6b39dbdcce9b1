"""Pseudonyms: a colour or mood, an animal, four digits, such as ``amber-otter-4821``.

Drawn at random, so they say nothing of anybody.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

_FIRST, _SECOND = (
    part.split()
    for part in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split("\n\n")
)
_FORM = re.compile(r"([a-z]+)-([a-z]+)-[0-9]{4}")


def draw() -> str:
    """A new pseudonym."""
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(10_000):04}"


def is_one(text: str) -> bool:
    """Whether ``draw`` can draw this."""
    found = _FORM.fullmatch(text)
    return found is not None and found[1] in _FIRST and found[2] in _SECOND
