"""Prints the lowest versions that ``pyproject.toml`` allows, as constraints for pip:
``python -m tests.lowest``; see ``make lowest``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_BOUND = re.compile(r"(?P<name>[\w-]+)(?:\[\w+\])?>=(?P<version>[\w.]+)")


def lowest() -> list[str]:
    """A line for each package that everybody needs: ``fastapi==0.140``."""
    packages = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    found = [_BOUND.fullmatch(package) for package in packages]
    return [f"{one['name']}=={one['version']}" for one in found if one]


if __name__ == "__main__":
    sys.stdout.write("\n".join(lowest()) + "\n")
