"""Each figure's numbers for games made by hand, against those worked out on paper."""

from __future__ import annotations

from typing import Any

import pytest

from agent.analysis import drawing
from agent.analysis.figure import Figure, shown
from agent.analysis.figures import figures
from agent.analysis.games import Game, games
from tests.agent.analysis.hand_made import (
    ALONE,
    FIRST,
    LEVELS,
    REWOUND,
    SESSION,
    ended,
    game,
    made,
    plan,
    records,
    steps,
)


def figure(name: str, *of: Game) -> Figure:
    return {one.name: one for one in figures(of)}[name]


def table(one: Figure, number: int = 0) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns."""
    found = one.tables[number]
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_achievements_of_people_stand_beside_the_planner_alone() -> None:
    with_people, alone = game(*SESSION), game(ALONE)
    rows = {row["who plays"]: row for row in table(figure("achievements", with_people, alone))}
    assert rows["pebble alone"]["died"] == 1
    people = rows["pebble with people"]
    assert (people["episodes"], people["went on unseen"], people["steps, median"]) == (1, 1, 20)
    # two of the trial, one after it, wood from the beginning
    assert people["achievements in the line played last, mean"] == 4
    assert people["curve ends at step"] is None  # one episode is shown as it was


def test_a_curve_needs_more_than_a_few_episodes_still_watched() -> None:
    short = [made(steps(1, 4, collect_wood=2), seed=seed) for seed in range(10, 13)]
    long = [made(steps(1, 8, collect_wood=4, wake_up=8), seed=seed) for seed in range(20, 25)]
    one = figure("achievements", *map(game, [*short, *long]))
    (row,) = table(one)
    assert (row["curve ends at step"], row["mean there"]) == (8, 2)
    assert [(each["step"], each["mean"], each["still watched"]) for each in table(one, 1)] == [
        (1, 0, 8), (2, 3 / 8, 8), (3, 3 / 8, 8), (4, 1, 8), (5, 1, 5), (6, 1, 5), (7, 1, 5),
        (8, 2, 5),
    ]  # fmt: skip


def test_interventions_are_counted_by_kind_and_by_part_of_the_episode() -> None:
    one = figure("interventions", game(FIRST, REWOUND), game(ALONE))
    assert [(row["kind"], row["count"], row["per 100 steps"]) for row in table(one)] == [
        ("advice", 2, pytest.approx(100 * 2 / 24)),
        ("orders", 2, pytest.approx(100 * 2 / 24)),
        ("takeovers", 1, pytest.approx(100 / 24)),
        ("cancellations", 1, pytest.approx(100 / 24)),
        ("rewinds", 1, pytest.approx(100 / 24)),
    ]
    first, second = (list(row.values()) for row in table(one, 1))
    assert first == ["1–10", 12, 1, 0, 0, 0, 1, pytest.approx(100 * 2 / 12)]
    assert second == ["11–20", 12, 1, 2, 1, 1, 0, pytest.approx(100 * 5 / 12)]
    assert "Left out: 1 game in which" in one.notes[0]


def test_plans_are_shared_out_by_what_became_of_them() -> None:
    advice, orders, own, beneath = table(figure("fates", game(FIRST, REWOUND)))
    assert (beneath["n"], beneath["share done"]) == (0, None)
    assert (advice["n"], advice["share done"], advice["done"], advice["cancelled"]) == (
        2,
        0.5,
        1,
        1,
    )
    assert (advice["from"], advice["to"]) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    assert (orders["n"], orders["given up"], orders["the player died"], orders["share done"]) == (
        2,
        1,
        1,
        0,
    )
    assert (own["n"], own["replaced by a person"], own["cut off"]) == (2, 2, 1)


def test_plans_beneath_a_persons_are_shared_out_beside_the_others() -> None:
    one = figure("fates", game(LEVELS))
    advice, orders, own, beneath = table(one)
    assert (
        own["n"],
        own["replaced by a person"],
        advice["n"],
        advice["cancelled"],
        orders["cut off"],
    ) == (1, 1, 1, 1, 1)
    assert (beneath["n"], beneath["cut off"]) == (2, 1)
    assert (beneath["replaced by the planner"], beneath["ended with the person's plan"]) == (1, 1)
    assert b"<svg" in drawing.draw(one, "svg")
    assert (
        "ended: ended with the person's plan"
        not in figure("lifetimes", game(LEVELS)).tables[0].columns
    )


def test_what_is_planned_under_a_persons_plan_is_counted_by_its_steps() -> None:
    one = figure("initiative", game(LEVELS))
    advice, orders = table(one, 2)
    # 8 steps under advice, of which the person played one; the detour's are the planner's 3 of 4.
    assert (advice["n"], advice["steps of planners"], advice["plans of planners"]) == (1, 7, 2)
    assert (advice["per 100 steps"], advice["detours"], advice["share of plans"]) == (
        pytest.approx(100 * 2 / 7),
        1,
        0.5,
    )
    assert (advice["steps on detours"], advice["share of steps"]) == (3, pytest.approx(3 / 7))
    assert (
        orders["n"],
        orders["steps of planners"],
        orders["plans of planners"],
        orders["detours"],
    ) == (1, 3, 1, 0)
    assert (table(one)[0]["by people"], table(one)[0]["by planners"]) == (2, 4)


def test_plans_stay_in_force_until_they_end_or_are_lost_sight_of() -> None:
    one = figure("lifetimes", game(FIRST, REWOUND))
    advice, orders = table(one)
    assert (
        advice["n"],
        advice["steps in force, median"],
        advice["ended: done"],
        advice["ended: cancelled"],
    ) == (
        2,
        2,
        0.5,
        0.5,
    )
    assert (orders["n"], orders["steps in force, median"], orders["ended: given up"]) == (2, 2, 0.5)
    assert [(row["plans"], row["after steps"], row["share"]) for row in table(one, 1)] == [
        ("advice", 0, 1), ("advice", 5, 0.5), ("orders", 0, 1),
    ]  # fmt: skip
    cut = figure("lifetimes", game(made([plan(0, 1, "human"), *steps(1, 3), *ended(3, "left", 1)])))
    assert (table(cut)[0]["seen to end"], table(cut)[0]["steps in force, median"]) == (0, None)


def test_initiative_is_of_who_wrote_plans_and_who_drove() -> None:
    one = figure("initiative", game(FIRST, REWOUND))
    (row,) = table(one)
    assert (row["by people"], row["by planners"], row["initiative entropy, mean"]) == (
        4,
        3,
        pytest.approx(0.985228),
    )
    drove = {each["achievement"]: list(each.values())[2:] for each in table(one, 1)}
    assert drove == {
        "all": [1, 2, 1], "collect wood": [0, 0, 1], "place table": [0, 1, 0],
        "make wood pickaxe": [1, 0, 0], "collect stone": [0, 1, 0],
    }  # fmt: skip
    assert one.tables[3].rows == ((1, 1, 0),)


def test_a_what_if_has_its_best_its_mean_and_the_line_that_was_played_on() -> None:
    gone_on = figure("what-ifs", game(*SESSION))
    (row,) = table(gone_on, 1)
    assert (row["best"], row["mean"], row["line played on"], row["which"]) == (2, 1, 2, "a branch")
    assert (row["branches"], row["steps"], row["plan done in"]) == (2, 4, "1 of 2")
    beside = figure("what-ifs", game(*SESSION[:4]))
    assert (table(beside, 1)[0]["line played on"], table(beside, 1)[0]["which"]) == (
        1,
        "the game beside it",
    )
    assert [each["achievements, mean"] for each in table(beside)] == [1, 1, None]


def test_a_game_that_did_not_go_so_far_is_no_line_to_compare_with() -> None:
    stopped = made([*FIRST.until(6), *ended(6, "left")])
    (row,) = table(figure("what-ifs", game(stopped, *SESSION[2:4])), 1)
    assert (row["line played on"], row["which"]) == (None, "did not go so far")


def test_without_records_every_figure_says_what_is_missing() -> None:
    for one in figures([]):
        assert one.missing
        assert b"<svg" in drawing.draw(one, "svg")


@pytest.mark.parametrize("narrow", [False, True])
def test_the_same_figure_is_the_same_picture(narrow: bool) -> None:
    every = games([*records(*SESSION), *records(ALONE, session="two")])
    for one, again in zip(figures(every), figures(reversed(every)), strict=True):
        assert drawing.draw(one, "svg", narrow=narrow) == drawing.draw(
            again, "svg", narrow=narrow
        ), one.name


def test_cells_are_put_for_people() -> None:
    assert [shown(cell) for cell in (None, 0.51234, 1234.5, 12345, "advice")] == [
        "–",
        "0.512",
        "1,234",
        "12,345",
        "advice",
    ]
