"""A Llama-architecture model folder in onnxruntime, on a processor: what ``LocalModel`` writes, at
less than half of its time.

The graph is made of the folder's weights whenever it is loaded, which takes a small part of a
second for a small model, so nothing else has to be kept. Prompts are read in groups of about the
same length. A beginning that all prompts of a call share is read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from torch import Tensor
from transformers import AutoConfig

from agent.core.errors import first_line
from agent.models import decoding, folder, llama_graph
from agent.models.decoding import WORTH_KEEPING, DecodingModel
from agent.models.hardware import CPU, Hardware
from agent.models.protocol import ModelError
from agent.models.tokens import Tokens, ends_of, limit_of, tokenizer_of

GROUP = 8  # prompts that are read at once; more would only be padded more
WORTH_SHARING = 24  # tokens that a call's prompts must share to be read apart

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts that were read together.

    Attributes:
        mask: what is no padding, [rows, tokens].
        past: each layer's keys and values, [rows, heads, tokens, width].
    """

    mask: NDArray[np.bool_]
    past: list[Numbers]


@dataclass(slots=True)
class _OnnxBatch:
    """See ``agent.models.decoding.Batch``; ``rows`` says where each was read, and in which row."""

    logits: Tensor
    rows: list[tuple[_Read, int]]


class OnnxModel(DecodingModel[_OnnxBatch]):
    """A Llama. Not thread-safe: one call at a time.

    Args:
        path: a model folder.
        hardware: how many threads compute; one if it does not say, which is quickest with a small
            model. Torch, which draws the tokens, takes the number for the whole process.
        thinks: see ``agent.models.chat.Chat``.

    Raises ModelError if there is no such model, its chat template cannot be used, no graph can be
    made of it, or another device is asked for.
    """

    def __init__(self, path: str, hardware: Hardware = CPU, *, thinks: bool = False) -> None:
        folder.check(path)
        if hardware.threads:
            torch.set_num_threads(hardware.threads)  # which draws the tokens
        if hardware.device != "cpu":
            raise ModelError(f"onnxruntime computes on processors here, not on {hardware.device!r}")
        tokenizer = tokenizer_of(path)
        try:
            config = AutoConfig.from_pretrained(path)
            if not llama_graph.can_draw(Path(path), config):
                raise ModelError(
                    f"{path} is no Llama of a size and kind that onnxruntime runs here"
                )
            graph = llama_graph.draw(Path(path), config).SerializeToString()
            self._session = onnxruntime.InferenceSession(
                graph, _options(hardware.threads or 1), providers=["CPUExecutionProvider"]
            )
        except ModelError:
            raise
        # onnxruntime's own errors are RuntimeErrors and have no name in its typed interface
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ModelError(f"onnxruntime cannot load {path}: {first_line(error)}") from error
        super().__init__(
            path, Tokens(tokenizer, ends_of(path, config), limit_of(config), thinks=thinks)
        )
        self._names = llama_graph.past_names(config.num_hidden_layers)
        self._outputs = ["logits", *(f"now.{name}" for name in self._names)]
        self._nothing = np.zeros((1, config.num_key_value_heads, 0, config.head_dim), np.float32)
        self._kept: tuple[Sequence[int], list[Numbers]] | None = None  # a prompt, and what of it

    def prefill(self, prompts: Sequence[Sequence[int]]) -> _OnnxBatch:
        """Read the prompts; keep the longest one's keys and values if it is long enough to be worth
        it.
        """
        known, past = self._begin(prompts)
        order = sorted(range(len(prompts)), key=lambda row: len(prompts[row]))
        logits: list[Tensor] = [torch.empty(0)] * len(prompts)
        rows: list[tuple[_Read, int]] = [(_Read(np.empty((0, 0), np.bool_), []), 0)] * len(prompts)
        for begin in range(0, len(order), GROUP):
            group = order[begin : begin + GROUP]
            rest = [prompts[row][known:] for row in group]
            width = max(map(len, rest))
            ids = np.zeros((len(group), width), np.int64)
            mask = np.zeros((len(group), known + width), np.bool_)
            mask[:, :known] = True
            for at, tokens in enumerate(rest):
                ids[at, width - len(tokens) :] = tokens
                mask[at, known + width - len(tokens) :] = True
            found, read = self._forward(ids, mask, _repeated(past, len(group)))
            for at, row in enumerate(group):
                logits[row], rows[row] = found[at], (read, at)
        longest = order[-1]
        read, at = rows[longest]
        if read.mask.shape[1] >= WORTH_KEEPING:
            self._kept = prompts[longest], [one[at : at + 1].copy() for one in read.past]
        return _OnnxBatch(torch.stack(logits), rows)

    def advance(self, batch: _OnnxBatch, tokens: Sequence[int], going: Sequence[int]) -> _OnnxBatch:
        """See ``DecodingModel``."""
        mask, past = self._joined([batch.rows[at] for at in going])
        mask = np.hstack([mask, np.ones((len(going), 1), np.bool_)])
        logits, read = self._forward(np.array(tokens, np.int64)[:, None], mask, past)
        return _OnnxBatch(logits, [(read, at) for at in range(len(going))])

    def _joined(self, rows: Sequence[tuple[_Read, int]]) -> tuple[NDArray[np.bool_], list[Numbers]]:
        """The mask, [rows, tokens], and the keys and values of texts, wherever they were read."""
        reads = {id(read): read for read, _ in rows}
        if len(reads) == 1:
            (read,) = reads.values()
            own = [at for _, at in rows]
            return read.mask[own], [one[own] for one in read.past]
        width = max(read.mask.shape[1] for read in reads.values())
        mask = np.zeros((len(rows), width), np.bool_)
        _, heads, _, size = self._nothing.shape
        past = [np.zeros((len(rows), heads, width, size), np.float32) for _ in self._names]
        for to, (read, at) in enumerate(rows):
            begin = width - read.mask.shape[1]
            mask[to, begin:] = read.mask[at]
            for whole, one in zip(past, read.past, strict=True):
                whole[to, :, begin:] = one[at]
        return mask, past

    def _begin(self, prompts: Sequence[Sequence[int]]) -> tuple[int, list[Numbers]]:
        """How many tokens at the beginning of all prompts are known, and their keys and values, of
        one row.
        """
        # The last token of a prompt is always read again: its logits are what is asked for.
        first = prompts[0][: min(map(len, prompts)) - 1]
        common = min((decoding.shared(first, other) for other in prompts[1:]), default=len(first))
        known, past = 0, [self._nothing] * len(self._names)
        if self._kept and (same := decoding.shared(self._kept[0], first[:common])) >= WORTH_KEEPING:
            known, past = same, [one[:, :, :same] for one in self._kept[1]]
        if len(prompts) > 1 and common - known >= WORTH_SHARING:
            ids = np.array([first[known:common]], np.int64)
            _, read = self._forward(ids, np.ones((1, common), np.bool_), past)
            known, past = common, read.past
        return known, past

    def _forward(
        self, ids: NDArray[np.int64], mask: NDArray[np.bool_], past: list[Numbers]
    ) -> tuple[Tensor, _Read]:
        """Read ``ids``, [rows, new], after what is past; ``mask``, [rows, past + new], has both."""
        new, whole = ids.shape[1], mask.shape[1]
        positions = (mask.cumsum(1) - 1).clip(0)[:, whole - new :]
        before = np.tri(new, whole, whole - new, dtype=np.bool_)
        seen = before & mask[:, None, None, :]
        bias = np.where(seen, np.float32(0), np.float32(llama_graph.HIDDEN))
        given = {"ids": ids, "positions": positions, "bias": bias}
        given |= {f"past.{name}": one for name, one in zip(self._names, past, strict=True)}
        logits, *now = self._session.run(self._outputs, given)
        return torch.from_numpy(logits), _Read(mask, now)


def _repeated(past: list[Numbers], rows: int) -> list[Numbers]:
    """One row's keys and values for as many rows."""
    return past if rows == 1 else [np.repeat(one, rows, axis=0) for one in past]


def runs(path: str, hardware: Hardware) -> bool:
    """Whether a model can be an ``OnnxModel`` on that hardware."""
    if hardware.device != "cpu" or not (Path(path) / "config.json").is_file():
        return False
    try:
        return llama_graph.can_draw(Path(path), AutoConfig.from_pretrained(path))
    except (OSError, ValueError):  # whoever loads it is told
        return False


def _options(threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A thread that waits for the next decision must not take the time of the others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors
    return options
