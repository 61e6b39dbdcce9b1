"""Small second readers for tests."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from agent.core.context import Message
from agent.core.reader import AS_WRITTEN, Rewording


class Says:
    """A model that writes the same to everybody.

    Attributes:
        asked: what it was asked, in order.
    """

    name = "parrot"

    def __init__(
        self, *plan: str, raw: str | None = None, error: Exception | None = None, pause: float = 0
    ) -> None:
        """``raw``: in place of a plan; ``error``: raised in place of an answer, after ``pause``
        seconds.
        """
        self._text = json.dumps({"plan": plan}) if raw is None else raw
        self._error = error
        self._pause = pause
        self.asked: list[str] = []

    def write(
        self, context: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int
    ) -> str:
        self.asked.append(context[-1]["content"])
        time.sleep(self._pause)
        if self._error:
            raise self._error
        return self._text


class Dictionary:
    """A reader that knows some texts, and reads none before its gate is open."""

    name = "dictionary"

    def __init__(self, known: Mapping[str, Rewording], gate: threading.Event | None = None) -> None:
        self._known = known
        self._gate = gate

    def reword(self, text: str) -> Rewording:
        if self._gate:
            self._gate.wait()
        return self._known.get(text, AS_WRITTEN)
