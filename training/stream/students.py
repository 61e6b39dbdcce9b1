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

from transformers import AutoConfig, GenerationConfig

from agent.core.context import Message
from agent.models.hardware import Hardware
from agent.models.local import Continuation, LocalModel
from agent.models.protocol import Generation, Model, ModelError
from agent.models.tokens import Tokens, tokenizer_of
from training.stream.folder import StreamFolder

_LOOK_EVERY = 15.0  # seconds between looks for a newer student


@dataclass(frozen=True, slots=True)
class _Request:
    """Prompts of one actor, as ``LocalModel.continue_prompts`` takes them."""

    prompts: list[list[int]]
    banned: list[tuple[int, ...]]
    seeds: list[int]
    max_tokens: int
    temperature: float


class OwnStudent:
    """The newest published student, loaded here.

    Args:
        files: of the stream.
        hardware: where it computes.
    """

    def __init__(self, files: StreamFolder, hardware: Hardware) -> None:
        self._files = files
        self._hardware = hardware
        self._model: LocalModel | None = None
        self._known = ""
        self._looked = float("-inf")

    def newest(self) -> LocalModel | None:
        """None as long as none is published; looks every few seconds."""
        if time.monotonic() - self._looked < _LOOK_EVERY:
            return self._model
        self._looked = time.monotonic()
        for folder in self._files.students[-1:]:
            if folder.name != self._known:
                try:
                    self._model = LocalModel(str(folder), self._hardware)
                    self._known = folder.name
                except (ModelError, OSError):  # it has just made room for a newer one
                    continue
        return self._model


class ServedStudent:
    """The newest student of the process at the other end of a connection.

    Args:
        files: of the stream.
        connection: to ``serve``.
    """

    def __init__(self, files: StreamFolder, connection: Connection) -> None:
        self._files = files
        self._connection = connection
        self._model: _ServedModel | None = None
        self._looked = float("-inf")

    def newest(self) -> Model | None:
        """None as long as none is published; looks every few seconds."""
        if self._model is None and time.monotonic() - self._looked >= _LOOK_EVERY:
            self._looked = time.monotonic()
            for folder in self._files.students[-1:]:
                try:
                    self._model = _ServedModel(_tokens(str(folder)), self._connection)
                except (ModelError, OSError):
                    continue
        return self._model


class _ServedModel:
    """A model whose tokens are made here and whose weights are elsewhere."""

    name = "student"

    def __init__(self, tokens: Tokens, connection: Connection) -> None:
        self._tokens = tokens
        self._connection = connection

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
        prompts = self._tokens.encode(contexts, max_tokens=max_tokens)
        banned = [self._tokens.banned(texts) for texts in barred or [()] * len(prompts)]
        self._connection.send(_Request(prompts, banned, list(seeds), max_tokens, temperature))
        written: list[Continuation] = self._connection.recv()
        return [
            self._tokens.generation(
                prompt,
                one.token_ids,
                one.logprobs,
                plan_probability=one.plan_probability,
                banned=ids,
            )
            for prompt, ids, one in zip(prompts, banned, written, strict=True)
        ]


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


def _answer(model: LocalModel, group: Sequence[tuple[Connection, _Request]]) -> None:
    requests = [request for _, request in group]
    written = model.continue_prompts(
        [prompt for request in requests for prompt in request.prompts],
        [ids for request in requests for ids in request.banned],
        max_tokens=requests[0].max_tokens,
        temperature=requests[0].temperature,
        seeds=[seed for request in requests for seed in request.seeds],
    )
    begin = 0
    for connection, request in group:
        end = begin + len(request.prompts)
        with suppress(ConnectionError):  # it was ended while it waited; ``wait`` tells of it
            connection.send(written[begin:end])
        begin = end


def _tokens(folder: str) -> Tokens:
    """The tokens of a model folder, without its weights. ModelError or OSError if it is gone."""
    limit = AutoConfig.from_pretrained(folder).max_position_embeddings
    return Tokens(
        tokenizer_of(folder), GenerationConfig.from_pretrained(folder).eos_token_id, limit
    )
