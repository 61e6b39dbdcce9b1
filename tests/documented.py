"""The code that stands in the documents."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def section_of(document: str, heading: str) -> str:
    """The text of a section of second level."""
    return (DOCS / document).read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]


def code_of(document: str, heading: str) -> list[str]:
    """The Python code of a section, block by block."""
    return re.findall(r"```python\n(.*?)```", section_of(document, heading), re.DOTALL)
