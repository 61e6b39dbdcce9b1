"""How fast PPO plays and learns, and what takes the time: ``python -m tests.bench.ppo [RECIPE.yaml
[KEY=VALUE]...]``.

Plays one rollout of a recipe to warm up and two that are measured, in 32 bits and in bfloat16, in
one process with one thread; one more is profiled. Figures are decisions for each second of
processor time, so that other work on the machine changes them little.
"""

from __future__ import annotations

import cProfile
import inspect
import pstats
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers.utils import logging

from agent.models import decoding
from agent.models.local import LocalModel
from agent.models.tokens import Tokens
from training.ppo.critic import Critic
from training.ppo.devices import Devices, shuffled
from training.ppo.environments import CrafterGame, CrafterGames
from training.ppo.policy import Policy
from training.ppo.recipe import PpoRecipe
from training.ppo.rollout import Collector
from training.ppo.turn_batches import TurnBatches
from training.ppo.turns import Sampling
from training.runs.recipe import LossSettings, load

RECIPE = Path("training/recipes/pebble-ppo.yaml")
ROLLOUTS = 2
_PARTS: dict[str, Callable[..., Any]] = {  # what is told of the profile
    "the model reads prompts": LocalModel.prefill,
    "the model reads what it writes": LocalModel.advance,
    "tokens are drawn": decoding._sample,
    "prompts become tokens": Tokens.encode,
    "tokens become text and plans": Tokens.generation,
    "states become prompts": CrafterGame.question,
    "worlds and plans go on": CrafterGame.answer,
}

Spent = dict[str, list[float]]


def main(recipe: Path, overrides: list[str]) -> None:
    """Print the tables."""
    print(
        "| decisions for each second of a core | play | values | policy learns | "
        "critic learns | gap, nats a token |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for precision in ("fp32", "bf16"):
        wanted = load(recipe, PpoRecipe, [*overrides, f"precision={precision}", "threads=1"])
        spent, gap, profile = measure(wanted)
        turns = wanted.worlds * wanted.turns
        rates = [f"{turns * len(seconds) / sum(seconds):.0f}" for seconds in spent.values()]
        print(f"| {precision} | {' | '.join(rates)} | {gap:.1e} |", flush=True)
    print("\n| share of the time of play, bf16 | |\n| --- | --- |")
    for what, share in shares(profile).items():
        print(f"| {what} | {share:.0%} |")


def measure(recipe: PpoRecipe) -> tuple[Spent, float, cProfile.Profile]:
    """Seconds of processor time of each rollout and of what is learned from it; the gap of sampler
    and trainer; a profile of play.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)
    devices = Devices(half=recipe.precision == "bf16", checkpointing=False)
    assert recipe.critic is not None
    policy, critic = Policy(recipe, devices), Critic(recipe, recipe.critic, devices)
    sampling = Sampling(recipe.temperature, recipe.max_tokens, (0,))
    collector = Collector(
        policy.sampler, CrafterGames(recipe).begin, range(recipe.worlds), recipe.worlds, sampling
    )
    spent: Spent = {"play": [], "values": [], "policy": [], "critic": []}

    with devices.computing():
        collector.collect(recipe.turns)
    gaps = []
    for number in range(ROLLOUTS):
        with timed(spent["play"]), devices.computing():
            rollout = collector.collect(recipe.turns)
        samples = TurnBatches([turn for row in rollout.turns for turn in row], LossSettings())
        with timed(spent["values"]):
            values = critic.values(samples.prompts)
        order = list(shuffled(len(samples), recipe.minibatches, 1, number))
        # the size of a step is nothing to its speed
        advantages = np.random.default_rng(number).normal(size=(len(samples), 1))
        with timed(spent["policy"]):
            gaps.append(policy.improve(samples, advantages.repeat(3, axis=1), order)["gap"])
        with timed(spent["critic"]):
            critic.learn(
                samples.prompts, values, values + advantages, order, lr=recipe.critic.lr, clip=None
            )
    with devices.computing(), cProfile.Profile() as profile:
        collector.collect(recipe.turns)
    return spent, float(np.mean(gaps)), profile


@contextmanager
def timed(seconds: list[float]) -> Iterator[None]:
    """Append the processor time that was spent."""
    begun = time.process_time()
    yield
    seconds.append(time.process_time() - begun)


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """Of the time of ``collect``, what each of ``_PARTS`` took with all that it calls."""
    entries = pstats.Stats(profile).stats  # type: ignore[attr-defined]

    def cumulative(function: Callable[..., Any]) -> float:
        code = inspect.unwrap(function).__code__
        return float(entries[code.co_filename, code.co_firstlineno, code.co_name][3])

    whole = cumulative(Collector.collect)
    found = {what: cumulative(function) / whole for what, function in _PARTS.items()}
    return {
        **dict(sorted(found.items(), key=lambda pair: -pair[1])),
        "all else": 1 - sum(found.values()),
    }


if __name__ == "__main__":
    logging.disable_progress_bar()
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RECIPE, sys.argv[2:])
