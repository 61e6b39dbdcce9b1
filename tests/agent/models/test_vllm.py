"""A model folder in a vLLM engine, beside the same folder in transformers; runs where vLLM is
installed: ``make test-vllm``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from agent.core.completion import OPEN
from agent.core.context import Message
from agent.models.local import LocalModel
from agent.models.protocol import Generation, ModelError
from agent.models.settings import from_environment
from tests.agent.models.folders import LENGTH, chain_folder, random_folder
from tests.agent.models.test_local import LONG, PLANNING, SHORT, asking
from training.models import smollm2

pytest.importorskip("vllm", reason="vLLM is not installed; make test-vllm")

from agent.models.vllm import VllmModel, VllmSettings

SETTINGS = VllmSettings(eager=True, cache_gb=0.05, gpu_memory=0.2)
CONTEXTS = [
    SHORT,
    LONG,
    asking("go west"),
    asking("water water cow"),
    asking("tree water cow " * 60),
    LONG,
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(random_folder(tmp_path_factory.mktemp("random"), heads=1))


@pytest.fixture(scope="module")
def local(path: str) -> LocalModel:
    return LocalModel(path)


@pytest.fixture(scope="module")
def engine(path: str) -> VllmModel:
    return VllmModel(path, SETTINGS)


@pytest.fixture(scope="module")
def planning(tmp_path_factory: pytest.TempPathFactory) -> VllmModel:
    return VllmModel(
        str(chain_folder(tmp_path_factory.mktemp("planning"), PLANNING, heads=2)), SETTINGS
    )


def test_the_likeliest_completions_are_those_of_transformers(
    local: LocalModel, engine: VllmModel
) -> None:
    expected, written = (
        model.complete(CONTEXTS, max_tokens=12, temperature=0) for model in (local, engine)
    )
    for ours, theirs in zip(written, expected, strict=True):
        assert ours.prompt_ids == theirs.prompt_ids
        assert (ours.token_ids, ours.text, ours.plan_tokens) == (
            theirs.token_ids,
            theirs.text,
            theirs.plan_tokens,
        )
        assert ours.logprobs == pytest.approx(theirs.logprobs, abs=1e-4)
        assert ours.plan_probability == pytest.approx(theirs.plan_probability, rel=1e-3)


@pytest.mark.parametrize("temperature", [0.6, 1.0])
def test_logprobs_are_those_that_tokens_were_drawn_from(
    local: LocalModel, engine: VllmModel, temperature: float
) -> None:
    barred = [[], [OPEN], ["Do"], [OPEN, "Sleep"], [], [OPEN]]
    drawn = engine.complete(
        CONTEXTS, max_tokens=12, temperature=temperature, seeds=range(6), barred=barred
    )
    for context, one, texts in zip(CONTEXTS, drawn, barred, strict=True):
        told = likelihoods(local, context, one, temperature)
        assert one.logprobs == pytest.approx(told, abs=1e-4)
        assert len(one.banned) == len(texts)
        assert not set(one.banned) & set(one.token_ids)


def likelihoods(
    local: LocalModel, context: list[Message], written: Generation, temperature: float
) -> list[float]:
    """Of the tokens after a context, by one forward call of transformers."""
    ids = written.token_ids
    (prompt,) = local.encode([context], max_tokens=12)
    logits = (
        local._model(torch.tensor([[*prompt, *ids]])).logits[0, len(prompt) - 1 : -1] / temperature
    )
    logits[:, list(written.banned)] = -torch.inf
    return [
        row.log_softmax(-1)[token].item() for row, token in zip(logits.detach(), ids, strict=True)
    ]


def test_a_plan_is_ruled_out(planning: VllmModel) -> None:
    free, masked = planning.complete(
        [SHORT, SHORT], max_tokens=20, temperature=0, barred=[[], [OPEN]]
    )
    assert free.text == "<plan> go east </plan> Do"
    assert free.plan_tokens == 4
    assert masked.text == "Do"
    assert free.plan_probability == pytest.approx(0.75, abs=1e-3)
    assert masked.plan_probability == pytest.approx(0.75, abs=1e-3)


def test_the_same_seed_repeats_whatever_else_is_asked(engine: VllmModel) -> None:
    together = engine.complete(CONTEXTS, max_tokens=12, seeds=[5, 6, 7, 8, 9, 6])
    assert together[1].token_ids == together[5].token_ids
    (alone,) = engine.complete([LONG], max_tokens=12, seeds=[6])
    assert alone.token_ids == together[1].token_ids
    others = {
        engine.complete([LONG], max_tokens=12, seeds=[seed])[0].token_ids for seed in range(4)
    }
    assert len(others) > 1


def test_a_context_that_is_too_long_loses_its_beginning_as_in_transformers(
    local: LocalModel, engine: VllmModel
) -> None:
    context = asking("tree water " * LENGTH + "cow go west")
    ours, theirs = (
        model.complete([context], max_tokens=5, temperature=0)[0] for model in (engine, local)
    )
    assert ours.input_tokens == LENGTH - 5
    assert (ours.prompt_ids, ours.token_ids) == (theirs.prompt_ids, theirs.token_ids)


def test_what_may_be_written_ends_where_the_model_does(
    local: LocalModel, engine: VllmModel
) -> None:
    context = asking("tree water " * (LENGTH // 4))
    ours, theirs = (
        model.complete([context], max_tokens=10 * LENGTH, temperature=0)[0]
        for model in (engine, local)
    )
    assert ours.token_ids == theirs.token_ids


def test_no_contexts_no_completions(engine: VllmModel) -> None:
    assert engine.complete([], max_tokens=5) == []


def test_an_instruction_model_writes_the_same_in_both() -> None:
    pytest.importorskip("gguf", reason="SmolLM2 is not installed; make test-vllm")
    path = str(smollm2.make())
    contexts: list[list[Message]] = [
        asking("What is the capital of France?"),
        [{"role": "system", "content": "Be brief."}, *asking("Name a colour.")],
    ]
    local, engine = (
        LocalModel(path),
        VllmModel(path, VllmSettings(eager=True, cache_gb=0.1, max_length=512)),
    )
    ours, theirs = (
        model.complete(contexts, max_tokens=12, temperature=0) for model in (local, engine)
    )
    assert "Paris" in ours[0].text
    for one, other in zip(ours, theirs, strict=True):
        assert (one.prompt_ids, one.token_ids) == (other.prompt_ids, other.token_ids)
        assert one.logprobs == pytest.approx(other.logprobs, abs=1e-3)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEQUEST_VLLM_TENSOR_PARALLEL", "2")
    assert VllmSettings().tensor_parallel == 2
    monkeypatch.setenv("SIDEQUEST_VLLM_GPU_MEMORY", "7")
    with pytest.raises(
        ModelError, match=r"SIDEQUEST_VLLM_GPU_MEMORY is '7': .* less than or equal to 1"
    ):
        from_environment(VllmSettings)


def test_what_cannot_be_loaded_is_told_in_one_line(path: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        VllmModel(str(tmp_path), SETTINGS)
    with pytest.raises(ModelError, match=r"vLLM cannot load .* cache") as told:
        VllmModel(path, SETTINGS.model_copy(update={"cache_gb": 1e-6}))
    assert "\n" not in str(told.value)
