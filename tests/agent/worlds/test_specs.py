"""What every world has to hold, whatever it is: asked of those that are listed, and of
a toy one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.core.metrics import Conditions
from agent.core.mode import parse_mode
from agent.core.plan import MAX_PLAN_CHARS
from agent.core.prompt import Situation
from agent.core.spec import PromptOptions, UnknownWorldError, WorldSpec
from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.trace import TraceWriter
from agent.worlds import registry
from tests.maze import plug
from tests.maze.spec import SPEC as MAZE
from training.evaluation import table
from training.evaluation.measure import measure

Spec = WorldSpec[Any, Any]

SPECS = (*registry.WORLDS.values(), MAZE)
PLAYERS = [(spec, name) for spec in SPECS for name in spec.planners]
SEED, STEPS = 3, 10
MOST_SNAPSHOT = 40_000  # bytes; ``agent.core.world.World``


@pytest.fixture(autouse=True)
def maze(monkeypatch: pytest.MonkeyPatch) -> None:
    plug.plug_in(monkeypatch)


def play(
    spec: Spec,
    planner: str,
    seed: int = SEED,
    mode: str = "dynamic",
    trace: TraceWriter | None = None,
) -> Episode[Any, Any]:
    """Ten steps, or fewer if everything was reached."""
    player = spec.planners[planner].make(parse_mode(mode))
    episode: Episode[Any, Any] = Episode(spec.make(), player, seed=seed, cap=STEPS, trace=trace)
    run(episode)
    return episode


def best(spec: Spec) -> str:
    return next(iter(spec.planners))


def told(spec: Spec, text: str) -> Episode[Any, Any]:
    """An episode a step after its beginning, with a person's plan in force."""
    player = spec.planners[best(spec)].make(parse_mode("dynamic"))
    episode: Episode[Any, Any] = Episode(spec.make(), player, seed=SEED, cap=STEPS)
    episode.play(episode.decide())
    episode.inject(text)
    return episode


def begun(spec: Spec) -> tuple[Any, Any]:
    """The first view and the memory of it."""
    world, memory = spec.make(), spec.memory()
    world.reset(SEED)
    memory.update(world.view(), None)
    return world.view(), memory


each_world = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
each_player = pytest.mark.parametrize(
    ("spec", "planner"), PLAYERS, ids=lambda one: getattr(one, "name", one)
)


@each_world
def test_a_world_is_found_by_its_name(spec: Spec) -> None:
    assert registry.find(spec.name) is spec
    assert registry.of(spec.make()) is spec


@each_player
def test_ten_steps_replay_to_the_same_digests(spec: Spec, planner: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    header = traces.header(spec.make(), SEED, STEPS, planner, {})
    episode = play(spec, planner, trace=TraceWriter(file, header))
    assert 0 < episode.view.step <= STEPS
    checked = traces.verify(traces.read(file), spec.make())
    assert checked.whole
    assert (checked.steps, checked.digests > 0) == (episode.view.step, True)


@each_player
def test_a_planner_plays_in_all_its_modes(spec: Spec, planner: str) -> None:
    kinds = {"every": "every:4", "random": "random:2-4"}
    for kind in spec.planners[planner].modes:
        episode = play(spec, planner, mode=kinds.get(kind, kind))
        if kind == "never":
            assert not episode.plans
        if kind == "always":
            assert len(episode.plans) == episode.view.step


@each_world
def test_a_snapshot_leads_back_exactly(spec: Spec) -> None:
    world = spec.make()
    world.reset(SEED)
    start, digest = world.snapshot(), world.digest()
    actions = (world.noop, 0, 1)
    outcomes = [world.step(action) for action in actions]
    after = world.digest()
    assert after != digest
    other = spec.make()
    other.reset(SEED + 1)
    for restored in (world, other):
        restored.restore(start)
        assert restored.digest() == digest
        assert [restored.step(action) for action in actions] == outcomes
        assert restored.digest() == after
    assert len(start) <= MOST_SNAPSHOT


@each_world
def test_a_view_has_step_and_achievements(spec: Spec) -> None:
    episode = play(spec, best(spec))
    unlocked = episode.view.unlocked
    assert episode.world.view().step == episode.view.step
    assert unlocked <= set(episode.world.achievements)


def test_no_two_worlds_share_the_version_of_their_frames() -> None:
    versions = []
    for spec in SPECS:
        episode = play(spec, best(spec))
        picture = spec.paint(episode.view, episode.memory, 0)
        first = spec.paint(*begun(spec), None)
        assert (picture.step, first.step) == (episode.view.step, 0)
        assert picture.body != first.body
        assert picture.encode()[0] == first.encode()[0] == first.version
        versions.append(first.version)
    assert len(set(versions)) == len(SPECS)


@each_world
def test_its_own_suggestions_and_its_example_are_understood(spec: Spec) -> None:
    language = spec.plans
    view, memory = begun(spec)
    suggested = language.suggest(view, memory)
    assert suggested
    for text in (spec.texts.example, *suggested):
        reading = language.read(text)
        assert reading.goals, text
        assert reading.unread == (), text
        assert language.describe(reading)
        for goal in reading.goals:
            assert isinstance(language.target(goal, view), str)


@each_world
@pytest.mark.parametrize("text", ["xyzzy plugh", "99" * 50, "é" * MAX_PLAN_CHARS, "then, . ; not"])
def test_whatever_a_person_writes_can_be_played_under(spec: Spec, text: str) -> None:
    episode = told(spec, text)
    run(episode)
    assert episode.over


@each_world
def test_nothing_is_read_out_of_nothing(spec: Spec) -> None:
    for text in ("", " ", "\n"):
        reading = spec.plans.read(text)
        assert (reading.goals, reading.unread) == ((), ())


@each_world
def test_what_is_not_understood_is_given_back(spec: Spec) -> None:
    assert "xyzzy plugh" in " ".join(spec.plans.read("xyzzy plugh").unread)


@each_world
def test_a_persons_plan_has_progress_and_texts(spec: Spec) -> None:
    episode = told(spec, spec.texts.example)
    plan = episode.plan
    assert plan is not None
    assert plan.is_persons
    progress = episode.progress(plan)
    assert progress is not None
    assert progress.text
    spec.plans.obstacles(episode.reading(plan), episode.view, episode.memory)


@each_world
def test_its_prompts_make_messages_that_end_with_the_users(spec: Spec) -> None:
    assert spec.prompts
    for name, make in spec.prompts.items():
        for remembers in (True, False):
            prompt = make(PromptOptions(remembers=remembers))
            situation: Situation[Any, Any] = told(spec, spec.texts.example).situation
            messages = prompt.messages(situation, parse_mode("dynamic"))
            assert messages[-1]["role"] == "user"
            if name != spec.compact:  # which may tell what was understood alone
                assert spec.texts.example in messages[-1]["content"]
            assert set(prompt.actions) <= set(spec.make().actions)
            if prompt.history:
                assert prompt.observe(situation.view, situation.memory)


@each_world
def test_its_metrics_make_a_report_with_tables(spec: Spec, tmp_path: Path) -> None:
    found = []
    for seed in (SEED, SEED + 1):
        file = tmp_path / f"{seed}.jsonl"
        header = traces.header(spec.make(), seed, STEPS, best(spec), {})
        play(spec, best(spec), seed=seed, trace=TraceWriter(file, header))
        found.append(measure(traces.read(file)))
    metrics = spec.metrics
    conditions = Conditions(
        world=spec.name,
        seeds="3-4",
        cap=STEPS,
        mode="dynamic",
        observation="",
        planner=best(spec),
        versions={},
    )
    report = metrics.report(conditions, found)
    assert report.n == 2
    assert all(0 <= metrics.score(one) <= 1 for one in report.episodes)
    sections = metrics.sections(report)
    assert sections
    for section in sections:
        assert all(len(row) == len(section.head) for row in section.rows)
    assert type(report).model_validate_json(report.model_dump_json()).episodes[0].seed == SEED
    assert f"# {best(spec)}, 2 episodes" in table.markdown(report)
    assert "n = 2" in metrics.line(report)


def test_a_name_of_no_world_is_told_with_those_there_are() -> None:
    with pytest.raises(
        UnknownWorldError, match=r"there is no world 'tower'; known worlds: crafter, pogs, maze"
    ):
        registry.find("tower")
    with pytest.raises(UnknownWorldError, match=r"'maze' has no settings; leave out 'walls=3'"):
        registry.find("maze:walls=3")
