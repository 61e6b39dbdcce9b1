"""What became of a session's commands, so that each counts once.

A viewer whose connection was cut before the answer sends its command again, with the same number.
What has been answered is answered the same; what is still being done is answered when it is done.
An event of the trace carries the mark of the command that led to it, so a session that was revived
knows what was carried out before.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from server.protocol.messages import Ack, Refused
from server.sessions.connection import Connection

KEPT = 1000  # newest commands of a session that are remembered


def mark_of(viewer: str, number: int) -> str:
    """Stands for a viewer's command in a trace, which does not tell who the viewer is."""
    return hashlib.blake2b(f"{viewer} {number}".encode(), digest_size=8).hexdigest()


@dataclass(slots=True)
class _Known:
    asks: Connection | None  # who wants the answer, while there is none
    answer: Ack | Refused | None


class Answers:
    """The commands of one session. For the event loop."""

    def __init__(self, done: Iterable[str] = ()) -> None:
        """``done``: marks of commands that were carried out before."""
        self._known: OrderedDict[str, _Known | None] = OrderedDict.fromkeys(done)

    def take(self, connection: Connection, number: int) -> bool:
        """Take a command in; False if it came before, and is not to be done again."""
        mark = mark_of(connection.id, number)
        if mark not in self._known:
            self._known[mark] = _Known(connection, None)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return True
        known = self._known[mark]
        if known is None:
            connection.tell(Ack(type="ack", id=number).model_dump_json())
        elif known.answer:
            connection.tell(known.answer.model_dump_json())
        else:
            known.asks = connection
        return False

    def give(self, mark: str, answer: Ack | Refused) -> None:
        """Answer a command, to the connection that asked last."""
        known = self._known.get(mark)
        if known and known.asks:
            known.asks.tell(answer.model_dump_json())
            known.asks, known.answer = None, answer
