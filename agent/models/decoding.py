"""How a model on this machine writes: a plain loop that draws a token for each prompt, whatever
computes the logits.

So the same seeds draw the same tokens in every engine whose logits are the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

import torch
from torch import Tensor

from agent.core.context import Message
from agent.core.errors import first_line
from agent.models.protocol import Generation, ModelError
from agent.models.tokens import Tokens

# tokens that a shared beginning must have; below, copying it costs as much as computing it
WORTH_KEEPING = 128


class Batch(Protocol):
    """The unfinished rows of a call, after a forward pass.

    Attributes:
        logits: of the next token, [rows, vocabulary], float32, on the CPU.
    """

    logits: Tensor


B = TypeVar("B", bound=Batch)


class DecodingModel(ABC, Generic[B]):
    """A ``Model`` of which a subclass computes the logits.

    Attributes:
        name: what it is called.
    """

    def __init__(self, name: str, tokens: Tokens) -> None:
        self.name = name
        self._tokens = tokens
        self._generator = torch.Generator()
        self._generator.seed()

    @abstractmethod
    def prefill(self, prompts: Sequence[Sequence[int]]) -> B:
        """Read the prompts."""

    @abstractmethod
    def advance(self, batch: B, tokens: Sequence[int], going: Sequence[int]) -> B:
        """Read one more token in those rows of a batch that go on, which are the rows of the new
        batch.
        """

    def try_out(self, context: Sequence[Message], *, max_tokens: int) -> None:
        """See ``agent.models.protocol.LoadedModel``."""
        self._tokens.require_room(context, max_tokens=max_tokens)
        try:
            self.complete([context], max_tokens=1)
        except Exception as error:  # whatever a model of somebody else may raise
            raise ModelError(f"it cannot answer a first prompt: {first_line(error)}") from error

    @torch.inference_mode()
    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """See ``agent.models.protocol.Model`` and ``Tokens.encode``."""
        if not contexts:
            return []
        known = self._tokens
        prompts = known.encode(contexts, max_tokens=max_tokens)
        batch = self.prefill(prompts)
        plan_probabilities = batch.logits.softmax(-1)[:, list(known.plan)].sum(-1).tolist()
        banned = [known.banned(texts) for texts in barred or [()] * len(prompts)]
        generators = [self._generator] * len(prompts)
        if seeds is not None:
            generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        written: list[list[tuple[int, float]]] = [[] for _ in prompts]
        rows = list(range(len(prompts)))  # unfinished
        for left in range(max_tokens - 1, -1, -1):
            for at, row in enumerate(rows):
                if banned[row]:
                    batch.logits[at, list(banned[row])] = -torch.inf
            drawn, logprobs = _sample(batch.logits, temperature, [generators[row] for row in rows])
            for row, token, logprob in zip(rows, drawn, logprobs, strict=True):
                written[row].append((token, logprob))
            full = [
                known.limit is not None and len(prompts[row]) + len(written[row]) >= known.limit
                for row in rows
            ]
            going = [
                at for at, token in enumerate(drawn) if token not in known.ends and not full[at]
            ]
            if not going or not left:
                break
            rows = [rows[at] for at in going]
            batch = self.advance(batch, [drawn[at] for at in going], going)
        return [
            known.generation(prompt, *zip(*pairs, strict=True), plan_probability=chance, banned=ids)
            for prompt, pairs, chance, ids in zip(
                prompts, written, plan_probabilities, banned, strict=True
            )
        ]


def shared(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens at the beginning are the same."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    )


def _sample(
    logits: Tensor, temperature: float, generators: Sequence[torch.Generator]
) -> tuple[list[int], list[float]]:
    """A token for each row of logits, and its logarithmic probability at that temperature (at 1 for
    the likeliest).

    Each generator gives one number, at which the row's cumulative probabilities are cut.
    """
    logprobs = (logits / (temperature or 1.0)).log_softmax(-1)
    if temperature:
        cumulative = logprobs.double().exp().cumsum(-1)
        numbers = torch.cat([torch.rand(1, generator=one) for one in generators])
        # Rounded, the probabilities may add up to a little more or less than one.
        cuts = numbers[:, None] * cumulative[:, -1:]
        tokens = torch.searchsorted(cumulative, cuts, right=True)[:, 0]
    else:
        tokens = logprobs.argmax(-1)
    chosen: list[int] = tokens.tolist()
    return chosen, logprobs.gather(-1, tokens[:, None])[:, 0].tolist()
