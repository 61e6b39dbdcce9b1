"""Writes ``protocol.schema.json``, for clients in other languages: ``python -m server.protocol.schema``."""

from __future__ import annotations

import json
from pathlib import Path

from server.protocol.messages import schema

PATH = Path(__file__).parent / "protocol.schema.json"


def render() -> str:
    """The file's text as it should be."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(render())
