"""Expected texts are written by hand, after BALROG's source."""

from __future__ import annotations

import numpy as np
import pytest

from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.prompts.text import DETAILED, LEGEND, ProseOptions, grid, prose
from agent.worlds.crafter.rules import ITEMS, VITALS
from agent.worlds.crafter.view import MATERIAL_ID, Creature, Direction, View

LETTERS = {
    "x": "outside",
    "w": "water",
    "g": "grass",
    "s": "stone",
    "p": "path",
    "t": "tree",
    "T": "table",
    "d": "diamond",
}
MEADOW = ["ggggggggg"] * 7
WEST, EAST, NORTH, SOUTH = 1, 2, 3, 4

STATUS = "Your status:\n- health: 9/9\n- food: 9/9\n- drink: 9/9\n- energy: 9/9\n\n"
EMPTY_HANDED = STATUS + "You have nothing in your inventory."


def make_view(
    rows: list[str],
    *creatures: Creature,
    facing: Direction = (0, 1),
    step: int = 0,
    daylight: float = 1.0,
    asleep: bool = False,
    dead: bool = False,
    unlocked: tuple[str, ...] = (),
    **items: int,
) -> View:
    ids = np.array([[MATERIAL_ID[LETTERS[letter]] for letter in row] for row in rows], np.uint8)
    inventory = {name: 9 if name in VITALS else 0 for name in ITEMS} | items
    return View(
        step, ids.T, creatures, facing, inventory, asleep, daylight, frozenset(unlocked), dead
    )


SHORE = make_view(
    [
        "ggggggggw",
        "gtggggwww",
        "ggggggwww",
        "ggggggwww",
        "tggpgggww",
        "ggggssggg",
        "ggggggggg",
    ],
    Creature("zombie", -2, -3),
    Creature("cow", 0, 1),
    Creature("zombie", 2, 3),
)


def test_default_prose_names_the_nearest_of_each_kind_in_the_order_in_which_kinds_are_met():
    assert prose(SHORE).long_term == (
        "You see:\n"
        "- grass 1 step to your west\n"
        "- tree 5 steps to your south-west\n"
        "- zombie 5 steps to your north-west\n"
        "- path 2 steps to your south-west\n"
        "- cow 1 step to your south\n"
        "- stone 2 steps to your south\n"
        "- water 2 steps to your east\n"
        "\n"
        "You face cow at your front."
    )


def test_detailed_prose_lists_everything_but_the_ground_and_the_inside_of_lakes():
    assert prose(SHORE, options=DETAILED).long_term == (
        "You see:\n"
        "- tree 1 step south and 4 steps west\n"
        "- tree 2 steps north and 3 steps west\n"
        "- zombie 3 steps north and 2 steps west\n"
        "- cow 1 step south\n"
        "- stone 2 steps south\n"
        "- stone 2 steps south and 1 step east\n"
        "- water 2 steps north and 2 steps east\n"
        "- water 1 step north and 2 steps east\n"
        "- water 2 steps east\n"
        "- zombie 3 steps south and 2 steps east\n"
        "- water 2 steps north and 3 steps east\n"
        "- water 1 step south and 3 steps east\n"
        "- water 3 steps north and 4 steps east\n"
        "- water 1 step south and 4 steps east\n"
        "\n"
        "You face cow at your front."
    )


def test_of_the_water_at_the_window_edge_only_the_shore_counts():
    view = make_view(["wwwwwwwww"] * 6 + ["wwwwwwwwg"])
    assert prose(view, options=ProseOptions(False, True, (), ("water",))).long_term == (
        "You see:\n"
        "- water 1 step west\n"
        "- water 1 step north\n"
        "- water 1 step south\n"
        "- water 1 step east\n"
        "- water 3 steps south and 3 steps east\n"
        "- water 2 steps south and 4 steps east\n"
        "- grass 3 steps south and 4 steps east\n"
        "\n"
        "You face water at your front."
    )


def test_nothing_is_listed_or_faced_where_everything_is_skipped():
    view = make_view(MEADOW)
    assert (
        prose(view, options=DETAILED).long_term
        == "You see nothing away from you.\n\nYou face nothing at your front."
    )


def test_what_lies_outside_the_world_is_neither_seen_nor_faced_nor_a_shore():
    view = make_view(["xxxxxxxxx"] * 3 + ["xxxxwwwww"] * 4, facing=(-1, 0))
    assert prose(view, options=ProseOptions(True, True, (), ("water",))).long_term == (
        "You see:\n- water 1 step south\n\nYou face nothing at your front."
    )


def test_sleep_and_death_get_a_sentence_and_sleep_goes_first():
    sleeping = "You are sleeping, and will not be able take actions until energy is full.\n\n\n\n"
    seen = "You see:\n- grass 1 step to your west\n\nYou face grass at your front."
    assert prose(make_view(MEADOW, asleep=True)).long_term == sleeping + seen
    assert prose(make_view(MEADOW, dead=True)).long_term == "You died.\n\n\n\n" + seen
    assert prose(make_view(MEADOW, asleep=True, dead=True)).long_term == sleeping + seen


def test_the_short_part_holds_vitals_and_what_is_carried():
    assert prose(make_view(MEADOW)).short_term == EMPTY_HANDED
    view = make_view(MEADOW, health=3, energy=0, iron_sword=1, sapling=2)
    assert prose(view).short_term == (
        "Your status:\n- health: 3/9\n- food: 9/9\n- drink: 9/9\n- energy: 0/9\n\n"
        "Your inventory:\n- sapling: 2\n- iron_sword: 1"
    )


def test_the_text_is_the_short_part_then_the_long_one():
    assert prose(make_view(MEADOW)).text == (
        EMPTY_HANDED + "\nYou see:\n- grass 1 step to your west\n\nYou face grass at your front."
    )


def test_an_option_that_names_no_thing_is_refused():
    with pytest.raises(ValueError, match="'gras' is nothing that a cell can show"):
        ProseOptions(skip_items=("gras",))


def walked() -> tuple[View, Memory]:
    """Two steps east, away from a cow and a ripe plant, with a tree ahead."""
    memory = Memory()
    cow, plant = Creature("cow", -4, 2), Creature("plant", -3, 0, ripe=True)
    memory.update(make_view(["ggggggggg"] * 6 + ["gggtggggg"], cow, plant, step=138), None)
    memory.update(
        make_view(["ggggggggg"] * 6 + ["ggtgggggg"], Creature("plant", -4, 0, ripe=True), step=139),
        EAST,
    )
    now = make_view(
        ["ggggggggg"] * 6 + ["gtgggggdg"], step=140, unlocked=("collect_wood", "wake_up"), wood=1
    )
    memory.update(now, EAST)
    return now, memory


REMEMBERED = [
    "unlocked 2 of 22: collect wood, wake up",
    "cow 6 west, 2 south, seen 2 steps ago",
    "plant 5 west: ripe",
    "nearest grass: here",
    "nearest tree: 3 west, 3 south",
    "nearest diamond: 3 east, 3 south",
    "you are 2 east of the start",
    "step 140, day, dark in 8 steps",
]


def test_memory_adds_its_lines_to_the_short_part_only():
    view, memory = walked()
    with_memory, without = prose(view, memory), prose(view)
    lines = "".join(f"- {line}\n" for line in REMEMBERED)
    assert with_memory.short_term == f"{without.short_term}\n\nYou remember:\n{lines}"
    assert with_memory.long_term == without.long_term


def test_memory_tells_how_far_a_plant_has_grown():
    memory = Memory()
    view = make_view(MEADOW, Creature("plant", 1, -1), step=5)
    memory.update(view, None)
    assert (
        "- plant 1 east, 1 north: not ripe, 0 of 300 steps grown\n"
        in prose(view, memory).short_term
    )


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (0, "step 0, day, dark in 148 steps"),
        (147, "step 147, day, dark in 1 step"),
        (148, "step 148, night, light in 125 steps"),
        (272, "step 272, night, light in 1 step"),
        (273, "step 273, day, dark in 175 steps"),
        (600, "step 600, day, dark in 148 steps"),
    ],
)
def test_memory_counts_the_steps_to_dark_and_light(step: int, line: str):
    memory, view = Memory(), make_view(MEADOW, step=step)
    memory.update(view, None)
    assert prose(view, memory).short_term.endswith(f"- you are at the start\n- {line}\n")


def test_the_grid_puts_lists_first_and_the_map_last():
    view = make_view(
        [
            "xxxxxxxxx",
            "wgsptTdgg",
            "ggggggggg",
            "ggggggggg",
            "ggggggggg",
            "ggggggggg",
            "ggggggggg",
        ],
        Creature("cow", -1, 0),
        Creature("zombie", 1, 0),
        Creature("skeleton", 0, 1),
        Creature("plant", -4, 2),
        Creature("plant", -3, 2, ripe=True),
        Creature("arrow", -4, 3, facing=(-1, 0)),
        Creature("arrow", -3, 3, facing=(1, 0)),
        Creature("arrow", -2, 3, facing=(0, -1)),
        Creature("arrow", -1, 3, facing=(0, 1)),
        daylight=0.4,
        facing=(1, 0),
        drink=4,
        wood=2,
        wood_pickaxe=1,
    )
    assert grid(view).text == (
        "inventory: wood 2, wood_pickaxe 1\n"
        "health 9, food 9, drink 4, energy 9\n"
        "awake, night, facing east: zombie\n"
        "x x x x x x x x x\n"
        "~ . # _ T t d . .\n"
        ". . . . . . . . .\n"
        ". . . C @ Z . . .\n"
        ". . . . S . . . .\n"
        "p P . . . . . . .\n"
        "< > ^ v . . . . ."
    )


def test_memory_comes_before_everything_else_of_the_grid():
    view, memory = walked()
    assert grid(view, memory).short_term.split("\n") == [
        *REMEMBERED,
        "inventory: wood 1",
        "health 9, food 9, drink 9, energy 9",
    ]
    assert grid(view, memory).long_term == grid(view).long_term


def test_the_grid_says_asleep_dead_and_empty_handed():
    assert grid(make_view(MEADOW, asleep=True)).long_term.startswith(
        "asleep, day, facing south: grass\n"
    )
    assert grid(make_view(MEADOW, dead=True)).long_term.startswith(
        "dead, day, facing south: grass\n"
    )
    assert grid(make_view(MEADOW)).short_term.startswith("inventory: nothing\n")


def test_the_legend_tells_every_symbol_of_the_grid_apart():
    entries = LEGEND.split("\n")[1].split(", ")
    symbols = [entry.split(" ")[0] for entry in entries]
    assert len(symbols) == len(set(symbols)) == 23
    assert "P ripe plant" in entries
    assert "^ arrow flying north" in entries
