"""An episode is exact: the same in any process, drawn or not, and after snapshot and restore; and
bad bytes do no harm.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.worlds.crafter.engine.engine import CrafterWorld, from_snapshot
from agent.worlds.crafter.engine.snapshot import MAX_BYTES, SnapshotError
from agent.worlds.crafter.rules import ACTIONS, NOOP
from tests.agent.worlds.crafter.episodes import SEEDS, trail


def _trails_of_another_process(hash_seed: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-m", "tests.agent.worlds.crafter.episodes", *arguments]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_whole_episodes_are_the_same_in_other_processes_with_drawing_and_after_rewinding():
    plain = [trail(seed) for seed in SEEDS]
    assert len({line.split()[2] for line in plain}) == len(SEEDS)
    assert [trail(seed, rewind=True) for seed in SEEDS] == plain
    assert _trails_of_another_process("1") == plain
    assert _trails_of_another_process("2", "draw") == plain


def _played(seed: int, actions: list[int]) -> CrafterWorld:
    world = CrafterWorld()
    world.reset(seed)
    for action in actions:
        if not world.over:
            world.step(action)
    return world


@given(
    seed=st.integers(0, 2**31 - 1),
    before=st.lists(st.integers(0, len(ACTIONS) - 1), max_size=60),
    after=st.lists(st.integers(0, len(ACTIONS) - 1), max_size=30),
)
@settings(max_examples=30, deadline=None)
def test_a_restored_world_goes_on_as_the_one_it_was_taken_from(seed, before, after):
    world = _played(seed, before)
    twin = from_snapshot(world.snapshot())
    assert twin.snapshot() == world.snapshot()
    for action in after:
        if world.over:
            break
        assert twin.step(action) == world.step(action)
        assert twin.digest() == world.digest()
    assert str(twin.view()) == str(world.view())


def test_a_snapshot_stays_small_when_many_creatures_have_come_and_gone():
    world = CrafterWorld()
    world.reset(0)
    for step in range(400):
        pos = next(
            p for p in ((40, 40), (41, 41), (42, 42), (20, 20)) if world.env._world[p][1] is None
        )
        world.place_creature(pos, "arrow", facing=(1, 0))
        world.set_item("health", 9)
        world.step(NOOP)
        if step % 100 == 0:
            assert len(world.snapshot()) <= MAX_BYTES
    assert from_snapshot(world.snapshot()).digest() == world.digest()


def test_every_part_of_the_state_counts_for_the_digest():
    changes: list[Callable[[CrafterWorld], Any]] = [
        lambda w: setattr(w.env._player, "_hunger", 3),
        lambda w: setattr(w.env._player, "sleeping", True),
        lambda w: setattr(w.env._player, "facing", (1, 0)),
        lambda w: setattr(w.env, "_step", 3),
        lambda w: w.env._unlocked.add("wake_up"),
        lambda w: w.set_item("wood", 1),
        lambda w: w.place_material((0, 0), "diamond"),
        lambda w: w.env._world.random.random_sample(),
        lambda w: setattr(w.env._world.objects[-1], "health", 1),
        lambda w: w.env._world.remove(w.env._world.objects[-1]),
    ]
    digests = set()
    for change in [lambda w: None, *changes]:
        world = _played(1, [])
        change(world)
        digests.add(world.digest())
        assert from_snapshot(world.snapshot()).digest() == world.digest()
    assert len(digests) == len(changes) + 1


SNAPSHOT = _played(7, [1, 5, 6, 0, 3] * 6).snapshot()


@example(at=8, value=b"\x00")  # no episode has begun
@given(at=st.integers(0, 20_000), value=st.binary(min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_a_damaged_state_is_refused_or_playable(at, value):
    """Also where the damage is inside the compressed part, as someone who means harm
    would make it.
    """
    state = bytearray(zlib.decompress(SNAPSHOT[4:]))
    at %= len(state)
    state[at : at + len(value)] = value
    world = CrafterWorld()
    try:
        world.restore(SNAPSHOT[:4] + zlib.compress(bytes(state)))
    except SnapshotError:
        return
    world.view()
    world.snapshot()
    for action in range(len(ACTIONS)):
        if not world.over:
            world.step(action)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a Crafter snapshot of version CRW1"),
        (b"CRW0" + SNAPSHOT[4:], "CRW0"),
        (SNAPSHOT[:-10], "cut off"),
        (SNAPSHOT + b"x", "followed by other bytes"),
        (b"CRW1" + zlib.compress(bytes(10**7)), "too large"),
        (b"CRW1" + os.urandom(100), "damaged"),
        (b"CRW1" + zlib.compress(b"short"), "damaged"),
    ],
)
def test_bytes_that_are_no_snapshot_are_refused_and_change_nothing(data, message):
    world = _played(3, [1, 2, 3])
    before = world.digest()
    with pytest.raises(SnapshotError, match=message):
        world.restore(data)
    assert world.digest() == before


def test_a_picture_repeats_and_leaves_the_world_as_it_was():
    world = _played(4, [NOOP])
    world.env._step = 200
    world.env._update_time()
    before = world.digest()
    night = world.draw((180, 180))
    assert (world.draw((180, 180)) == night).all()
    assert world.digest() == before
    assert (from_snapshot(world.snapshot()).draw((180, 180)) == night).all()
    world.env._step = 201
    assert (world.draw((180, 180)) != night).any()
    assert np.ptp(night) > 50
