"""Which code plays."""

from __future__ import annotations

import hashlib
from pathlib import Path

import agent


def code_digest() -> str:
    """Hash of the source of ``agent``, 12 hex digits: a change of the rules or of the expert does
    not change the version.
    """
    root = Path(agent.__file__).parent
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(root.rglob("*.py")):
        source = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(source)}\n".encode() + source)
    return digest.hexdigest()
