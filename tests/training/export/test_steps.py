from pathlib import Path

import pytest
from pyarrow import parquet

from agent.worlds.crafter.rules import ACTION_NAMES
from tests.training.export.episodes import SAPLING, Play, beneath, branch, guided, read
from training.export.columns import Row
from training.export.dataset import export


def rows(*sources: Path, out: Path) -> list[Row]:
    export("steps", sources, out)
    return [
        row
        for file in sorted(out.glob("*.parquet"))
        for row in parquet.read_table(file).to_pylist()
    ]


def test_every_action_is_a_row_with_who_chose_it_and_under_which_plan(tmp_path: Path) -> None:
    path = guided(tmp_path / "a.jsonl")
    told = rows(path, out=tmp_path / "out")
    assert [row["action"] for row in told] == [event.action for event in read(path).steps]
    assert [row["step"] for row in told] == list(range(1, 17))
    assert all(ACTION_NAMES[row["action_index"]] == row["action"] for row in told)
    assert [row["step"] for row in told if row["driver"] == "person"] == [7, 8, 15, 16]
    assert [row["plan_text"] for row in told[:6]] == [
        None,
        "go east",
        "collect 3 wood",
        "collect 3 wood",
        None,
        None,
    ]
    assert [row["plan_authority"] for row in told[8:10]] == ["order", "order"]
    assert (told[0]["new_plan"], told[0]["completion"]) == (
        "go east",
        "<plan> go east </plan>\nMove East",
    )


def test_what_broke_the_grammar_is_kept_as_it_was_written(tmp_path: Path) -> None:
    told = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    assert [(row["completion"], row["action"]) for row in told if not row["valid"]] == [
        ("dance", "Noop")
    ] * 3
    assert all(row["completion"] is None for row in told if row["driver"] == "person")


def test_the_state_that_the_last_action_led_to_is_in_the_last_row(tmp_path: Path) -> None:
    told = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    assert [row["final_observation"] for row in told[:-1]] == [None] * 15
    play = Play(tmp_path / "b.jsonl", turns=[(None, "Move East")], cap=40)
    play.plan(), play.plan(), play.end()
    both = rows(tmp_path / "b.jsonl", out=tmp_path / "both")
    play = Play(tmp_path / "c.jsonl", turns=[(None, "Move East")], cap=40)
    play.plan(), play.end()
    (one,) = rows(tmp_path / "c.jsonl", out=tmp_path / "one")
    assert one["final_observation"] == both[1]["observation"] != both[0]["observation"]


@pytest.mark.parametrize("how", ["left", "torn"])
def test_an_episode_that_stops_alive_is_truncated(tmp_path: Path, how: str) -> None:
    path = guided(tmp_path / "a.jsonl")
    if how == "torn":
        path.write_bytes(path.read_bytes()[:-9])
    told = rows(path, out=tmp_path / "out")
    assert [row["truncated"] for row in told] == [False] * 15 + [True]
    assert not any(row["terminated"] for row in told)
    assert told[-1]["end"] == (None if how == "torn" else "left")


def test_a_death_terminates_also_where_the_record_was_torn_off_behind_it(tmp_path: Path) -> None:
    play = Play(tmp_path / "a.jsonl", turns=[(None, "Noop")], cap=5000)
    while not play.episode.over:
        play.plan()
    assert play.episode.over == "died"
    whole, torn = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    torn.write_bytes(whole.read_bytes()[:-9])
    for path, end in ((whole, "died"), (torn, None)):
        last = rows(path, out=tmp_path / path.stem)[-1]
        assert (last["terminated"], last["truncated"], last["end"]) == (True, False, end)


def test_achievements_add_up(tmp_path: Path) -> None:
    told = rows(
        Play(tmp_path / "a.jsonl", seed=SAPLING).act("Do", "Do", "Place Plant", "Do").end(),
        out=tmp_path / "out",
    )
    unlocked: set[str] = set()
    for row in told:
        unlocked |= set(row["unlocked"])
        assert row["achievements"] == sorted(unlocked)
        assert row["achievement_count"] == len(unlocked)
    assert [row["achievement_count"] for row in told] == [0, 1, 2, 2]


def test_a_branch_does_not_repeat_its_parents_steps(tmp_path: Path) -> None:
    parent = guided(tmp_path / "a.jsonl")
    child = branch(parent, tmp_path / "b.jsonl", 10, "Move North")
    told = rows(parent, child, out=tmp_path / "out")
    assert len(told) == 16 + 2
    assert [row["step"] for row in told if row["episode"].startswith("b-")] == [11, 12]


def test_an_action_is_told_with_both_plans(tmp_path: Path) -> None:
    told = rows(beneath(tmp_path / "a.jsonl").plan().end(), out=tmp_path / "out")
    assert [
        (row["plan_source"], row["below_text"], row["detour"], row["new_plan"]) for row in told
    ] == [
        ("human", None, None, None),
        ("human", None, None, "collect 2 wood"),
        ("human", "collect 2 wood", False, "drink water"),
        ("human", "drink water", True, None),
    ]
