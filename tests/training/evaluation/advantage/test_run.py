import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.core.files import sha256
from agent.core.mode import DYNAMIC
from agent.episode import Episode
from agent.planners import registry
from agent.planners.language import LanguagePlanner
from agent.traces import trace as traces
from agent.worlds.crafter import occasions
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans.language import CrafterPlans
from sidequest import app
from tests.training.evaluation.advantage.conftest import ARMS, FEW, measure, of
from training.evaluation.advantage import branches, run, states
from training.evaluation.advantage.branches import ArmError, Conditions, Task, parse
from training.evaluation.advantage.report import Report


def test_each_arm_does_in_the_state_what_it_says(measured: Path) -> None:
    some = of(measured)
    assert len(some) == 2
    for one in some:
        own = one.state.plan
        plans = {arm: {b.plan for b in one.branches if b.arm == arm} for arm in ARMS.split(",")}
        assert plans["keep:10"] == plans["null"] == {own}
        assert plans["none:10"] == {""}
        assert all(plan for plan in plans["now"] | plans["expert"] | plans["person"])
        other = next(two.state.plan for two in some if two is not one)
        assert plans["shuffled"] == {other}
        assert len([b for b in one.branches if b.arm == "now"]) == 2


def test_a_plan_written_again_word_for_word_gains_nothing(measured: Path) -> None:
    """The expert reads of its plan what is left to do, which is the same."""
    found = Report.model_validate_json((measured / "report.json").read_bytes())
    gains = [gain for gain in found.gains if gain.first == "null"]
    assert gains
    for gain in gains:
        assert (gain.achievements.mean, gain.survival.mean) == (0, 0)


def test_one_that_was_stopped_gives_the_same_report(measured: Path) -> None:
    before = (measured / "report.json").read_bytes()
    gone = sorted((measured / "states").iterdir())[0]
    was = gone.read_bytes()
    gone.unlink()
    arguments = ("--planner", "expert", "--seeds", "1000-1001", "--cap", "150", "--arms", ARMS)
    measure(measured, *arguments, *FEW)
    assert gone.read_bytes() == was
    assert (measured / "report.json").read_bytes() == before
    told = CliRunner().invoke(
        app, ["advantage", "--out", str(measured), *arguments, *FEW, "--pairs", "3"]
    )
    assert told.exit_code == 1
    assert "was measured with pairs 2, not 3; name another folder" in " ".join(told.output.split())


def test_branches_leave_the_record_of_the_game_alone(measured: Path) -> None:
    one = of(measured)[0].state
    file = measured / "games" / "traces" / f"{one.seed}.jsonl"
    before = sha256(file)
    wanted = Conditions("expert", "crafter", (parse("now"), parse("keep:1")), 2, 25)
    branches.measure(wanted, [Task(one, file, "")])
    assert sha256(file) == before


def test_pairs_have_the_same_luck_and_others_another(measured: Path) -> None:
    """Two arms that do the same go the same way, whatever the world's chance does."""
    one = of(measured)[0].state
    file = measured / "games" / "traces" / f"{one.seed}.jsonl"
    arms = (parse("keep:25"), parse("keep:200"))
    (found,), _ = branches.measure(
        Conditions("expert", "crafter", arms, 6, 50), [Task(one, file, "")]
    )
    short, long = (
        [b.model_dump(exclude={"arm"}) for b in found.branches if b.arm == str(arm)] for arm in arms
    )
    assert [b["rewards"][0] for b in short] == [b["rewards"][0] for b in long]
    assert len({json.dumps(b["rewards"]) for b in short}) > 1


def test_a_language_model_has_the_same_luck_whatever_it_reads() -> None:
    planner = registry.load("pebble")
    assert isinstance(planner, LanguagePlanner)
    episode = Episode(CrafterWorld(), planner, seed=1000, cap=9)
    other = episode.fork(steps=9, sample_index=0)
    other.adopt("collect 3 wood")

    def seeds(paired: bool) -> set[int]:
        asking = planner.with_prompt(lambda prompt: prompt, DYNAMIC, paired=paired)
        return {asking.ask(one.situation).seed for one in (episode, other)}

    assert (len(seeds(True)), len(seeds(False))) == (1, 2)


def test_a_world_without_chance_is_measured_too(tmp_path: Path) -> None:
    arguments = ("--world", "pogs", "--seeds", "1000-1003", "--arms", "now,keep:1,null")
    found = measure(tmp_path / "out", *arguments, *FEW)
    assert found.states == 2
    assert {gain.first for gain in found.gains} == {"now", "null"}


def test_a_game_that_ends_before_it_is_measured_has_no_branches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a person's plan five steps are played first; the target is reached meanwhile."""
    arguments = ("--world", "pogs", "--seeds", "1000", "--arms", "now,keep:1")
    measure(tmp_path / "out", *arguments, *FEW)
    one = of(tmp_path / "out")[0].state
    file = run.game(tmp_path / "out", one.seed)
    last = list(traces.read(file).steps)[-1]
    monkeypatch.setattr(branches, "_asked", lambda root, task: f"go to {last.action}")
    end = one.model_copy(update={"rule": states.UNDER, "step": last.step - 1})
    wanted = Conditions("explorer", "pogs", (parse("now"), parse("keep:1")), 2, 25)
    (found,), _ = branches.measure(wanted, [Task(end, file, "")])
    assert found.branches == ()


@pytest.mark.parametrize("text", ["later", "keep", "keep:0", "now:3", "keep:x", ""])
def test_a_text_that_is_no_arm_is_refused(text: str) -> None:
    with pytest.raises(ArmError, match="is no arm; the arms are now, keep:M, none:M, null"):
        parse(text)


def test_states_are_drawn_by_rule_and_the_same_each_time(measured: Path) -> None:
    files = sorted((measured / "games" / "traces").iterdir())
    first = states.draw(files, "crafter", 2, 1)
    assert first == states.draw(files, "crafter", 2, 1)
    by_rule = {one.rule for one in first}
    assert states.ANYWHERE in by_rule
    assert occasions.UNLOCKED in by_rule
    for one in first:
        assert one.rule in (states.ANYWHERE, states.UNDER, *one.holds)


def test_a_state_can_be_under_a_persons_plan(measured: Path) -> None:
    one = of(measured)[0].state.model_copy(update={"rule": states.UNDER})
    file = measured / "games" / "traces" / f"{one.seed}.jsonl"
    wanted = Conditions("expert", "crafter", (parse("now"), parse("keep:5")), 2, 25)
    (found,), _ = branches.measure(wanted, [Task(one, file, "")])
    (asked,) = {branch.plan for branch in found.branches}
    assert asked != one.plan
    assert CrafterPlans().read(asked).goals
