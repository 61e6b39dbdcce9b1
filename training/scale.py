"""What a sweep needs to know of a world: how an episode of it is scored, and what the paper scored there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.worlds.crafter.rules import ACHIEVEMENTS
from training import paper
from training.measure import EpisodeResult


@dataclass(frozen=True, slots=True)
class Scale:
    """How well an episode went."""

    label: str
    of: Callable[[EpisodeResult], float]  # from 0 to 1
    published: tuple[paper.Published, ...]


SCALES = {
    "crafter": Scale(
        f"share of the {len(ACHIEVEMENTS)} achievements",
        lambda episode: len(episode.unlocked) / len(ACHIEVEMENTS),
        paper.CRAFTER,
    )
}
