"""What is installed, and the command that brings the rest."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from agent.core import packages

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]


@pytest.fixture(autouse=True)
def as_written_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's metadata as an installation of this tree would have them."""
    lines = [*PROJECT["dependencies"]]
    for extra, names in PROJECT["optional-dependencies"].items():
        lines += [f'{name}; extra == "{extra}"' for name in names]
    monkeypatch.setattr(metadata, "requires", lambda name: lines)


def test_what_an_extra_needs_is_told_beside_what_everybody_needs() -> None:
    everybodys = {one.name for one in packages.needed()}
    assert {"fastapi", "torch"} <= everybodys
    assert [one.name for one in packages.needed("openai")] == ["openai"]
    assert not everybodys & {one.name for one in packages.needed("train")}


def test_the_command_names_packages_for_the_python_that_runs() -> None:
    command = packages.how_to_get("openai", "gym")
    assert command.startswith(f"{sys.executable} -m pip install ")
    assert re.findall(r'"([\w-]+)>=[\d.]+"', command) == ["openai", "gymnasium"]


def test_a_python_in_a_folder_with_a_space_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Python\python.exe")
    assert packages.pip() == r'"C:\Program Files\Python\python.exe" -m pip'


def test_what_is_too_old_is_missing_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [Requirement("pytest>=1"), Requirement("pytest>=9999"), Requirement("no-such-package")]
    assert packages.missing(asked) == asked[1:]


def test_without_an_installation_the_checkout_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", absent)
    assert packages.how_to_get("openai").endswith('-m pip install --editable ".[openai]"')
    assert packages.how_to_get("").endswith("-m pip install --editable .")
