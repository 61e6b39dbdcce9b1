"""What a server that speaks OpenAI's chat completions answers, as far as anyone here reads it.

Servers differ: texts come in parts, thoughts in fields of their own, probabilities not at all, and
a wrong address answers with a page. What is not an answer is told in one line.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.core.errors import first_fault
from agent.models.protocol import ModelError


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Part(_Read):
    type: str = "text"
    text: str | None = None


class _Message(_Read):
    content: str | list[_Part | str] | None = None


class Likely(_Read):
    """A token that might have been written, with its natural log-probability."""

    token: str
    logprob: float


class Written(Likely):
    """A token that was written; ``top_logprobs``: the likeliest in its place, if they are told."""

    top_logprobs: list[Likely] | None = None


class _Logprobs(_Read):
    content: list[Written] | None = None


class _Choice(_Read):
    message: _Message
    logprobs: _Logprobs | None = None


class _Usage(_Read):
    prompt_tokens: int = 0
    completion_tokens: int = 0


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
    def tokens(self) -> list[Written]:
        """What was written, token by token; empty if that is not told."""
        told = self.choices[0].logprobs
        return (told and told.content) or []

    @property
    def cost(self) -> tuple[int, int]:
        """Tokens read and written, 0 if that is not told."""
        usage = self.usage
        return (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)


def require_json(url: str, content_type: str) -> None:
    """ModelError if the server of ``url`` answered with something else than JSON."""
    kind = content_type.partition(";")[0].strip() or "no content type"
    if "json" not in kind:
        raise ModelError(
            f"the server {url} answered with {kind}, not with JSON; is the address right? "
            "It usually ends in /v1"
        )


def read(url: str, content_type: str, body: bytes) -> Answer:
    """An answer of the server of ``url``. ModelError, with what came instead, if it is none."""
    require_json(url, content_type)
    try:
        answer = Answer.model_validate_json(body)
    except ValidationError as error:
        raise ModelError(
            f"the server {url} answered with no chat completion: {first_fault(error)}"
        ) from error
    if not answer.choices:
        raise ModelError(f"the server {url} answered without a completion")
    return answer
