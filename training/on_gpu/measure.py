"""How a model decides on a device: as on the processor, and how fast."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import cycle, islice

from agent.core.context import Message
from agent.models.protocol import Generation, Model
from agent.planners.language import MAX_TOKENS
from training.play import workers
from training.stream.actors import GameSettings, StreamActor

Contexts = Sequence[Sequence[Message]]
_FIRST_SEED = 3_000_000  # of the games that the contexts are from
_SECONDS = 3.0  # that a speed is measured for, at the least
_AT_ONCE = 64  # decisions that are compared in one batch


def contexts(count: int) -> list[Sequence[Message]]:
    """What a planner is asked in so many states of games that the expert plays, with people's plans
    and without.
    """
    found: list[Sequence[Message]] = []
    actor = StreamActor(0, _FIRST_SEED, GameSettings())
    while len(found) < count:
        found += [example.messages for state in actor.step(None) for example in state]
    return found[:count]


def agreement(here: Model, there: Model, asked: Contexts) -> dict[str, float]:
    """How far two models agree in their likeliest completions.

    Returns:
        ``decisions``, ``tokens``: that were compared, as written ``here``; ``equal``: share of
        these tokens that were written ``there``, too, in the same place after the same ones;
        ``largest_difference``: of the log-probabilities, in nats, of tokens that both wrote after
        the same ones.
    """
    tokens = equal = 0
    largest = 0.0
    for some in workers.groups(asked, _AT_ONCE):
        for one, other in zip(_likeliest(here, some), _likeliest(there, some), strict=True):
            tokens += len(one.token_ids)
            pairs = zip(
                zip(one.token_ids, one.logprobs, strict=True),
                zip(other.token_ids, other.logprobs, strict=True),
                strict=False,
            )
            for (token, logprob), (other_token, other_logprob) in pairs:
                if token != other_token:
                    break
                equal += 1
                largest = max(largest, math.fabs(logprob - other_logprob))
    return {
        "decisions": len(asked),
        "tokens": tokens,
        "equal": equal / tokens,
        "largest_difference": largest,
    }


def speed(model: Model, asked: Contexts, batch: int) -> float:
    """Decisions a second, by the likeliest token, of batches of this size."""
    source = cycle(asked)
    _likeliest(model, list(islice(source, min(batch, _AT_ONCE))))  # kernels are loaded
    decided, begun = 0, time.perf_counter()
    while not decided or time.perf_counter() - begun < _SECONDS:
        _likeliest(model, list(islice(source, batch)))
        decided += batch
    return decided / (time.perf_counter() - begun)


def _likeliest(model: Model, asked: Contexts) -> list[Generation]:
    return model.complete(asked, max_tokens=MAX_TOKENS, temperature=0.0)
