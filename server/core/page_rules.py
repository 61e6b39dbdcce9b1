"""Writes the rules of the worlds down for the page: ``python -m server.core.page_rules``.

Each world that tells some has them in ``web/static/worlds/NAME/rules.js``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from agent.worlds import registry as worlds
from web import FOLDER

_HEAD = """\
// Written by `python -m server.core.page_rules` from agent/worlds; do not edit.

export const RULES = """


def render() -> Mapping[Path, str]:
    """The files, and their texts as they should be."""
    return {
        FOLDER / "static" / "worlds" / spec.name / "rules.js": (
            f"{_HEAD}{json.dumps(spec.page_rules, indent=2)};\n"
        )
        for spec in worlds.WORLDS.values()
        if spec.page_rules
    }


if __name__ == "__main__":
    for path, text in render().items():
        path.write_text(text, "utf-8")
