"""Worlds are stock Crafter's, seed by seed."""

from __future__ import annotations

import threading

import crafter
import pytest

from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.agent.worlds.crafter.stock import StockEnv, state


@pytest.mark.parametrize("first", [0, 1_000, 2_000, 1_000_000, 2**31 - 11])
def test_the_first_reset_gives_the_world_of_stock_crafter(first):
    world = CrafterWorld()
    for seed in range(first, first + 10):
        stock = StockEnv(seed=seed)
        stock.reset()
        world.reset(seed)
        assert state(world.env) == state(stock), f"seed {seed}"


def test_a_picture_by_day_is_the_one_that_stock_crafter_draws():
    world = CrafterWorld()
    world.reset(11)
    stock = crafter.Env(seed=11)
    stock.reset()
    assert (world.draw((270, 180)) == stock.render((270, 180))).all()


def test_worlds_made_in_threads_at_once_are_the_same():
    expected = {}
    for seed in range(4):
        world = CrafterWorld()
        world.reset(seed)
        expected[seed] = world.digest()
    made: dict[int, set[str]] = {seed: set() for seed in expected}

    def make(seed: int) -> None:
        world = CrafterWorld()
        for _ in range(10):
            world.reset(seed)
            made[seed].add(world.digest())

    threads = [threading.Thread(target=make, args=(seed,)) for seed in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {seed: {digest} for seed, digest in expected.items()}
