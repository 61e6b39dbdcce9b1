"""Records put together, each step counted once."""

from __future__ import annotations

from agent.analysis.games import conditions, games
from agent.analysis.summary import Account, account
from tests.agent.analysis.hand_made import (
    ALONE,
    FIRST,
    GONE_ON,
    IDLE,
    LUCKY,
    REWOUND,
    SESSION,
    branch,
    ended,
    game,
    records,
    steps,
)


def test_what_a_branch_took_over_is_counted_once() -> None:
    assert game(FIRST, REWOUND).steps == 20 + 4


def test_a_trial_counts_as_far_as_people_went_on_with_it() -> None:
    assert game(FIRST, IDLE, LUCKY).steps == 20
    assert game(*SESSION).steps == 20 + 4 + (7 - 4) + (10 - 7)


def test_a_what_if_has_its_branches_its_parent_and_the_one_that_was_gone_on_with() -> None:
    (what_if,) = game(*SESSION).what_ifs
    assert what_if.branches == (account(IDLE), account(LUCKY))
    assert (what_if.parent, what_if.gone_on_with) == (account(FIRST), account(LUCKY))


def test_the_branch_without_the_plan_is_none_of_those_that_tried_it() -> None:
    beside = branch(FIRST, 4, [*steps(5, 8), *ended(8, "left")], what_if="w", alone=True)
    (what_if,) = game(FIRST, IDLE, beside).what_ifs
    assert what_if.branches == (account(IDLE),)
    assert Account.model_validate_json(account(beside).model_dump_json()).alone
    assert "alone" not in account(IDLE).model_dump(mode="json")


def test_the_line_that_was_played_last_is_no_trial() -> None:
    assert game(FIRST, REWOUND, IDLE, LUCKY).last == account(REWOUND)
    assert game(*SESSION).last == account(GONE_ON)


def test_an_achievement_is_of_whoever_drove_when_it_was_unlocked_first() -> None:
    assert game(*SESSION).unlocked() == {
        "collect_wood": "alone", "place_table": "guided", "make_wood_pickaxe": "person",
        "collect_stone": "guided", "collect_drink": "guided", "wake_up": "guided",
    }  # fmt: skip


def test_branches_of_a_parent_that_is_missing_are_one_game() -> None:
    every = records(*SESSION)
    (one,) = games(every[1:])
    assert (one.whole, one.steps) == (None, 4 + 3 + 3)
    (alone,) = games(every[2:3])
    assert (alone.played, alone.last, len(alone.what_ifs)) == ((), None, 1)


def test_sessions_do_not_mix_and_their_order_is_that_of_their_content() -> None:
    every = [*records(*SESSION), *records(ALONE, session="two")]
    assert [len(one.played) for one in games(every)] == [
        len(one.played) for one in games(reversed(every))
    ]
    assert sorted(one.with_people for one in games(every)) == [False, True]


def test_conditions_name_what_the_games_are() -> None:
    found = conditions(games([*records(*SESSION), *records(ALONE, session="two")]))
    assert (found.games, found.records, found.planners, found.seeds, found.caps) == (
        2,
        6,
        ("pebble",),
        (3, 4),
        (100,),
    )
    assert dict(found.lines())["played"] == "2026-11-01"
