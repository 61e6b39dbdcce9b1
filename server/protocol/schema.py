"""Writes the protocol down for others: ``python -m server.protocol.schema``.

``protocol.schema.json`` is for clients in other languages, ``protocol.d.ts`` for the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from server.protocol import typescript
from server.protocol.messages import schema
from web import FOLDER

SCHEMA = Path(__file__).parent / "protocol.schema.json"
DECLARATIONS = FOLDER / "static" / "play" / "protocol.d.ts"


def render() -> Mapping[Path, str]:
    """The files, and their texts as they should be."""
    return {SCHEMA: json.dumps(schema(), indent=1) + "\n", DECLARATIONS: typescript.render()}


if __name__ == "__main__":
    for path, text in render().items():
        path.write_text(text, "utf-8")
