"""What runs inside a vLLM engine, in each of its workers."""

from __future__ import annotations

from collections.abc import Callable

import torch
from vllm import SamplingParams
from vllm.v1.sample.logits_processor import AdapterLogitsProcessor

BANNED = "banned"  # in a request's extra arguments: the tokens that its completion must not hold


class RuleOut(AdapterLogitsProcessor):  # type: ignore[misc]  # vLLM is not there when types are checked
    """Rules tokens out of a completion, by their ids.

    None of vLLM's own parameters does this: bad words are texts, and a logit bias is no more than
    -100.
    """

    def is_argmax_invariant(self) -> bool:
        """It changes what is likeliest."""
        return False

    def new_req_logits_processor(
        self, params: SamplingParams
    ) -> Callable[[list[int], torch.Tensor], torch.Tensor] | None:
        """For a request that rules out tokens."""
        banned = (params.extra_args or {}).get(BANNED)
        if banned is None:
            return None

        def rule_out(written: list[int], logits: torch.Tensor) -> torch.Tensor:
            logits[banned] = -torch.inf
            return logits

        return rule_out
