"""The turns that an update learns from, as samples for other trainers: the fields of SkyRL's
``GeneratorOutput`` in its step-wise form, a row a turn.

SkyRL takes the reward of a trajectory from the last token of its last turn, and no other. So the
sum of the turns' rewards stands there, and each turn's own in ``env_metrics``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.core.files import write_atomic
from training.ppo.rollout import Rollout
from training.ppo.turns import PARTS, SampledTurn


def rows(
    rollout: Rollout, worlds: Sequence[int], update: int, weights: Mapping[str, float], most: int
) -> Iterator[dict[str, Any]]:
    """A row for each turn, those of a trajectory one after the other. A trajectory is what was
    played of one game in the update.

    Args:
        rollout: what was played.
        worlds: their numbers in the run, by the rollout's columns.
        update: its number, from 1.
        weights: of the parts of the reward.
        most: tokens of a completion.
    """
    for world, turns in zip(worlds, zip(*rollout.turns, strict=True), strict=True):
        for number, trajectory in enumerate(_games(turns)):
            rewards = [
                sum(weights[name] * part for name, part in zip(PARTS, turn.parts, strict=True))
                for turn in trajectory
            ]
            last = len(trajectory) - 1
            for at, turn in enumerate(trajectory):
                written = turn.generation
                tokens = [0.0] * len(written.token_ids)
                if at == last:
                    tokens[-1] = sum(rewards)
                yield {
                    "prompt_token_ids": list(written.prompt_ids),
                    "response_ids": list(written.token_ids),
                    "rewards": tokens,
                    "loss_masks": [1] * len(tokens),
                    "stop_reasons": "length" if len(tokens) >= most else "stop",
                    "rollout_logprobs": list(written.logprobs),
                    "trajectory_ids": {
                        "instance_id": f"update-{update}-world-{world}-{number}",
                        "repetition_id": 0,
                    },
                    "is_last_step": at == last,
                    "env_metrics": {
                        "reward": rewards[at],
                        **dict(zip(PARTS, map(float, turn.parts), strict=True)),
                        "ended": turn.played.ended,
                    },
                }


def write(folder: Path, update: int, rank: int, samples: Iterator[dict[str, Any]]) -> None:
    """Write the samples of an update in one of a run's processes. OSError if the disk does not take
    them.
    """
    folder.mkdir(exist_ok=True)
    lines = "".join(json.dumps(row) + "\n" for row in samples)
    write_atomic(folder / f"{update}-{rank}.jsonl", lines)


def _games(turns: Sequence[SampledTurn]) -> Iterator[list[SampledTurn]]:
    """The turns of one world, game by game."""
    game: list[SampledTurn] = []
    for turn in turns:
        game.append(turn)
        if turn.played.ended:
            yield game
            game = []
    if game:
        yield game
