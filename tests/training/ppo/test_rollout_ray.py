"""Rollouts by Ray actors, on a cluster of two nodes that are both on this machine."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from ray.cluster_utils import Cluster

from tests.training.ppo import toys
from training.models import load
from training.ppo import rollout_ray, train
from training.ppo.devices import Devices
from training.ppo.policy import Policy
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import Collector, Rollout, Rollouts
from training.ppo.rollout_ray import Actors
from training.ppo.rollout_worker import RolloutPolicy
from training.ppo.turn_batches import TurnBatches
from training.ppo.turns import Sampling
from training.runs.recipe import LossSettings, RecipeError

TIMED = ("rollout_per_second", "update_per_second", "memory_mb")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a cluster that has processors for three actors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        # or a local Ray would set it to something else for the whole process
        patch.setenv("RAY_AUTH_MODE", "disabled")
        # the actors import the toys
        patch.setenv("PYTHONPATH", str(Path(train.__file__).parents[2]))
        cluster = Cluster(
            initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False}
        )
        cluster.add_node(num_cpus=1)
        yield cluster.address
        cluster.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Has the model, and ``whole``: a run without Ray that nobody stopped."""
    made = tmp_path_factory.mktemp("ray")
    train.train(recipe(made), made / "whole", toys.Crossings())
    return made


def curve(folder: Path) -> list[dict[str, float]]:
    """The log without what depends on the machine."""
    entries = [json.loads(line) for line in (folder / "curves.jsonl").read_text().splitlines()]
    return [
        {name: value for name, value in entry.items() if name not in TIMED} for entry in entries
    ]


def recipe(folder: Path, ray: dict[str, Any] | None = None, **changes: Any) -> PpoRecipe:
    few: dict[str, Any] = {
        "worlds": 6,
        "updates": 4,
        "stagger": 3,
        "max_tokens": 4,
        "checkpoint_every": 2,
    }
    few |= {
        "critic": {"lr": 1e-2, "warmup_turns": 4},
        "evaluation": {"every": 2, "seeds": "1000-1003"},
    }
    return toys.recipe(folder, ray=ray, **few | changes)


def told(rollout: Rollout) -> list[list[Any]]:
    """What was read, written and earned."""
    return [
        [(turn.generation.prompt_ids, turn.generation.token_ids, turn.parts) for turn in row]
        for row in rollout.turns
    ]


def logprobs(rollout: Rollout) -> list[float]:
    return [one for row in rollout.turns for turn in row for one in turn.generation.logprobs]


def test_what_is_played_is_the_same_whatever_the_number_of_actors(
    folder: Path, address: str
) -> None:
    asked = recipe(folder, {"actors": 2, "address": address}, worlds=5, actor={"lr": 1e-2})
    policy = Policy(asked, Devices(half=False))
    rest = toys.Crossings().begin, range(5), 5, Sampling(1.0, 4, (0,))
    with rollout_ray.connected(asked, 1):
        make = partial(RolloutPolicy, asked, 1)
        assert asked.ray
        one, shared = (
            Actors(asked.ray.model_copy(update={"actors": count}), make, policy, *rest)
            for count in (1, 2)
        )
        players: list[Rollouts] = [Collector(policy.sampler, *rest), one, shared]

        def collected() -> Rollout:
            """What all play alike: one actor to the last bit, several but for the rounding of
            smaller batches.
            """
            here, alone, several = (player.collect(3) for player in players)
            assert told(here) == told(alone) == told(several)
            assert here.after == alone.after == several.after
            assert logprobs(here) == logprobs(alone)
            assert logprobs(here) == pytest.approx(logprobs(several), abs=1e-5)
            assert len(here.episodes) == len(alone.episodes) == len(several.episodes)
            return here

        played = [
            [turn.generation.token_ids for turn in player.play([3, 0, 2], [])] for player in players
        ]
        assert played[0] == played[1] == played[2]
        turns = [turn for row in collected().turns for turn in row]
        policy.improve(
            TurnBatches(turns, LossSettings()),
            np.linspace([-1] * 3, [1] * 3, len(turns)),
            [np.arange(len(turns))],
        )
        collected()
        saved = shared.save()  # by two; any of them goes on with it
        after = told(shared.collect(2))
        for player in players:
            player.restore(saved)
            assert told(player.collect(2)) == after


def test_adapters_are_sent_alone(folder: Path, address: str) -> None:
    asked = recipe(
        folder,
        {"actors": 1, "address": address},
        lora={"r": 8, "alpha": 8},
        updates=2,
        actor={"lr": 1e-2},
    )
    assert all("lora" in name for name in Policy(asked, Devices(half=False)).weights)
    train.train(asked, folder / "adapters", toys.Crossings())
    assert curve(folder / "adapters")[-1]["kl"] > 1e-4
    assert curve(folder / "adapters")[-1]["gap"] < 1e-5


class Killed(Exception):  # noqa: N818
    """As when the process ends."""


def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been_and_had_had_no_ray(
    folder: Path, address: str
) -> None:
    def kill(step: int, entry: dict[str, Any]) -> None:
        if step == 3:
            raise Killed

    asked = recipe(folder, {"actors": 1, "address": address})
    with pytest.raises(Killed):
        train.train(asked, folder / "killed", toys.Crossings(), on_log=kill)
    train.train(asked, folder / "killed", toys.Crossings(), resume=True)
    assert curve(folder / "killed") == curve(folder / "whole")
    weights = [
        torch.load(folder / run / "checkpoints" / "4" / "models.pt") for run in ("whole", "killed")
    ]
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


def test_an_actor_that_is_gone_is_named_and_the_run_goes_on_without_ray(folder: Path) -> None:
    games = Deadly(folder / "mark")
    with pytest.raises(RecipeError) as error:  # game 31 is at number 1, which is the second actor's
        train.train(recipe(folder, {"actors": 2}), folder / "run", games)
    assert str(error.value).startswith("rollout actor 2 of 2, process ")
    assert str(error.value).endswith("--resume goes on from the last checkpoint")
    assert "\n" not in str(error.value)
    assert curve(folder / "run")[-1]["step"] < 4
    train.train(recipe(folder), folder / "run", games, resume=True)
    for one, other in zip(curve(folder / "run"), curve(folder / "whole"), strict=True):
        assert one == pytest.approx(other, rel=1e-3, abs=1e-5)


class Deaf(RolloutPolicy):
    """Keeps the weights that it has."""

    def take(self, weights: Mapping[str, torch.Tensor]) -> str:
        return load.checksum(load.trained(self._model))


def test_other_weights_than_the_trainers_are_an_error_that_names_both(
    folder: Path, address: str
) -> None:
    asked = recipe(folder, {"actors": 1, "address": address})
    policy = Policy(asked, Devices(half=False))
    with rollout_ray.connected(asked, 1):
        assert asked.ray
        rest = toys.Crossings().begin, range(6), 6, Sampling(1.0, 4, (0,))
        actors = Actors(asked.ray, partial(Deaf, asked, 1), policy, *rest)
        theirs = load.checksum(policy.weights)[:12]
        turns = [turn for row in actors.collect(1).turns for turn in row]
        policy.improve(
            TurnBatches(turns, LossSettings()), np.ones((len(turns), 3)), [np.arange(len(turns))]
        )
        ours = load.checksum(policy.weights)[:12]
        with pytest.raises(RecipeError) as error:
            actors.collect(1)
    assert f"has weights {theirs}, the trainer {ours}, at version 1" in str(error.value)
    assert str(error.value).startswith("rollout actor 1 of 1, process ")


def test_an_actor_that_finds_no_machine_is_an_error(
    folder: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollout_ray, "_START_S", 1)
    # as many as both machines have together
    asked = recipe(folder, {"actors": 1, "threads": 3, "address": address})
    with pytest.raises(
        RecipeError,
        match="1 of 1 rollout actors did not start in 1 seconds: no machine of the Ray has had 3",
    ):
        train.train(asked, folder / "waiting", toys.Crossings())


def test_what_cannot_be_had_is_refused_before_there_is_a_run(
    folder: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(
        actors: int, threads: int = 1, address: str | None = address, processes: int = 1
    ) -> str:
        asked = recipe(folder, {"actors": actors, "threads": threads, "address": address})
        with pytest.raises(RecipeError) as error, rollout_ray.connected(asked, processes):
            pass
        assert "\n" not in str(error.value)
        return str(error.value)

    assert refused(7) == "ray.actors is 7; more than the 6 worlds cannot have one each"
    assert "one training process; there are 2" in refused(2, processes=2)
    assert "2 actors of 2 threads need 4 processors; the Ray at" in refused(2, threads=2)
    assert refused(2, address="nowhere").startswith("no Ray at nowhere: ")
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    assert re.search(r'needs the package ray: \S+ -m pip install "ray>=', refused(2))
