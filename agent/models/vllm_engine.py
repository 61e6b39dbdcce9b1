"""What runs inside a vLLM engine, in each of its workers."""

from __future__ import annotations

from collections.abc import Callable

import torch
from vllm import SamplingParams
from vllm.v1.sample.logits_processor import AdapterLogitsProcessor

NOT_FIRST = "not_first"  # in a request's extra arguments: a token that its completion must not begin with


class FirstToken(AdapterLogitsProcessor):  # type: ignore[misc]  # vLLM is not there when types are checked
    """Rules a token out as the first of a completion; later it may be written.

    None of vLLM's own parameters does this: bad words, logit bias and allowed tokens hold for the whole completion.
    """

    def is_argmax_invariant(self) -> bool:
        """It changes what is likeliest."""
        return False

    def new_req_logits_processor(self, params: SamplingParams) -> Callable[[list[int], torch.Tensor], torch.Tensor] | None:
        """For a request that rules out a token."""
        banned = (params.extra_args or {}).get(NOT_FIRST)
        if banned is None:
            return None

        def rule_out(written: list[int], logits: torch.Tensor) -> torch.Tensor:
            if not written:
                logits[banned] = -torch.inf
            return logits

        return rule_out
