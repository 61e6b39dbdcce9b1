from pathlib import Path

from tests.training.export.episodes import SAPLING, Play, beneath, branch, guided, lines, read
from training.export.columns import Row
from training.export.dataset import export


def rows(*sources: Path, out: Path) -> list[Row]:
    export("corrections", sources, out)
    return [row for file in sorted(out.glob("*.jsonl")) for row in lines(file)]


def said(row: Row, side: str) -> str | None:
    return str(row[side][0]["content"]) if row[side] else None


def test_all_that_a_person_corrected_is_found(tmp_path: Path) -> None:
    told = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    assert [(row["kind"], row["step"], row["plan_text"], row["new_plan_text"]) for row in told] == [
        ("replaced", 3, "go east", "collect 3 wood"),
        ("cancelled", 5, "collect 3 wood", None),
        ("took_over", 7, "go east", None),
        ("replaced", 9, "go east", "find a diamond"),
        ("replaced", 11, "find a diamond", "wait 2 steps"),
        ("took_over", 15, None, None),  # "go east" stood beneath "wait 2 steps" and ended with it
    ]


def test_a_plan_is_told_with_how_far_it_was_and_why_it_ended(tmp_path: Path) -> None:
    replaced, cancelled, *_ = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    assert (replaced["plan_age"], replaced["plan_source"]) == (2, "agent")
    assert replaced["plan_progress"] is not None
    assert replaced["reason"] == "a person wrote a new plan"
    assert (cancelled["plan_age"], cancelled["plan_progress"]) == (2, "0 of 3 wood")
    assert cancelled["reason"] == "a person cancelled it"


def test_two_plans_of_one_state_are_a_pair_that_differs_in_the_plan_alone(tmp_path: Path) -> None:
    told = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    first = told[0]
    assert first["pair"]
    assert said(first, "chosen") == "<plan> collect 3 wood </plan>\nDo"
    assert said(first, "rejected") == "<plan> go east </plan>\nDo"
    assert first["prompt"][-1]["content"].endswith("\nplan none\nplan or act")
    assert first["prompt"][-1]["content"].endswith("\nplan or act")


def test_there_is_no_pair_where_the_next_action_did_not_come_of_the_persons_plan(
    tmp_path: Path,
) -> None:
    told = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    broken = next(row for row in told if row["step"] == 9)  # the planner answered "dance"
    assert not broken["pair"]
    overruled = Play(tmp_path / "b.jsonl").plan(5)
    overruled.episode.inject("collect 3 wood")
    (row,) = rows(overruled.plan().end(), out=tmp_path / "overruled")
    # the planner planned anew at once
    assert (row["new_plan_text"], row["pair"]) == ("collect 3 wood", False)


def test_a_take_over_tells_the_run_of_actions(tmp_path: Path) -> None:
    told = rows(guided(tmp_path / "a.jsonl"), out=tmp_path / "out")
    runs = [row for row in told if row["kind"] == "took_over"]
    assert [row["actions"] for row in runs] == [["Move West", "Noop"], ["Sleep", "Sleep"]]
    assert [(said(row, "chosen"), said(row, "rejected"), row["pair"]) for row in runs] == [
        ("Move West", None, False),
        ("Sleep", None, False),
    ]


def test_a_take_over_tells_what_came_of_it(tmp_path: Path) -> None:
    path = Play(tmp_path / "a.jsonl", seed=SAPLING).act("Do", "Do").plan().end()
    played = list(read(path).steps)[:2]
    (row,) = rows(path, out=tmp_path / "out")
    assert (
        row["unlocked"]
        == [name for step in played for name in step.unlocked]
        == ["collect_sapling"]
    )
    assert row["reward"] == sum(step.reward for step in played) == 1.0


def test_a_person_who_plays_a_state_again_is_paired_with_what_the_planner_did_there(
    tmp_path: Path,
) -> None:
    parent = guided(tmp_path / "a.jsonl")
    child = branch(parent, tmp_path / "b.jsonl", 5, "Move North", "Do")
    row = next(
        row for row in rows(child, parent, out=tmp_path / "out") if row["episode"].startswith("b-")
    )
    assert (row["step"], row["actions"]) == (6, ["Move North", "Do"])
    assert said(row, "chosen") == "Move North"
    assert said(row, "rejected") == "<plan> go east </plan>\nMove East"
    assert row["pair"]


def test_a_branch_without_its_parent_or_from_a_persons_step_has_no_pair(tmp_path: Path) -> None:
    parent = guided(tmp_path / "a.jsonl")
    alone = branch(parent, tmp_path / "b.jsonl", 5, "Move North")
    (row,) = rows(alone, out=tmp_path / "alone")
    assert (said(row, "chosen"), row["pair"]) == ("Move North", False)
    persons = branch(parent, tmp_path / "c.jsonl", 6, "Move North")
    told = rows(parent, persons, out=tmp_path / "persons")
    assert [row["pair"] for row in told if row["episode"].startswith("c-")] == [False]


def test_a_parents_namesake_is_not_taken_for_the_parent(tmp_path: Path) -> None:
    parent = guided(tmp_path / "a.jsonl")
    child = branch(parent, tmp_path / "b.jsonl", 5, "Move North")
    other = tmp_path / "other" / "a.jsonl"
    Play(other, turns=[(None, "Move South")]).plan(16).end()
    (row,) = rows(child, other, out=tmp_path / "out")
    assert not row["pair"]


def test_plans_that_ended_by_themselves_were_not_corrected(tmp_path: Path) -> None:
    play = Play(tmp_path / "a.jsonl", turns=[(None, "Noop")])
    play.episode.inject("wait 2 steps")
    play.plan(2)  # done
    hopeless = play.episode.inject("go 60 steps north")
    play.plan(40)
    assert hopeless.status == "given_up"
    play.plan()
    play.episode.inject("collect 3 wood")
    play.plan()
    play.act("Do")
    (row,) = rows(play.end(), out=tmp_path / "out")
    assert row["kind"] == "took_over"


def test_a_plan_taken_back_before_anything_was_played_still_ended_the_one_before(
    tmp_path: Path,
) -> None:
    play = Play(tmp_path / "a.jsonl").plan()
    play.episode.inject("collect 3 wood")
    play.episode.inject("find a diamond")
    play.episode.cancel("a person cancelled it")
    (row,) = rows(play.plan().end(), out=tmp_path / "out")
    assert (row["kind"], row["plan_text"], row["new_plan_text"]) == ("cancelled", "go east", None)


def test_a_persons_plan_is_told_with_the_planners_own_that_stood_beneath_it(tmp_path: Path) -> None:
    # at step 3 "drink water" stands beneath "make a wood pickaxe"
    played = beneath(tmp_path / "a.jsonl")
    played.act("Noop")
    played.episode.inject("collect 5 stone")
    played.act("Noop")
    played.episode.cancel("a person cancelled it")
    took_over, replaced, cancelled = rows(played.plan().end(), out=tmp_path / "out")[:3]
    assert [
        (row["kind"], row["plan_text"], row["below_text"], row["detour"])
        for row in (took_over, replaced, cancelled)
    ] == [
        ("took_over", "make a wood pickaxe", "drink water", True),
        ("replaced", "make a wood pickaxe", "drink water", True),
        ("cancelled", "collect 5 stone", None, None),
    ]
    assert replaced["prompt"][-1]["content"].endswith("\nplan none\nplan or act")


def test_the_planners_own_plan_beneath_a_persons_is_no_correction_when_it_ends_with_it(
    tmp_path: Path,
) -> None:
    played = beneath(tmp_path / "a.jsonl", "wait 4 steps")
    assert played.episode.view.step == 3
    played.plan(2)
    assert [plan.status for plan in played.episode.plans] == ["done", "replaced", "cancelled"]
    played.act("Noop")
    assert [row["kind"] for row in rows(played.end(), out=tmp_path / "out")] == ["took_over"]
