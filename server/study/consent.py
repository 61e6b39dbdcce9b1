"""What people agree to: a text and its version.

The whole text is kept beside the data, so that its hash can always be read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from agent.core.files import write_atomic

MARK_DIGITS = 12  # of the hash, in the header of a trace


@dataclass(frozen=True, slots=True)
class Consent:
    """A text, Markdown or plain, under the version that people know it by."""

    version: str
    text: str

    @property
    def hash(self) -> str:
        """SHA-256 of the text in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def keep(self, data: Path) -> None:
        """Write the text to ``<data>/consents/<hash>.txt``, if it is not there.

        OSError if the disk does not take it.
        """
        path = data / "consents" / f"{self.hash}.txt"
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, self.text)


def read(data: Path, digest: str) -> str:
    """The text of a hash. OSError if it is not there."""
    return (data / "consents" / f"{digest}.txt").read_text(encoding="utf-8")


def mark(version: str, digest: str) -> str:
    """What stands in the header of a trace, see ``agent.traces.trace.Header``."""
    return f"{version} {digest[:MARK_DIGITS]}"


BUILT_IN = Consent("2", (Path(__file__).parent / "consent.txt").read_text(encoding="utf-8"))
