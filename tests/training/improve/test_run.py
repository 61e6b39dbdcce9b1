"""From people's sessions to the next planner: which records, which labels, how they are mixed, and
the whole way with a tiny model.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from agent.core.completion import write
from agent.planners import language, registry, versions
from agent.planners.settings import PlannerSettings
from agent.planners.settings import write as write_settings
from agent.traces.trace import EndEvent, Trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.random_player import RandomPlayer
from server.library.address import Address
from server.library.reviews import Reviews
from sidequest import app
from tests import old_records
from tests.agent.scripted import Turns
from tests.agent.worlds.pogs import records as graphs
from tests.training.export.episodes import SAPLING, Play, beneath, branch, read
from tests.training.record_sessions import record
from tests.training.sft import tiny_sft
from training.data import mix, person_labels, select
from training.data.select import Filters
from training.data.tokenizer import pebble_tokenizer
from training.improve import recipe as learn_recipe
from training.improve import run as learning
from training.improve.run import LearnError
from training.runs import recipe as recipes

RECIPE = """
people: {share: 0.5, repeats: 2, before_death: 5}
lessons: {episodes: 1, cap: 40, people: 1.0}
judging: {seeds: 1000-1001, cap: 4}
sft: {threads: 1, context: 512, steps: 2, batch: 4, optimizer: {lr: 1.0e-5}, evaluation: {every: 2, examples: 4}, checkpoint_every: 1,
  log_every: 1}
"""
ASKED = "collect a sapling"


# --- labels ---


def labels(path: Path | Trace, before_death: int = 5) -> list[tuple[str, int, str]]:
    """Kind, step, and what is to be written."""
    trace = read(path) if isinstance(path, Path) else path
    found = person_labels.labels(trace, CrafterWorld(), CompactPrompt(), before_death=before_death)
    return [
        (label.kind, label.step, write(label.answer.plan, label.answer.action)) for label in found
    ]


def prompts(path: Path) -> dict[tuple[str, int], str]:
    found = person_labels.labels(read(path), CrafterWorld(), CompactPrompt(), before_death=5)
    return {(label.kind, label.step): label.answer.messages[-1]["content"] for label in found}


def test_what_a_person_does_at_the_controls_is_learned_and_waiting_is_not(tmp_path: Path) -> None:
    path = Play(tmp_path / "1.jsonl").plan(2).act("Move West", "Noop").end()
    assert labels(path) == [("driven", 3, "Move West")]
    assert prompts(path)["driven", 3].endswith("\nact")  # asked for no plan


def test_a_plan_that_was_done_is_learned_as_ones_own_and_so_is_how_it_was_followed(
    tmp_path: Path,
) -> None:
    play = Play(
        tmp_path / "1.jsonl", seed=SAPLING, turns=[("go east", "Do"), (None, "Do"), (None, "Noop")]
    )
    play.plan(1)
    play.episode.inject(ASKED)
    path = play.plan(2).end()
    assert labels(path) == [("written", 2, f"<plan> {ASKED} </plan>\nDo"), ("followed", 2, "Do")]
    told = prompts(path)
    assert told["written", 2].startswith("plan own age1 0 0 go east\n")
    assert told["followed", 2].startswith(f"plan person age0 0 0 {ASKED}\n")


def test_a_plan_that_was_not_understood_word_for_word_is_followed_but_not_written(
    tmp_path: Path,
) -> None:
    play = Play(tmp_path / "1.jsonl", seed=SAPLING)
    play.episode.inject(f"{ASKED}, then look at the moon")
    path = play.act("Do", "Do").end()
    assert [kind for kind, _, _ in labels(path)] == ["driven", "driven"]


def test_nothing_is_learned_under_a_plan_that_was_cancelled(tmp_path: Path) -> None:
    play = Play(tmp_path / "1.jsonl")
    play.episode.inject("find a diamond")
    play.act("Move West").plan(1)
    play.episode.cancel("a person thought again")
    assert labels(play.act("Move South").end()) == [("driven", 3, "Move South")]


def test_nothing_is_learned_under_a_plan_that_could_not_be_done(tmp_path: Path) -> None:
    play = Play(tmp_path / "1.jsonl", turns=[(None, "Noop")])
    play.episode.inject("go 60 steps north")
    play.act("Move South").plan(40)  # a person's own step does not count
    assert [plan.status for plan in play.episode.plans] == ["given_up"]
    assert labels(play.act("Move South").end()) == [("driven", 42, "Move South")]


def test_plans_beneath_a_plan_that_was_done_are_learned_with_what_was_done(tmp_path: Path) -> None:
    play = beneath(tmp_path / "1.jsonl", "wait 4 steps").plan(1)
    assert [plan.status for plan in play.episode.plans] == ["done", "replaced", "cancelled"]
    assert [label for label in labels(play.end()) if label[0] == "followed"] == [
        ("followed", 1, "Noop"),
        ("followed", 2, "<plan> collect 2 wood </plan>\nNoop"),
        ("followed", 3, "<plan> drink water </plan>\nNoop"),
        ("followed", 4, "Noop"),
    ]


def test_a_plan_that_was_done_is_ones_own_also_where_the_planner_said_at_once_how(
    tmp_path: Path,
) -> None:
    turns: Turns = [
        (None, "Noop"),
        ("wait 1 step", "Noop"),
        (None, "Noop"),
        ("drink water", "Noop"),
        (None, "Noop"),
    ]
    play = Play(tmp_path / "1.jsonl", turns=turns).plan(1)
    play.episode.inject("wait 2 steps")
    play.plan(2)
    play.episode.inject("wait 2 steps")  # put off at once
    path = play.plan(2).end()
    assert [plan.status for plan in play.episode.plans if plan.source == "human"] == [
        "done",
        "done",
    ]
    assert [label for label in labels(path) if label[0] == "written"] == [
        ("written", 2, "<plan> wait 2 steps </plan>\nNoop"),
    ]
    assert prompts(path)["written", 2].startswith("plan none\n")


def test_who_was_told_to_go_on_learns_nothing_of_when_to_plan(tmp_path: Path) -> None:
    play = Play(tmp_path / "1.jsonl", turns=[(None, "Noop")])
    play.episode.inject("wait 2 steps")
    play.episode.mute(1)
    play.episode.control("keep", "server", 1)
    told = prompts(play.plan(2).end())
    assert [told["followed", step].splitlines()[-1] for step in (1, 2)] == ["act", "plan or act"]


@pytest.mark.parametrize("path", old_records.RECORDS, ids=lambda path: path.name)
def test_of_older_records_is_learned_what_was_learned_before(path: Path) -> None:
    firsts = [text.splitlines()[0] for text in prompts(path).values()]
    found = [[*label, first] for label, first in zip(labels(path), firsts, strict=True)]
    assert found == old_records.told(path)["labels"]


def test_a_plan_that_was_replaced_before_it_was_done_is_not_learned(tmp_path: Path) -> None:
    play = Play(tmp_path / "1.jsonl")
    play.episode.inject("find a diamond")
    play.plan(5)
    assert labels(play.end()) == []


def test_nothing_is_learned_from_what_led_to_a_death(tmp_path: Path) -> None:
    trace = read(Play(tmp_path / "1.jsonl").act(*["Move West"] * 8).end())
    *events, end = trace.events
    assert isinstance(end, EndEvent)
    died = replace(trace, events=(*events, end.model_copy(update={"reason": "died"})))
    assert [step for _, step, _ in labels(died)] == [1, 2, 3]
    assert len(labels(trace)) == 8


def test_the_steps_of_a_branchs_parent_are_the_parents(tmp_path: Path) -> None:
    play = Play(tmp_path / "1.jsonl", seed=SAPLING)
    play.episode.inject(ASKED)
    parent = play.act("Do", "Do", "Move West").end()
    assert labels(branch(parent, tmp_path / "2.jsonl", 3, "Move South")) == [
        ("driven", 4, "Move South")
    ]


# --- records ---


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Four records: of ada, rated 4, with a sapling; of ben, flagged; of nobody, rated 2; one that
    has no end.
    """
    sessions = tmp_path / "sessions"
    Play(sessions / "a" / "1.jsonl", seed=SAPLING, participant="ada").act("Do", "Do").end()
    Play(sessions / "b" / "1.jsonl", participant="ben").act("Do").end()
    Play(sessions / "c" / "1.jsonl").act("Do").end()
    Play(sessions / "d" / "1.jsonl").act("Do").episode.trace.close()  # type: ignore[union-attr]
    reviews = Reviews(tmp_path)
    reviews.rate(Address("a", 1), "x", 3)
    reviews.rate(Address("a", 1), "y", 5)
    reviews.rate(Address("c", 1), "x", 2)
    reviews.flag(Address("b", 1), "x", flagged=True)
    return tmp_path


@pytest.mark.parametrize(
    ("filters", "taken", "why"),
    [
        ({}, "abc", {"d": "no end"}),
        ({"min_rating": 4}, "a", {"b": "not rated", "c": "rated 2.0"}),
        ({"exclude_flagged": True}, "ac", {"b": "flagged"}),
        ({"consent": "given"}, "ab", {"c": "nobody agreed"}),
        ({"consent": "2"}, "ab", {"c": "agreed to nothing, not to version 2"}),
        ({"consent": "3"}, "", {"a": "agreed to version 2, not to version 3"}),
        ({"person": "ben"}, "b", {"a": "played by ada"}),
        ({"since": "2999-01-01"}, "", {"a": "of 20"}),
        ({"outcome": ["collect_sapling"]}, "a", {"b": "no collect_sapling: left, 0 achievements"}),
        ({"outcome": ["achievements>=1", "left"]}, "a", {"c": "no achievements>=1"}),
        ({"outcome": ["diamond"]}, "", {"a": "no diamond"}),
    ],
)
def test_records_are_chosen_and_what_is_left_out_is_told(
    library: Path, filters: dict[str, Any], taken: str, why: Any
) -> None:
    found = select.find(library, Filters.model_validate(filters))
    assert "".join(record.session for record, reason in found if not reason) == taken
    reasons = {record.session: reason for record, reason in found}
    for session, reason in why.items():
        assert reason in reasons[session]
    assert f"{len(taken)} of 4 records are taken" in select.table(found)


def test_seeds_of_validation_and_damaged_records_never_train(tmp_path: Path) -> None:
    Play(tmp_path / "sessions" / "a" / "1.jsonl", seed=1500).act("Do").end()
    Play(tmp_path / "sessions" / "b" / "1.jsonl", seed=2999).act("Do").end()
    (tmp_path / "sessions" / "b" / "2.jsonl").write_text("nothing\n")
    reasons = [reason for _, reason in select.find(tmp_path, Filters())]
    assert [
        "1500, is kept" in reasons[0],
        "2999, is kept" in reasons[1],
        reasons[2].startswith("damaged: line 1"),
    ] == [True] * 3


def test_records_of_another_world_never_train(tmp_path: Path) -> None:
    graphs.write(tmp_path / "sessions" / "a" / "1.jsonl")
    ((_, reason),) = select.find(tmp_path, Filters())
    assert reason == "of the world pogs:nodes=8; planners learn crafter alone"


def test_an_outcome_that_there_is_not_is_told() -> None:
    with pytest.raises(ValueError, match="'victory' is no outcome; write died"):
        Filters(outcome=("victory",))


# --- mixing ---


def test_the_teachers_examples_are_the_most_and_few_of_people_are_not_learned_by_heart() -> None:
    few, teacher = tiny_sft.examples(10), tiny_sft.examples(300, seed=1)
    mixed, of_people = mix.mix(few, teacher, total=200, share=0.25, repeats=3, seed=0)
    assert (len(mixed), of_people) == (200, 30)
    many, of_people = mix.mix(
        tiny_sft.examples(90), teacher, total=200, share=0.25, repeats=3, seed=0
    )
    assert (len(many), of_people) == (200, 50)

    def said(examples: Any) -> list[bytes]:
        return [
            examples.ids[a:b].tobytes() for a, b in zip(examples.starts, examples.ends, strict=True)
        ]

    counts = [said(mixed).count(each) for each in set(said(few)) - set(said(teacher))]
    assert counts
    assert all(count % 3 == 0 for count in counts)


def test_held_out_examples_are_not_trained_on() -> None:
    teacher = tiny_sft.examples(100)
    kept, held = mix.held_out(teacher)
    assert (len(kept), len(held)) == (95, 5)
    assert np.array_equal(np.concatenate([kept.ids, held.ids]), teacher.ids)
    with pytest.raises(ValueError, match="1 examples; at least 2"):
        mix.held_out(tiny_sft.examples(1))


# --- the whole way ---


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("people")
    record(data, RandomPlayer(), sessions=2, cap=120)
    return data


@pytest.fixture
def data(sessions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with sessions, and beside it a tiny parent, which writes nonsense and is cut
    short, and a recipe.
    """
    monkeypatch.setattr(language, "MAX_TOKENS", 2)
    tiny_sft.model().save_pretrained(tmp_path / "tiny")
    pebble_tokenizer().save_pretrained(tmp_path / "tiny")
    write_settings(PlannerSettings(prompt="brief", temperature=0.5, masked=True), tmp_path / "tiny")
    (tmp_path / "learn.yaml").write_text(RECIPE)
    data = tmp_path / "data"
    data.mkdir()
    (data / "sessions").symlink_to(sessions / "sessions")
    (data / "notes.sqlite").symlink_to(sessions / "notes.sqlite")
    return data


def begin(data: Path, *changes: str, **given: Any) -> learning.Learning:
    recipe = recipes.load(data.parent / "learn.yaml", learn_recipe.LearnRecipe, changes)
    filters = Filters()
    return learning.begin(
        data,
        select.find(data, filters),
        filters,
        recipe,
        planner=f"hf:{data.parent / 'tiny'}",
        **given,
    )


def command(data: Path, *words: str) -> Any:
    tail = [
        "--data",
        str(data),
        "--planner",
        f"hf:{data.parent / 'tiny'}",
        "--recipe",
        str(data.parent / "learn.yaml"),
        "--jobs",
        "1",
    ]
    return CliRunner().invoke(app, ["learn", *words, *tail])


def test_sessions_become_a_planner_that_is_offered_and_plays(data: Path) -> None:
    done = command(data, "people.share=0.4")
    assert done.exit_code == 0, done.output
    assert "3 of 3 records are taken" in done.output
    assert "tiny-2 is promoted, not worse" in done.output
    version = versions.find(data, "tiny-2")
    taken = {
        (r.session, r.number, r.sha256) for r, reason in select.find(data, Filters()) if not reason
    }
    assert {(r.session, r.number, r.sha256) for r in version.records} <= taken
    assert all(r.steps + r.plans for r in version.records)
    assert (
        sum(r.steps for r in version.records)
        == version.examples["driven"] + version.examples["followed"]
        > 0
    )
    assert version.examples["drawn from people"] + version.examples["drawn from the teacher"] == 8
    assert version.examples["drawn from people"] == 3
    assert version.recipe["people"]["share"] == 0.4
    assert version.weights != version.parent.weights
    assert registry.offered(data)[0] == "tiny-2"
    assert registry.load("tiny-2", data=data).name == "tiny-2"
    left = {path.name for path in (data / "learning" / "tiny-2").iterdir()}
    assert left == {"request.json", "learnt.json", "mixed.json", "sft"}


def test_a_child_that_may_be_worse_is_refused_and_can_be_forced(data: Path) -> None:
    refused = learning.learn(begin(data, "judging.margin=0"), jobs=1)
    assert refused.state.what == "refused"
    assert refused.state.why.startswith("it may be worse: +0.00 achievements")
    assert "tiny-2" not in registry.offered(data)
    forced = learning.learn(begin(data, "judging.margin=0", force="to try it"), jobs=1)
    assert (forced.name, forced.state.what) == ("tiny-3", "promoted")
    assert forced.state.why.startswith("forced: to try it (it may be worse")


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize(
    "phase", ["people", "lessons", "examples", "training", "parent plays", "child plays"]
)
def test_a_run_that_was_killed_goes_on(data: Path, phase: str) -> None:
    def kill(now: str, done: int, of: int) -> None:
        if now == phase:
            raise Killed

    run = begin(data)
    with pytest.raises(Killed):
        learning.learn(run, jobs=1, watch=kill)
    assert not (data / "planners").exists()
    with pytest.raises(LearnError, match="'tiny-2' is being learned already"):
        begin(data, name="tiny-2")
    phases: list[str] = []
    version = learning.learn(
        learning.stopped(data), jobs=1, watch=lambda now, done, of: phases.append(now)
    )
    assert versions.find(data, "tiny-2") == version
    if phase == "child plays":
        assert phases == []  # all was there
    with pytest.raises(LearnError, match=r"no run in .* was stopped"):
        learning.stopped(data)


@pytest.mark.parametrize("phase", ["people", "parent plays"])
def test_a_record_that_is_gone_or_changed_stops_a_run_that_goes_on(data: Path, phase: str) -> None:
    def kill(now: str, done: int, of: int) -> None:
        if now == phase:
            raise Killed

    run = begin(data)
    with pytest.raises(Killed):
        learning.learn(run, jobs=1, watch=kill)
    (data / "sessions").unlink()
    with pytest.raises(LearnError, match="the record visit00/1 has changed or gone"):
        learning.learn(run, jobs=1)


def test_what_is_not_taken_twice(data: Path) -> None:
    """A copy of a record, under another name, teaches nothing new."""
    once = learning.learn(begin(data), jobs=1)
    real = (data / "sessions").resolve()
    (data / "sessions").unlink()
    for name in ("visit00", "visit01"):
        for path in (real / name).iterdir():
            for copy in (name, f"{name}copy"):
                target = data / "sessions" / copy / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    twice = learning.learn(begin(data), jobs=1)
    kinds = person_labels.KINDS
    assert [once.examples[kind] for kind in kinds] == [twice.examples[kind] for kind in kinds]


def test_teachers_files_are_used_and_told(data: Path) -> None:
    tiny_sft.examples(60).save(data.parent / "teacher.npz")
    version = learning.learn(begin(data, teacher=[data.parent / "teacher.npz"]), jobs=1)
    assert [(each.file, each.examples) for each in version.teacher] == [("teacher.npz", 60)]
    assert not (data / "teacher").exists()


def test_a_teachers_examples_of_another_tokenizer_are_refused(data: Path) -> None:
    own = tiny_sft.examples(60)
    replace(own, tokenizer="0123456789abcdef").save(data.parent / "teacher.npz")
    failed = command(data, "--teacher", str(data.parent / "teacher.npz"))
    assert failed.exit_code == 1
    assert failed.stderr == (
        f"error: the teacher's examples cannot be used: {data.parent}/teacher.npz has examples of the tokenizer 0123456789ab,"
        f" and {data.parent}/tiny has {own.tokenizer[:12]};"
        " make the examples again, with sidequest examples --model and this model's folder\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--person", "nobody"], "there is nothing to learn from: of 3 records"),
        (["--outcome", "victory"], "outcome: 'victory' is no outcome"),
        (["--seeds", "2000-2003"], "judging.seeds: 2000-2003 are not validation seeds"),
        (["sft.stepss=3"], "sft: stepss: Extra inputs are not permitted"),
        (["sft.train=x"], "sft: leave out train"),
        (["--name", "pebble"], "there is a planner 'pebble' already"),
        (["--teacher", "/nowhere.npz"], "the teacher's examples cannot be used"),
        (["--resume"], "was stopped"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(data: Path, words: list[str], told: str) -> None:
    failed = command(data, *words)
    assert failed.exit_code == 1
    assert told in failed.stderr
    assert failed.stderr.count("\n") == 1
    assert not (data / "planners").exists()


def test_the_shipped_recipe_is_one() -> None:
    recipe = recipes.load(learn_recipe.RECIPE, learn_recipe.LearnRecipe)
    assert recipe.people.share < 0.5
    assert json.loads(recipe.model_dump_json())["sft"]["precision"] == "fp32"
