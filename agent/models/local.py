"""Any causal language model of the transformers library, on this machine, with its own tokenizer
and chat template.

The model's forward call is made once for the prompts, padded on the left to one length, and once
for every further token, for the rows that are not finished. Keys and values of the longest prompt
are kept, and the next call computes only what follows the beginning that all its
prompts share with it: with one long context that grows, that is what was added; with several, the
system prompt. A model that has a state in place of keys and values, or nothing, reads each row by
itself: its state would take in the padding, too.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoModelForCausalLM
from transformers.cache_utils import DynamicCache, DynamicLayer
from transformers.utils import logging

from agent.core.context import Message
from agent.core.errors import first_line
from agent.models import decoding, folder
from agent.models.decoding import WORTH_KEEPING, DecodingModel
from agent.models.hardware import CPU, Hardware
from agent.models.protocol import ModelError
from agent.models.tokens import Tokens, limit_of, tokenizer_of

if TYPE_CHECKING:
    from agent.models.constrained import Grammar


# What models call what they keep of the tokens that they read, the newer name first.
_CACHE, _STATE = ("cache", "past_key_values"), ("cache_params", "state")


@dataclass(slots=True)
class _Batch:
    """The unfinished rows of a call, after a forward pass.

    Attributes:
        logits: of the next token, [rows, vocabulary], float32, on the CPU.
        mask: what is no padding of all tokens so far, [rows, tokens], 0 or 1.
    """

    logits: Tensor
    mask: Tensor
    cache: DynamicCache


@dataclass(slots=True)
class _Rows:
    """The same of a model that reads each row by itself.

    Attributes:
        states: what the model knows of each row, and of how many tokens.
    """

    logits: Tensor
    states: list[tuple[Any, int]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A prompt's tokens, and each layer's keys and values of them, [1, heads, tokens, width]."""

    ids: Sequence[int]
    layers: list[tuple[Tensor, Tensor]]


class LocalModel(DecodingModel[_Batch | _Rows]):
    """A causal language model. Not thread-safe: one call at a time.

    Args:
        path: a model folder, or the name of a model on the Hugging Face hub.
        hardware: where it computes; the number of threads holds for the whole process.
        thinks: see ``agent.models.chat.Chat``.

    Raises ModelError if there is no such model, its chat template cannot be used, it is too large
    for the memory, or the device cannot be used.
    """

    def __init__(self, path: str, hardware: Hardware = CPU, *, thinks: bool = False) -> None:
        if hardware.threads:
            torch.set_num_threads(hardware.threads)
        self._take(path, *_load(path, hardware.device), thinks=thinks)

    @classmethod
    def of(cls, name: str, tokenizer: Any, model: Any) -> LocalModel:
        """A transformers model and its tokenizer that are loaded already; ``refresh`` is called
        whenever its weights change.
        """
        new = cls.__new__(cls)
        new._take(name, tokenizer, model)
        return new

    def _take(self, name: str, tokenizer: Any, model: Any, *, thinks: bool = False) -> None:
        ends = model.generation_config.eos_token_id
        super().__init__(name, Tokens(tokenizer, ends, limit_of(model.config), thinks=thinks))
        self._model = model
        self._device = model.device
        self._accepts = set(inspect.signature(model.forward).parameters)
        self._state = _state_name(model)
        self._kept: _Kept | None = None
        self._grammar: tuple[str, Grammar] | None = None  # of the last schema

    @torch.inference_mode()
    def write(
        self, context: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int
    ) -> str:
        """See ``agent.models.protocol.Writer``; what the schema forbids is ruled out in decoding.

        A text that has not come to its end after ``max_tokens`` is cut there. Raises ImportError
        without llguidance.
        """
        (prompt,) = self.encode([context], max_tokens=max_tokens)
        path = self._grammar_of(schema).follow()
        batch = self.prefill([prompt])
        written: list[int] = []
        room = (
            max_tokens
            if self._tokens.limit is None
            else min(max_tokens, self._tokens.limit - len(prompt))
        )
        while len(written) < room:
            path.mask(batch.logits[0])
            token = int(batch.logits[0].argmax())
            if token in self._tokens.ends:
                break
            path.write([token])
            written.append(token)
            batch = self.advance(batch, [token], [0])
        return self._tokens.decode(written)

    def _grammar_of(self, schema: Mapping[str, Any]) -> Grammar:
        from agent.models.constrained import Grammar

        known = json.dumps(schema)
        if self._grammar is None or self._grammar[0] != known:
            self._grammar = known, Grammar(self._tokens.tokenizer, self._tokens.ends, schema)
        return self._grammar[1]

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """See ``Tokens.encode``."""
        return self._tokens.encode(contexts, max_tokens=max_tokens)

    def refresh(self) -> None:
        """Forget what was computed with the weights as they were."""
        self._kept = None

    def prefill(self, prompts: Sequence[Sequence[int]]) -> _Batch | _Rows:
        """Read the prompts; keep the longest one's keys and values if it is long enough to be worth
        it.
        """
        if self._state is not None:
            return self._read_each(prompts, [(None, 0)] * len(prompts))
        known, cache = self._begin(prompts)
        rest = [prompt[count:] for prompt, count in zip(prompts, known, strict=True)]
        width = max(map(len, rest))
        ids = torch.tensor([[0] * (width - len(row)) + list(row) for row in rest])
        whole = max(known) + width
        mask = torch.tensor([[0] * (whole - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        batch = self._forward(ids, mask, cache)
        longest = max(range(len(prompts)), key=lambda row: len(prompts[row]))
        size = len(prompts[longest])
        if size >= WORTH_KEEPING and all(type(layer) is DynamicLayer for layer in cache.layers):
            layers = [
                (
                    keys[longest : longest + 1, :, -size:].clone(),
                    values[longest : longest + 1, :, -size:].clone(),
                )
                for keys, values, _ in cache
            ]
            self._kept = _Kept(prompts[longest], layers)
        return batch

    def _begin(self, prompts: Sequence[Sequence[int]]) -> tuple[list[int], DynamicCache]:
        """How many tokens at the beginning of each prompt are known already, and a cache that has
        them, padded on the left like the prompts: some models count what stands between two tokens,
        so a padding must not.
        """
        config = self._model.config
        if self._kept:
            # The last token of a prompt is always read again: its logits are what is asked for.
            shared = min(
                min(decoding.shared(self._kept.ids, prompt), len(prompt) - 1) for prompt in prompts
            )
            if shared >= WORTH_KEEPING:
                new = max(map(len, prompts)) - shared  # tokens that are read in every row
                known = [max(0, len(prompt) - new) for prompt in prompts]
                layers = [
                    (_left_padded(keys, known), _left_padded(values, known))
                    for keys, values in self._kept.layers
                ]
                return known, DynamicCache(layers, config=config)
        return [0] * len(prompts), DynamicCache(config=config)

    def advance(
        self, batch: _Batch | _Rows, tokens: Sequence[int], going: Sequence[int]
    ) -> _Batch | _Rows:
        """Read one more token in those rows of a batch that go on."""
        if isinstance(batch, _Rows):
            return self._read_each(
                [[token] for token in tokens], [batch.states[row] for row in going]
            )
        mask = batch.mask
        if len(going) < len(mask):
            mask = mask[going]
            batch.cache.batch_select_indices(torch.tensor(going, device=self._device))
        mask = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
        return self._forward(torch.tensor(tokens)[:, None], mask, batch.cache)

    def _read_each(self, ids: Sequence[Sequence[int]], states: Sequence[tuple[Any, int]]) -> _Rows:
        """Read tokens in each row by itself, after what its state holds; without one, after all
        that was read before.
        """
        logits, after = [], []
        for row, (state, read) in zip(ids, states, strict=True):
            end = read + len(row)
            new = row if self._state else [*(state or ()), *row]
            positions = torch.arange(end - len(new), end, device=self._device)[None]
            given = {"use_cache": bool(self._state), "position_ids": positions}
            output = self._model(
                input_ids=torch.tensor([new], device=self._device),
                **({self._state: state} if self._state else {}),
                **{name: value for name, value in given.items() if name in self._accepts},
            )
            if self._state and self._state not in output:
                self._state = ""  # it keeps its state in itself, where rows would be mixed up
                return self._read_each(ids, states)
            logits.append(output.logits[0, -1].float().cpu())
            after.append((output[self._state] if self._state else new, end))
        return _Rows(torch.stack(logits), after)

    def _forward(self, ids: Tensor, mask: Tensor, cache: DynamicCache) -> _Batch:
        """Read ``ids``, [rows, new tokens], after what is in the cache; ``mask`` covers both."""
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        # Not every architecture takes all of these.
        given = {"position_ids": positions.to(self._device), "logits_to_keep": 1}
        given[next(name for name in _CACHE if name in self._accepts)] = cache
        output = self._model(
            input_ids=ids.to(self._device),
            attention_mask=mask.to(self._device),
            use_cache=True,
            **{name: value for name, value in given.items() if name in self._accepts},
        )
        return _Batch(output.logits[:, -1].float().cpu(), mask, cache)


def _state_name(model: Any) -> str | None:
    """The argument that takes the state of a model which has one in place of keys and values, or
    beside them; "" for a model that keeps nothing, None for one of attention alone.
    """
    accepts = inspect.signature(model.forward).parameters
    if any(name in accepts for name in _CACHE):
        layers = DynamicCache(config=model.config).layers
        if all(isinstance(layer, DynamicLayer) for layer in layers):
            return None
    return next((name for name in (*_CACHE, *_STATE) if name in accepts), "")


def _left_padded(kept: Tensor, known: Sequence[int]) -> Tensor:
    """The first ``known`` tokens of ``kept``, [1, heads, tokens, width], for each row,
    [rows, heads, most of them, width].
    """
    most = max(known)
    if min(known) == most:
        return kept[:, :, :most].expand(len(known), -1, -1, -1)
    rows = [functional.pad(kept[:, :, :count], (0, 0, most - count, 0)) for count in known]
    return torch.cat(rows)


def _load(path: str, device: str) -> tuple[Any, Any]:
    """Tokenizer and model."""
    folder.check(path)
    logging.disable_progress_bar()
    tokenizer = tokenizer_of(path)
    try:
        # On a GPU as it was saved; processors are at their fastest with 32 bits.
        dtype = torch.float32 if device == "cpu" else "auto"
        model, found = AutoModelForCausalLM.from_pretrained(
            path, dtype=dtype, output_loading_info=True
        )
    # Files of other people: what can be wrong with them, or missing here, has no common name.
    except Exception as error:
        raise ModelError(
            f"no language model can be loaded from {path}: {first_line(error)}"
        ) from error
    # The library fills in random numbers for these, such as for weights that are packed in a way
    # that it does not know.
    if missing := sorted(found["missing_keys"]):
        raise ModelError(
            f"{path} lacks {len(missing)} of the model's weights, such as {missing[0]}"
        )
    rows = model.get_input_embeddings().weight.shape[0]
    if len(tokenizer) > rows:
        raise ModelError(
            f"{path} has a tokenizer of {len(tokenizer)} tokens and a model of {rows}; tokens were "
            "added without resize_token_embeddings"
        )
    try:
        return tokenizer, model.to(device).eval()
    except (RuntimeError, AssertionError, ValueError) as error:
        raise ModelError(
            f"{path} cannot be put on the device {device!r}: {first_line(error)}"
        ) from error
