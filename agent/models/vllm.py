"""Any causal language model in a vLLM engine of this process: many contexts at once, on a processor
or on GPUs.

Token ids go in and come out, encoded as for ``LocalModel``. The probability of planning is asked
for first, by a completion of one token that nothing is ruled out of; what that read is kept (prefix
caching), so that it costs little more than the token.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

# Before vLLM is imported. With the engine in a process of its own, an error there would say no more
# than that it ended.
os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
# that of the interface of ``vllm_engine.RuleOut``
os.environ.setdefault("VLLM_USE_V2_MODEL_RUNNER", "0")
os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")  # or it reports to its makers

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict
from transformers import AutoConfig
from vllm import LLM, SamplingParams
from vllm.lora.request import LoRARequest
from vllm.platforms import current_platform

from agent.core.context import Message
from agent.core.errors import first_line
from agent.models import folder
from agent.models.protocol import Generation, ModelError
from agent.models.settings import from_environment
from agent.models.tokens import Tokens, ends_of, limit_of, tokenizer_of
from agent.models.vllm_engine import BANNED

_GIB = 2**30
_LOGPROBS = 20  # tokens whose probabilities can be asked for, vLLM's default
_ENGINES: list[LLM] = []  # see ``VllmModel``


class VllmSettings(BaseSettings):
    """Of an engine, each by an environment variable ``SIDEQUEST_VLLM_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SIDEQUEST_VLLM_", frozen=True)

    tensor_parallel: PositiveInt = 1  # GPUs that share a model
    gpu_memory: float = Field(default=0.9, gt=0, le=1)  # share of a GPU's memory
    # of keys and values; None: what gpu_memory leaves, and 1 on a processor
    cache_gb: PositiveFloat | None = None
    # tokens of prompt and completion; None: what the model can read
    max_length: PositiveInt | None = None
    # None: as saved, and float32 on a processor
    dtype: Literal["auto", "float32", "bfloat16", "float16"] | None = None
    eager: bool = False  # neither compile nor record CUDA graphs: starts sooner, plays slower
    lora_rank: int = Field(default=0, ge=0)  # of adapters at the most; 0: none can be used
    seed: int = 0  # of sampling without seeds


class VllmModel:
    """A causal language model in an engine. Not thread-safe: one call at a time.

    A process can have several. vLLM takes away what they share when the first of them is given up,
    so none is before the process ends.

    Args:
        path: a model folder, or the name of a model on the Hugging Face hub.
        settings: by default those of the environment.
        extension: a class whose methods each worker of the engine has besides, by its qualified
            name; see ``call``.
        thinks: see ``agent.models.chat.Chat``.

    Raises ModelError if there is no such model, its chat template cannot be used, or the engine
    cannot hold it.
    """

    def __init__(
        self,
        path: str,
        settings: VllmSettings | None = None,
        extension: str = "",
        *,
        thinks: bool = False,
    ) -> None:
        settings = settings or from_environment(VllmSettings)
        folder.check(path)
        self.name = path
        tokenizer, base = tokenizer_of(path), folder.base_of(path)
        whole = base or path
        try:
            config = AutoConfig.from_pretrained(whole)
            limit = limit_of(config)
            if settings.max_length:
                limit = min(settings.max_length, limit or settings.max_length)
            self._tokens = Tokens(tokenizer, ends_of(whole, config), limit, thinks=thinks)
            arguments = _arguments(settings, limit) | {
                "max_logprobs": max(_LOGPROBS, len(self._tokens.plan))
            }
            if base and not settings.lora_rank:
                arguments |= {"enable_lora": True, "max_lora_rank": folder.rank_of(path)}
            with _llvmlite_unseen():
                self._engine = LLM(whole, worker_extension_cls=extension, **arguments)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"vLLM cannot load {path}: {first_line(error)}") from error
        _ENGINES.append(self._engine)
        self._adapter: LoRARequest | None = None
        if base:
            self.adapt(Path(path), 1)

    def try_out(self, context: Sequence[Message], *, max_tokens: int) -> None:
        """See ``agent.models.protocol.LoadedModel``."""
        self._tokens.require_room(context, max_tokens=max_tokens)
        try:
            self.complete([context], max_tokens=1)
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"it cannot answer a first prompt: {first_line(error)}") from error

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """See ``agent.models.protocol.Model``, and ``encode``."""
        if not contexts:
            return []
        prompts = self.encode(contexts, max_tokens=max_tokens)
        banned = [self._tokens.banned(texts) for texts in barred or [()] * len(prompts)]
        chances = self._plan_probabilities(prompts)
        asked = [
            self._parameters(
                max_tokens=max_tokens,
                temperature=temperature,
                seed=None if seeds is None else seeds[row],
                logprobs=0,
                extra_args={BANNED: list(ids)} if ids else None,
            )
            for row, ids in enumerate(banned)
        ]
        written = self._generate(prompts, asked)
        return [
            self._tokens.generation(
                prompt,
                one.token_ids,
                [
                    ranked[token].logprob
                    for token, ranked in zip(one.token_ids, one.logprobs, strict=True)
                ],
                plan_probability=chance,
                banned=ids,
            )
            for prompt, one, chance, ids in zip(prompts, written, chances, banned, strict=True)
        ]

    def encode(self, contexts: Sequence[Sequence[Message]], *, max_tokens: int) -> list[list[int]]:
        """See ``Tokens.encode``."""
        return self._tokens.encode(contexts, max_tokens=max_tokens)

    def call(self, method: str, *given: Any) -> list[Any]:
        """Call a method of the extension in each worker."""
        answers: list[Any] = self._engine.collective_rpc(method, args=given)
        return answers

    def forget(self) -> None:
        """Forget what was computed with the weights as they were."""
        self._engine.reset_prefix_cache()

    def adapt(self, adapter: Path, version: int) -> None:
        """Complete with LoRA adapters from now on: a folder as peft writes it, of at most the
        settings' rank.

        Args:
            adapter: the folder; read at the next completion.
            version: 1 or more, and another one for other weights.
        """
        self._adapter = LoRARequest(f"version {version}", version, str(adapter))
        self.forget()

    def _plan_probabilities(self, prompts: Sequence[Sequence[int]]) -> list[float]:
        plan = list(self._tokens.plan)
        asked = self._parameters(max_tokens=1, temperature=1.0, logprob_token_ids=plan)
        found = self._generate(prompts, [asked] * len(prompts))
        return [sum(math.exp(one.logprobs[0][token].logprob) for token in plan) for one in found]

    def _parameters(self, **given: Any) -> SamplingParams:
        return SamplingParams(stop_token_ids=sorted(self._tokens.ends), detokenize=False, **given)

    def _generate(
        self, prompts: Sequence[Sequence[int]], asked: Sequence[SamplingParams]
    ) -> list[Any]:
        given = [{"prompt_token_ids": list(prompt)} for prompt in prompts]
        outputs = self._engine.generate(
            given, list(asked), use_tqdm=False, lora_request=self._adapter
        )
        return [output.outputs[0] for output in outputs]


@contextmanager
def _llvmlite_unseen() -> Iterator[None]:
    """Within it, the module with llvmlite's library object is not among those that are loaded.

    vLLM 0.32 for processors looks through all of these for kernels to replace, and that object,
    which answers to every name, is its end. Numba, which Crafter is played with, has it loaded.
    """
    name = "llvmlite.binding.ffi"
    module = sys.modules.pop(name, None)
    try:
        yield
    finally:
        if module is not None:
            sys.modules[name] = module


def _arguments(settings: VllmSettings, limit: int | None) -> dict[str, Any]:
    """Of vLLM's engine."""
    on_processor = current_platform.is_cpu()
    cache_gb = settings.cache_gb or (1.0 if on_processor else None)
    lora = {"enable_lora": True, "max_lora_rank": settings.lora_rank} if settings.lora_rank else {}
    return {
        "tensor_parallel_size": settings.tensor_parallel,
        "gpu_memory_utilization": settings.gpu_memory,
        "kv_cache_memory_bytes": None if cache_gb is None else int(cache_gb * _GIB),
        "max_model_len": limit,
        "dtype": settings.dtype or ("float32" if on_processor else "auto"),
        "enforce_eager": settings.eager,
        "seed": settings.seed,
        "enable_prefix_caching": True,
        # as sampled: with temperature, and with what was ruled out
        "logprobs_mode": "processed_logprobs",
        "logits_processors": ["agent.models.vllm_engine:RuleOut"],
        "generation_config": "vllm",  # or a folder's own would change the sampling
        "use_tqdm_on_load": False,
        **lora,
    }
