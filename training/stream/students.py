"""The newest student, as an actor asks it: loaded in the actor's own process, or in one process
that decides for all actors.

That one reads in a batch whatever the actors have asked by the time that it is free. On a device
that reads many prompts as quickly as one, the actors' cores are left to play and to label.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from agent.core.context import Message
from agent.models.hardware import Hardware
from agent.models.protocol import Generation, Model, ModelError
from agent.planners import registry
from training.stream.folder import StreamFolder

_LOOK_EVERY = 15.0  # seconds between looks for a newer student


@dataclass(frozen=True, slots=True)
class _Request:
    """What an actor asks; see ``Model.complete``."""

    contexts: Sequence[Sequence[Message]]
    max_tokens: int
    temperature: float
    seeds: Sequence[int]
    barred: Sequence[Collection[str]]


class OwnStudent:
    """The newest published student, loaded here.

    Args:
        files: of the stream.
        hardware: where it computes.
    """

    def __init__(self, files: StreamFolder, hardware: Hardware) -> None:
        self._files = files
        self._hardware = hardware
        self._model: Model | None = None
        self._known = ""
        self._looked = float("-inf")

    def newest(self) -> Model | None:
        """None as long as none is published; looks every few seconds."""
        if time.monotonic() - self._looked < _LOOK_EVERY:
            return self._model
        self._looked = time.monotonic()
        for folder in self._files.students[-1:]:
            if folder.name != self._known:
                try:
                    name = registry.quickest(folder, self._hardware)
                    self._model = registry.model(name, self._hardware)
                    self._known = folder.name
                except (ModelError, OSError):  # it has just made room for a newer one
                    continue
        return self._model


class ServedStudent:
    """The newest student of the process at the other end of a connection, as a ``Model``.

    Args:
        files: of the stream.
        connection: to ``serve``.
    """

    name = "student"

    def __init__(self, files: StreamFolder, connection: Connection) -> None:
        self._files = files
        self._connection = connection
        self._is_there = False
        self._looked = float("-inf")

    def newest(self) -> ServedStudent | None:
        """Itself; None as long as no student is published."""
        if not self._is_there and time.monotonic() - self._looked >= _LOOK_EVERY:
            self._looked = time.monotonic()
            self._is_there = bool(self._files.students)
        return self if self._is_there else None

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """See ``agent.models.protocol.Model``; a student is always asked with seeds.

        Raises EOFError if the process that serves has ended.
        """
        assert seeds is not None
        barred = barred or [()] * len(contexts)
        self._connection.send(_Request(contexts, max_tokens, temperature, seeds, barred))
        written: list[Generation] = self._connection.recv()
        return written


def serve(student: OwnStudent, connections: Sequence[Connection]) -> None:
    """Decide for the actors at these connections until all of them have hung up.

    They ask only once a student is published.
    """
    open_ones = list(connections)
    while open_ones:
        asked: list[tuple[Connection, _Request]] = []
        for connection in wait(open_ones):
            assert isinstance(connection, Connection)
            try:
                asked.append((connection, connection.recv()))
            except (EOFError, ConnectionError):
                open_ones.remove(connection)
        if not asked:
            continue
        while (model := student.newest()) is None:
            time.sleep(0.2)
        for group in _alike(asked):
            _answer(model, group)


def _alike(
    asked: Sequence[tuple[Connection, _Request]],
) -> list[list[tuple[Connection, _Request]]]:
    """What was asked, in groups that can be read in one batch."""
    groups = defaultdict(list)
    for connection, request in asked:
        groups[request.max_tokens, request.temperature].append((connection, request))
    return list(groups.values())


def _answer(model: Model, group: Sequence[tuple[Connection, _Request]]) -> None:
    requests = [request for _, request in group]
    written = model.complete(
        [context for request in requests for context in request.contexts],
        max_tokens=requests[0].max_tokens,
        temperature=requests[0].temperature,
        seeds=[seed for request in requests for seed in request.seeds],
        barred=[barred for request in requests for barred in request.barred],
    )
    begin = 0
    for connection, request in group:
        end = begin + len(request.contexts)
        with suppress(ConnectionError):  # it was ended while it waited; ``wait`` tells of it
            connection.send(written[begin:end])
        begin = end
