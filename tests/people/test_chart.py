"""What a person's map says of where things lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import INITIAL
from agent.worlds.crafter.view import MATERIAL_ID, Creature, View
from tests.people.chart import UNREACHED, Chart, heading, rocky

SIGNS = {
    ".": "grass",
    "#": "stone",
    "=": "path",
    "~": "water",
    "t": "tree",
    "T": "table",
    "F": "furnace",
    "c": "coal",
    "i": "iron",
    "d": "diamond",
}


def seen(
    *rows: str, step: int = 0, creatures: tuple[Creature, ...] = (), **items: Any
) -> tuple[View, Memory]:
    """A view of 9 columns and 7 rows, meadow where nothing is told, and what is
    remembered of it.
    """
    materials = np.full((9, 7), MATERIAL_ID["grass"], np.uint8)
    for y, row in enumerate(rows):
        for x, sign in enumerate(row):
            materials[x, y] = MATERIAL_ID[SIGNS[sign]]
    given: dict[str, Any] = {**INITIAL, **items}
    view = View(
        step,
        materials,
        creatures,
        (0, 1),
        given,
        asleep=False,
        daylight=1.0,
        unlocked=frozenset(),
        dead=False,
    )
    notes = Memory()
    notes.update(view, None)
    return view, notes


def test_what_is_nearest_is_reached_first_and_what_was_tried_in_vain_is_passed_over() -> None:
    view, notes = seen("~~~.....i", "~i~......", "~~~......")
    assert (
        Chart(view, notes).where(Chart(view, notes).nearest("iron") or (0, 0))
        == "4 east and 3 north"
    )
    east = Chart(view, notes).nearest("iron")
    assert east is not None
    # water is all round the other one
    assert Chart(view, notes, frozenset([east])).nearest("iron") is None


def test_a_way_leads_through_rock_and_round_water() -> None:
    view, notes = seen(".........", ".........", "......~..", ".....~i..", "......~..", ".........")
    chart = Chart(view, notes)
    assert chart.steps((34, 32)) == 8  # seven to its far side, and one to take it
    assert chart.steps((31, 32)) == 1
    assert chart.steps((0, 0)) > UNREACHED


def test_a_furnace_counts_only_beside_its_table() -> None:
    assert Chart(*seen("T.F......")).forge() == (28, 29)
    assert Chart(*seen("T..F.....")).forge() is None


def test_a_cow_is_where_it_was_seen() -> None:
    view, notes = seen(creatures=(Creature("cow", 2, -1), Creature("zombie", 1, 0)))
    assert Chart(view, notes).cow() == (34, 31)


@pytest.mark.parametrize(
    ("offset", "name"),
    [
        ((5, 0), "east"),
        ((5, 1), "east"),
        ((4, 3), "south-east"),
        ((-1, -9), "north"),
        ((-3, -3), "north-west"),
    ],
)
def test_directions_have_names(offset: tuple[int, int], name: str) -> None:
    assert heading(offset) == name


def test_it_looks_for_ore_where_rock_goes_on_unseen() -> None:
    view, notes = seen(*["......###"] * 7)
    chart = Chart(view, notes)
    found = chart.outlook("iron")
    assert found is not None
    assert found.heading == "east"
    other = chart.outlook("iron", frozenset([found.heading]))
    assert other is None or other.heading != "east"
    assert chart.outlook("cow") is not None


def test_it_does_not_look_where_nothing_promises_any() -> None:
    assert Chart(*seen()).outlook("diamond") is None


def test_among_rocks_is_known_from_a_meadow() -> None:
    assert rocky(seen(*["####=####"] * 7)[0])
    assert not rocky(seen(*["###......"] * 7)[0])
