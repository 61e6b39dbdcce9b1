"""Plugs the maze in, as its two lines would: one in Python, one in the page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import web
from agent.worlds import registry
from tests.maze.spec import SPEC

LINE = 'export { maze } from "./maze/index.js";\n'


def plug_in(patch: pytest.MonkeyPatch) -> None:
    """The line in ``agent/worlds/registry.py``."""
    patch.setitem(registry.WORLDS, SPEC.name, SPEC)


def page(folder: Path) -> Path:
    """A copy of the folder ``web`` with the maze's files and its line in it."""
    shutil.copytree(web.FOLDER, folder)
    shutil.copytree(Path(__file__).parent / "web", folder, dirs_exist_ok=True)
    with (folder / "static/worlds/index.js").open("a", encoding="utf-8") as index:
        index.write(LINE)
    return folder
