"""What a frame adds to the view (where the player is, and where a plan leads), and the map."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from agent.core.frame import HEAD
from agent.core.goals import Pursued
from agent.worlds.crafter import frame
from agent.worlds.crafter.memory import AREA, Memory
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import ITEMS, MOVE_ACTION
from agent.worlds.crafter.view import HEIGHT, WIDTH
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game, meadow

_FIXED = frame.BODY.size + len(ITEMS) + WIDTH * HEIGHT


def shown(game: Game, plan: str, since: int = 0) -> tuple[tuple[int, int], tuple[int, ...]]:
    """Where the plan leads as the frame tells it, and the moves there."""
    pursued = Pursued(read(plan).goals, since)
    body = frame.paint(game.view, game.memory, None, pursued).body
    tail = body[_FIXED + 2 * body[3] :]
    assert tail[:2] == bytes(game.memory.position)
    assert len(tail) == 5 + tail[4]
    return (tail[2], tail[3]), tuple(tail[5:])


def moved(game: Game) -> Game:
    """The same a step east."""
    game.world.step(MOVE_ACTION[1, 0])
    game.memory.update(game.view, MOVE_ACTION[1, 0])
    return game


def away(dx: int, dy: int) -> tuple[int, int]:
    return MIDDLE[0] + dx, MIDDLE[1] + dy


WEST, EAST, NORTH, SOUTH = range(4)


def test_the_way_leads_up_to_what_is_to_be_collected() -> None:
    game = Game(meadow({(3, 0): "tree"}))
    assert shown(game, "collect 1 wood") == (away(3, 0), (EAST, EAST))


def test_the_way_goes_round_what_blocks_it() -> None:
    game = Game(meadow({(1, -1): "water", (1, 0): "water", (1, 1): "water"}))
    cell, moves = shown(game, "go to the spot at 2 east")
    assert cell == away(2, 0)
    assert sorted(moves) == [EAST, EAST, NORTH, NORTH, SOUTH, SOUTH]


def test_what_a_goal_takes_first_is_where_it_leads() -> None:
    game = Game(meadow({(0, 3): "tree"}))
    assert shown(game, "make a wood pickaxe") == (away(0, 3), (SOUTH, SOUTH))


def test_a_place_counts_from_where_the_plan_began() -> None:
    game = moved(Game(meadow()))
    assert game.memory.position == away(1, 0)
    assert shown(game, "go to the spot at 3 north", since=0)[0] == away(0, -3)
    assert shown(game, "go to the spot at 3 north", since=1)[0] == away(1, -3)


def test_a_cell_that_cannot_be_reached_is_shown_without_a_way() -> None:
    walls = {(2, 0): "water", (4, 0): "water", (3, -1): "water", (3, 1): "water"}
    assert shown(Game(meadow(walls)), "go to the spot at 3 east") == (away(3, 0), ())


@pytest.mark.parametrize("plan", ["wait 5 steps", "when it is night, collect 1 wood", "blub"])
def test_nothing_is_shown_where_nothing_is_known(plan: str) -> None:
    game = Game(meadow({(3, 0): "tree"}))
    assert shown(game, plan) == ((frame.NOWHERE, frame.NOWHERE), ())


def test_a_plan_that_is_done_leads_nowhere() -> None:
    game = moved(Game(meadow()))
    assert shown(game, "go 1 step east")[0] == (frame.NOWHERE, frame.NOWHERE)


def test_the_longest_way_fits() -> None:
    game = Game(meadow())
    cell, moves = shown(game, "go to the spot at 30 east 30 south")
    assert cell == away(30, 30)
    assert len(moves) <= frame.MOST_MOVES
    assert len(frame.paint(game.view, game.memory, None).body) + HEAD.size < 400


def test_the_map_is_what_memory_holds() -> None:
    world = meadow({(2, 1): "table"})
    world.place_creature(away(1, -1), "cow")
    game = Game(world)
    chart = frame.chart(game.memory)
    assert struct.unpack_from("<I", chart) == (0,)
    materials = np.frombuffer(chart, np.uint8, AREA * AREA, 4).reshape(AREA, AREA).T
    assert np.array_equal(materials, game.memory.materials)
    assert (*away(1, -1), 0) == tuple(chart[4 + AREA * AREA :])


def test_the_map_of_nothing_is_empty() -> None:
    assert not any(frame.chart(Memory()))
