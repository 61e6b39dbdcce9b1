"""What a language model is to a planner: contexts in, generations out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from agent.core.context import Message


class ModelError(ValueError):
    """A model that cannot be loaded, or cannot take what it is given."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What a model wrote for one context."""

    text: str  # without the end-of-text token
    # of the completion, the end-of-text token included; empty if the model does not tell
    token_ids: tuple[int, ...]
    logprobs: tuple[
        float, ...
        # of its tokens as sampled: with temperature and mask, natural logarithm; empty if the model
        # does not tell
    ]
    # that this completion would begin a plan, before any masking; None if unknown, as behind
    # thoughts
    plan_probability: float | None
    input_tokens: int
    output_tokens: int
    # of the output, those of the plan; 0 if there is none or the model does not tell
    plan_tokens: int = 0
    # of the output, those of thoughts before the answer; 0 as above
    thought_tokens: int = 0
    prompt_ids: tuple[int, ...] = ()  # what was read, after any shortening; empty like token_ids
    banned: tuple[int, ...] = ()  # the tokens that were ruled out


class Model(Protocol):
    """A language model."""

    name: str

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """Write one completion for each context, in their order.

        Args:
            contexts: chats that end with a user message.
            max_tokens: the most tokens of a completion.
            temperature: 0 takes the likeliest token.
            seeds: for each context, from 0 to 2**63 - 1: makes its sampling repeatable, where the
                model can, whatever else is in the call.
            barred: for each context, what its completion must not hold: ``<plan>``, or names of
                actions. A model rules out what it writes as one token, and ``<plan>`` by every
                token in which it can begin, where it can; what it cannot, whoever asks checks.
        """


class LoadedModel(Model, Protocol):
    """One that can be tried before a game depends on it."""

    def try_out(self, context: Sequence[Message], *, max_tokens: int) -> None:
        """See that such a context can be read whole and completed; ModelError, with what is wrong,
        if not.
        """


class Writer(Protocol):
    """A language model that writes JSON of a schema."""

    name: str

    def write(
        self, context: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int
    ) -> str:
        """The likeliest JSON, as text, cut after ``max_tokens``: whoever asks parses and checks it.

        One call at a time. Raises ModelError if it cannot.
        """
