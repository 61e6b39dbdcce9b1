"""The server's secrets, in ``<data>/secrets.json``: drawn when they are first asked for, the same
ever after, and readable by nobody but the user who runs the server.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

_BYTES = 24


def secret(data: Path, name: str) -> str:
    """The secret of that name, 192 random bits as text.

    OSError if the file cannot be read or written, ValueError if it is damaged.
    """
    path = data / "secrets.json"
    try:
        kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        kept = {}
    if name not in kept:
        kept[name] = secrets.token_urlsafe(_BYTES)
        data.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(json.dumps(kept))
        new.replace(path)
    return kept[name]
