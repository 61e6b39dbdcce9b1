"""What a model reads and writes, as token ids: the same for every engine that it runs in on this
machine.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from agent.core.completion import CLOSE, OPEN
from agent.core.context import Message
from agent.core.errors import first_line
from agent.models.protocol import Generation, ModelError

# at least one part in so many of what the model can hold is left to the completion, if it may be
# that long
_ROOM = 4


class Tokens:
    """The tokenizer of a model, with its chat template.

    Args:
        tokenizer: of the transformers library.
        ends: the model's own tokens that end a text, beside the tokenizer's.
        limit: of prompt and completion together, in tokens; None: none.

    Attributes:
        tokenizer: as given.
        ends: tokens that end a completion. They are no part of its text, but for words that were
            added to the vocabulary: a model whose actions are such words needs no further token to
            end with.
        plan: the first token of ``<plan>``, with which nothing else begins that is asked for.
    """

    def __init__(self, tokenizer: Any, ends: int | Sequence[int] | None, limit: int | None) -> None:
        self.tokenizer = tokenizer
        own = [ends] if isinstance(ends, int) else ends or []
        self.ends = frozenset({tokenizer.eos_token_id, *own} - {None})
        added = tokenizer.added_tokens_decoder
        self._silent = frozenset(end for end in self.ends if end not in added or added[end].special)
        self.limit = limit
        self.plan = self._ids([OPEN])[0][0]
        self._single: dict[str, tuple[int, ...]] = {OPEN: (self.plan,)}

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """The token ids that are read for each context.

        One that leaves too little room for a completion loses its beginning.
        """
        prompts = self._ids([self._render(context) for context in contexts])
        if self.limit:
            prompts = [
                prompt[-(self.limit - min(max_tokens, self.limit // _ROOM)) :] for prompt in prompts
            ]
        return prompts

    def banned(self, barred: Collection[str]) -> tuple[int, ...]:
        """The tokens that are ruled out for what must not be written: see
        ``agent.models.protocol.Model``.
        """
        for text in barred:
            if text not in self._single:
                (ids,) = self._ids([text])
                self._single[text] = tuple(ids) if len(ids) == 1 else ()
        return tuple(sorted(token for text in barred for token in self._single[text]))

    def generation(
        self,
        prompt: Sequence[int],
        ids: Sequence[int],
        logprobs: Sequence[float],
        *,
        plan_probability: float,
        banned: tuple[int, ...],
    ) -> Generation:
        """What was written after a prompt, the token that ended it included."""
        said = ids[:-1] if ids and ids[-1] in self._silent else ids
        text = self.decode(said)
        plan_tokens = 0
        if CLOSE in text:
            plan_tokens = next(
                count for count in range(1, len(said) + 1) if CLOSE in self.decode(said[:count])
            )
        return Generation(
            text=text,
            token_ids=tuple(ids),
            logprobs=tuple(logprobs),
            plan_probability=plan_probability,
            input_tokens=len(prompt),
            output_tokens=len(ids),
            plan_tokens=plan_tokens,
            prompt_ids=tuple(prompt),
            banned=banned,
        )

    def _render(self, context: Sequence[Message]) -> str:
        text: str = self.tokenizer.apply_chat_template(
            list(context), tokenize=False, add_generation_prompt=True
        )
        return text

    def _ids(self, texts: list[str]) -> list[list[int]]:
        ids: list[list[int]] = self.tokenizer(texts, add_special_tokens=False)["input_ids"]
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """Token ids as text."""
        # Special tokens stay: one in a completion makes it invalid, and plan tags can be special.
        text: str = self.tokenizer.decode(
            ids, skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return text


def tokenizer_of(path: str) -> Any:
    """The tokenizer of a model folder, or of a name on the Hugging Face hub.

    ModelError if there is none with a chat template.
    """
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(path)
    except (OSError, ValueError) as error:
        raise ModelError(f"no tokenizer can be loaded from {path}: {first_line(error)}") from error
    if not tokenizer.chat_template:
        raise ModelError(
            f"{path} has no chat template; put one beside its tokenizer, as chat_template.jinja"
        )
    return tokenizer


def ends_of(path: str, config: Any) -> int | list[int] | None:
    """The model's own tokens that end a text; ``config`` is its configuration."""
    from transformers import GenerationConfig

    try:
        generation = GenerationConfig.from_pretrained(path)
    except OSError:  # as old models have none
        generation = GenerationConfig.from_model_config(config)
    ends: int | list[int] | None = generation.eos_token_id
    return ends
