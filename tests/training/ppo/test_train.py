"""The whole pipeline of PPO, on toys that it has to solve, and on Crafter."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from agent.models.local import LocalModel
from agent.models.protocol import Generation
from agent.planners import registry, settings
from agent.planners.settings import PlannerSettings
from sidequest import app
from tests.training.ppo import toys
from tests.training.sft import tiny_sft
from training.data.tokenizer import pebble_tokenizer
from training.ppo import train
from training.ppo.devices import Devices
from training.ppo.environments import CrafterGames
from training.ppo.policy import Policy
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import Collector
from training.ppo.turn_batches import TurnBatches
from training.ppo.turns import SampledTurn, Sampling, TurnOutcome
from training.runs import recipe as recipes
from training.runs.recipe import LossSettings, RecipeError

TIMED = ("rollout_per_second", "update_per_second", "memory_mb")


def curve(folder: Path) -> list[dict[str, float]]:
    """The log without what depends on the machine."""
    entries = [json.loads(line) for line in (folder / "curves.jsonl").read_text().splitlines()]
    return [
        {name: value for name, value in entry.items() if name not in TIMED} for entry in entries
    ]


def likely(folder: Path, word: str) -> dict[str, float]:
    """Next words of a model that sees one, those of some weight."""
    model = LocalModel(str(folder))
    seeds = range(200)
    written = model.complete([toys.asked(word).context] * 200, max_tokens=1, seeds=seeds)
    texts = [one.text for one in written]
    return {text: texts.count(text) / 200 for text in set(texts) if texts.count(text) > 5}


def test_a_bandit_is_solved(tmp_path: Path) -> None:
    metrics = train.train(toys.recipe(tmp_path), tmp_path / "run", toys.Bandits())
    assert metrics["first"]["eval_return"] < 0.3
    assert metrics["best"]["eval_return"] > 0.9
    assert metrics["best"]["eval_invalid"] < 0.1


def test_without_a_critic_a_bandit_is_solved(tmp_path: Path) -> None:
    recipe = toys.recipe(tmp_path, credit="batch", critic=None)
    metrics = train.train(recipe, tmp_path / "run", toys.Bandits())
    assert metrics["best"]["eval_return"] > 0.9
    assert "value" not in metrics["last"]


@pytest.mark.parametrize(
    "credit",
    [
        {"credit": "turns"},
        {"credit": "levels"},
        {"credit": "levels", "branches": {"share": 0.5, "pairs": 1, "turns": 2}},
    ],
    ids=["turns", "levels", "branches"],
)
def test_planning_is_learned_where_it_pays_alone(tmp_path: Path, credit: dict[str, Any]) -> None:
    recipe = toys.recipe(
        tmp_path,
        updates=60,
        cost=0.2,
        evaluation={"every": 60, "seeds": "1000-1031"},
        **credit,
    )
    metrics = train.train(recipe, tmp_path / "run", toys.Crossings())
    best = tmp_path / "run" / "best"
    assert likely(best, "tree")["<plan>"] > 0.8
    assert "<plan>" not in likely(best, "water")
    assert "<plan>" not in likely(best, "cow")
    assert metrics["best"]["eval_return"] == pytest.approx(1 - 0.5 * 0.2, abs=0.1)
    assert metrics["last"]["explained_variance"] > 0.5


def test_at_equal_weights_the_ratio_is_1_and_the_divergence_0(tmp_path: Path) -> None:
    recipe = toys.recipe(
        tmp_path, temperature=0.7, max_tokens=6, actor={"lr": 1e-2, "correction": 2.0}
    )
    devices = Devices(half=False)
    policy = Policy(recipe, devices)
    games = toys.Asking()
    collector = Collector(policy.sampler, games.begin, range(16), 16, Sampling(0.7, 6, (0,)))
    turns = [turn for row in collector.collect(3).turns for turn in row]
    samples = TurnBatches(turns, LossSettings())
    told = policy.improve(samples, np.ones((len(turns), 3)), [np.arange(len(turns))])
    assert told["ratio"] == pytest.approx(1, abs=1e-5)
    assert told["ratio_deviation"] < 1e-5
    assert told["gap"] < 1e-5
    assert told["kl"] == pytest.approx(0, abs=1e-6)
    assert told["clip_share"] == 0
    moved = policy.improve(samples, np.ones((len(turns), 3)), [np.arange(len(turns))])
    assert moved["kl"] > 1e-4
    assert moved["gap"] > 1e-3
    # What is sampled now is sampled with the weights as they are now, and from the distribution
    # that the trainer knows.
    again = [turn for row in collector.collect(3).turns for turn in row]
    assert (
        policy.improve(
            TurnBatches(again, LossSettings()), np.ones((len(again), 3)), [np.arange(len(again))]
        )["gap"]
        < 1e-5
    )


def test_a_batch_knows_plan_and_action_tokens_and_what_was_ruled_out() -> None:
    plan = Generation(
        "<plan> x </plan> Do",
        (10, 7, 11, 8, 1),
        (-1, -2, -3, -4, -5),
        0.5,
        2,
        5,
        3,
        prompt_ids=(5, 6),
    )
    act = Generation("Do", (8, 1), (-6, -7), 0.5, 1, 2, prompt_ids=(5,), banned=(10, 4))
    samples = TurnBatches(
        [SampledTurn(plan, TurnOutcome(1)), SampledTurn(act, TurnOutcome(0))],
        LossSettings(plan_weight=0.25, action_weight=2),
    )
    batch = samples.batch(np.array([0, 1]))
    assert batch["labels"][0].tolist() == [10, 7, 11, 8, 1]
    assert batch["labels"][1, 3:].tolist() == [8, 1]
    assert batch["logprobs"].tolist() == [[-1, -2, -3, -4, -5], [0, 0, 0, -6, -7]]
    assert batch["weights"].tolist() == [[2, 0.25, 0.25, 2, 2], [0, 0, 0, 2, 2]]
    assert batch["written"].sum(1).tolist() == [5, 2]
    assert batch["banned"].tolist() == [[-1, -1], [10, 4]]
    assert batch["levels"][0].tolist() == [0, 1, 1, 2, 2]
    assert batch["levels"][1, 3:].tolist() == [0, 2]
    assert samples.weights.tolist() == batch["weights"].sum(1).tolist()


def test_a_plan_that_never_closes_costs_all_that_was_written() -> None:
    def tokens(text: str, plan_tokens: int) -> int:
        return SampledTurn(
            Generation(text, (), (), None, 9, 7, plan_tokens), TurnOutcome(0)
        ).plan_tokens

    assert tokens("<plan> go on and on", 0) == 7
    assert tokens("<plan> go </plan> Do", 4) == 4
    assert tokens("Do", 0) == 0


class Killed(Exception):  # noqa: N818
    """As when the process ends."""


@pytest.mark.parametrize(
    ("at", "credit"), [(0, "turns"), (1, "turns"), (3, "turns"), (3, "levels"), (3, "batch")]
)
def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(
    tmp_path: Path, at: int, credit: str
) -> None:
    recipe = toys.recipe(
        tmp_path,
        worlds=6,
        updates=5,
        stagger=3,
        max_tokens=4,
        credit=credit,
        critic=None if credit == "batch" else {"lr": 1e-2, "warmup_turns": 4},
        evaluation={"every": 2, "seeds": "1000-1003"},
        checkpoint_every=2,
    )
    train.train(recipe, tmp_path / "whole", toys.Crossings())

    def kill(step: int, entry: dict[str, Any]) -> None:
        if step == at:
            raise Killed

    with pytest.raises(Killed):
        train.train(recipe, tmp_path / "killed", toys.Crossings(), on_log=kill)
    train.train(recipe, tmp_path / "killed", toys.Crossings(), resume=True)
    assert curve(tmp_path / "killed") == curve(tmp_path / "whole")
    weights = [
        torch.load(tmp_path / run / "checkpoints" / "5" / "models.pt")
        for run in ("whole", "killed")
    ]
    for part in ("policy",) if credit == "batch" else ("policy", "critic"):
        for name, weight in weights[0][part]["weights"].items():
            assert torch.equal(weight, weights[1][part]["weights"][name])


def test_a_run_can_begin_with_the_warm_up_of_another(tmp_path: Path) -> None:
    usual: dict[str, Any] = {
        "worlds": 6,
        "updates": 4,
        "stagger": 3,
        "max_tokens": 4,
        "checkpoint_every": 1,
    }
    usual["critic"] = {"lr": 1e-2, "warmup_turns": 4}
    train.train(toys.recipe(tmp_path, **usual), tmp_path / "first", toys.Crossings())
    warmed = tmp_path / "first" / "checkpoints" / "0"
    train.train(
        toys.recipe(tmp_path, **usual, warmed=warmed), tmp_path / "second", toys.Crossings()
    )
    assert curve(tmp_path / "second")[1:] == curve(tmp_path / "first")[1:]
    assert "warmup_explained_variance" not in curve(tmp_path / "second")[0]
    with pytest.raises(
        RecipeError, match=r"games-0\.pickle has not the games of 8 worlds in 1 processes"
    ):
        train.train(
            toys.recipe(tmp_path, **{**usual, "worlds": 8}, warmed=warmed),
            tmp_path / "third",
            toys.Crossings(),
        )
    with pytest.raises(RecipeError, match=r"0 has no critic for credit: levels; warm one up"):
        train.train(
            toys.recipe(tmp_path, **usual, warmed=warmed, credit="levels"),
            tmp_path / "by level",
            toys.Crossings(),
        )
    with pytest.raises(RecipeError, match=r"models\.pt cannot be read: No such file"):
        train.train(
            toys.recipe(tmp_path, **usual, warmed=tmp_path), tmp_path / "fourth", toys.Crossings()
        )
    games = warmed / "games-0.pickle"
    games.write_bytes(games.read_bytes().replace(b"training.ppo.rollout", b"training.ppo.roll0ut"))
    with pytest.raises(
        RecipeError,
        match=r"games-0\.pickle has games of another version of Sidequest: No module named",
    ):
        train.train(
            toys.recipe(tmp_path, **usual, warmed=warmed), tmp_path / "fifth", toys.Crossings()
        )


def test_the_critic_learns_returns_before_the_policy_learns(tmp_path: Path) -> None:
    recipe = toys.recipe(
        tmp_path,
        updates=1,
        stagger=4,
        critic={"lr": 3e-3, "warmup_turns": 60, "warmup_passes": 4, "warmup_lr": 1e-2},
    )
    train.train(recipe, tmp_path / "run", toys.Crossings())
    begun, first, *_ = curve(tmp_path / "run")
    assert begun["warmup_explained_variance"] > 0.3
    assert first["kl"] < 0.01


def test_two_updates_of_crafter_from_the_command(tmp_path: Path) -> None:
    tiny_sft.model().save_pretrained(tmp_path / "model")
    pebble_tokenizer().save_pretrained(tmp_path / "model")
    settings.write(PlannerSettings(prompt="brief", masked=True), tmp_path / "model")
    path = Path(train.__file__).parents[1] / "recipes" / "pebble-ppo.yaml"
    changes = [
        "worlds=4",
        "turns=3",
        "updates=2",
        "stagger=2",
        "critic.warmup_turns=2",
        "max_tokens=8",
        "cost=0.001",
    ]
    changes += ["evaluation.seeds=1000-1001", "evaluation.cap=4", f"model={tmp_path / 'model'}"]
    command = ["ppo", str(path), "--out", str(tmp_path / "run"), *changes]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "2 of 2 updates, 24 decisions: finished" in done.output
    log = curve(tmp_path / "run")
    assert [entry["step"] for entry in log] == [0, 1, 2]
    assert all(math.isfinite(value) for entry in log for value in entry.values())
    assert {"eval_unlocked", "eval_return", "kl", "gap", "explained_variance"} <= log[-1].keys()
    assert (tmp_path / "run" / "progress.png").stat().st_size > 10_000
    planner = registry.load(f"hf:{tmp_path / 'run' / 'best'}")
    assert planner.decide(
        CrafterGames(recipes.load(path, PpoRecipe, changes)).begin(0).episode.situation
    ).completion
    again = CliRunner().invoke(app, command)
    assert again.exit_code == 1
    assert "has a run already; go on with --resume" in again.output
    more = CliRunner().invoke(app, [*command, "--resume", "updates=3"])
    assert more.exit_code == 0, more.output
    assert [entry["step"] for entry in curve(tmp_path / "run")] == [0, 1, 2, 3]


def test_adapters_learn_and_are_merged(tmp_path: Path) -> None:
    recipe = toys.recipe(
        tmp_path, updates=8, lora={"r": 8, "alpha": 8, "rank_stabilised": True}, actor={"lr": 1e-2}
    )
    train.train(recipe, tmp_path / "run", toys.Bandits())
    log = curve(tmp_path / "run")
    assert log[1]["gap"] < 1e-5
    assert log[-1]["kl"] > 1e-3
    assert not list((tmp_path / "run" / "best").glob("adapter*"))
    assert likely(tmp_path / "run" / "best", "tree") != likely(tmp_path / "model", "tree")


def test_activation_checkpointing_changes_nothing(tmp_path: Path) -> None:
    for name, on in (("with", True), ("without", False)):
        recipe = toys.recipe(
            tmp_path,
            updates=1,
            worlds=8,
            gradient_checkpointing=on,
            evaluation={"every": 1, "seeds": "1000"},
        )
        train.train(recipe, tmp_path / name, toys.Crossings())
    for one, other in zip(curve(tmp_path / "with"), curve(tmp_path / "without"), strict=True):
        assert one == pytest.approx(other, rel=1e-4, abs=1e-6)


def test_worlds_that_cannot_be_shared_out_and_long_turns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="a turn has 4 tokens; the context is 3"):
        train.train(toys.recipe(tmp_path, context=3, updates=1), tmp_path / "run", toys.Bandits())
