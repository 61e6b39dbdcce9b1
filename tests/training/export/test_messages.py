from pathlib import Path

import pytest

from agent.core.completion import parse
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.training.export.episodes import Play, beneath, branch, guided, lines
from training.export.columns import Row
from training.export.dataset import export
from training.export.episode import PromptName


def rows(trace: Path, out: Path, told: PromptName = "brief") -> list[Row]:
    export("messages", [trace], out, told=told)
    (file,) = out.glob("*.jsonl")
    return lines(file)


@pytest.fixture
def exported(tmp_path: Path) -> list[Row]:
    return rows(guided(tmp_path / "a.jsonl"), tmp_path / "out")


def test_every_completion_is_one_that_the_grammar_reads(exported: list[Row]) -> None:
    for row in exported:
        (message,) = row["completion"]
        assert message["role"] == "assistant"
        completion = parse(message["content"], ACTION_NAMES)
        assert completion.valid
        assert (completion.plan is not None) == row["plans"]
        assert row["prompt"][-1]["role"] == "user"


def test_what_broke_the_grammar_is_no_example(exported: list[Row]) -> None:
    assert [row["step"] for row in exported] == [1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16]


def test_a_persons_plan_is_read_as_such_and_never_written(exported: list[Row]) -> None:
    asked = next(row for row in exported if row["step"] == 3)
    assert (asked["human_plan"], asked["plan_source"], asked["plan_authority"]) == (
        True,
        "human",
        "advice",
    )
    assert (
        "\nasked advice\nwords collect 3 wood\ngoal age0 0 0 collect 3 wood 0 of 3\n"
        in asked["prompt"][0]["content"]
    )
    ordered = next(row for row in exported if row["step"] == 10)
    assert (ordered["plan_text"], ordered["plan_authority"]) == ("find a diamond", "order")
    written = "".join(row["completion"][0]["content"] for row in exported)
    assert not any(text in written for text in ("wood", "diamond", "wait"))


def test_what_a_planner_decided_is_told_with_the_plan_that_it_replaced(exported: list[Row]) -> None:
    first, again = (row for row in exported if row["step"] in (1, 6))
    assert first["completion"][0]["content"] == "<plan> go east </plan>\nMove East"
    assert first["plan_text"] is None
    assert first["prompt"][0]["content"].endswith("\nplan none\nplan or act")
    assert again["plan_text"] is None  # it was cancelled
    assert again["completion"] == first["completion"]


def test_a_persons_action_is_an_example_without_a_plan(exported: list[Row]) -> None:
    acted = [
        (row["step"], row["completion"][0]["content"])
        for row in exported
        if row["driver"] == "person"
    ]
    assert acted == [(7, "Move West"), (8, "Noop"), (15, "Sleep"), (16, "Sleep")]


def test_the_context_is_what_the_planner_reads_past_turns_included(tmp_path: Path) -> None:
    play = Play(tmp_path / "a.jsonl", turns=[(None, "Move East"), (None, "Move South")]).plan(20)
    last = rows(play.end(), tmp_path / "out", "prose")[-1]["prompt"]
    assert [message["role"] for message in last] == ["system", *["user", "assistant"] * 16, "user"]
    assert last[-2]["content"] == "Move East"
    assert last[-1]["content"].startswith("Plan in force: none")


def test_a_branch_is_told_from_where_it_left_with_what_happened_before(tmp_path: Path) -> None:
    parent = guided(tmp_path / "a.jsonl")
    child = rows(branch(parent, tmp_path / "b.jsonl", 10, "Move North"), tmp_path / "out", "prose")
    assert [row["step"] for row in child] == [11, 12]
    assert len(child[0]["prompt"]) == 2 + 2 * 10  # the parent's turns are remembered


def test_what_chance_did_is_no_example(tmp_path: Path) -> None:
    play = Play(tmp_path / "a.jsonl", turns=[(None, "Move East")])
    play.plan()
    play.episode.control("disturbed", "teacher", 2)
    play.plan(3)
    assert [row["step"] for row in rows(play.end(), tmp_path / "out")] == [1, 4]


def test_a_mode_that_asks_for_plans_is_not_put_to_a_person(tmp_path: Path) -> None:
    path = Play(tmp_path / "a.jsonl").act("Move East").plan(5).end()
    path.write_text(path.read_text().replace('"options":{}', '"options":{"mode":"every:5"}', 1))
    first, *_, planned = rows(path, tmp_path / "out")
    assert (first["mode"], first["prompt"][-1]["content"].splitlines()[-1]) == ("never", "act")
    assert (planned["mode"], planned["prompt"][-1]["content"].splitlines()[-1]) == (
        "every:5",
        "plan now",
    )


def test_the_planners_plan_is_a_completion_and_then_stands_beneath_the_persons(
    tmp_path: Path,
) -> None:
    told = rows(beneath(tmp_path / "a.jsonl").plan().end(), tmp_path / "out", "prose")
    assert all(
        (row["plan_text"], row["human_plan"]) == ("make a wood pickaxe", True) for row in told
    )
    assert [row["completion"][0]["content"] for row in told] == [
        "Noop",
        "<plan> collect 2 wood </plan>\nNoop",
        "<plan> drink water </plan>\nNoop",
        "Noop",
    ]
    assert [(row["below_id"], row["below_text"], row["detour"]) for row in told] == [
        (None, None, None),
        (None, None, None),
        (2, "collect 2 wood", False),
        (3, "drink water", True),
    ]
    last = told[-1]["prompt"][-1]["content"]
    assert "make a wood pickaxe" in last
    assert "drink water" in last


def test_a_planner_that_was_told_to_go_on_was_asked_for_no_plan(tmp_path: Path) -> None:
    play = beneath(tmp_path / "a.jsonl")
    play.episode.mute(2)
    play.episode.control("keep", "person", 2)
    told = rows(play.plan(3).end(), tmp_path / "out")
    assert [row["mode"] for row in told] == ["dynamic"] * 3 + ["never"] * 2 + ["dynamic"]
    assert [row["prompt"][-1]["content"].splitlines()[-1] for row in told[3:]] == [
        "act",
        "act",
        "plan or act",
    ]
