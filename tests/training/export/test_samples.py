"""The samples of PPO, in the fields of SkyRL's ``GeneratorOutput``."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sidequest import app
from tests.training.ppo import toys
from training.ppo.rollout import Collector, Rollout
from training.ppo.train import train

Rollouts = list[Rollout]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Rollouts]:
    """A run of two updates that kept its samples, and what it played."""
    played: Rollouts = []
    collect = Collector.collect

    def collected(self: Collector, turns: int) -> Rollout:
        played.append(collect(self, turns))
        return played[-1]

    monkeypatch.setattr(Collector, "collect", collected)
    small = {"worlds": 3, "turns": 3, "updates": 2, "max_tokens": 4, "cost": 0.25, "minibatches": 1}
    recipe = toys.recipe(tmp_path, **small, samples=True, checkpoint_every=1)
    train(recipe, tmp_path / "run", toys.Crossings())
    return tmp_path / "run", played


def exported(run: Path, out: Path) -> dict[int, dict[str, list[Any]]]:
    done = CliRunner().invoke(app, ["export", "samples", str(run), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert f"{out}: 18 samples of 2 updates" in done.output
    return {int(path.stem): json.loads(path.read_text()) for path in out.iterdir()}


def test_they_are_what_was_read_and_written(run: tuple[Path, Rollouts], tmp_path: Path) -> None:
    folder, played = run
    found = exported(folder, tmp_path / "out")
    assert set(found) == {1, 2}
    for update, rollout in enumerate(played, start=1):
        sampled, in_order = found[update], zip(*rollout.turns, strict=True)
        turns = [turn for world in in_order for turn in world]
        told = [list(turn.generation.prompt_ids) for turn in turns]
        assert sampled["prompt_token_ids"] == told
        assert sampled["response_ids"] == [list(turn.generation.token_ids) for turn in turns]
        assert sampled["rollout_logprobs"] == [list(turn.generation.logprobs) for turn in turns]
        lengths = [len(ids) for ids in sampled["response_ids"]]
        reasons = ["length" if length == 4 else "stop" for length in lengths]
        assert sampled["stop_reasons"] == reasons
        assert {name: len(values) for name, values in sampled.items()} == dict.fromkeys(sampled, 9)


def test_trajectories_lie_together_and_bear_their_reward_at_the_end(
    run: tuple[Path, Rollouts], tmp_path: Path
) -> None:
    sampled = exported(run[0], tmp_path / "out")[1]
    names = [one["instance_id"] for one in sampled["trajectory_ids"]]
    last = sampled["is_last_step"]
    assert last[-1] is True
    assert [one != other for one, other in pairwise(names)] == last[:-1]
    assert len(set(names)) == sum(last) > 3  # games of two turns, in three worlds
    for name in set(names):
        rows = [at for at, one in enumerate(names) if one == name]
        own = [sampled["env_metrics"][at]["reward"] for at in rows]
        assert [sum(sampled["rewards"][at]) for at in rows[:-1]] == [0.0] * (len(rows) - 1)
        assert sampled["rewards"][rows[-1]][-1] == pytest.approx(sum(own))
    for at, ids in enumerate(sampled["response_ids"]):
        assert len(sampled["rewards"][at]) == len(ids)
        assert sampled["loss_masks"][at] == [1] * len(ids)
        metrics = sampled["env_metrics"][at]
        weighed = metrics["task"] - 0.25 * metrics["plan_tokens"]
        assert metrics["reward"] == pytest.approx(weighed)


def test_a_run_without_samples_and_a_full_folder_are_told(
    run: tuple[Path, Rollouts], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for sources, out, why in (
        (["empty"], "out", "kept no samples; name a run of sidequest ppo with samples=true"),
        (["run"], "run", "is there already and not an empty folder"),
        (["run", "run"], "out", "samples are those of one run of sidequest ppo, not of 2"),
    ):
        paths = [str(tmp_path / source) for source in sources]
        done = CliRunner().invoke(app, ["export", "samples", *paths, "--out", str(tmp_path / out)])
        assert done.exit_code == 1
        assert why in done.stderr
