"""An order that cannot be done ends itself; one that takes long does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.episode import LIMIT, Episode
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.traces.trace import TraceWriter, header, read
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Position


def ring(radius: int, material: str) -> dict[Position, str]:
    """Cells around the player that close it in."""
    reach = range(-radius, radius + 1)
    return {
        (32 + x, 32 + y): material for x in reach for y in reach if max(abs(x), abs(y)) == radius
    }


class Made(CrafterWorld):
    """Grass without end, but for some cells."""

    def __init__(self, cells: Mapping[Position, str]) -> None:
        super().__init__()
        self._cells = cells

    def reset(self, seed: int) -> None:
        super().reset(seed)
        self.clear()
        for cell, material in self._cells.items():
            self.place_material(cell, material)


def held(order: str, cells: Mapping[Position, str]) -> tuple[str, int]:
    """How an order ended that was given at once, and after how many steps; "" if it has not."""
    game = Episode(Made(cells), Expert(), seed=3, cap=200)
    plan = game.inject(order, "order")
    while not game.over and plan.ended is None and game.view.step < 2 * LIMIT:
        game.play(game.decide())
    return (plan.status, game.view.step) if plan.ended is not None else ("", game.view.step)


MOAT = ring(1, "water")
IMPOSSIBLE = [
    ("go 4 steps west and 2 steps south", MOAT),
    ("go 10 steps north", MOAT),
    ("go 10 steps east", ring(1, "lava")),
    ("go 3 steps north-east", MOAT),
    ("eat a cow", MOAT),
    ("collect 3 wood", MOAT),
    ("collect 3 wood", {**MOAT, (34, 32): "tree"}),
    ("mine the iron", {**MOAT, (34, 33): "iron"}),
    ("collect a diamond", {**MOAT, (35, 34): "diamond"}),
    ("place a table", MOAT),
    ("place a furnace", MOAT),
    ("make a wood pickaxe", MOAT),
    ("make a stone sword", {**MOAT, (34, 32): "table"}),
    ("find diamonds", MOAT),
    ("explore north", MOAT),
    ("place 3 stones", MOAT),
    ("fight a skeleton", MOAT),
    ("run away", MOAT),
    ("place a table at 8 east", MOAT),
    ("go to the tree", {**MOAT, (35, 32): "tree"}),
    ("drink water", ring(1, "stone")),
]


@pytest.mark.parametrize(("order", "cells"), IMPOSSIBLE)
def test_an_order_that_cannot_be_done_is_given_up(order: str, cells: dict[Position, str]) -> None:
    status, steps = held(order, cells)
    assert (status, steps <= LIMIT + 1) == ("given_up", True), steps


NEARER = 10  # steps that may bring an order nearer before nothing does


def test_the_trained_planner_holds_no_order_that_cannot_be_done() -> None:
    planner = registry.load("pebble", hardware=Hardware(threads=1))
    held_on, given_up = [], 0
    for order, cells in IMPOSSIBLE:
        game = Episode(Made(cells), planner, seed=3, cap=2 * LIMIT)
        plan = game.inject(order, "order")
        own = 0  # steps, but for those asleep or of something that was done first
        while not game.over and plan.ended is None:
            own += game.detour is None and not game.view.asleep
            game.play(game.decide())
        given_up += plan.status == "given_up"
        if own > LIMIT + NEARER:
            held_on.append((order, own))
    assert len(IMPOSSIBLE) >= 20
    assert held_on == []
    assert given_up >= 15


LONG: list[tuple[str, dict[Position, str]]] = [
    ("go 25 steps east", {}),
    ("go to the tree", {(60, 32): "tree", (36, 32): "tree"}),
    ("wait 70 steps", {}),
    ("stay here until night", {}),
    ("whenever you see a zombie, fight it", {}),
    ("collect 9 wood", {(34 + 3 * x, 32 - x): "tree" for x in range(9)}),
]


@pytest.mark.parametrize(("order", "cells"), LONG)
def test_an_order_that_only_takes_long_is_not(order: str, cells: dict[Position, str]) -> None:
    status, steps = held(order, cells)
    assert status in ("", "done"), steps


def test_what_a_person_plays_says_nothing_about_an_order() -> None:
    game = Episode(Made(MOAT), Expert(), seed=3, cap=200)
    plan = game.inject("go 10 steps north", "order")
    for _ in range(2 * LIMIT):
        game.act(0)
    assert (plan.status, game.stalled) == ("active", 0)


def test_a_branch_counts_on_from_where_it_left(tmp_path: Path) -> None:
    world = CrafterWorld()
    head = header(world, 3, 200, "expert")
    game = Episode(world, Expert(), seed=3, cap=200, trace=TraceWriter(tmp_path / "a.jsonl", head))
    game.inject("go 60 steps west", "order")
    for _ in range(30):
        game.play(game.decide())
    for _ in range(5):
        game.act(0)
    for _ in range(3):
        game.play(game.decide())
    restored = Episode.restore(CrafterWorld(), Expert(), read(tmp_path / "a.jsonl"), 38)
    assert restored.stalled == game.stalled
