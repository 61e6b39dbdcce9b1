import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.core.metrics import Played, Summary
from agent.planners import registry
from agent.traces import trace as traces
from agent.worlds.crafter.metrics import CrafterReport
from agent.worlds.pogs.metrics import GraphReport
from sidequest import app
from tests.agent.models.folders import chain_folder, random_folder
from training.evaluation.evaluate import EvaluationError, EvaluationSetup, evaluate, setup
from training.evaluation.report import read
from training.play import cluster
from training.play.batched import BATCH

CAP = 60


def wanted(seeds: str = "1000-1004", *, planner: str = "random", cap: int = CAP) -> EvaluationSetup:
    return setup(planner, "dynamic", seeds, cap)


def timeless(report: Summary) -> dict[str, Any]:
    return report.model_dump(exclude={"ms_per_decision", "steps_per_second"})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CrafterReport]:
    folder = tmp_path_factory.mktemp("whole")
    report = evaluate(wanted(), folder, jobs=1)
    assert isinstance(report, CrafterReport)
    return folder, report


def test_the_folder_holds_traces_report_table_and_figures(
    whole: tuple[Path, CrafterReport],
) -> None:
    folder, report = whole
    assert sorted(path.name for path in (folder / "traces").iterdir()) == [
        f"{seed}.jsonl" for seed in range(1000, 1005)
    ]
    assert {path.name for path in folder.iterdir()} == {
        "traces", "report.json", "table.md", "achievements.png", "progress.png",
    }  # fmt: skip
    assert (
        CrafterReport.model_validate_json((folder / "report.json").read_bytes()).model_dump()
        == report.model_dump()
    )
    assert report.n == 5
    assert report.conditions.model_dump(exclude={"versions"}) == {
        "world": "crafter", "seeds": "1000-1004", "cap": CAP, "mode": "dynamic",
        "observation": "nothing", "planner": "random", "options": {},
    }  # fmt: skip
    assert report.conditions.versions["crafter"]


def test_the_report_is_that_of_the_traces(whole: tuple[Path, CrafterReport]) -> None:
    folder, report = whole
    ends = [
        traces.read(folder / "traces" / f"{episode.seed}.jsonl").events[-1]
        for episode in report.episodes
    ]
    assert [episode.length for episode in report.episodes] == [end.step for end in ends]
    assert [set(e.unlocked) for e in report.episodes] == [
        set(end.unlocked) for end in ends if end.type == "end"
    ]


def test_an_interrupted_evaluation_goes_on_to_the_same_report(
    tmp_path: Path, whole: tuple[Path, CrafterReport]
) -> None:
    told: list[int] = []

    def interrupt(result: Played) -> None:
        told.append(result.seed)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(wanted(), tmp_path, jobs=1, on_episode=interrupt)
    assert not (tmp_path / "report.json").exists()
    finished = tmp_path / "traces" / f"{told[0]}.jsonl"
    unfinished = tmp_path / "traces" / f"{told[1]}.jsonl"
    kept = finished.read_bytes()
    # as if it had been killed in the middle of an episode
    unfinished.write_bytes(unfinished.read_bytes()[:-30])
    # and another at its very beginning
    (tmp_path / "traces" / "1004.jsonl").write_bytes(b'{"type":"hea')

    resumed = evaluate(wanted(), tmp_path, jobs=1)
    assert timeless(resumed) == timeless(whole[1])
    assert untimed(tmp_path) == untimed(whole[0])
    assert finished.read_bytes() == kept


def test_two_processes_give_the_same_report(
    tmp_path: Path, whole: tuple[Path, CrafterReport]
) -> None:
    assert timeless(evaluate(wanted(), tmp_path, jobs=2)) == timeless(whole[1])


def test_more_seeds_can_be_added(whole: tuple[Path, CrafterReport], tmp_path: Path) -> None:
    evaluate(wanted("1000-1001"), tmp_path, jobs=1)
    assert timeless(evaluate(wanted(), tmp_path, jobs=1)) == timeless(whole[1])


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (wanted(cap=CAP + 1), f"was played with cap {CAP}, not {CAP + 1}; name another folder"),
        (wanted(planner="expert"), "; planner random, not expert; name another folder"),
        (wanted("1000-1003"), "1004.jsonl is of none of the seeds 1000-1003"),
    ],
)
def test_a_folder_of_another_evaluation_is_refused_and_left_alone(
    whole: tuple[Path, CrafterReport], other: EvaluationSetup, why: str
) -> None:
    folder, _ = whole
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(EvaluationError, match=why):
        evaluate(other, folder, jobs=1)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(wanted("1000"), tmp_path, jobs=1)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99")
    with pytest.raises(
        EvaluationError, match=r"was played with versions .*'sidequest': '0.*'sidequest': '99'"
    ):
        evaluate(wanted("1000"), tmp_path, jobs=1)


def test_changed_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "agent"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.setattr("agent.__file__", str(package / "__init__.py"))
    old = wanted("1000")
    evaluate(old, tmp_path / "out", jobs=1)
    evaluate(wanted("1000"), tmp_path / "out", jobs=1)
    (package / "expert.py").write_text("CAREFUL = True\n")
    with pytest.raises(
        EvaluationError,
        match=f"was played with versions .*'agent': '{old.code}'.*; name another folder",
    ):
        evaluate(wanted("1000"), tmp_path / "out", jobs=1)


def test_what_cannot_be_evaluated_is_refused() -> None:
    for cap in (0, -1, 10_001):
        with pytest.raises(EvaluationError, match=f"the cap is {cap}; it can be from 1 to 10000"):
            setup("random", "dynamic", "1", cap)
    with pytest.raises(
        registry.UnsupportedModeError,
        match="the planner 'random' has no mode 'every:4'; it has: dynamic",
    ):
        setup("random", "every:4", "1", 10)
    with pytest.raises(registry.UnknownPlannerError, match="there is no planner 'oracle'"):
        setup("oracle", "dynamic", "1", 10)
    with pytest.raises(EvaluationError, match="the clock is 0; a step takes at least 1 token"):
        setup("pebble", "dynamic", "1", 10, clock=0)
    with pytest.raises(ValueError, match="'often' is not a mode"):
        setup("expert", "often", "1", 10)


def graphs(
    planner: str | None = None, mode: str = "dynamic", world: str = "pogs"
) -> EvaluationSetup:
    return setup(planner, mode, "1000-1019", None, world=world)


def test_in_pogs_the_explorer_succeeds_and_chance_seldom_does(tmp_path: Path) -> None:
    explored = evaluate(graphs(), tmp_path / "explorer", jobs=1)
    walked = evaluate(graphs("random"), tmp_path / "random", jobs=1)
    assert isinstance(explored, GraphReport)
    assert isinstance(walked, GraphReport)
    assert explored.conditions.planner == "explorer"
    assert explored.conditions.cap == 30
    assert explored.success == explored.mean == explored.share > walked.success
    # that many the graphs are drawn to need, if the cap leaves the time
    assert explored.backtracks >= 1
    assert explored.backtracks < walked.backtracks
    assert explored.length_of_successes is not None
    assert explored.length == pytest.approx(
        explored.success * explored.length_of_successes
        + (1 - explored.success) * explored.conditions.cap
    )
    assert (explored.invalid_moves, explored.return_) == (0, explored.success)
    assert timeless(read(tmp_path / "explorer")) == timeless(explored)
    assert {path.name for path in (tmp_path / "explorer").iterdir()} == {
        "traces",
        "report.json",
        "table.md",
        "progress.png",
    }
    assert (
        f"| success (± standard error) | {explored.success:.3f} ± "
        in (tmp_path / "explorer" / "table.md").read_text()
    )


def test_in_pogs_an_interrupted_evaluation_goes_on_to_the_same_report(tmp_path: Path) -> None:
    whole = evaluate(graphs(mode="every:3"), tmp_path / "whole", jobs=1)
    evaluate(graphs(mode="every:3"), tmp_path / "parted", jobs=1)
    (tmp_path / "parted" / "report.json").unlink()
    (tmp_path / "parted" / "traces" / "1003.jsonl").unlink()
    unfinished = tmp_path / "parted" / "traces" / "1004.jsonl"
    unfinished.write_bytes(unfinished.read_bytes()[:-30])
    assert timeless(
        evaluate(graphs(mode="every:3"), tmp_path / "parted", jobs=2, batch=2)
    ) == timeless(whole)


def test_a_language_model_is_evaluated_in_pogs(tmp_path: Path) -> None:
    chain_folder(tmp_path / "model", {"[model]": {"Do": 1.0}})  # which is no node
    report = evaluate(graphs(f"hf:{tmp_path / 'model'}"), tmp_path / "out", jobs=1, batch=20)
    assert isinstance(report, GraphReport)
    assert (report.success, report.invalid, report.invalid_moves, report.length) == (0, 1, 30, 30)
    assert report.return_ == pytest.approx(-0.3)


def test_worlds_that_cannot_be_played_are_refused(tmp_path: Path) -> None:
    for planner, world, why in (
        (None, "chess", "there is no world 'chess'"),
        (None, "pogs:nodes=5,hops=5", "ask for more nodes, fewer hops, or fewer backtracks"),
        ("pebble", "pogs", "the planner 'pebble' cannot play pogs"),
    ):
        with pytest.raises(ValueError, match=why):
            graphs(planner, world=world)
    evaluate(graphs(), tmp_path, jobs=1)
    with pytest.raises(EvaluationError, match="was played with world pogs, not pogs:hops=1"):
        evaluate(graphs(world="pogs:hops=1"), tmp_path, jobs=1)


def untimed(folder: Path) -> str:
    """The report's file, times aside."""
    found = json.loads((folder / "report.json").read_text())
    del found["ms_per_decision"], found["steps_per_second"]
    return json.dumps(found)


def test_episodes_of_a_model_in_a_batch_are_those_played_one_at_a_time(tmp_path: Path) -> None:
    random_folder(tmp_path / "model")
    (tmp_path / "model" / "planner.json").write_text('{"prompt": "brief"}')
    asked = setup(f"hf:{tmp_path / 'model'}", "random:2-4", "1000-1004", 8, masked=True)
    assert asked.options["masked"] is True
    assert (asked.batch, wanted().batch) == (BATCH, 1)
    evaluate(asked, tmp_path / "single", jobs=1, batch=1)
    evaluate(
        setup(asked.planner, "random:2-4", "1000-1001", 8, masked=True), tmp_path / "batch", jobs=1
    )
    cut = tmp_path / "batch" / "traces" / "1001.jsonl"
    cut.write_bytes(cut.read_bytes()[:-30])  # as if it had been stopped
    evaluate(asked, tmp_path / "batch", jobs=1, batch=3)
    evaluate(asked, tmp_path / "default", jobs=1)
    for kind in ("batch", "default"):
        assert untimed(tmp_path / "single") == untimed(tmp_path / kind)
    played = [
        [[step.completion or step.action for step in traces.read(tmp_path / kind / "traces" / f"{seed}.jsonl").steps]
         for seed in range(1000, 1005)]
        for kind in ("single", "batch", "default")
    ]  # fmt: skip
    assert played[0] == played[1] == played[2]
    with pytest.raises(
        EvaluationError, match="batch is 0; a process has to play at least 1 episode"
    ):
        evaluate(asked, tmp_path / "none", jobs=1, batch=0)


def test_where_a_clock_is_set_the_player_stands_while_a_plan_is_written(tmp_path: Path) -> None:
    asked = setup("pebble", "always", "1000", 12, clock=3)
    assert asked.options["clock"] == "3 tokens a step"
    report = evaluate(asked, tmp_path / "out", jobs=1)
    trace = traces.read(tmp_path / "out" / "traces" / "1000.jsonl")
    plans = [event for event in trace.events if isinstance(event, traces.PlanEvent)]
    idle = [step for step in trace.steps if step.output_tokens == 0]
    assert plans
    assert len(idle) >= sum(plan.tokens // 3 for plan in plans)
    assert {step.action for step in idle} == {"Noop"}
    assert report.conditions.options["clock"] == "3 tokens a step"


def test_a_cluster_gives_the_same_report_and_its_traces_come_home(
    whole: tuple[Path, CrafterReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    # or a local Ray would set it to something else for the whole process
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("PYTHONPATH", str(Path(registry.__file__).parents[2]))
    evaluate(wanted("1000"), tmp_path, jobs=1)
    with cluster.connected(None, 2) as there:
        evaluate(wanted(), tmp_path, jobs=there, away=True)
        with pytest.raises(
            EvaluationError, match="jobs is 1; a cluster is for 2 processes or more"
        ):
            evaluate(wanted(), tmp_path / "one", jobs=1, away=True)
    assert untimed(tmp_path) == untimed(whole[0])
    assert len(list((tmp_path / "traces").iterdir())) == 5


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere"])
def test_a_cluster_that_is_not_there_is_told_in_one_line(address: str, tmp_path: Path) -> None:
    arguments = [
        "evaluate",
        "--planner",
        "random",
        "--seeds",
        "1000",
        "--out",
        str(tmp_path),
        "--cluster",
        address,
    ]
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert f"error: no Ray at {address}: " in result.stderr


def test_without_ray_a_cluster_is_told_to_need_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(
            cluster.ClusterError, match=r"a cluster needs the package ray: \S+ -m pip install"
        ),
        cluster.connected("auto"),
    ):
        pass
