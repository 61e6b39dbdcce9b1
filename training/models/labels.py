"""The logits of labelled tokens alone, with less work than a model's own forward pass.

A Llama here runs its own modules in another order, and leaves out what no label depends on:

- In the last layer the prompt is keys and values. Its queries, its MLP, the last norm and the head
  are for the positions that predict a label, a few of a hundred.
- What enters the first layer's attention depends on the token alone, not on where it stands: norm,
  queries, keys and values are computed once for each different token of a batch.
- Rows that begin alike, such as one state under several plans, need their beginning once. Their
  tokens are packed, those of a shared beginning once, and attend in blocks: the tokens that a row
  does not share to all of that row.
- In bfloat16 on a processor, attention is two matrix products and a softmax in bfloat16. Torch's
  own attention takes 1.5 times as long there at a hundred tokens, in 32 bits, and more in 16.

In 32 bits the gradients are those of the model's own pass, up to the order of sums. Other models,
and those that a device's wrapper has to see the whole pass of, take their own pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import LlamaForCausalLM

from training.data.batches import Batch

# tokens of a row up to which attention is written out: torch's own is as fast with more, and keeps
# no probability for each pair
_LONGEST_WRITTEN_OUT = 256
# by which the queries of the rows of one block differ at the most: blocks that are more alike hold
# less padding, and each one more costs a dozen calls a layer
_ALIKE = 1.5


class Beginnings(NamedTuple):
    """What b rows that are padded on the right have in common.

    Attributes:
        lengths: (b,) int64, tokens of each row.
        shared: (b,) int64, leading tokens that each row has in common with the one before it and
            that need not be read again; less than its length and the former's, 0 for the first.
    """

    lengths: Tensor
    shared: Tensor


class _Blocks(NamedTuple):
    """How n queries attend: in blocks of r rows of q queries and k keys, padded on the right.

    Attributes:
        queries: (m,) int64, which of the n each query of a row is, row by row and block by block;
            any for padding.
        keys: (m',) int64, which of the packed tokens each key is, in the same order; any for
            padding.
        biases: (r, 1, q, k) bfloat16 of each block, 0 where a query sees a key, else minus
            infinity.
        found: (n,) int64, where each of the n is in ``queries``.
    """

    queries: Tensor
    keys: Tensor
    biases: Sequence[Tensor]
    found: Tensor


class LabelLogits:
    """Gives logits of a causal model for labels.

    Args:
        compiled: compile the pass of a Llama with ``torch.compile``; others are as they are.
    """

    def __init__(self, *, compiled: bool = False) -> None:
        self._forward: Callable[..., Tensor] = (
            torch.compile(_forward, dynamic=True) if compiled else _forward
        )

    def __call__(self, model: Any, batch: Batch) -> Tensor:
        """(n, vocabulary) float32 logits of the n labels of ``batch`` that have a weight.

        Their order is that of ``batch["labels"][batch["weights"] != 0]``.
        """
        rows, length = batch["input_ids"].shape
        count = batch["labels"].shape[1]
        places = torch.arange(length - count, length, device=batch["labels"].device)
        return self.at(
            model,
            batch["input_ids"],
            places.expand(rows, count),
            batch["weights"] != 0,
            positions=batch["position_ids"],
            inside=batch["attention_mask"],
        )

    def at(
        self,
        model: Any,
        ids: Tensor,
        places: Tensor,
        wanted: Tensor,
        *,
        positions: Tensor | None = None,
        inside: Tensor | None = None,
        beginnings: Beginnings | None = None,
    ) -> Tensor:
        """(n, vocabulary) float32 logits at n places of b rows of t tokens.

        Args:
            model: that reads.
            ids: (b, t) int64 tokens, padded on either side.
            places: (b, k) int64 columns of ``ids``.
            wanted: (b, k) bool, which of these; n is their number.
            positions: (b, t) int64 of the tokens; None: as the columns are.
            inside: (b, t) int64, 0 for padding; None: all padding is on the right, where no token
                sees it.
            beginnings: that the rows share, without ``positions`` and ``inside``; a Llama reads
                each once. No wanted place is in what its row shares.
        """
        llama = as_llama(model)
        if llama is None:
            columns, which = torch.unique(places, return_inverse=True)
            whole: Tensor = model(
                input_ids=ids,
                attention_mask=inside,
                position_ids=positions,
                logits_to_keep=columns,
                use_cache=False,
            ).logits
            return _at(whole, which)[wanted].float()
        chosen = wanted.flatten().nonzero().squeeze(1)
        if positions is None:
            positions = torch.arange(ids.shape[1], device=ids.device)[None]
        bias, blocks = None, None
        if beginnings is None:
            bias = _bias(ids.shape[1], inside, ids.device)
        else:
            columns = positions.expand(ids.shape)
            own, paths = _packed(columns, beginnings)
            blocks = (
                _blocks(columns, own, paths, beginnings.lengths),
                _blocks(places, wanted, paths, beginnings.lengths),
            )
            ids, positions = ids[own][None], columns[own][None]
            places = paths.gather(1, places)[wanted][None]
            chosen = torch.arange(places.shape[1], device=ids.device)
        tokens, which = torch.unique(ids, return_inverse=True)
        # What follows from positions alone is no part of what is compiled: it would be worked out
        # again for each head of each layer.
        cosines, sines = llama.model.rotary_emb(llama.model.embed_tokens.weight, positions)
        angles = cosines.expand(*ids.shape, -1), sines.expand(*ids.shape, -1)
        found = self._forward(
            llama, ids, tokens, which, *angles, bias, blocks, places, chosen, causal=inside is None
        )
        return found.float()


def as_llama(model: Any) -> LlamaForCausalLM | None:
    """The Llama that a model is, with or without adapters; None if it is another one.

    A wrapper for several devices is another one, and so is a Llama that drops out at random, that
    computes its activations twice, or that has one layer.
    """
    found = model.get_base_model() if hasattr(model, "get_base_model") else model
    if type(found) is not LlamaForCausalLM or found.is_activation_checkpointing:
        return None
    if found.config.attention_dropout or found.config.num_hidden_layers < 2:
        return None
    drops = any(isinstance(part, nn.Dropout) and part.p > 0 for part in found.modules())
    return None if drops else found


def _forward(
    llama: LlamaForCausalLM,
    ids: Tensor,
    tokens: Tensor,
    which: Tensor,
    cosines: Tensor,
    sines: Tensor,
    bias: Tensor | None,
    blocks: tuple[_Blocks, _Blocks] | None,
    places: Tensor,
    chosen: Tensor,
    *,
    causal: bool,
) -> Tensor:
    """(n, vocabulary) logits.

    Args:
        llama: that reads.
        ids: (b, t) int64.
        tokens: (u,) int64, the different ones among ``ids``.
        which: (b, t) int64, where each of ``ids`` is in ``tokens``.
        cosines: (b, t, width of a head), of the angles by which tokens are turned.
        sines: the same, of the sines.
        bias: (b or 1, 1, t, t), as ``_bias`` gives it; None for packed tokens.
        blocks: in which packed tokens attend, b = 1: all of them, and in the last layer the places.
        places: (b, k) int64.
        chosen: (n,) int64, indices of the wanted among the b * k places.
        causal: ``bias`` is the plain triangle.
    """
    trunk: Any = llama.model
    length = ids.shape[1]
    hidden = trunk.embed_tokens(ids)
    for number, layer in enumerate(trunk.layers):
        attention = layer.self_attn
        last = number == len(trunk.layers) - 1
        if number == 0:
            normed = layer.input_layernorm(trunk.embed_tokens(tokens))
            query, key, value = (
                _looked_up(which, projection(normed))
                for projection in (attention.q_proj, attention.k_proj, attention.v_proj)
            )
        else:
            normed = layer.input_layernorm(hidden)
            query = attention.q_proj(_at(normed, places) if last else normed)
            key, value = attention.k_proj(normed), attention.v_proj(normed)
        query, key, value = (_heads(one, attention) for one in (query, key, value))
        key = _rotated(key, cosines, sines)
        if last:
            cosines, sines = _at(cosines, places), _at(sines, places)
            if bias is not None:
                bias = _at(bias[:, 0].expand(*ids.shape, length), places)[:, None]
        query = _rotated(query, cosines, sines)
        if blocks is not None:
            read = _attend_in_blocks(query, key, value, blocks[last], attention)
        else:
            assert bias is not None
            read = _attend(query, key, value, bias, attention, causal=causal and not last)
        if last:
            read = read.flatten(0, 1)[chosen]
            hidden = _at(hidden, places).flatten(0, 1)[chosen]
        hidden = hidden + attention.o_proj(read)
        hidden = hidden + layer.mlp(layer.post_attention_layernorm(hidden))
    found: Tensor = llama.lm_head(trunk.norm(hidden))
    return found


def _bias(length: int, inside: Tensor | None, device: torch.device) -> Tensor:
    """(b or 1, 1, t, t) bfloat16, for the scores of attention: 0 where a token, the row, sees
    another one, the column; else minus infinity.
    """
    place = torch.arange(length, device=device)
    seen = (place[:, None] >= place)[None, None]
    if inside is not None:
        # Padding sees itself, or its softmax would be over nothing.
        itself = (place[:, None] == place)[None, None]
        seen = seen & (inside[:, None, None].bool() | itself)
    return torch.zeros(seen.shape, dtype=torch.bfloat16, device=device).masked_fill(
        ~seen, float("-inf")
    )


def _packed(columns: Tensor, beginnings: Beginnings) -> tuple[Tensor, Tensor]:
    """(b, t) bool, the tokens that are packed: those that a row does not share; and (b, t) int64,
    which of the packed each token is, any for padding.

    ``columns``: (b, t) int64, 0 to t - 1 in each row.
    """
    lengths, shared = beginnings.lengths[:, None], beginnings.shared[:, None]
    own = (columns >= shared) & (columns < lengths)
    # The last row, up to each one, that does not share this column has the token.
    rows = torch.arange(len(columns), device=columns.device)[:, None]
    owner = torch.where(columns >= shared, rows, 0).cummax(0).values
    before = (lengths - shared).cumsum(0) - lengths  # packed before a row, less what it shares
    return own, (before[owner, 0] + columns).clamp(0, int(own.sum()) - 1)


def _blocks(columns: Tensor, wanted: Tensor, paths: Tensor, lengths: Tensor) -> _Blocks:
    """How the n wanted of some queries attend, each to its row up to itself.

    Args:
        columns: (b, q) int64, where the queries are in their rows.
        wanted: (b, q) bool, which of these.
        paths: (b, t) int64, the packed tokens of each row.
        lengths: (b,) int64, tokens of each row.
    """
    count = wanted.shape[1]
    # Those of a row stand together: from the first wanted to the last.
    place = torch.arange(count, device=wanted.device)
    first = torch.where(wanted, place, count).amin(1)
    last = torch.where(wanted, place, -1).amax(1)
    counts = (last + 1 - first).clamp(min=0)
    number = wanted.flatten().cumsum(0).view(wanted.shape) - 1
    slots = torch.zeros_like(number)
    along = torch.arange(paths.shape[1], device=paths.device)
    queries, keys, biases = [], [], []
    done = 0
    for rows in _alike(counts):
        most, longest = int(counts[rows].max()), int(lengths[rows].max())
        at = (first[rows, None] + place[:most]).clamp(max=count - 1)
        queries.append(number[rows].gather(1, at).clamp(min=0).flatten())
        keys.append(paths[rows, :longest].flatten())
        seen = columns[rows].gather(1, at)[:, None, :, None] >= along[:longest]
        bias = torch.zeros(seen.shape, dtype=torch.bfloat16, device=seen.device)
        biases.append(bias.masked_fill(~seen, float("-inf")))
        slot = torch.arange(done, done + at.numel(), device=at.device).view(at.shape)
        inside = place[:most] < counts[rows, None]
        slots[rows[:, None].expand(at.shape)[inside], at[inside]] = slot[inside]
        done += at.numel()
    return _Blocks(torch.cat(queries), torch.cat(keys), biases, slots[wanted])


def _alike(counts: Tensor) -> list[Tensor]:
    """Indices of rows, together where their ``counts``, (b,), are alike; none with a count of 0."""
    order = counts.argsort()
    groups: list[list[int]] = []
    least = 0
    for row, count in zip(order.tolist(), counts[order].tolist(), strict=True):
        if count > _ALIKE * least:
            groups.append([])
            least = count
        if count:
            groups[-1].append(row)
    return [torch.tensor(group, device=counts.device) for group in groups]


def _at(rows: Tensor, places: Tensor) -> Tensor:
    """(b, k, ...) of (b, t, ...): what is at ``places`` (b, k) of each row."""
    return rows[torch.arange(len(rows), device=rows.device)[:, None], places]


def _looked_up(which: Tensor, rows: Tensor) -> Tensor:
    """(..., width) of (u, width): the row of each of ``which`` (...)."""
    # In 32 bits, since a row's gradient is a sum over hundreds of tokens.
    return functional.embedding(which, rows.float()).to(rows.dtype)


def _heads(projected: Tensor, attention: Any) -> Tensor:
    """(b, heads, t, width of a head) of (b, t, width)."""
    rows, length, _ = projected.shape
    return projected.view(rows, length, -1, attention.head_dim).transpose(1, 2)


def _rotated(heads: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """(b, heads, t, d), each turned by its position; ``cosines`` and ``sines``: (b or 1, t, d)."""
    first, second = heads.chunk(2, dim=-1)
    quarter = torch.cat((-second, first), dim=-1)
    turned: Tensor = heads * cosines[:, None] + quarter * sines[:, None]
    return turned.to(heads.dtype)


def _attend_in_blocks(
    query: Tensor, key: Tensor, value: Tensor, blocks: _Blocks, attention: Any
) -> Tensor:
    """(1, n, width) that n queries, (1, heads, n, d), read from t packed keys and values."""
    queries, keys, values = (one[0].transpose(0, 1).flatten(1) for one in (query, key, value))
    # All blocks at once: looking up costs the gradient of all tokens each time.
    queries = functional.embedding(blocks.queries, queries)
    keys, values = (_looked_up(blocks.keys, one) for one in (keys, values))
    parts = zip(
        _split(queries, blocks.biases, 2),
        _split(keys, blocks.biases, 3),
        _split(values, blocks.biases, 3),
        blocks.biases,
        strict=True,
    )
    read = []
    for some_queries, some_keys, some_values, bias in parts:
        found = _attend(
            _heads(some_queries, attention),
            _heads(some_keys, attention),
            _heads(some_values, attention),
            bias,
            attention,
            causal=False,
        )
        read.append(found.flatten(0, 1))
    return functional.embedding(blocks.found, torch.cat(read))[None]


def _split(flat: Tensor, biases: Sequence[Tensor], side: int) -> list[Tensor]:
    """(r, q or k, width) of each block, of all of them one behind the other; ``side``: of a bias on
    which these are.
    """
    sizes = [len(bias) * bias.shape[side] for bias in biases]
    parts = torch.split(flat, sizes)
    return [
        part.view(len(bias), -1, flat.shape[1]) for part, bias in zip(parts, biases, strict=True)
    ]


def _attend(
    query: Tensor, key: Tensor, value: Tensor, bias: Tensor, attention: Any, *, causal: bool
) -> Tensor:
    """(b, k, width) that k queries of each row read from its t keys and values.

    Args:
        query: (b, heads, k, d).
        key: (b, key heads, t, d); so is ``value``.
        value: what is read.
        bias: (b or 1, 1, k, t), added to the scores.
        attention: the module whose heads these are.
        causal: ``bias`` is the plain triangle, for which torch has faster ways.
    """
    if attention.num_key_value_groups > 1:
        key, value = (
            shared.repeat_interleave(attention.num_key_value_groups, dim=1)
            for shared in (key, value)
        )
    on_cpu_in_16_bits = query.device.type == "cpu" and query.dtype == torch.bfloat16
    with torch.autocast(query.device.type, enabled=False):
        if on_cpu_in_16_bits and key.shape[2] <= _LONGEST_WRITTEN_OUT:
            scores = (query * attention.scaling) @ key.transpose(-1, -2)
            read: Tensor = (scores + bias).softmax(-1) @ value
        else:
            # In 32 bits on a processor: see training.models.attention.
            dtype = torch.float32 if on_cpu_in_16_bits else query.dtype
            read = functional.scaled_dot_product_attention(
                query.to(dtype),
                key.to(dtype),
                value.to(dtype),
                attn_mask=None if causal else bias.to(dtype),
                is_causal=causal,
                scale=attention.scaling,
            ).to(query.dtype)
    return read.transpose(1, 2).flatten(2)
