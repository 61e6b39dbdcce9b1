"""What a sweep needs to know of a world: how an episode of it is scored, and what the paper scored there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.worlds import registry as worlds
from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.evaluation import paper
from training.evaluation.measure import Played


@dataclass(frozen=True, slots=True)
class Scale:
    """How well an episode went."""

    label: str
    of: Callable[[Played], float]  # from 0 to 1
    published: tuple[paper.Published, ...]


_SCALES = {
    worlds.CRAFTER: Scale(
        f"share of the {len(ACHIEVEMENTS)} achievements",
        lambda episode: len(episode.unlocked) / len(ACHIEVEMENTS),
        paper.CRAFTER,
    ),
    worlds.POGS: Scale("share that reached the target", lambda episode: float(bool(episode.unlocked)), paper.POGS),
}


def of(world: str) -> Scale:
    """The scale of a world, as ``agent.worlds.registry`` names it; that of POGS whatever its graphs are like."""
    return _SCALES[world.partition(":")[0]]
