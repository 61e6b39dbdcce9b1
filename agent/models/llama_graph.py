"""A Llama as an ONNX graph, made of the weights in a model folder.

Inputs, for ``rows`` texts of which ``past`` tokens were read before and ``new`` are read now:

- ``ids``, ``positions``: [rows, new], int64. Texts are padded on the left, so that the last token
  is a text's own.
- ``bias``: [rows, 1, new, past + new], float32, added to the attention's scores: 0 for what a token
  may look at, ``HIDDEN`` for what it may not.
- ``past.LAYER.keys`` and ``past.LAYER.values``: [rows, key heads, past, head size].

Outputs: ``logits`` of what follows the last token, [rows, vocabulary], and ``now.LAYER.keys`` and
``now.LAYER.values``, [rows, key heads, past + new, head size].

Two things spare a small model a quarter of its work:

- In the last layer only the last token asks: nobody looks at the others' answers.
- What enters the first layer's attention depends on a token alone, so it is worked out for the
  whole vocabulary when the graph is made, and looked up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from safetensors.torch import load_file
from torch.nn import functional
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

HIDDEN = -1e30  # finite, so that a padding, which may look at nothing, is a number, too
# Bytes of the weights in the folder: with 32 bits each they have to fit into a protocol buffer,
# which holds 2 GiB.
LARGEST = 2**29
_LARGEST_TABLE = 2**22  # numbers of the whole vocabulary's queries, or keys, or values
_OPSET, _IR = 23, 11  # the first with RMSNormalization, RotaryEmbedding and Attention
_FIXED_ROPES = ("default", "linear", "llama3", "yarn")  # of which a position's angles never change


def can_draw(folder: Path, config: Any) -> bool:
    """Whether a model folder, with its configuration, is a Llama that a graph can be made of."""
    rope = getattr(config, "rope_parameters", None) or {}
    weights = list(folder.glob("*.safetensors"))
    return (
        config.model_type == "llama"
        and config.hidden_act == "silu"
        and rope.get("rope_type", "default") in _FIXED_ROPES
        and getattr(config, "quantization_config", None) is None
        and bool(weights)
        and sum(file.stat().st_size for file in weights) <= LARGEST
    )


def past_names(layers: int) -> list[str]:
    """Of what is kept for each layer, in the order of the graph; "past." or "now." goes before."""
    return [f"{layer}.{part}" for layer in range(layers) for part in ("keys", "values")]


def draw(folder: Path, config: Any) -> onnx.ModelProto:
    """The graph. OSError or SafetensorError if the weights cannot be read, KeyError if one is
    missing.
    """
    weights: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        weights.update(load_file(file))
    return _Graph(config, weights).model()


class _Graph:
    """A graph in the making; names of results are those of the modules that they come from."""

    def __init__(self, config: Any, weights: dict[str, torch.Tensor]) -> None:
        self._config = config
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        """The whole graph."""
        config = self._config
        self._rotary()
        self._constant("last", np.array([-1], np.int64))
        self._constant("tokens", np.array([1], np.int64))
        embedding = self._weight("model.embed_tokens.weight")
        x = self._add("Gather", [embedding, "ids"], "embedded")
        for layer in range(config.num_hidden_layers):
            x = self._layer(x, layer, is_last=layer == config.num_hidden_layers - 1)
        x = self._add("Squeeze", [self._norm(x, "model.norm"), "tokens"], "read")
        tied = "lm_head.weight" not in self._weights
        head = embedding if tied else self._weight("lm_head.weight")
        self._add("Gemm", [x, head], "logits", transB=1)
        kept = ["rows", config.num_key_value_heads, "", config.head_dim]
        inputs = [
            _described("ids", onnx.TensorProto.INT64, ["rows", "new"]),
            _described("positions", onnx.TensorProto.INT64, ["rows", "new"]),
            _described("bias", onnx.TensorProto.FLOAT, ["rows", 1, "new", "all"]),
        ]
        outputs = [_described("logits", onnx.TensorProto.FLOAT, ["rows", config.vocab_size])]
        for name in past_names(config.num_hidden_layers):
            for end, ends, length in ((inputs, "past", "past"), (outputs, "now", "all")):
                kept[2] = length
                end.append(_described(f"{ends}.{name}", onnx.TensorProto.FLOAT, kept))
        graph = helper.make_graph(
            self._nodes, "llama", inputs, outputs, list(self._constants.values())
        )
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR
        )

    def _layer(self, x: str, layer: int, *, is_last: bool) -> str:
        config, name = self._config, f"model.layers.{layer}"
        heads, key_heads = config.num_attention_heads, config.num_key_value_heads
        width = heads * config.head_dim
        in_tables = layer == 0 and not is_last and config.vocab_size * width <= _LARGEST_TABLE
        project = self._looked_up if in_tables else self._linear
        read = "ids" if in_tables else self._norm(x, f"{name}.input_layernorm")
        keys = project(read, f"{name}.self_attn.k_proj")
        keys = self._turn(keys, "positions", f"{name}.keys", key_heads)
        values = project(read, f"{name}.self_attn.v_proj")
        positions, bias = "positions", "bias"
        if is_last:
            read, x, positions = (
                self._add("Gather", [of, "last"], f"{of}.last", axis=1)
                for of in (read, x, positions)
            )
            bias = self._add("Gather", [bias, "last"], "bias.last", axis=2)
        queries = project(read, f"{name}.self_attn.q_proj")
        queries = self._turn(queries, positions, f"{name}.queries", heads)
        past, now = ([f"{when}.{layer}.{part}" for part in ("keys", "values")] for when in _WHEN)
        seen = f"{name}.seen"
        node = helper.make_node(
            "Attention",
            [queries, keys, values, bias, *past],
            [seen, *now],
            q_num_heads=heads,
            kv_num_heads=key_heads,
        )
        self._nodes.append(node)
        seen = self._linear(seen, f"{name}.self_attn.o_proj")
        x = self._add("Add", [x, seen], f"{name}.attended")
        read = self._norm(x, f"{name}.post_attention_layernorm")
        gate = self._linear(read, f"{name}.mlp.gate_proj")
        gate = self._add(
            "Mul", [gate, self._add("Sigmoid", [gate], f"{gate}.open")], f"{gate}.silu"
        )
        up = self._linear(read, f"{name}.mlp.up_proj")
        inner = self._add("Mul", [gate, up], f"{name}.inner")
        return self._add("Add", [x, self._linear(inner, f"{name}.mlp.down_proj")], f"{name}.done")

    def _rotary(self) -> None:
        """The cosines and sines of all positions, [positions, half a head], by the library."""
        positions = torch.arange(self._config.max_position_embeddings)[None]
        cosines, sines = LlamaRotaryEmbedding(self._config)(torch.zeros(1), positions)
        half = self._config.head_dim // 2
        self._constant("cosines", cosines[0, :, :half].numpy())
        self._constant("sines", sines[0, :, :half].numpy())

    def _turn(self, x: str, positions: str, name: str, heads: int) -> str:
        inputs = [x, "cosines", "sines", positions]
        return self._add("RotaryEmbedding", inputs, name, num_heads=heads)

    def _norm(self, x: str, name: str) -> str:
        inputs = [x, self._weight(f"{name}.weight")]
        return self._add("RMSNormalization", inputs, name, epsilon=self._config.rms_norm_eps)

    def _linear(self, x: str, name: str) -> str:
        weight = self._constant(name, _numbers(self._weights[f"{name}.weight"].T))
        bias = f"{name}.bias"
        if bias not in self._weights:
            return self._add("MatMul", [x, weight], f"{name}.out")
        product = self._add("MatMul", [x, weight], f"{name}.product")
        return self._add("Add", [product, self._weight(bias)], f"{name}.out")

    def _looked_up(self, ids: str, name: str) -> str:
        """The first layer's projection of its normed input, for each token."""
        x = self._weights["model.embed_tokens.weight"].float()
        mean_square = x.square().mean(-1, keepdim=True)
        x = x * torch.rsqrt(mean_square + self._config.rms_norm_eps)
        x = x * self._weights["model.layers.0.input_layernorm.weight"].float()
        weight, bias = self._weights[f"{name}.weight"], self._weights.get(f"{name}.bias")
        table = functional.linear(x, weight.float(), None if bias is None else bias.float())
        return self._add("Gather", [self._constant(name, _numbers(table)), ids], f"{name}.out")

    def _weight(self, name: str) -> str:
        return self._constant(name, _numbers(self._weights[name]))

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants[name] = numpy_helper.from_array(value, name)
        return name

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output


_WHEN = ("past", "now")


def _numbers(weight: torch.Tensor) -> NDArray[np.float32]:
    numbers: NDArray[np.float32] = weight.float().contiguous().numpy()
    return numbers


def _described(name: str, kind: int, shape: list[Any]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)
