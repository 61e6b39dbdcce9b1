"""What one trace tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.analysis.summary import Account, Beneath, PlanLife, account
from agent.traces import trace as traces
from tests import old_records
from tests.agent.analysis.hand_made import (
    FIRST,
    GONE_ON,
    LEVELS,
    LUCKY,
    REWOUND,
    branch,
    ended,
    made,
    over,
    plan,
    steps,
)


def test_plans_have_their_source_their_span_and_how_they_ended() -> None:
    assert account(FIRST).plans == (
        PlanLife("agent", "advice", 0, 4, "replaced_by_person"),
        PlanLife("human", "advice", 4, 10, "done"),
        PlanLife("human", "order", 10, 12, "given_up"),
        PlanLife("agent", "advice", 12, 16, "replaced_by_person"),
        PlanLife("human", "advice", 16, 18, "cancelled"),
        PlanLife("agent", "advice", 18, 20, "cut_off"),
    )


def test_the_planners_plans_beneath_a_persons_are_told_apart_and_leave_it_in_force() -> None:
    told = account(LEVELS)
    assert told.beneath == (
        Beneath(4, 6, "replaced_by_planner", detour=False),
        Beneath(6, 10, "ended_with_persons", detour=True),
        Beneath(11, 13, "cut_off", detour=False),
    )
    assert told.plans == (
        PlanLife("agent", "advice", 0, 2, "replaced_by_person"),
        PlanLife("human", "advice", 2, 10, "cancelled"),
        PlanLife("human", "order", 10, 13, "cut_off"),
    )
    assert told.cancelled == (10,)  # what ended with the person's plan, nobody cancelled
    assert {name: one.by for name, one in told.unlocked.items()} == {
        "collect_drink": "guided",
        "place_table": "guided",
    }


def test_a_plan_beneath_a_persons_can_be_done_or_die() -> None:
    events = [
        plan(0, 1, "human"),
        plan(0, 2, "agent", under=1),
        *steps(1, 2),
        over(2, 2, "done"),
        over(2, 1, "done"),
    ]
    died = [
        plan(2, 3, "human"),
        plan(2, 4, "agent", under=3),
        *steps(3, 4),
        *ended(4, "died", 4, 3),
    ]
    assert account(made([*events, *died])).beneath == (
        Beneath(0, 2, "done", detour=False),
        Beneath(2, 4, "died", detour=False),
    )


def test_a_branch_has_the_plans_beneath_that_came_into_force_in_it() -> None:
    child = branch(
        LEVELS,
        5,
        [*steps(6, 6), over(6, 3, "replaced"), plan(6, 4, "agent", under=2), *steps(7, 7)],
    )
    assert account(child).beneath == (Beneath(6, 7, "cut_off", detour=False),)


@pytest.mark.parametrize("record", old_records.RECORDS, ids=lambda record: record.name)
def test_older_records_are_told_as_before(record: Path) -> None:
    told = account(traces.read(record)).model_dump_json()
    assert told == old_records.told(record)["account"]
    assert Account.model_validate_json(told).model_dump_json() == told


def test_what_people_did_is_told_with_its_steps() -> None:
    told = account(FIRST)
    assert told.written == ((4, "advice"), (10, "order"), (16, "advice"))
    assert (told.cancelled, told.driven, told.asked, told.answered) == ((18,), ((13, 15),), 1, 1)
    assert list(told.interventions()) == [
        ("advice", 4), ("order", 10), ("advice", 16), ("cancel", 18), ("takeover", 12),
    ]  # fmt: skip
    assert {name: one.by for name, one in told.unlocked.items()} == {
        "collect_wood": "alone", "place_table": "guided", "make_wood_pickaxe": "person",
    }  # fmt: skip


def test_a_branch_leaves_what_it_took_over_to_its_parent() -> None:
    told = account(REWOUND)
    assert (told.steps, told.written, told.plans) == (
        12,
        ((10, "order"),),
        (PlanLife("human", "order", 10, 12, "died"),),
    )
    assert list(told.interventions()) == [("rewind", 8), ("order", 10)]
    assert told.unlocked["collect_wood"].step == 3  # of the whole episode


def test_a_plan_that_waited_at_the_parents_is_of_the_branch_in_which_it_came_into_force() -> None:
    queued = traces.QueueEvent(step=2, id=2, what="add", place=0, text="eat")
    parent = made(
        [*steps(1, 2), plan(2, 1, "human"), queued, *steps(3, 4), *ended(4, "left", 1, 2)]
    )
    child = branch(
        parent,
        3,
        [
            over(3, 1, "done"),
            plan(3, 2, "human"),
            *steps(4, 5),
            over(5, 2, "done"),
            *ended(5, "left"),
        ],
    )
    assert account(parent).plans[-1] == PlanLife("human", "advice", None, 4, "cut_off")
    assert (account(child).plans, account(child).written) == (
        (PlanLife("human", "advice", 3, 5, "done"),),
        (),
    )


def test_a_record_without_an_end_cuts_its_plans_off() -> None:
    told = account(made([plan(0, 1, "human"), *steps(1, 3)]))
    assert (told.over, told.plans) == ("", (PlanLife("human", "advice", 0, 3, "cut_off"),))


def test_a_record_can_be_told_up_to_a_step() -> None:
    told = account(LUCKY).until(7)
    assert (told.steps, told.over, told.plans) == (
        7,
        "",
        (PlanLife("human", "order", 4, 7, "cut_off"),),
    )
    assert account(LEVELS).until(7).beneath[1:] == (Beneath(6, 7, "cut_off", detour=True),)
    part = account(FIRST).until(14)
    assert (part.driven, part.cancelled, len(part.written), list(part.unlocked)) == (
        ((13, 14),), (), 2, ["collect_wood", "place_table", "make_wood_pickaxe"],
    )  # fmt: skip


def test_an_account_is_whole_in_json() -> None:
    for trace in (FIRST, REWOUND, GONE_ON, LEVELS):
        told = account(trace)
        assert Account.model_validate_json(told.model_dump_json()) == told


def test_a_branch_that_is_shorter_than_what_it_took_over_is_told() -> None:
    with pytest.raises(traces.TraceError, match="there is no step 8"):
        account(made([*steps(1, 3)], parent="1.jsonl", parent_step=8))


def test_traces_from_before_what_ifs_had_names_are_read(tmp_path: Path) -> None:
    old = tmp_path / "1.jsonl"
    old.write_text(
        '{"type":"header","format":1,"world":"crafter","seed":3,"cap":9,"options":{},"versions":{},"planner":"expert",'
        '"created":"2026-01-01T00:00:00+00:00","parent":"","parent_step":0,"participant":"","consent":""}\n'
        '{"type":"step","step":1,"action":"Noop"}\n'
    )
    told = account(traces.read(old))
    assert (told.what_if, told.steps) == ("", 1)
