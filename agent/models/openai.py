"""Any model behind a server that speaks OpenAI's chat completions, such as ``vllm serve``.

Such a server has its own tokenizer: it tells no token ids, and no token can be ruled out. Whoever
asks leaves out a plan that is not allowed.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    BadRequestError,
    OpenAI,
    UnprocessableEntityError,
)
from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.core.completion import CLOSE, OPEN, thoughts_of
from agent.core.context import Message
from agent.core.errors import first_line
from agent.models import answers
from agent.models.answers import Answer, Likely
from agent.models.protocol import Generation, ModelError
from agent.models.settings import from_environment

# Tokens that are told at the first place, the most that OpenAI and vLLM allow: the plan's is among
# them or unlikely.
_LIKELIEST = 20
# statuses with which a server answers that does not tell which models it has
_NOT_TOLD = (404, 405, 501)
_SEEDS = 1 << 31  # some servers keep seeds in 32 bits with a sign
# What some servers refuse, as their refusal names it -> what is left out of requests then, and what
# is asked for in its place.
_REFUSED = {
    "max_completion_tokens": ("max_tokens", "max_completion_tokens"),
    "logprobs": ("logprobs", None),
    "seed": ("seed", None),
}


class OpenAiSettings(BaseSettings):
    """Of how a server is asked, each by an environment variable ``SIDEQUEST_OPENAI_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SIDEQUEST_OPENAI_", frozen=True)

    # tokens, read and written, after which nothing more is asked; None: no end
    budget: PositiveInt | None = None
    concurrency: PositiveInt = 8  # requests at the same time
    timeout: PositiveFloat = 120.0  # seconds that an answer may take
    # of a request that failed, after longer and longer pauses
    retries: int = Field(default=3, ge=0)
    logprobs: bool = True  # ask for logarithmic probabilities; some servers refuse that
    thoughts: int = Field(default=0, ge=0)  # tokens that thoughts may take beside the answer


def reader_settings(timeout: float) -> OpenAiSettings:
    """Those of the environment, for a model that people wait for: no answer is awaited longer than
    ``timeout`` seconds.
    """
    settings = from_environment(OpenAiSettings)
    return settings.model_copy(
        update={"timeout": min(settings.timeout, timeout), "retries": min(settings.retries, 1)}
    )


class OpenAiModel:
    """A model of a server.

    The key is that of the environment variable ``OPENAI_API_KEY``, if there is one.

    Args:
        url: such as ``http://localhost:8000/v1``.
        model: as the server names it.
        settings: by default those of the environment.

    Raises ModelError if the server does not answer or does not take the key.
    """

    def __init__(self, url: str, model: str, settings: OpenAiSettings | None = None) -> None:
        self._settings = settings or from_environment(OpenAiSettings)
        self.name = model
        self._url, self._model = _base(url), model
        self._spent, self._lock = 0, threading.Lock()
        self._takes_schemas = True  # as far as is known
        self._refused: set[str] = set()  # keys of ``_REFUSED`` that the server does not take
        self._pool = ThreadPoolExecutor(self._settings.concurrency, thread_name_prefix="openai")
        self._client = OpenAI(
            base_url=self._url,
            api_key=_key(),
            timeout=self._settings.timeout,
            max_retries=self._settings.retries,
        )
        try:
            told = self._client.models.with_raw_response.list().http_response
            kind = told.headers.get("content-type", "")
            answers.require_json(self._url, kind, told.content)
        except (APIConnectionError, APIStatusError) as error:
            # Or it answers, and does not tell which models it has.
            if getattr(error, "status_code", None) not in _NOT_TOLD:
                raise self._told(error) from error

    def try_out(self, context: Sequence[Message], *, max_tokens: int) -> None:
        """See ``agent.models.protocol.LoadedModel``. It costs one answer."""
        self.complete([context], max_tokens=max_tokens)

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """See ``agent.models.protocol.Model``.

        Raises ModelError if the server does not answer, or the budget is spent.
        """

        def ask(row: int) -> Generation:
            seed = None if seeds is None else seeds[row]
            return self._ask(contexts[row], max_tokens, temperature, seed)

        return list(self._pool.map(ask, range(len(contexts))))

    def write(
        self, context: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int
    ) -> str:
        """See ``agent.models.protocol.Writer``.

        The server is asked to keep to the schema (``response_format``). One that refuses that is
        asked without it from then on: what comes back is checked in any case.
        """
        if self._takes_schemas:
            asked = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)},
            }
            try:
                return self._request(context, max_tokens, 0.0, response_format=asked).text
            except (BadRequestError, UnprocessableEntityError):
                self._takes_schemas = False
            except (APIConnectionError, APIStatusError) as error:
                raise self._told(error) from error
        try:
            return self._request(context, max_tokens, 0.0).text
        except (APIConnectionError, APIStatusError) as error:
            raise self._told(error) from error

    def _ask(
        self, context: Sequence[Message], most: int, temperature: float, seed: int | None
    ) -> Generation:
        told: dict[str, Any] = (
            {"logprobs": True, "top_logprobs": _LIKELIEST} if self._settings.logprobs else {}
        )
        if seed is not None:
            told["seed"] = seed % _SEEDS
        try:
            answer = self._request(context, most + self._settings.thoughts, temperature, **told)
        except (APIConnectionError, APIStatusError) as error:
            raise self._told(error) from error
        text, content = answer.text, answer.tokens
        read, written = answer.cost
        tokens = [one.token for one in content]
        logprobs = [one.logprob for one in content if one.logprob is not None]
        thoughts = answer.thoughts or thoughts_of(text)
        thought_tokens = answer.told_thought_tokens
        if thought_tokens is None:
            whole = answer.thoughts + text
            thought_tokens = round(written * len(thoughts) / len(whole)) if thoughts else 0
        likeliest = (content[0].top_logprobs or []) if content and not thoughts else []
        # What servers tell is the model's own, without the temperature; only so is it that of the
        # draw.
        is_told = temperature in (0, 1) and len(logprobs) == len(content)
        return Generation(
            text=text,
            token_ids=(),
            logprobs=tuple(logprobs) if is_told else (),
            plan_probability=_plan_probability(likeliest),
            input_tokens=read,
            output_tokens=written,
            plan_tokens=_tokens_to(tokens[thought_tokens:], CLOSE),
            thought_tokens=thought_tokens,
        )

    def _request(
        self, context: Sequence[Message], most: int, temperature: float, **more: Any
    ) -> Answer:
        """One answer of the server, which counts against the budget. What the server refuses to be
        asked for is left out from then on.

        Raises its own errors, and ModelError if the budget is spent or what comes is no answer.
        """
        if self._settings.budget is not None and self._spent >= self._settings.budget:
            raise ModelError(
                f"the budget of {self._settings.budget} tokens is spent; "
                "SIDEQUEST_OPENAI_BUDGET sets another"
            )
        asked = {"messages": list(context), "max_tokens": most, "temperature": temperature, **more}
        while True:
            known = set(self._refused)
            try:
                told = self._client.chat.completions.with_raw_response.create(
                    model=self._model, **self._taken(asked, known)
                ).http_response
                break
            except (BadRequestError, UnprocessableEntityError) as error:
                text = str(error.body or error).lower()
                named = {name for name in _REFUSED if name in text and _REFUSED[name][0] in asked}
                if not named - known:
                    raise
                self._refused |= named
        answer = answers.read(self._url, told.headers.get("content-type", ""), told.content)
        with self._lock:
            self._spent += sum(answer.cost)
        return answer

    @staticmethod
    def _taken(asked: Mapping[str, Any], refused: Collection[str]) -> dict[str, Any]:
        """A request without what the server refused."""
        taken = dict(asked)
        for name in refused:
            left_out, instead = _REFUSED[name]
            value = taken.pop(left_out, None)
            if instead is not None:
                taken[instead] = value
        if "logprobs" in refused:
            taken.pop("top_logprobs", None)
        return taken

    def _told(self, error: APIConnectionError | APIStatusError) -> ModelError:
        """The error for people."""
        if isinstance(error, APITimeoutError):
            return ModelError(
                f"the server {self._url} has not answered in {self._settings.timeout:g} seconds"
            )
        if isinstance(error, APIConnectionError):
            return ModelError(f"the server {self._url} does not answer: {first_line(error)}")
        hint = "; is the address right? It usually ends in /v1" if error.status_code == 404 else ""
        return ModelError(
            f"the server {self._url} refuses {self._model!r}: {first_line(error)}{hint}"
        )


def _key() -> str:
    """The key of the environment; servers of one's own ask for none. ModelError for one that no
    request can carry.
    """
    key = (os.environ.get("OPENAI_API_KEY") or "none").strip()
    if not key.isascii() or not key.isprintable():
        raise ModelError("OPENAI_API_KEY has characters that are not ASCII; copy the key again")
    return key


def _base(url: str) -> str:
    """The address of the API, also of one that names its chat completions."""
    return url.rstrip("/").removesuffix("/chat/completions")


def _plan_probability(likeliest: Sequence[Likely]) -> float | None:
    """Of beginning with ``<plan>``, by the tokens that can begin it; None if none of them is among
    the likeliest.
    """
    chances = [
        math.exp(one.logprob)
        for one in likeliest
        if one.logprob is not None and (word := one.token.strip()) and OPEN.startswith(word)
    ]
    return min(1.0, sum(chances)) if chances else None


def _tokens_to(tokens: Sequence[str], text: str) -> int:
    """How many there are up to the end of a text, 0 if it is not among them."""
    written = ""
    for count, token in enumerate(tokens, 1):
        written += token
        if text in written:
            return count
    return 0
