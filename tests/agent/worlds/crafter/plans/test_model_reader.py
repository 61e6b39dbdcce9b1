"""A language model as the second reader, and the first as its check."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.core.goals import Goal
from agent.core.reader import AS_WRITTEN, Rewording
from agent.episode import Episode
from agent.models.protocol import ModelError
from agent.traces import trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans import canonical
from agent.worlds.crafter.plans.model_reader import SHOTS, ModelReader, contradiction, prompt
from agent.worlds.crafter.plans.reading.reading import read
from sidequest import app
from tests.agent.models.folders import letters_folder
from tests.agent.models.served import serving
from tests.agent.readers import Says
from tests.agent.scripted import Script

STRANGE = "frobnicate the tree"  # read by nobody here


def reworded(text: str, model: Says, timeout: float = 10) -> Rewording:
    return ModelReader("parrot", model, timeout).reword(text)


def test_what_the_first_reader_reads_whole_is_asked_of_nobody() -> None:
    model = Says("wall in")
    assert reworded("collect 5 wood, then place a table", model) == AS_WRITTEN
    assert model.asked == []


def test_what_it_does_not_read_whole_is_read_as_the_model_says_it() -> None:
    found = reworded(f"drink, then {STRANGE}", Says("drink water", "collect 2 wood"))
    assert (found.reader, found.warning) == ("parrot", "")
    assert read(found.read_as).goals == (Goal("collect", "drink"), Goal("collect", "wood", 2))
    assert read(found.read_as).unread == ()


def test_the_same_words_are_asked_once() -> None:
    model = Says("wall in")
    reader = ModelReader("parrot", model)
    assert reader.reword(STRANGE) == reader.reword(STRANGE) == Rewording("wall in", "parrot")
    assert model.asked == [STRANGE]


def test_a_model_that_finds_nothing_to_do_changes_nothing() -> None:
    assert reworded(STRANGE, Says()) == AS_WRITTEN


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (Says("dance"), "it wrote 'dance', which is no canonical sentence"),
        (Says(raw="I would rather not."), "it wrote no plan but 'I would rather not.'"),
        (Says(raw='{"plan": ["wall in"'), "it wrote no plan"),
        (Says(raw='{"plan": "wall in"}'), "it wrote no plan"),
        (Says(*["wall in"] * 9), "it wrote 9 sentences; 8 is the most"),
        (Says(error=ModelError("the server is gone")), "the server is gone"),
        (Says(error=RuntimeError("out of memory\nat 0x1")), "RuntimeError: out of memory."),
    ],
)
def test_a_model_that_fails_is_told_in_one_sentence_and_the_words_are_read_as_written(
    model: Says, why: str
) -> None:
    found = reworded(STRANGE, model)
    assert (found.read_as, found.reader) == ("", "")
    assert found.warning.startswith(f"The plan is read without parrot: {why}")
    assert "\n" not in found.warning


def test_a_model_that_is_late_is_not_waited_for() -> None:
    assert (
        "it has not answered in 0.05 seconds"
        in reworded(STRANGE, Says("wall in", pause=0.5), timeout=0.05).warning
    )


def test_a_failure_is_not_kept() -> None:
    model = Says(error=ModelError("busy"))
    reader = ModelReader("parrot", model)
    reader.reword(STRANGE)
    reader.reword(STRANGE)
    assert len(model.asked) == 2


def test_what_stands_round_the_answer_of_a_server_is_left_out() -> None:
    assert (
        reworded(STRANGE, Says(raw='Sure:\n```json\n{"plan": ["wall in"]}\n```')).read_as
        == "wall in"
    )


@pytest.mark.parametrize(
    ("text", "plan", "against"),
    [
        (f"don't sleep. {STRANGE}", ["rest until it is morning", "don't rest"], "which you refuse"),
        (
            f"don't eat cows. {STRANGE}",
            ["collect 1 wood"],
            "it leaves out that you refuse to eat a cow",
        ),
        (
            f"collect 3 wood. {STRANGE}",
            ["make a stone pickaxe"],
            "it leaves out that you want to collect 3 wood",
        ),
        (
            f"whenever you see a zombie, run. {STRANGE}",
            ["collect 1 wood"],
            "it leaves out that you want to run away",
        ),
        (
            f"collect 3 wood. {STRANGE}",
            ["collect 3 wood", "don't collect 1 wood"],
            "it refuses to collect 1 wood",
        ),
    ],
)
def test_a_model_that_goes_against_the_first_reader_is_not_believed(
    text: str, plan: list[str], against: str
) -> None:
    found = reworded(text, Says(*plan))
    assert found.read_as == ""
    assert against in found.warning


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        (f"don't sleep. {STRANGE}", ["don't rest", "collect 1 wood"]),
        (f"look for iron and {STRANGE}", ["explore for iron", "collect 1 iron"]),
        (
            f"when it is day, don't sleep. {STRANGE}",
            ["when it is day, don't rest", "when it is night, sleep until morning"],
        ),
    ],
)
def test_a_model_that_says_more_is_believed(text: str, plan: list[str]) -> None:
    assert contradiction(read(text), read(canonical.join(plan))) == ""
    assert reworded(text, Says(*plan)).reader == "parrot"


@pytest.mark.parametrize(("said", "meant"), SHOTS, ids=[said for said, _ in SHOTS])
def test_the_examples_of_its_prompt_would_pass_its_check(said: str, meant: Sequence[str]) -> None:
    assert all(map(canonical.is_canonical, meant))
    assert not meant or not read(canonical.join(meant)).unread
    assert contradiction(read(said), read(canonical.join(meant))) == ""


def test_the_prompt_ends_with_the_persons_words() -> None:
    context = prompt("go")
    assert context[-1] == {"role": "user", "content": "go"}
    assert "place a table" in context[0]["content"]
    assert [message["role"] for message in context[1:]] == [
        *["user", "assistant"] * len(SHOTS),
        "user",
    ]


def play(out: Path, reader: str, plan: str = STRANGE) -> tuple[int, str, str]:
    command = [
        "run",
        "--planner",
        "random",
        "--cap",
        "4",
        "--seed",
        "1000",
        "--out",
        str(out),
        "--plan",
        plan,
        "--reader",
        reader,
    ]
    played = CliRunner().invoke(app, command)
    return played.exit_code, played.stdout, played.stderr


def test_a_plan_that_a_server_read_is_recorded_as_it_was_read(tmp_path: Path) -> None:
    with serving('{"plan": ["wait 2 steps"]}') as server:
        code, out, _ = play(tmp_path / "t.jsonl", f"openai:{server.url}#tiny")
    assert code == 0
    assert f"read by openai:{server.url}#tiny as: wait 2 steps" in out
    record = trace.read(tmp_path / "t.jsonl")
    (plan,) = [event for event in record.events if isinstance(event, trace.PlanEvent)]
    assert (plan.text, plan.read_as, plan.reader) == (
        STRANGE,
        "wait 2 steps",
        f"openai:{server.url}#tiny",
    )
    (end,) = [event for event in record.events if isinstance(event, trace.PlanEndEvent)]
    assert (end.status, end.step) == ("done", 2)
    told = CliRunner().invoke(app, ["trace", "show", str(tmp_path / "t.jsonl")]).stdout
    assert f"{STRANGE} (read by openai:{server.url}#tiny as: wait 2 steps)" in told


def test_plans_in_force_and_in_the_queue_are_restored_as_they_were_read(tmp_path: Path) -> None:
    world, planner = CrafterWorld(), Script([(None, "Noop")])
    writer = trace.TraceWriter(tmp_path / "1.jsonl", trace.header(world, 1000, 9, "script"))
    game = Episode(world, planner, seed=1000, cap=9, trace=writer)
    game.inject(STRANGE, rewording=Rewording("wait 2 steps", "parrot"))
    game.enqueue("drink water")
    game.edit(2, STRANGE, "order", Rewording("wall in", "parrot"))
    game.enqueue(STRANGE, rewording=Rewording("wait 3 steps", "parrot"))
    game.edit(3, "drink water", "advice")
    game.play(game.decide())
    restored = Episode.restore(CrafterWorld(), planner, trace.read(tmp_path / "1.jsonl"), 1)
    assert restored.plans == game.plans
    assert [plan.words for plan in restored.plans] == ["wait 2 steps", "wall in", "drink water"]
    assert [restored.reading(plan).goals[0].verb for plan in restored.plans] == [
        "wait",
        "shelter",
        "collect",
    ]


def test_a_server_that_writes_nonsense_costs_a_warning_alone(tmp_path: Path) -> None:
    with serving("<plan> dance </plan>") as server:
        code, _, told = play(tmp_path / "t.jsonl", f"openai:{server.url}#tiny")
    assert code == 0
    assert told.count("warning: The plan is read without openai:") == 1
    (plan,) = [
        event
        for event in trace.read(tmp_path / "t.jsonl").events
        if isinstance(event, trace.PlanEvent)
    ]
    assert (plan.text, plan.read_as, plan.reader) == (STRANGE, "", "")


def test_a_model_folder_reads(tmp_path: Path) -> None:
    reader = f"hf:{letters_folder(tmp_path / 'model', seed=4)}"
    code, _, _ = play(tmp_path / "t.jsonl", reader)
    assert code == 0
    (plan,) = [
        event
        for event in trace.read(tmp_path / "t.jsonl").events
        if isinstance(event, trace.PlanEvent)
    ]
    assert plan.reader == reader
    assert plan.read_as
    assert read(plan.read_as).unread == ()


def test_what_is_not_installed_is_told_with_the_command_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "agent.models.constrained", raising=False)
    monkeypatch.setitem(sys.modules, "llguidance", None)
    code, _, told = play(tmp_path / "t.jsonl", f"hf:{letters_folder(tmp_path / 'model')}")
    assert code == 1
    assert re.search(
        r'needs llguidance, which is not installed; run: \S+ -m pip install "llguidance>=', told
    )


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        ("hf:{tmp}", "the reader 'hf:{tmp}' cannot be used: {tmp} is no model folder"),
        (
            "openai:http://127.0.0.1:9/v1#tiny",
            "the reader 'openai:http://127.0.0.1:9/v1#tiny' cannot be used: the server",
        ),
        ("openai:nowhere", "names no server and model"),
        (
            "pebble",
            (
                "there is no reader 'pebble'; a second reader is a language model: hf:PATH "
                "or openai:URL#MODEL"
            ),
        ),
    ],
)
def test_a_reader_that_cannot_be_used_is_told_at_the_start_in_one_line(
    tmp_path: Path, reader: str, why: str
) -> None:
    code, _, told = play(tmp_path / "t.jsonl", reader.format(tmp=tmp_path))
    assert code == 1
    assert told.count("\n") == 1
    assert why.format(tmp=tmp_path) in told
    assert not (tmp_path / "t.jsonl").exists()


def test_a_reader_without_a_plan_is_refused() -> None:
    told = CliRunner().invoke(app, ["run", "--planner", "random", "--reader", "hf:x"]).stderr
    assert "a --reader reads a person's plan; add --plan" in told
