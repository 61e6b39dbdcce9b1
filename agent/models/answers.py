"""What a server that speaks OpenAI's chat completions answers, as far as anyone here reads it.

Servers differ: texts come in parts, thoughts in fields of their own, probabilities not at all, and
a wrong address answers with a page. What is not an answer is told in one line.
"""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from agent.core.errors import first_fault
from agent.models.protocol import ModelError


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Part(_Read):
    type: str = "text"
    text: str | None = None
    thinking: str | None = None

    @field_validator("thinking", mode="before")
    @classmethod
    def _joined(cls, thinking: object) -> object:
        """Mistral's thoughts are a list of parts themselves."""
        if not isinstance(thinking, list):
            return thinking
        return "".join(str(part.get("text") or "") for part in thinking if isinstance(part, dict))


class _Message(_Read):
    content: str | list[_Part | str] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None  # vLLM's name of the same


class Likely(_Read):
    """A token that might have been written, with its natural log-probability, if that is told."""

    token: str
    logprob: float | None = None


class Written(Likely):
    """A token that was written; ``top_logprobs``: the likeliest in its place, if they are told."""

    top_logprobs: list[Likely] | None = None


class _Logprobs(_Read):
    content: list[Written] | None = None


class _Choice(_Read):
    message: _Message
    logprobs: _Logprobs | None = None


class _Details(_Read):
    reasoning_tokens: int | None = None


class _Usage(_Read):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    completion_tokens_details: _Details | None = None


class _Fault(_Read):
    message: str


class _Refusal(_Read):
    """What some servers answer in place of a completion, with status 200."""

    error: _Fault | str


class Answer(_Read):
    """One answer."""

    choices: list[_Choice]
    usage: _Usage | None = None

    @property
    def text(self) -> str:
        """What was written, without thoughts that are told apart from it."""
        content = self.choices[0].message.content
        if content is None or isinstance(content, str):
            return content or ""
        parts = [
            part if isinstance(part, str) else part.text or ""
            for part in content
            if isinstance(part, str) or part.type == "text"
        ]
        return "".join(parts)

    @property
    def thoughts(self) -> str:
        """What was written before the answer, as far as it is told."""
        message = self.choices[0].message
        parts = [
            part.text or part.thinking or ""
            for part in message.content or ()
            if isinstance(part, _Part) and part.type != "text"
        ]
        return message.reasoning_content or message.reasoning or "".join(parts)

    @property
    def tokens(self) -> list[Written]:
        """What was written, token by token; empty if that is not told."""
        told = self.choices[0].logprobs
        return (told and told.content) or []

    @property
    def cost(self) -> tuple[int, int]:
        """Tokens read and written, 0 if that is not told."""
        usage = self.usage or _Usage()
        return usage.prompt_tokens or 0, usage.completion_tokens or 0

    @property
    def told_thought_tokens(self) -> int | None:
        """Tokens of thoughts, None if that is not told."""
        details = self.usage and self.usage.completion_tokens_details
        return details.reasoning_tokens if details else None


def require_json(url: str, content_type: str, body: bytes) -> None:
    """ModelError if the server of ``url`` answered with something else than JSON."""
    try:
        json.loads(body)
    except ValueError as error:
        kind = content_type.partition(";")[0].strip() or "no content type"
        what = "JSON that is cut off or wrong" if "json" in kind else f"{kind}, not with JSON"
        raise ModelError(
            f"the server {url} answered with {what}; is the address right? It usually ends in /v1"
        ) from error


def read(url: str, content_type: str, body: bytes) -> Answer:
    """An answer of the server of ``url``. ModelError, with what came instead, if it is none."""
    require_json(url, content_type, body)
    try:
        answer = Answer.model_validate_json(body)
    except ValidationError as error:
        why = _refusal(body) or f"no chat completion: {first_fault(error)}"
        raise ModelError(f"the server {url} answered with {why}") from error
    if not answer.choices:
        raise ModelError(f"the server {url} answered without a completion")
    return answer


def _refusal(body: bytes) -> str:
    """The error that an answer tells, "" if it tells none."""
    try:
        error = _Refusal.model_validate_json(body).error
    except ValidationError:
        return ""
    return f"an error: {error if isinstance(error, str) else error.message}"
