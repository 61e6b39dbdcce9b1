from __future__ import annotations

from dataclasses import replace

import pytest

from agent.episode import Episode
from agent.worlds import registry as worlds
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans.barring import ROUND, barred
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import ACTION_NAMES, MOVE_ACTION
from agent.worlds.crafter.view import CENTER, MATERIAL_ID, Creature, View
from agent.worlds.pogs.engine import PogsWorld
from tests.agent.scripted import Script

EAST = (1, 0)


def game() -> Episode:
    """On grass; the player faces south."""
    return Episode(CrafterWorld(), Script([(None, "Noop")]), seed=3, cap=100)


def facing(view: View, what: str) -> View:
    """The view, but this lies or stands before the player."""
    dx, dy = view.facing
    if what not in MATERIAL_ID:
        return replace(view, creatures=(Creature(what, dx, dy),))  # type: ignore[arg-type]
    materials = view.materials.copy()
    materials[CENTER[0] + dx, CENTER[1] + dy] = MATERIAL_ID[what]
    return replace(view, materials=materials, creatures=())


def names(text: str, at: Episode, view: View, since: int = 0) -> set[str]:
    return {ACTION_NAMES[action] for action in barred(read(text), since, view, at.memory)}


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("don't drink", "water", {"Do"}),
        ("don't drink", "tree", set()),
        ("don't chop wood", "tree", {"Do"}),
        ("don't mine coal", "coal", {"Do"}),
        ("don't mine coal", "stone", set()),
        ("don't eat the cow", "cow", {"Do"}),
        ("don't eat", "cow", {"Do"}),
        ("don't eat", "plant", {"Do"}),
        ("no fighting", "skeleton", {"Do"}),
        ("don't fight the zombie", "zombie", {"Do"}),
        ("don't fight the zombie", "skeleton", set()),
        ("don't sleep", "grass", {"Sleep"}),
        ("don't place stone", "grass", {"Place Stone"}),
        ("don't build a table", "grass", {"Place Table"}),
        ("don't make a stone sword", "grass", {"Make Stone Sword"}),
        ("don't drink until night", "water", {"Do"}),
        ("don't drink when it is night", "water", set()),
        ("don't drink at night", "water", set()),
        ("don't eat or drink at night", "cow", set()),
        ("don't drink by day", "water", {"Do"}),
        ("don't place the table here", "grass", set()),
        ("collect wood", "tree", set()),
    ],
)
def test_a_refusal_rules_out_what_would_do_it_now(
    text: str, before: str, expected: set[str]
) -> None:
    at = game()
    assert names(text, at, facing(at.view, before)) == expected


def test_a_direction_is_refused_beyond_a_way_round_something() -> None:
    at = game()
    ruled_out = []
    for _ in range(ROUND + 3):
        is_free = at.view.material(*EAST) == "grass" and at.view.creature(*EAST) is None
        ruled_out.append(
            (
                at.memory.position[0] - at.memory.path[0][0],
                is_free,
                names("don't go east", at, at.view),
            )
        )
        at.act(MOVE_ACTION[EAST])
    assert any(gone == ROUND and is_free for gone, is_free, _ in ruled_out)
    for gone, is_free, found in ruled_out:
        assert found == ({"Move East"} if gone >= ROUND and is_free else set())


def test_a_place_is_not_walked_up_to_but_may_be_left() -> None:
    at = game()
    materials = at.view.materials.copy()
    materials[:] = MATERIAL_ID["grass"]
    at.memory.materials[:] = MATERIAL_ID["grass"]
    view = replace(at.view, materials=materials, creatures=(Creature("zombie", 3, 0),))
    x, y = at.memory.position
    at.memory.materials[x, y - 2] = MATERIAL_ID["lava"]
    assert names("don't go near the lava", at, view) == {"Move North"}
    assert names("don't go to the zombie", at, view) == {"Move East"}
    at.memory.materials[x, y - 1] = MATERIAL_ID["lava"]
    assert names("don't go near the lava", at, view) == set()


def test_a_place_in_a_direction_is_ruled_out_there_and_nothing_else_is() -> None:
    at = game()
    materials = at.view.materials.copy()
    materials[:] = MATERIAL_ID["grass"]
    at.memory.materials[:] = MATERIAL_ID["grass"]
    view = replace(at.view, materials=materials, creatures=())
    x, y = at.memory.position
    at.memory.materials[x + ROUND + 2, y] = MATERIAL_ID["water"]
    assert names("don't go east to the lake", at, view) == set()
    at.memory.position = (x + ROUND, y)
    assert names("don't go east to the lake", at, view) == {"Move East"}
    assert names("don't go west to the lake", at, view) == set()
    assert names("don't go east to the lava", at, view) == set()
    assert names("don't look for water in the east", at, view) == set()


def test_in_a_graph_the_nodes_that_are_refused_are_not_moved_to() -> None:
    world = PogsWorld()
    world.reset(1000)
    words = worlds.of(world).plans
    view, memory = world.view(), worlds.of(world).memory()
    assert words.barred(words.read("go to 5, avoid 3 and 999"), 0, view, memory) == {3}
