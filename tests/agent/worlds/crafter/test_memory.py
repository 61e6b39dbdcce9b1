"""A memory knows where the player is and what it saw and did, from views alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Event, Memory
from agent.worlds.crafter.memory_bytes import MemoryBytesError
from agent.worlds.crafter.rules import (
    ACTIONS,
    DO,
    ITEMS,
    MAKE_ACTION,
    MOVE_ACTION,
    MOVES,
    NOOP,
    PLACE_ACTION,
    SLEEP,
    VITALS,
)
from agent.worlds.crafter.view import MATERIAL_ID

EAST, WEST, NORTH, SOUTH = (MOVE_ACTION[d] for d in ((1, 0), (-1, 0), (0, -1), (0, 1)))


def _begin(seed: int = 0, material: str | None = None) -> tuple[CrafterWorld, Memory]:
    world, memory = CrafterWorld(), Memory()
    world.reset(seed)
    if material:
        world.clear(material)
    memory.update(world.view(), None)
    return world, memory


def _play(world: CrafterWorld, memory: Memory, *actions: int) -> list[Event]:
    """Play on, and give the events of the last step."""
    for action in actions:
        world.step(action)
        memory.update(world.view(), action)
    return [event for event in memory.events if event.step == world.view().step]


def _look_again(world: CrafterWorld) -> Memory:
    """A memory that begins with a world changed by hand."""
    memory = Memory()
    memory.update(world.view(), None)
    return memory


def _walks(seeds: range) -> Iterator[tuple[CrafterWorld, Memory]]:
    """After every step of episodes that wander, dig and sleep, tools in hand so that they get
    about.
    """
    for seed in seeds:
        world, memory = _begin(seed)
        rng = np.random.default_rng(seed)
        facing = EAST
        while not world.over and world.env._step < 300:
            for item in ("health", "food", "drink"):
                world.set_item(item, 9)
            if world.env._step == 0:
                for item in ITEMS[4:13]:
                    world.set_item(item, 2)
                memory = _look_again(world)
            if world.env._step % 60 == 59:
                world.set_item("energy", 7)
            if rng.random() < 0.15:
                facing = int(rng.integers(1, 5))
            action = int(
                rng.choice(
                    [facing, DO, SLEEP, int(rng.integers(len(ACTIONS)))], p=[0.5, 0.2, 0.05, 0.25]
                )
            )
            view = world.view()
            if action in MOVES and view.material(*MOVES[action]) == "lava":
                action = NOOP
            _play(world, memory, action)
            yield world, memory


def test_the_position_is_exact_at_every_step_asleep_or_awake():
    reached, asleep = set(), 0
    for world, memory in _walks(range(12)):
        assert memory.position == memory.path[-1] == world.env._player.pos
        assert len(memory.path) == len(memory.vitals) == world.env._step + 1
        assert memory.vitals[-1] == tuple(world.view().inventory[name] for name in VITALS)
        reached.add(memory.position)
        asleep += world.view().asleep
    assert len(reached) > 300
    assert asleep > 50


def test_the_map_holds_what_was_last_seen_of_each_cell():
    for world, memory in _walks(range(3)):
        step, (x, y) = world.env._step, memory.position
        now = memory.seen_step == step
        assert (memory.materials[now] == world.env._world._mat_map[now]).all()
        assert now[max(x - 4, 0) : x + 5, max(y - 3, 0) : y + 4].all()
        assert now.sum() <= 63
        assert ((memory.materials == 0) == (memory.seen_step < 0)).all()


def test_walking_into_lava_counts_as_a_move():
    world, memory = _begin(material="grass")
    world.place_material((33, 32), "lava")
    memory = _look_again(world)
    assert _play(world, memory, EAST)[-1] == Event(1, "hurt", count=9)
    assert memory.position == (33, 32)


def test_an_action_asleep_is_not_played_and_moves_nobody():
    world, memory = _begin(material="grass")
    world.set_item("energy", 7)
    memory = _look_again(world)
    assert _play(world, memory, SLEEP) == [Event(1, "asleep")]
    _play(world, memory, EAST, EAST, EAST)
    assert memory.position == (32, 32)
    while world.view().asleep:
        events = _play(world, memory, EAST)
    assert events == [
        Event(world.view().step, "awake"),
        Event(world.view().step, "unlock", "wake_up"),
    ]
    assert memory.position == world.env._player.pos == (33, 32)


def test_digging_placing_and_making_are_remembered():
    world, memory = _begin(material="grass")
    world.place_material((32, 33), "tree")
    world.set_item("wood", 2)
    memory = _look_again(world)
    assert _play(world, memory, DO) == [
        Event(1, "gain", "wood"),
        Event(1, "unlock", "collect_wood"),
    ]
    events = _play(world, memory, PLACE_ACTION["table"])
    assert events == [
        Event(2, "lose", "wood", 2),
        Event(2, "place", "table"),
        Event(2, "unlock", "place_table"),
    ]
    events = _play(world, memory, MAKE_ACTION["wood_pickaxe"])
    assert events == [
        Event(3, "lose", "wood"),
        Event(3, "make", "wood_pickaxe"),
        Event(3, "unlock", "make_wood_pickaxe"),
    ]
    assert _play(world, memory, MAKE_ACTION["wood_pickaxe"], PLACE_ACTION["stone"]) == []


def test_drinking_is_remembered_when_nothing_is_to_gain():
    world, memory = _begin(material="water")
    assert Event(1, "drink", "water") in _play(world, memory, DO)


@pytest.mark.parametrize(
    ("kind", "done"), [("cow", "eat"), ("zombie", "defeat"), ("skeleton", "defeat")]
)
@pytest.mark.parametrize("sword", ["wood_sword", "stone_sword", "iron_sword"])
def test_every_kill_is_remembered_once(kind, done, sword):
    """The creature is walled in, so that it stays in front of the player."""
    world, memory = _begin(material="water")
    world.place_material((32, 33), "grass")
    world.place_creature((32, 33), kind)
    world.set_item(sword, 1)
    memory = _look_again(world)
    for _ in range(3):
        world.set_item("health", 9)
        _play(world, memory, DO)
    achieved = [event.step for event in memory.events if event.name == f"{done}_{kind}"]
    assert [event for event in memory.events if event.kind == done] == [
        Event(step, done, kind) for step in achieved
    ]
    assert len(achieved) == 1


def test_a_later_kill_is_told_from_a_zombie_that_walked_away():
    world, memory = _begin(material="grass")
    world.env._player.achievements["defeat_zombie"] = 1
    world.env._unlocked.add("defeat_zombie")
    zombie = world.place_creature((32, 33), "zombie")
    twin = CrafterWorld()
    twin.restore(world.snapshot())
    memory = _look_again(twin)
    zombie = twin.env._world.occupants[32, 33]
    zombie.update = lambda: twin.env._world.move(zombie, (33, 33))
    assert [event.kind for event in _play(twin, memory, DO)] == []
    world.restore(twin.snapshot())
    world.env._world.move(world.env._world.occupants[33, 33], (32, 33))
    world.env._world.occupants[32, 33].health = 1
    memory = _look_again(world)
    assert Event(2, "defeat", "zombie") in _play(world, memory, DO)


def test_events_agree_with_the_games_own_count():
    for seed in range(6):
        *_, (world, memory) = _walks(range(seed, seed + 1))
        counted = Counter(f"{event.kind}_{event.name}" for event in memory.events)
        done = world.env._player.achievements
        assert counted["drink_water"] == done["collect_drink"]
        for name in (
            "place_stone",
            "place_table",
            "place_furnace",
            "place_plant",
            "eat_plant",
            "eat_cow",
            "defeat_zombie",
        ):
            assert counted[name] == done[name], name


def test_a_plant_is_timed_while_the_player_is_near_and_ripens_when_the_game_says():
    world, memory = _begin(material="grass")
    world.set_item("sapling", 1)
    memory = _look_again(world)
    _play(world, memory, PLACE_ACTION["plant"])
    plant = world.env._world.occupants[32, 33]
    ripe_at = None
    for step in range(420):
        for obj in world.env._world.objects[1:]:
            if obj is not plant:
                world.env._world.remove(obj)
        for item in ("health", "food", "drink", "energy"):
            world.set_item(item, 9)
        _play(world, memory, EAST if step < 25 else WEST if step < 50 else NOOP)
        assert memory.creatures[32, 33].grown == plant.grown, step
        if ripe_at is None and plant.ripe:
            ripe_at = step
            assert memory.creatures[32, 33].ripe
    assert memory.creatures[32, 33].since == 1
    assert ripe_at is not None
    assert ripe_at > 301
    _play(world, memory, SOUTH)
    assert Event(world.env._step + 1, "eat", "plant") in _play(world, memory, DO)
    assert (memory.creatures[32, 33].grown, memory.creatures[32, 33].ripe) == (1, False)


def test_a_creature_is_remembered_where_it_was_until_its_cell_is_seen_empty():
    world, memory = _begin(material="grass")
    cow = world.place_creature((28, 32), "cow")
    memory = _look_again(world)
    cow.update = lambda: None
    _play(world, memory, EAST)
    assert (memory.creatures[28, 32].kind, memory.creatures[28, 32].step) == ("cow", 0)
    world.env._world.remove(cow)
    _play(world, memory, WEST)
    assert (28, 32) not in memory.creatures


def test_places_come_nearest_first():
    world, memory = _begin(material="grass")
    for pos in ((30, 32), (34, 32), (32, 30), (35, 35), (50, 50)):
        world.place_material(pos, "coal")
    memory = _look_again(world)
    assert memory.places("coal").tolist() == [[30, 32], [32, 30], [34, 32], [35, 35]]
    assert memory.nearest("coal") == (30, 32)
    assert memory.nearest("iron") is None
    assert memory.places("iron").shape == (0, 2)


def test_the_frontier_is_the_nearest_edge_of_the_known_that_can_be_reached():
    world, memory = _begin(material="grass")
    assert memory.frontier() == (32, 29)
    for x in range(28, 37):
        world.place_material((x, 30), "water")
    world.place_material((32, 34), "stone")
    assert _look_again(world).frontier() == (28, 32)
    for pos in ((31, 32), (33, 32), (32, 31), (32, 33)):
        world.place_material(pos, "stone")
    assert _look_again(world).frontier() is None


def test_a_copy_and_its_bytes_are_the_memory_and_then_go_their_own_way():
    for world, memory in _walks(range(1)):
        if world.env._step in (1, 60, 250):
            twin, copy = Memory.from_bytes(memory.to_bytes()), memory.copy()
            assert twin.to_bytes() == copy.to_bytes() == memory.to_bytes()
            assert (twin.position, twin.path, twin.events) == (
                memory.position,
                memory.path,
                memory.events,
            )
            assert twin.vitals == copy.vitals == memory.vitals
            assert twin.creatures == memory.creatures
            snapshot, before = world.snapshot(), memory.to_bytes()
            _play(world, twin, EAST)
            world.restore(snapshot)
            _play(world, copy, EAST)
            assert memory.to_bytes() == before
            assert twin.to_bytes() == copy.to_bytes() != before
            world.restore(snapshot)


@pytest.mark.parametrize(
    "spoil",
    [lambda b: b[:-5], lambda b: b"CRM0" + b[4:], lambda b: b"", lambda b: b[:4] + b"no zlib"],
)
def test_bytes_that_are_no_memory_are_refused(spoil):
    _, memory = _begin()
    with pytest.raises(MemoryBytesError):
        Memory.from_bytes(spoil(memory.to_bytes()))


def test_views_must_follow_each_other():
    world, memory = _begin()
    with pytest.raises(ValueError, match="cannot follow"):
        memory.update(world.view(), NOOP)


def test_the_map_is_shared_by_no_two_memories_and_names_materials_as_views_do():
    _, memory = _begin(material="sand")
    assert (memory.materials[28:37, 29:36] == MATERIAL_ID["sand"]).all()
    assert not Memory().materials.any()
