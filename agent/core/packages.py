"""The packages that Sidequest names in ``pyproject.toml``: which are there, and the command that
brings the others.
"""

from __future__ import annotations

import sys
from importlib import metadata

from packaging.requirements import Requirement

PROJECT = "sidequest"


def needed(extra: str = "") -> list[Requirement]:
    """What everybody needs, or what an extra such as ``train`` needs beside it; nothing where
    Sidequest runs without being installed, or knows no such extra.
    """
    try:
        named = [Requirement(line) for line in metadata.requires(PROJECT) or []]
    except metadata.PackageNotFoundError:
        return []
    everybodys = [one for one in named if _applies(one, "")]
    if not extra:
        return everybodys
    return [one for one in named if one not in everybodys and _applies(one, extra)]


def missing(packages: list[Requirement]) -> list[Requirement]:
    """Those that are not installed, or only in a version that will not do."""
    return [one for one in packages if not _is_there(one)]


def how_to_get(*extras: str) -> str:
    """The command that brings what extras need; ``""`` is what everybody needs.

    It names the packages, not the extras, so that it is the same for a checkout and for a wheel,
    wherever that came from.
    """
    named = [f'"{_without_marker(one)}"' for extra in extras for one in needed(extra)]
    if not named:  # a checkout that runs without being installed
        listed = ",".join(filter(None, extras))
        named = ["--editable", f'".[{listed}]"' if listed else "."]
    return f"{pip()} install {' '.join(named)}"


def pip() -> str:
    """The pip of the Python that runs."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{python} -m pip"


def _applies(package: Requirement, extra: str) -> bool:
    return package.marker is None or package.marker.evaluate({"extra": extra})


def _is_there(package: Requirement) -> bool:
    try:
        return package.specifier.contains(metadata.version(package.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def _without_marker(package: Requirement) -> str:
    return str(package).partition(";")[0].strip()
