"""What ``datasets`` and the Hub's viewer of traces find in an export of sessions."""

import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from agent.core.planner import Consultation, Decision
from agent.core.talk import Line
from tests.training.export.episodes import Play, beneath, branch, guided, lines
from training.export.columns import Row
from training.export.dataset import export


def session(source: Path, out: Path, *others: Path) -> list[Row]:
    """The lines of the one session of that trace."""
    export("sessions", [source, *others], out, told="prose")
    (file,) = out.glob(f"*/{source.stem}-*.jsonl")
    return lines(file)


def messages(told: list[Row]) -> list[Row]:
    return [line["message"] for line in told[1:]]


def actions(told: list[Row]) -> list[str]:
    return [
        part["arguments"]["action"]
        for message in messages(told)
        if message["role"] == "assistant"
        for part in message["content"]
        if part["type"] == "toolCall"
    ]


def test_plans_are_reasoning_actions_are_calls_and_views_are_results(tmp_path: Path) -> None:
    path = guided(tmp_path / "a.jsonl")
    head, *rest = session(path, tmp_path / "out")
    assert (head["type"], head["harness"]) == ("session", "sidequest")
    assert (head["participant"], head["consent"]) == ("ada", "2 9f86d081")
    first, decision, result = (line["message"] for line in rest[:3])
    assert first["role"] == "user"
    assert "You see:" in first["content"]
    assert decision["model"] == "script"
    assert [part["type"] for part in decision["content"]] == ["thinking", "toolCall"]
    assert decision["content"][0]["thinking"] == "go east"
    assert decision["content"][1]["arguments"] == {"action": "Move East"}
    assert result["toolCallId"] == decision["content"][1]["id"]
    assert result["content"][0]["text"].startswith("Step 1; reward 0\n\nYour status:")
    assert "you are 1 east of the start" in result["content"][0]["text"]


def test_a_persons_words_stand_before_the_action_that_followed(tmp_path: Path) -> None:
    told = messages(session(guided(tmp_path / "a.jsonl"), tmp_path / "out"))
    said = [
        (told[at - 1].get("toolCallId"), message["content"])
        for at, message in enumerate(told)
        if message["role"] == "user" and at
    ]
    assert said == [
        ("step-2", "collect 3 wood"),
        ("step-4", "Cancelled: collect 3 wood"),
        ("step-8", "Order: find a diamond"),
        ("step-10", "wait 2 steps"),
    ]


def test_a_plan_that_only_ended_with_the_episode_was_not_cancelled(tmp_path: Path) -> None:
    told = messages(session(beneath(tmp_path / "a.jsonl").end(), tmp_path / "out"))
    assert told[-1]["role"] == "toolResult"


def test_who_chose_an_action_is_its_model(tmp_path: Path) -> None:
    told = messages(session(guided(tmp_path / "a.jsonl"), tmp_path / "out"))
    models = [message["model"] for message in told if message["role"] == "assistant"]
    by_hand = [step for step, model in enumerate(models, start=1) if model == "person"]
    assert by_hand == [7, 8, 15, 16]


def test_what_broke_the_grammar_is_text_and_its_result_an_error(tmp_path: Path) -> None:
    told = messages(session(guided(tmp_path / "a.jsonl"), tmp_path / "out"))
    broken = [at for at, message in enumerate(told) if message.get("isError")]
    assert len(broken) == 3
    for at in broken:
        assert told[at - 1]["content"][0] == {"type": "text", "text": "dance"}


def test_each_message_names_the_one_before(tmp_path: Path) -> None:
    _, *rest = session(guided(tmp_path / "a.jsonl"), tmp_path / "out")
    assert [line["parentId"] for line in rest] == [None, *(line["id"] for line in rest[:-1])]


def test_a_branch_begins_where_it_left_its_parent(tmp_path: Path) -> None:
    parent = guided(tmp_path / "a.jsonl")
    path = branch(parent, tmp_path / "b.jsonl", 5, "Move North", "Move South")
    told = session(path, tmp_path / "out", parent)
    assert (told[0]["parent"], told[0]["first_step"]) == ("a.jsonl", 5)
    assert actions(told)[:2] == ["Move North", "Move South"]
    assert "step 5, day" in messages(told)[0]["content"]


def test_a_branch_tells_the_persons_plan_that_it_began_under(tmp_path: Path) -> None:
    parent = guided(tmp_path / "a.jsonl")
    told = session(branch(parent, tmp_path / "b.jsonl", 4, "Noop"), tmp_path / "out", parent)
    said = [message["content"] for message in messages(told) if message["role"] == "user"]
    assert said[1:] == ["collect 3 wood"]


def test_an_advisers_plan_is_told_as_what_was_asked_for_and_by_whom(tmp_path: Path) -> None:
    play = Play(tmp_path / "a.jsonl")
    answer: Future[Decision] = Future()
    answer.set_result(Decision(0, "collect 3 wood", "", valid=True))
    play.episode.consult(Consultation(0, "time", "adviser", answer, due=1))
    told = messages(session(play.plan(3).end(), tmp_path / "out"))
    said = [message["content"] for message in told if message["role"] == "user"]
    assert said[1:] == ["Adviser: collect 3 wood"]


def test_what_the_planner_said_is_text(tmp_path: Path) -> None:
    play = Play(tmp_path / "a.jsonl").plan(2)
    play.episode.say(Line("planner", "remark", "I drink first."))
    play.episode.say(Line("game", "warning", "It gets dark."))
    told = messages(session(play.plan(2).end(), tmp_path / "out"))
    at = told.index({"role": "assistant", "content": [{"type": "text", "text": "I drink first."}]})
    assert told[at - 1]["toolCallId"] == "step-2"
    assert not any("It gets dark." in str(message) for message in told)


def test_the_time_of_day_is_left_out(tmp_path: Path) -> None:
    head, first, *_ = session(guided(tmp_path / "a.jsonl"), tmp_path / "out")
    assert head["timestamp"].endswith("T00:00:00.000Z")
    assert first["timestamp"].startswith(head["timestamp"][:17])


def test_a_trace_in_which_nothing_was_played_has_no_session(tmp_path: Path) -> None:
    Play(tmp_path / "empty.jsonl").end()
    guided(tmp_path / "a.jsonl")
    made = export("sessions", [tmp_path], tmp_path / "out")
    assert sum(made.rows.values()) == len(lines(next(tmp_path.glob("out/*/*.jsonl"))))
    assert len(list(tmp_path.glob("out/*/*.jsonl"))) == 1


@pytest.mark.usefixtures("offline")
def test_datasets_finds_sessions_and_reads_them_as_chats_with_tools(tmp_path: Path) -> None:
    from datasets import load_dataset

    path = guided(tmp_path / "traces" / "a.jsonl")
    told = session(path, tmp_path / "out")
    (split,) = load_dataset(str(tmp_path / "out")).values()
    (row,) = split
    assert row["session_id"] == told[0]["id"]
    assert row["num_tool_calls"] == 16
    assert row["num_user_messages"] == 5
    chat: list[dict[str, Any]] = row["messages"]
    decision = chat[1]
    assert decision["reasoning_content"] == "go east"
    assert decision["tool_calls"][0]["function"] == {
        "name": "act",
        "arguments": {"action": "Move East"},
    }
    assert chat[2]["role"] == "tool"
    played = [
        call["function"]["arguments"]["action"]
        for message in chat
        for call in message.get("tool_calls") or ()
    ]
    assert played == actions(told)
    trace = row["trace"]
    assert json.loads(trace.splitlines()[0])["harness"] == "sidequest"
