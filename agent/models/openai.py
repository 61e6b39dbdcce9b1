"""Any model behind a server that speaks OpenAI's chat completions, such as ``vllm serve``.

Such a server has its own tokenizer: it tells no token ids, and no token can be ruled out. A plan
that is not allowed is cut from what it wrote instead, and counted among the tokens that it cost.
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
    NotFoundError,
    OpenAI,
    UnprocessableEntityError,
)
from openai.types.chat import ChatCompletion
from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.core.completion import CLOSE, OPEN
from agent.core.context import Message
from agent.models.protocol import Generation, ModelError
from agent.models.settings import from_environment
from agent.models.tokens import first_line

_LIKELIEST = (
    # tokens that are told at the first place, the most that OpenAI and vLLM allow: the plan's is
    # among them or unlikely
    20
)


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
        self._url, self._model = url, model
        self._spent, self._lock = 0, threading.Lock()
        self._takes_schemas = True  # as far as is known
        self._pool = ThreadPoolExecutor(self._settings.concurrency, thread_name_prefix="openai")
        self._client = OpenAI(
            base_url=self._url,
            api_key=os.environ.get("OPENAI_API_KEY") or "none",  # servers of one's own ask for none
            timeout=self._settings.timeout,
            max_retries=self._settings.retries,
        )
        try:
            self._client.models.list()
        except NotFoundError:  # it answers, and does not tell which models it has
            pass
        except (APIConnectionError, APIStatusError) as error:
            raise self._told(error) from error

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
            return self._ask(
                contexts[row],
                max_tokens,
                temperature,
                seed,
                barred is None or OPEN not in barred[row],
            )

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
                return self._written(self._request(context, max_tokens, 0.0, response_format=asked))
            except (BadRequestError, UnprocessableEntityError):
                self._takes_schemas = False
            except (APIConnectionError, APIStatusError) as error:
                raise self._told(error) from error
        try:
            return self._written(self._request(context, max_tokens, 0.0))
        except (APIConnectionError, APIStatusError) as error:
            raise self._told(error) from error

    def _ask(
        self,
        context: Sequence[Message],
        most: int,
        temperature: float,
        seed: int | None,
        may_plan: bool,
    ) -> Generation:
        told: dict[str, Any] = (
            {"logprobs": True, "top_logprobs": _LIKELIEST} if self._settings.logprobs else {}
        )
        if seed is not None:
            told["seed"] = seed
        try:
            answer = self._request(context, most, temperature, **told)
        except (APIConnectionError, APIStatusError) as error:
            raise self._told(error) from error
        text, choice = self._written(answer), answer.choices[0]
        read, written = _tokens(answer)
        content = (choice.logprobs and choice.logprobs.content) or []
        if not may_plan and text.lstrip().startswith(OPEN):
            text = text.partition(CLOSE)[2].lstrip()
        # What servers tell is the model's own, without the temperature; only so is it that of the
        # draw.
        as_sampled = temperature in (0, 1)
        return Generation(
            text=text,
            token_ids=(),
            logprobs=tuple(one.logprob for one in content) if as_sampled else (),
            plan_probability=_plan_probability(content[0].top_logprobs) if content else None,
            input_tokens=read,
            output_tokens=written,
            plan_tokens=_plan_tokens([one.token for one in content]) if may_plan else 0,
        )

    def _request(
        self, context: Sequence[Message], most: int, temperature: float, **more: Any
    ) -> ChatCompletion:
        """One answer of the server, which counts against the budget.

        Raises its own errors, and ModelError if that is spent.
        """
        if self._settings.budget is not None and self._spent >= self._settings.budget:
            raise ModelError(
                f"the budget of {self._settings.budget} tokens is spent; "
                "SIDEQUEST_OPENAI_BUDGET sets another"
            )
        messages: list[Any] = list(context)
        answer: ChatCompletion = self._client.chat.completions.create(
            model=self._model, messages=messages, max_tokens=most, temperature=temperature, **more
        )
        with self._lock:
            self._spent += sum(_tokens(answer))
        return answer

    def _written(self, answer: ChatCompletion) -> str:
        if not answer.choices:
            raise ModelError(f"the server {self._url} answered without a completion")
        return answer.choices[0].message.content or ""

    def _told(self, error: APIConnectionError | APIStatusError) -> ModelError:
        """The error for people."""
        if isinstance(error, APITimeoutError):
            return ModelError(
                f"the server {self._url} has not answered in {self._settings.timeout:g} seconds"
            )
        if isinstance(error, APIConnectionError):
            return ModelError(f"the server {self._url} does not answer: {first_line(error)}")
        return ModelError(f"the server {self._url} refuses {self._model!r}: {first_line(error)}")


def _tokens(answer: ChatCompletion) -> tuple[int, int]:
    """How many were read and written, if the server tells."""
    usage = answer.usage
    return (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)


def _plan_probability(likeliest: Sequence[Any]) -> float | None:
    """Of beginning with ``<plan>``, by the tokens that can begin it; None if none of them is among
    the likeliest.
    """
    chances = [
        math.exp(one.logprob)
        for one in likeliest
        if (word := one.token.strip()) and OPEN.startswith(word)
    ]
    return min(1.0, sum(chances)) if chances else None


def _plan_tokens(tokens: Sequence[str]) -> int:
    """How many there are up to the end of a plan, 0 if there is none."""
    written = ""
    for count, token in enumerate(tokens, 1):
        written += token
        if CLOSE in written:
            return count
    return 0
