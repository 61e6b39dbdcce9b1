"""What a model reads and writes, as token ids: the same for every engine that it runs in on this
machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from typing import Any

from agent.core.completion import CLOSE, OPEN, thoughts_of
from agent.core.context import Message
from agent.core.errors import first_line
from agent.models import folder
from agent.models.chat import Chat
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
        thinks: see ``Chat``.

    Attributes:
        tokenizer: as given.
        ends: tokens that end a completion. They are no part of its text, but for words that were
            added to the vocabulary: a model whose actions are such words needs no further token to
            end with.
        plan: every token in which ``<plan>`` can begin, alone or behind something else: without
            these it cannot be written in any tokenization.

    Raises ModelError if the chat template cannot be used.
    """

    def __init__(
        self,
        tokenizer: Any,
        ends: int | Sequence[int] | None,
        limit: int | None,
        *,
        thinks: bool = False,
    ) -> None:
        self.tokenizer = tokenizer
        self._chat = Chat(tokenizer, thinks=thinks)
        own = [ends] if isinstance(ends, int) else ends or []
        self.ends = frozenset({tokenizer.eos_token_id, *own} - {None})
        added = tokenizer.added_tokens_decoder
        self._silent = frozenset(end for end in self.ends if end not in added or added[end].special)
        self.limit = limit
        self.plan = self._openings()
        self._single: dict[str, tuple[int, ...]] = {OPEN: self.plan}

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """The token ids that are read for each context.

        One that leaves too little room for a completion loses its oldest turns, and if that is not
        enough, its beginning.
        """
        prompts = self._ids([self._chat.render(context) for context in contexts])
        room = self._room(max_tokens)
        return [
            prompt if room is None or len(prompt) <= room else self._shortened(context, room)
            for context, prompt in zip(contexts, prompts, strict=True)
        ]

    def require_room(self, context: Sequence[Message], *, max_tokens: int) -> None:
        """ModelError if a context without its past turns leaves too little room for a
        completion.
        """
        room = self._room(max_tokens)
        (prompt,) = self._ids([self._chat.render(context)])
        if room is not None and len(prompt) > room:
            raise ModelError(
                f"it reads {self.limit} tokens, {room} of them a prompt, and this one has "
                f"{len(prompt)}; planner.json can name a shorter prompt"
            )

    def _room(self, max_tokens: int) -> int | None:
        """Tokens that a prompt may have; None: any number."""
        return None if not self.limit else self.limit - min(max_tokens, self.limit // _ROOM)

    def _shortened(self, context: Sequence[Message], room: int) -> list[int]:
        first = 1 if context[0]["role"] == "system" else 0
        while True:
            (prompt,) = self._ids([self._chat.render(context)])
            if len(prompt) <= room or len(context) - first < 3:
                return prompt[-room:]
            context = [*context[:first], *context[first + 2 :]]

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
        written = self.decode(said)
        text = self._chat.opened + written
        thought = len(thoughts_of(text)) - len(self._chat.opened)
        thought_tokens = _count(said, lambda first: len(self.decode(first)) >= thought)
        plan_tokens = 0
        if CLOSE in written[thought:]:
            ended = thought + written[thought:].index(CLOSE) + len(CLOSE)
            plan_tokens = _count(said, lambda first: len(self.decode(first)) >= ended)
        return Generation(
            text=text,
            token_ids=tuple(ids),
            logprobs=tuple(logprobs),
            # What thoughts lead to cannot be told before them.
            plan_probability=None if thought_tokens else plan_probability,
            input_tokens=len(prompt),
            output_tokens=len(ids),
            plan_tokens=max(0, plan_tokens - thought_tokens),
            thought_tokens=thought_tokens,
            prompt_ids=tuple(prompt),
            banned=banned,
        )

    def _openings(self) -> tuple[int, ...]:
        """See ``plan``."""
        sign = OPEN[0]  # a byte, so that no tokenizer divides it
        found = []
        for piece, token in self.tokenizer.get_vocab().items():
            if sign not in piece:
                continue
            text = self.decode([token])
            tails = (text[at:] for at, letter in enumerate(text) if letter == sign)
            if any(tail.startswith(OPEN) or OPEN.startswith(tail) for tail in tails):
                found.append(token)
        return tuple(sorted(found))

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


def _count(ids: Sequence[int], is_enough: Callable[[Sequence[int]], bool]) -> int:
    """How many tokens it takes from the beginning until they are enough; all of them are."""
    return bisect_left(range(len(ids)), True, key=lambda count: is_enough(ids[:count]))


def tokenizer_of(path: str) -> Any:
    """The tokenizer of a model folder, or of a name on the Hugging Face hub. An adapter that has
    none has that of its base.

    ModelError if there is none.
    """
    from transformers import AutoTokenizer

    base = folder.base_of(path)
    names = [path] if base is None else [path, base]
    why = ""
    for name in names:
        try:
            return AutoTokenizer.from_pretrained(name)
        # Files of other people: what can be wrong with them has no common name.
        except Exception as error:  # noqa: BLE001
            why = f"no tokenizer can be loaded from {name}: {first_line(error)}"
    raise ModelError(why)


def limit_of(config: Any) -> int | None:
    """Tokens of prompt and completion together, as a model's configuration has it; None: any
    number.
    """
    own = config.get_text_config()
    found = (getattr(own, name, None) for name in ("max_position_embeddings", "max_seq_len"))
    return next((limit for limit in found if isinstance(limit, int) and limit > 0), None)


def ends_of(path: str, config: Any) -> int | list[int] | None:
    """The model's own tokens that end a text; ``config`` is its configuration."""
    from transformers import GenerationConfig

    try:
        generation = GenerationConfig.from_pretrained(path)
    except OSError:  # as old models have none
        generation = GenerationConfig.from_model_config(config)
    ends: int | list[int] | None = generation.eos_token_id
    return ends
