"""Rollouts by Ray actors, on a cluster of two nodes that are both on this machine."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from ray.cluster_utils import Cluster

from tests.training import toys
from training import models, ppo, ray_rollout
from training.devices import Devices
from training.player import Player
from training.policy import Policy
from training.ppo_recipe import PpoRecipe
from training.ray_rollout import Actors
from training.recipe import Loss, RecipeError
from training.rollout import Collector, Rollout, Rollouts, Sampling, joined
from training.samples import Samples

TIMED = ("rollout_per_second", "update_per_second", "memory_mb")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a cluster that has processors for three actors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        # The workers import the toys.
        patch.setenv("PYTHONPATH", str(Path(ppo.__file__).parents[1]))
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
        cluster.add_node(num_cpus=1)
        yield cluster.address
        cluster.shutdown()


def curve(folder: Path) -> list[dict[str, float]]:
    """The log without what depends on the machine."""
    entries = [json.loads(line) for line in (folder / "curves.jsonl").read_text().splitlines()]
    return [{name: value for name, value in entry.items() if name not in TIMED} for entry in entries]


def recipe(folder: Path, ray: dict[str, Any] | None = None, **changes: Any) -> PpoRecipe:
    few: dict[str, Any] = {"worlds": 6, "updates": 4, "stagger": 3, "max_tokens": 4, "checkpoint_every": 2}
    few |= {"critic": {"lr": 1e-2, "warmup_turns": 4}, "evaluation": {"every": 2, "seeds": "1000-1003"}}
    return toys.recipe(folder, ray=ray, **few | changes)


def told(rollout: Rollout) -> list[list[Any]]:
    """What was read, written and earned."""
    return [[(turn.generation.prompt_ids, turn.generation.token_ids, turn.parts) for turn in row] for row in rollout.turns]


def logprobs(rollout: Rollout) -> list[float]:
    return [one for row in rollout.turns for turn in row for one in turn.generation.logprobs]


@pytest.mark.parametrize("lora", [None, {"r": 4, "alpha": 4}], ids=["whole", "adapters"])
def test_what_is_played_is_the_same_whatever_the_number_of_actors(
    tmp_path: Path, address: str, lora: dict[str, int] | None
) -> None:
    asked = recipe(tmp_path, {"actors": 2, "address": address}, worlds=5, lora=lora, actor={"lr": 1e-2})
    policy = Policy(asked, Devices(half=False))
    assert all("lora" in name for name in policy.weights) == bool(lora)
    rest = toys.Crossings().begin, range(5), 5, Sampling(1.0, 4, (0,))
    with ray_rollout.connected(asked, 1):
        make = partial(Player, asked, 1)
        assert asked.ray
        one, two = (Actors(asked.ray.model_copy(update={"actors": count}), make, policy, *rest) for count in (1, 2))
        players: list[Rollouts] = [Collector(policy.sampler, *rest), one, two]

        def collected() -> Rollout:
            """What all play alike: one actor to the last bit, several but for the rounding of smaller batches."""
            here, alone, shared = (player.collect(3) for player in players)
            assert told(here) == told(alone) == told(shared)
            assert here.after == alone.after == shared.after
            assert logprobs(here) == logprobs(alone)
            assert logprobs(here) == pytest.approx(logprobs(shared), abs=1e-5)
            assert len(here.episodes) == len(alone.episodes) == len(shared.episodes)
            return here

        played = [[turn.generation.token_ids for turn in player.play([3, 0, 2], [])] for player in players]
        assert played[0] == played[1] == played[2]
        turns = [turn for row in collected().turns for turn in row]
        policy.improve(Samples(turns, Loss()), np.linspace(-1, 1, len(turns)), [np.arange(len(turns))])
        before = logprobs(collected())
        # Games that any of them saved are gone on with by any other.
        saved = players[2].save()
        assert joined([saved]) == saved
        after = [player.collect(2) for player in players]
        for player in players:
            player.restore(saved)
            assert told(player.collect(2)) == told(after[0])
        assert before


class Killed(Exception):  # noqa: N818
    """As when the process ends."""


def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been_and_had_had_no_ray(tmp_path: Path, address: str) -> None:
    ppo.train(recipe(tmp_path), tmp_path / "whole", toys.Crossings())

    def kill(step: int, entry: dict[str, Any]) -> None:
        if step == 3:
            raise Killed

    asked = recipe(tmp_path, {"actors": 1, "address": address})
    with pytest.raises(Killed):
        ppo.train(asked, tmp_path / "killed", toys.Crossings(), on_log=kill)
    ppo.train(asked, tmp_path / "killed", toys.Crossings(), resume=True)
    assert curve(tmp_path / "killed") == curve(tmp_path / "whole")
    weights = [torch.load(tmp_path / run / "checkpoints" / "4" / "models.pt") for run in ("whole", "killed")]
    for name, weight in weights[0]["policy"]["weights"].items():
        assert torch.equal(weight, weights[1]["policy"]["weights"][name])


@dataclass
class Deadly(toys.Crossings):
    """The process that begins a certain game ends, the first time."""

    mark: Path

    def begin(self, number: int) -> toys.Crossing:
        if number == 31 and not self.mark.exists():
            self.mark.touch()
            os._exit(1)
        return super().begin(number)


def test_an_actor_that_is_gone_is_named_and_the_run_goes_on_without_ray(tmp_path: Path) -> None:
    ppo.train(recipe(tmp_path), tmp_path / "whole", toys.Crossings())
    games = Deadly(tmp_path / "mark")
    with pytest.raises(RecipeError) as error:  # game 31 is at place 1, which is the second actor's
        ppo.train(recipe(tmp_path, {"actors": 2}), tmp_path / "run", games)
    assert str(error.value).startswith("rollout actor 2 of 2, process ")
    assert str(error.value).endswith("--resume goes on from the last checkpoint")
    assert "\n" not in str(error.value)
    assert curve(tmp_path / "run")[-1]["step"] < 4
    ppo.train(recipe(tmp_path), tmp_path / "run", games, resume=True)
    for one, other in zip(curve(tmp_path / "run"), curve(tmp_path / "whole"), strict=True):
        assert one == pytest.approx(other, rel=1e-3, abs=1e-5)


class Deaf(Player):
    """Keeps the weights that it has."""

    def take(self, weights: Mapping[str, torch.Tensor]) -> str:
        return models.checksum(models.trained(self._model))


def test_other_weights_than_the_trainers_are_an_error_that_names_both(tmp_path: Path, address: str) -> None:
    asked = recipe(tmp_path, {"actors": 1, "address": address})
    policy = Policy(asked, Devices(half=False))
    with ray_rollout.connected(asked, 1):
        assert asked.ray
        rest = toys.Crossings().begin, range(6), 6, Sampling(1.0, 4, (0,))
        actors = Actors(asked.ray, partial(Deaf, asked, 1), policy, *rest)
        theirs = models.checksum(policy.weights)[:12]
        turns = [turn for row in actors.collect(1).turns for turn in row]
        policy.improve(Samples(turns, Loss()), np.ones(len(turns)), [np.arange(len(turns))])
        ours = models.checksum(policy.weights)[:12]
        with pytest.raises(RecipeError) as error:
            actors.collect(1)
    assert f"has weights {theirs}, the trainer {ours}, at version 1" in str(error.value)
    assert str(error.value).startswith("rollout actor 1 of 1, process ")


def test_what_cannot_be_had_is_refused_before_there_is_a_run(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(actors: int, threads: int = 1, address: str | None = address, processes: int = 1) -> str:
        asked = recipe(tmp_path, {"actors": actors, "threads": threads, "address": address})
        with pytest.raises(RecipeError) as error, ray_rollout.connected(asked, processes):
            pass
        assert "\n" not in str(error.value)
        return str(error.value)

    assert refused(7) == "ray.actors is 7; more than the 6 worlds cannot have one each"
    assert "one training process; there are 2" in refused(2, processes=2)
    assert "2 actors of 2 threads need 4 processors; the Ray at" in refused(2, threads=2)
    assert refused(2, address="nowhere").startswith("no Ray at nowhere: ")
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    assert "needs the package ray: pip install --editable '.[cluster]'" in refused(2)
