"""A picture read back is what was drawn."""

from __future__ import annotations

import random

import numpy as np

from agent.worlds.crafter import frame
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from tests.people.eyes import see


def test_a_person_sees_what_the_player_sees() -> None:
    world, chance = CrafterWorld(), random.Random(0)
    world.reset(3)
    for _ in range(200):
        action = chance.randrange(17)
        world.step(action)
        view = world.view()
        seen, played = see(frame.paint(view, Memory(), action).encode(seq=7, person=True))
        assert played == action
        assert np.array_equal(seen.materials, view.materials)
        assert (seen.step, seen.creatures, seen.facing) == (view.step, view.creatures, view.facing)
        assert (dict(seen.inventory), seen.asleep, seen.unlocked) == (
            dict(view.inventory),
            view.asleep,
            view.unlocked,
        )
        assert (seen.dead, abs(seen.daylight - view.daylight) < 1 / 255) == (view.dead, True)
        if view.dead:
            break
