"""A Llama in onnxruntime: what ``LocalModel`` writes, in the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

from agent.core.completion import OPEN
from agent.core.context import Message
from agent.episode import Episode
from agent.models.decoding import WORTH_KEEPING
from agent.models.hardware import Hardware
from agent.models.local import LocalModel
from agent.models.onnx import GROUP, WORTH_SHARING, OnnxModel, runs
from agent.models.protocol import Generation, ModelError
from agent.planners import registry
from agent.planners import settings as planner_settings
from agent.planners.language import LanguagePlanner
from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.agent.models.folders import LENGTH, WORDS, random_folder

PEBBLE = registry.model_of("pebble")
STORY = "tree water cow go west now east water "


def asking(text: str) -> list[Message]:
    return [{"role": "user", "content": text}]


# more than are read at once, and of many lengths
CONTEXTS = [asking(STORY * (index % 4) + "cow " * (3 * index % 7) + "now") for index in range(19)]
SEEDS = list(range(len(CONTEXTS)))


def assert_same(ours: list[Generation], theirs: list[Generation]) -> None:
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert one.text == other.text
        assert one.token_ids == other.token_ids
        assert one.prompt_ids == other.prompt_ids
        assert one.banned == other.banned
        assert one.plan_tokens == other.plan_tokens
        assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)
        assert one.plan_probability == pytest.approx(other.plan_probability, abs=1e-5)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(random_folder(tmp_path_factory.mktemp("random")))


@pytest.fixture(scope="module")
def local(path: str) -> LocalModel:
    return LocalModel(path)


@pytest.fixture(scope="module")
def onnx(path: str) -> OnnxModel:
    return OnnxModel(path)


@pytest.mark.parametrize("temperature", [0.0, 0.5, 1.0])
def test_the_same_tokens_are_written_as_by_transformers(
    local: LocalModel, onnx: OnnxModel, temperature: float
) -> None:
    assert len(CONTEXTS) > 2 * GROUP
    barred = [[OPEN], ["Do", "Sleep"], []] * 6 + [[]]
    ours, theirs = (
        model.complete(CONTEXTS, max_tokens=12, temperature=temperature, seeds=SEEDS, barred=barred)
        for model in (onnx, local)
    )
    assert_same(ours, theirs)
    assert len({one.output_tokens for one in ours}) > 1


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_a_batch_writes_what_its_contexts_write_one_by_one(
    onnx: OnnxModel, temperature: float
) -> None:
    together = onnx.complete(CONTEXTS, max_tokens=12, temperature=temperature, seeds=SEEDS)
    for context, seed, batched in zip(CONTEXTS, SEEDS, together, strict=True):
        alone = onnx.complete([context], max_tokens=12, temperature=temperature, seeds=[seed])
        assert_same(alone, [batched])


def test_a_beginning_that_all_prompts_share_is_read_once_and_changes_nothing(
    local: LocalModel, onnx: OnnxModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = STORY * (WORTH_SHARING // 8 + 1)
    contexts = [asking(state + plan) for plan in ("", "go east", "cow cow tree", "tree")]
    read = []
    forward = onnx._forward

    def counting(ids, *others):
        read.append(ids.shape)
        return forward(ids, *others)

    monkeypatch.setattr(onnx, "_forward", counting)
    ours = onnx.complete(contexts, max_tokens=6, seeds=[0, 1, 2, 3])
    assert read[0][0] == 1
    assert read[0][1] >= WORTH_SHARING
    assert read[1] == (4, 4)  # the longest plan and "[model]"
    assert_same(ours, local.complete(contexts, max_tokens=6, seeds=[0, 1, 2, 3]))


def test_what_was_read_before_is_not_read_again_and_changes_nothing(
    local: LocalModel, onnx: OnnxModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = STORY * (WORTH_KEEPING // 8 + 2)
    grown = [asking(story + "tree tree now"), asking(story + "cow")]
    onnx.complete([asking(story)], max_tokens=5, temperature=0)
    read = []
    forward = onnx._forward

    def counting(ids, *others):
        read.append(ids.shape[1])
        return forward(ids, *others)

    monkeypatch.setattr(onnx, "_forward", counting)
    ours = onnx.complete(grown, max_tokens=5, temperature=0)
    assert max(read) < 10
    assert_same(ours, local.complete(grown, max_tokens=5, temperature=0))


def test_a_context_that_leaves_no_room_loses_its_beginning(
    local: LocalModel, onnx: OnnxModel
) -> None:
    contexts = [asking("tree water " * LENGTH + "cow"), asking("now")]
    ours, theirs = (model.complete(contexts, max_tokens=5, seeds=[1, 2]) for model in (onnx, local))
    assert ours[0].input_tokens == LENGTH - 5
    assert_same(ours, theirs)


def test_no_more_is_written_than_can_be_read(local: LocalModel, onnx: OnnxModel) -> None:
    contexts = [asking("tree water " * (LENGTH // 4))]
    ours, theirs = (
        model.complete(contexts, max_tokens=10 * LENGTH, temperature=0) for model in (onnx, local)
    )
    assert_same(ours, theirs)


def test_no_contexts_no_completions(onnx: OnnxModel) -> None:
    assert onnx.complete([], max_tokens=5) == []


def test_a_model_without_seeds_draws_anew(onnx: OnnxModel) -> None:
    texts = {onnx.complete([CONTEXTS[3]], max_tokens=30)[0].token_ids for _ in range(4)}
    assert len(texts) > 1


@pytest.mark.parametrize(
    "kind",
    [
        {"num_key_value_heads": 2},
        {"tie_word_embeddings": True},
        {"attention_bias": True, "mlp_bias": True},
        {"head_dim": 32},
        {
            "rope_parameters": {
                "rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0,
                "high_freq_factor": 4.0, "original_max_position_embeddings": 16,
            }
        },
    ],
)  # fmt: skip
def test_every_kind_of_llama_writes_the_same(tmp_path: Path, kind: dict[str, object]) -> None:
    random_folder(tmp_path)
    torch.manual_seed(1)
    model = LlamaForCausalLM(_config(**kind))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    model.to(torch.bfloat16).save_pretrained(tmp_path)
    path = str(tmp_path)
    assert runs(path, Hardware())
    ours, theirs = (
        kind_of(path).complete(CONTEXTS, max_tokens=6, seeds=SEEDS)
        for kind_of in (OnnxModel, LocalModel)
    )
    assert_same(ours, theirs)


def test_weights_in_several_files_are_one_model(tmp_path: Path, onnx: OnnxModel) -> None:
    random_folder(tmp_path)
    whole = tmp_path / "model.safetensors"
    weights = load_file(whole)
    for number, names in enumerate((list(weights)[::2], list(weights)[1::2])):
        save_file({name: weights[name] for name in names}, tmp_path / f"part-{number}.safetensors")
    whole.unlink()
    ours = OnnxModel(str(tmp_path)).complete(CONTEXTS, max_tokens=6, seeds=SEEDS)
    assert_same(ours, onnx.complete(CONTEXTS, max_tokens=6, seeds=SEEDS))


def test_a_model_that_is_no_llama_is_told(tmp_path: Path) -> None:
    random_folder(tmp_path)
    GPT2LMHeadModel(
        GPT2Config(vocab_size=len(WORDS), n_embd=32, n_layer=1, n_head=2)
    ).save_pretrained(tmp_path)
    assert not runs(str(tmp_path), Hardware())
    with pytest.raises(ModelError, match="is no Llama"):
        OnnxModel(str(tmp_path))


def test_another_device_is_told(path: str) -> None:
    assert not runs(path, Hardware(device="cuda"))
    with pytest.raises(ModelError, match="not on 'cuda'"):
        OnnxModel(path, Hardware(device="cuda"))


def test_weights_that_are_missing_or_broken_are_told_in_one_line(tmp_path: Path) -> None:
    random_folder(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    del weights["model.norm.weight"]
    save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match=r"cannot load .*model\.norm\.weight"):
        OnnxModel(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="cannot load") as told:
        OnnxModel(str(tmp_path))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("seed", [1000, 1001, 1002])
def test_whole_games_are_the_same_step_by_step(seed: int) -> None:
    settings = planner_settings.read(Path(PEBBLE))
    games = [
        Episode(
            CrafterWorld(),
            LanguagePlanner(
                "pebble",
                model,
                prompt=settings.make_prompt(),
                masked=settings.masked,
                temperature=settings.temperature,
            ),
            seed=seed,
            cap=60,
        )
        for model in (OnnxModel(PEBBLE), LocalModel(PEBBLE))
    ]
    while not games[0].over:
        ours, theirs = (game.decide() for game in games)
        assert ours.context == theirs.context
        assert ours.completion == theirs.completion
        assert ours.logprob == pytest.approx(theirs.logprob, abs=1e-3)
        for game, decision in zip(games, (ours, theirs), strict=True):
            game.play(decision)
    assert games[0].world.digest() == games[1].world.digest()
    assert games[1].over


def _config(**kind: object) -> LlamaConfig:
    return LlamaConfig(
        **{
            "vocab_size": len(WORDS), "hidden_size": 32, "intermediate_size": 48,
            "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": LENGTH,
            "bos_token_id": None, "eos_token_id": WORDS.index("<end>"),
            "tie_word_embeddings": False, **kind,
        }
    )  # fmt: skip
