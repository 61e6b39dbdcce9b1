"""Training examples: what a model reads and what it is to write, as token ids, in one file.

Ids mean nothing without the tokenizer that gave them, so a file of examples carries the SHA-256 of
its tokenizer's file, and ``require_tokenizer`` refuses those of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from agent.core.completion import write
from agent.core.context import Message
from agent.core.files import write_atomic
from agent.models.chat import Chat
from agent.models.protocol import ModelError
from training.data.tokenizer import SHOWN, TokenizerError, tokenizer_digest

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class Examples:
    """Examples as token ids.

    Attributes:
        ids: (total,) prompt and completion (plan block if any, action, end of text) of one example
            after the other.
        ends: (n,) where each example ends in ``ids``.
        prompts: (n,) tokens of each prompt.
        plans: (n,) tokens of the plan block at the beginning of the completion, 0 for none.
        weights: (n,) of each example in the loss; below 0: what is not to be written.
        tokenizer: SHA-256 of the file of the tokenizer that gave the ids; "" where the ids are a
            model's own and are never written.
        states: (n,) which state each example is of: those of one state stand together and have the
            same number; None: each is of its own.
    """

    ids: NDArray[np.int32]
    ends: NDArray[np.int64]
    prompts: NDArray[np.int32]
    plans: NDArray[np.int32]
    weights: NDArray[np.float32]
    tokenizer: str = ""
    states: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(n,) tokens of each example."""
        return np.diff(self.ends, prepend=0)

    @property
    def starts(self) -> NDArray[np.int64]:
        """(n,) where each example begins in ``ids``."""
        return self.ends - self.lengths

    @property
    def firsts(self) -> NDArray[np.bool_]:
        """(n,) whether each example is the first one of its state."""
        if self.states is None:
            return np.ones(len(self), np.bool_)
        found: NDArray[np.bool_] = np.diff(self.states, prepend=-1) != 0
        return found

    def save(self, path: Path) -> None:
        """Write as a compressed .npz, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.tokenizer
        written = BytesIO()
        states: dict[str, Any] = {} if self.states is None else {"states": self.states}
        fits = self.ids.max(initial=0) <= np.iinfo(np.uint16).max
        ids = self.ids.astype(np.uint16) if fits else self.ids
        np.savez_compressed(
            written,
            ids=ids,
            ends=self.ends,
            prompts=self.prompts,
            plans=self.plans,
            weights=self.weights,
            tokenizer=np.array(self.tokenizer),
            **states,
        )
        write_atomic(path, written.getvalue())

    @classmethod
    def load(cls, path: Path) -> Examples:
        """Read what ``save`` wrote.

        TokenizerError for a file of a former version, which does not tell its tokenizer.
        """
        with np.load(path) as arrays:
            if "tokenizer" not in arrays:
                raise TokenizerError(
                    f"{path} does not tell which tokenizer its numbers are of, "
                    "since a former version made it;"
                    " make the examples again"
                )
            return cls(
                arrays["ids"].astype(np.int32),
                arrays["ends"],
                arrays["prompts"],
                arrays["plans"],
                arrays["weights"],
                str(arrays["tokenizer"]),
                arrays.get("states"),
            )

    def require_tokenizer(self, name: object, due: str, model: str) -> None:
        """Raise TokenizerError unless these are examples of a model's tokenizer.

        Args:
            name: of these examples, for people.
            due: SHA-256 of the file of the model's tokenizer.
            model: its name, for people.
        """
        if self.tokenizer != due:
            raise TokenizerError(
                f"{name} has examples of the tokenizer {self.tokenizer[:SHOWN]}, "
                f"and {model} has {due[:SHOWN]};"
                " make the examples again, with sidequest examples --model and this model's folder"
            )

    def take(self, indices: NDArray[np.int64]) -> Examples:
        """(k,) of these examples, in this order; one may be named more than once.

        Where they have states, those of one state still have to stand together.
        """
        starts = self.starts
        parts = [self.ids[starts[at] : self.ends[at]] for at in indices]
        return Examples(
            np.concatenate(parts) if parts else self.ids[:0],
            np.cumsum([len(part) for part in parts]).astype(np.int64),
            self.prompts[indices],
            self.plans[indices],
            self.weights[indices],
            self.tokenizer,
            None if self.states is None else self.states[indices],
        )

    @classmethod
    def joined(cls, parts: Sequence[Examples]) -> Examples:
        """All examples of several sets of one tokenizer, in their order; no two sets have a state
        in common.

        TokenizerError if they have several tokenizers.
        """
        for part in parts:
            part.require_tokenizer("one set", parts[0].tokenizer, "another")
        offsets = np.cumsum([0, *(len(part.ids) for part in parts)])
        return cls(
            np.concatenate([part.ids for part in parts]),
            np.concatenate(
                [part.ends + offset for part, offset in zip(parts, offsets, strict=False)]
            ),
            np.concatenate([part.prompts for part in parts]),
            np.concatenate([part.plans for part in parts]),
            np.concatenate([part.weights for part in parts]),
            parts[0].tokenizer,
            np.concatenate([part.firsts for part in parts]).cumsum() - 1,
        )


@dataclass(frozen=True, slots=True)
class ChatExample:
    """What is to be written after a prompt, and how much that weighs in the loss."""

    messages: Sequence[Message]
    plan: str | None
    action: str
    weight: float = 1.0


def encode(answers: Sequence[ChatExample], tokenizer: PreTrainedTokenizerBase) -> Examples:
    """The examples of these answers for a model with this tokenizer, which has a file: prompts as
    they are read when playing (``Chat``), and an end that ends a text there, too.

    TokenizerError if it has no file, no end of text, or a chat template that cannot be used.
    """
    of = tokenizer_digest(tokenizer)
    if tokenizer.eos_token is None:
        raise TokenizerError(
            f"{tokenizer.name_or_path} has no token that ends a text; name one as eos_token in its "
            "tokenizer_config.json"
        )
    if not answers:
        none = np.zeros(0, np.int32)
        ends, weights = np.zeros(0, np.int64), np.zeros(0, np.float32)
        return Examples(none, ends, none, none, weights, of)
    try:
        chat = Chat(tokenizer)
    except ModelError as error:
        raise TokenizerError(f"{tokenizer.name_or_path}: {error}") from error
    prompts = [chat.render(answer.messages) for answer in answers]
    written = [write(answer.plan, answer.action) for answer in answers]
    plans = [
        "" if answer.plan is None else text.removesuffix(answer.action)
        for answer, text in zip(answers, written, strict=True)
    ]
    completions = [text + str(tokenizer.eos_token) for text in written]
    read, said, planned = (
        tokenizer(texts, add_special_tokens=False).input_ids
        for texts in (prompts, completions, plans)
    )
    ids = [prompt + completion for prompt, completion in zip(read, said, strict=True)]
    return Examples(
        np.fromiter((token for example in ids for token in example), np.int32),
        np.cumsum([len(example) for example in ids]).astype(np.int64),
        np.array([len(prompt) for prompt in read], np.int32),
        np.array([len(plan) for plan in planned], np.int32),
        np.array([answer.weight for answer in answers], np.float32),
        of,
    )


def encode_states(
    states: Sequence[Sequence[ChatExample]], tokenizer: PreTrainedTokenizerBase
) -> Examples:
    """The same as ``encode`` for the answers in each of these states."""
    made = encode([answer for state in states for answer in state], tokenizer)
    return replace(made, states=np.repeat(np.arange(len(states)), [len(each) for each in states]))
