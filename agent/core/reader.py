"""The door through which a person's words come; a second reader may stand behind it.

``reading.read`` is the first reader, and has the last word: what a second one says again in
canonical sentences is read by it. Without a second reader the words are read as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rewording:
    """How a person's plan is to be read.

    Attributes:
        read_as: canonical sentences that are read in place of the text, "" if the text itself is.
        reader: who wrote them, "" if there are none.
        warning: a sentence for people where a second reader was of no use, else "".
    """

    read_as: str = ""
    reader: str = ""
    warning: str = ""


AS_WRITTEN = Rewording()
TIMEOUT = 30.0  # seconds that a plan may wait for a second reader


class Reader(Protocol):
    """A second reader."""

    name: str

    def reword(self, text: str) -> Rewording:
        """Say a person's plan again, where that helps.

        Slow, never raises, and may be called from several threads.
        """
