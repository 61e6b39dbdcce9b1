"""Whole episodes of random actions, as one line of digests each: ``python -m
tests.agent.worlds.crafter.episodes draw``.
"""

from __future__ import annotations

import hashlib
import sys

import numpy as np

from agent.worlds.crafter.engine.engine import CrafterWorld, from_snapshot
from agent.worlds.crafter.rules import ACTIONS

SEEDS = range(20)


def trail(seed: int, *, draw: bool = False, rewind: bool = False) -> str:
    """Play random actions until death; a hash over the digests of all states.

    Args:
        draw: look at a picture now and then, at night too.
        rewind: at a random step go on in a new world from a snapshot, after the old one has gone
            further.
    """
    world = CrafterWorld()
    world.reset(seed)
    rng = np.random.default_rng(seed)
    rewind_at = int(rng.integers(20, 90))
    digests = hashlib.blake2b(digest_size=16)
    while not world.over:
        if rewind and world.env._step == rewind_at:
            snapshot = world.snapshot()
            for _ in range(5):
                if not world.over:
                    world.step(0)
            world = from_snapshot(snapshot)
        world.step(int(rng.integers(len(ACTIONS))))
        if draw and world.env._step % 7 == 0:
            world.draw((63, 63))
        digests.update(world.digest().encode())
    return f"{seed} {world.env._step} {digests.hexdigest()}"


def main() -> None:
    """Print the trails of all seeds."""
    for seed in SEEDS:
        sys.stdout.write(trail(seed, draw="draw" in sys.argv[1:]) + "\n")


if __name__ == "__main__":
    main()
