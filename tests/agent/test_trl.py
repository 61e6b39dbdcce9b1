"""TRL's GRPOTrainer learns in the worlds, by the code of docs/environments.md."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from agent.tool_env import ToolEnv
from tests.agent.tool_caller import call_of, write
from tests.documented import code_of

Trained = Callable[[str, ToolEnv], Any]  # code that makes a trainer, and what is played
STEPS = 3  # of an episode, at the most


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trained:
    """Runs the code of a document for two updates of a tiny model, and gives its trainer."""
    import trl

    monkeypatch.setenv("TRL_EXPERIMENTAL_SILENCE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def run(code: str, env: ToolEnv) -> Any:
        calls = [call_of("act", action=name) for name in env.actions[1:4]]
        calls += [call_of("plan", text="go on"), call_of("act", action="Fly")]
        generation = write(tmp_path / "model", env.reset(seed=1_000_000), calls)
        small = {"max_steps": 2, "per_device_train_batch_size": 4, "num_generations": 4}
        small["max_completion_length"] = 1000
        quiet = {"report_to": [], "disable_tqdm": True, "save_strategy": "no", "logging_steps": 1}
        changes = {"use_cpu": True, "bf16": False, "learning_rate": 0.01, **small, **quiet}
        changes |= {"generation_kwargs": generation, "max_tool_calling_iterations": STEPS}
        monkeypatch.setattr(trl, "GRPOConfig", _changed(trl.GRPOConfig, changes))
        found: dict[str, Any] = {}
        exec(code.replace("Qwen/Qwen3-0.6B", str(tmp_path / "model")), found)
        return found["trainer"]

    return run


def _changed(config: Callable[..., Any], changes: dict[str, Any]) -> Callable[..., Any]:
    return lambda **given: config(**{**given, **changes})


def test_the_documents_code_makes_two_updates(trained: Trained) -> None:
    (code,) = code_of("environments.md", "TRL")
    trainer = trained(code, ToolEnv(cap=50))
    assert trainer.state.global_step == 2
    logs = [log for log in trainer.state.log_history if "rewards/ToolEnv/mean" in log]
    assert len(logs) == 2
    assert all(log["tools/call_frequency"] > 1 for log in logs)
    assert 0 < max(log["tools/failure_frequency"] for log in logs) < 1
    played = trainer.environments
    assert len({env.episode.seed for env in played}) == 1
    assert played[0].episode.seed >= 1_000_000
    assert any(env.episode.view.step > 0 for env in played)
    assert any(env.episode.plans for env in played)


def test_it_learns_from_the_worlds_rewards(trained: Trained, tmp_path: Path) -> None:
    (code,) = code_of("environments.md", "TRL")
    world = "pogs:nodes=5,backtracks=0"
    code = code.replace("ToolEnv(cap=50)", f"ToolEnv('{world}', cap={STEPS})")
    trainer = trained(code, ToolEnv(world))
    rewards = [log["reward_std"] for log in trainer.state.log_history if "reward_std" in log]
    assert max(rewards) > 0
    begun = type(trainer.model).from_pretrained(tmp_path / "model").state_dict()
    learned = trainer.model.state_dict()
    assert any(not torch.equal(learned[name], begun[name]) for name in begun)


def test_a_trainer_reads_the_conversation_that_the_model_had(trained: Trained) -> None:
    """Chat templates take ``messages``; what was said before is the beginning of what comes."""
    from transformers import AutoTokenizer

    env = ToolEnv("pogs:nodes=5,backtracks=0")
    (code,) = code_of("environments.md", "TRL")
    trainer = trained(code.replace("trainer.train()", ""), env)
    tokenizer = AutoTokenizer.from_pretrained(trainer.model.name_or_path)
    tell = partial(
        tokenizer.apply_chat_template, tokenize=False, chat_template=trainer.chat_template
    )
    told = [tell(env.messages)]
    for action in ("1", "2"):
        env.plan(f"go to {action}")
        env.act(action)
        told.append(tell(env.messages))
    assert told[1].startswith(told[0])
    assert told[2].startswith(told[1])
    assert call_of("act", action="2") in told[2]
