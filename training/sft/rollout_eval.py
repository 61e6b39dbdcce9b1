"""How a model folder plays: the measure by which the best checkpoint is chosen."""

from __future__ import annotations

from pathlib import Path

from agent.core import seeds
from agent.core.mode import parse_mode
from agent.models.hardware import Hardware
from agent.planners import registry
from training.play import batched
from training.sft.recipe import Evaluation


def measure(folder: Path, device: str, evaluation: Evaluation) -> dict[str, float]:
    """Play the evaluation's seeds; nothing if it has none.

    The same model plays the same episodes every time.

    Returns:
        ``unlocked``: the mean number of achievements of an episode, in Crafter from 0 to 22.
            ``plans_per_100_steps``.
    """
    if evaluation.seeds is None:
        return {}
    hardware, world = Hardware(device), evaluation.world
    name = registry.quickest(folder, hardware)
    planner = registry.load(name, parse_mode(evaluation.mode), hardware, world=world)
    episodes = batched.play(planner, seeds.parse(evaluation.seeds), evaluation.cap, world)
    steps = sum(episode.view.step for episode in episodes)
    return {
        "unlocked": sum(len(episode.view.unlocked) for episode in episodes) / len(episodes),
        "plans_per_100_steps": 100 * sum(len(episode.plans) for episode in episodes) / steps,
    }
