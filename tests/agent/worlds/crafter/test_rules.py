"""The rules are Crafter's own."""

from __future__ import annotations

import crafter

from agent.worlds.crafter import rules
from agent.worlds.crafter.view import MATERIALS


def test_actions_are_crafters_in_order_under_balrogs_names():
    assert list(rules.ACTIONS) == crafter.constants.actions
    spoken = {
        "move_left": "move_west",
        "move_right": "move_east",
        "move_up": "move_north",
        "move_down": "move_south",
    }
    assert [name.lower().replace(" ", "_") for name in rules.ACTION_NAMES] == [
        spoken.get(a, a) for a in rules.ACTIONS
    ]


def test_a_move_goes_where_its_name_says():
    names = {rules.ACTION_NAMES[action]: direction for action, direction in rules.MOVES.items()}
    assert names == {
        "Move West": (-1, 0),
        "Move East": (1, 0),
        "Move North": (0, -1),
        "Move South": (0, 1),
    }


def test_costs_are_those_of_this_version_of_crafter():
    assert rules.PLACE["table"].uses == {"wood": 2}
    assert rules.PLACE["furnace"].uses == {"stone": 4}
    assert rules.MAKE["iron_pickaxe"].uses == {"wood": 1, "coal": 1, "iron": 1}
    assert set(rules.MAKE["iron_pickaxe"].nearby) == {"table", "furnace"}
    assert rules.COLLECT["diamond"].require == {"iron_pickaxe": 1}
    assert rules.COLLECT["grass"].probability == 0.1


def test_every_list_is_whole():
    assert (len(rules.ACHIEVEMENTS), len(rules.ITEMS)) == (22, 16)
    assert rules.ITEMS[:4] == rules.VITALS
    assert set(rules.WALKABLE) | set(rules.COLLECT) <= set(MATERIALS)
    assert list(MATERIALS[1:]) == crafter.constants.materials
