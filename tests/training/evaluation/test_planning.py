from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.collections import LineCollection
from matplotlib.container import BarContainer

from agent.core.plan import Plan
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.trace import TraceError, TraceWriter, header
from agent.worlds.crafter import occasions
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import NOOP
from agent.worlds.crafter.view import Creature, View
from tests.agent.scripted import Script, Turns
from tests.agent.worlds.crafter.expert.playing import meadow
from training.evaluation import planning
from training.evaluation.planning import PlanningError, PlanningTally

EVERY_FOURTH: Turns = [
    ("go east", "Move East"),
    (None, "Move East"),
    (None, "Move West"),
    (None, "Move West"),
]
PLAN = Plan(1, "go east", "agent", 100)


class Sure(Script):
    """A script that tells how likely it was to plan."""

    def decide(self, situation: Situation) -> Decision:
        decision = super().decide(situation)
        return replace(decision, plan_probability=0.875 if decision.plan else 0.125)


def begin(path: Path, planner: Script, *, seed: int = 7, cap: int = 40) -> Episode:
    world = CrafterWorld()
    return Episode(
        world,
        planner,
        seed=seed,
        cap=cap,
        trace=TraceWriter(path, header(world, seed, cap, "script")),
    )


def count(*files: Path) -> planning.Tallies:
    return planning.total(planning.count(files, jobs=1))


def view(
    step: int = 100,
    *,
    health: int = 9,
    creatures: Sequence[tuple[Any, int, int]] = (),
    **known: Any,
) -> View:
    seen = meadow().view()
    changed = {
        "step": step,
        "daylight": 1.0,
        "creatures": tuple(Creature(*creature) for creature in creatures),
        **known,
    }
    return replace(seen, inventory={**seen.inventory, "health": health}, **changed)


def situations(
    before: View | None, seen: View, plan: Plan | None, below: Plan | None = None
) -> list[str]:
    return planning.situations(before, Situation(seen, Memory(), plan, below=below))


def events(before: View, after: View) -> list[str]:
    found = situations(before, after, PLAN)
    return [
        name
        for name in found
        if name
        in (
            occasions.UNLOCKED,
            occasions.HURT,
            occasions.THREATENED,
            occasions.WOKE,
            planning.OTHERWISE,
        )
    ]


def test_plans_are_counted_by_the_age_of_the_plan_before(tmp_path: Path) -> None:
    run(begin(tmp_path / "t.jsonl", Script(EVERY_FOURTH)))
    found = count(tmp_path / "t.jsonl")
    ages = {
        name: (found[name].steps, found[name].plans)
        for name in (planning.NO_PLAN, *planning.OF_AGE)
    }
    reached = {
        planning.NO_PLAN: (1, 1),
        "own plan of age 1": (10, 0),
        "own plan of age 2–3": (20, 0),
        "own plan of age 4–7": (9, 9),
    }
    assert ages == dict.fromkeys(ages, (0, 0)) | reached
    assert (found[planning.LIGHT].steps, found[planning.LIGHT].plans) == (40, 10)


def test_the_probability_of_planning_is_averaged_where_it_is_known(tmp_path: Path) -> None:
    for name, planner in (("sure", Sure(EVERY_FOURTH)), ("silent", Script(EVERY_FOURTH))):
        run(begin(tmp_path / f"{name}.jsonl", planner))
    both = count(tmp_path / "sure.jsonl", tmp_path / "silent.jsonl")[planning.LIGHT]
    assert both == PlanningTally(80, 20, 40, 10 * 0.875 + 30 * 0.125)
    text = planning.table({"both": count(tmp_path / "sure.jsonl", tmp_path / "silent.jsonl")})
    assert "| light | both | 80 | 25.0 % | 16.8 to 35.5 % | 0.312 |" in text
    assert "| light | one | 40 | 25.0 % | 14.2 to 40.2 % | – |" in planning.table(
        {"one": count(tmp_path / "silent.jsonl")}
    )
    assert "| dark | both | 0 | – | – | – |" in text


def test_people_s_steps_are_left_out_and_their_plans_are_in_force(tmp_path: Path) -> None:
    episode = begin(tmp_path / "t.jsonl", Script([(None, "Noop")]), cap=6)
    for _ in range(3):
        episode.act(NOOP)
    episode.inject("find a diamond")
    for _ in range(3):
        episode.play(episode.decide())
    found = count(tmp_path / "t.jsonl")
    steps = {name: tally.steps for name, tally in found.items() if tally.steps}
    assert steps == {
        planning.NO_PLAN: 3,
        planning.UNDER: 3,
        planning.OTHERWISE: 3,
        planning.LIGHT: 3,
    }
    assert not any(tally.plans for tally in found.values())


def test_random_actions_of_a_teacher_s_lesson_are_left_out(tmp_path: Path) -> None:
    episode = begin(tmp_path / "t.jsonl", Script(EVERY_FOURTH), cap=6)
    episode.play(episode.decide())
    episode.control("disturbed", "teacher", 2)
    for _ in range(2):
        episode.play(Decision(NOOP, None, "Noop", valid=True))
    while not episode.over:
        episode.play(episode.decide())
    assert count(tmp_path / "t.jsonl")[planning.LIGHT].steps == 4


def test_the_step_after_an_unlock_is_one_of_its_own(tmp_path: Path) -> None:
    # Grass gives a sapling one time in ten.
    run(begin(tmp_path / "t.jsonl", Script([("get a sapling", "Do")])))
    unlocks = [step.step for step in traces.read(tmp_path / "t.jsonl").steps if step.unlocked]
    assert len(unlocks) == 1
    assert unlocks[0] < 40
    found = count(tmp_path / "t.jsonl")
    assert found[occasions.UNLOCKED] == PlanningTally(1, 1)


@pytest.mark.parametrize(
    ("age", "name"),
    [
        (1, "1"),
        (2, "2–3"),
        (3, "2–3"),
        (4, "4–7"),
        (15, "8–15"),
        (16, "16–31"),
        (31, "16–31"),
        (32, "32+"),
        (999, "32+"),
    ],
)
def test_ages_fall_into_classes(age: int, name: str) -> None:
    assert situations(None, view(PLAN.step + age), PLAN) == [
        f"own plan of age {name}",
        planning.OTHERWISE,
        planning.LIGHT,
    ]


def test_each_event_is_told_and_several_can_be_at_once() -> None:
    assert events(view(), view(health=9)) == [planning.OTHERWISE]
    assert events(view(health=5), view(health=6)) == [planning.OTHERWISE]
    assert events(view(health=5), view(health=3)) == [occasions.HURT]
    assert events(view(), view(unlocked=frozenset({"collect_wood"}))) == [occasions.UNLOCKED]
    assert events(view(asleep=True), view()) == [occasions.WOKE]
    bitten = view(health=2, creatures=[("zombie", 1, 0)])
    assert events(view(asleep=True), bitten) == [
        occasions.HURT,
        occasions.THREATENED,
        occasions.WOKE,
    ]


@pytest.mark.parametrize("kind", ["zombie", "skeleton", "arrow"])
def test_what_harms_is_told_when_it_comes_within_three_cells(kind: str) -> None:
    far, near = view(creatures=[(kind, -2, 2)]), view(creatures=[(kind, -2, 1)])
    assert events(far, near) == [occasions.THREATENED]
    assert events(near, far) == events(near, near) == [planning.OTHERWISE]
    assert events(near, view(creatures=[(kind, -2, 1), ("zombie", 3, 0)])) == [occasions.THREATENED]
    assert events(view(), view(creatures=[("cow", 1, 0)])) == [planning.OTHERWISE]


def test_under_a_persons_plan_it_is_the_planners_own_that_ages(tmp_path: Path) -> None:
    asked = Plan(1, "find a diamond", "human", 96)
    own = Plan(2, "drink water", "agent", 98, under=1)
    assert situations(None, view(100), asked) == [
        planning.NO_PLAN,
        planning.UNDER,
        planning.OTHERWISE,
        planning.LIGHT,
    ]
    assert situations(None, view(100), asked, own) == [
        "own plan of age 2–3",
        planning.UNDER,
        planning.OTHERWISE,
        planning.LIGHT,
    ]
    episode = begin(tmp_path / "t.jsonl", Script(EVERY_FOURTH), cap=12)
    episode.inject("find a diamond")
    run(episode)
    found = count(tmp_path / "t.jsonl")
    assert found[planning.UNDER] == PlanningTally(12, 3)
    assert found[planning.NO_PLAN] == PlanningTally(1, 1)
    assert found["own plan of age 4–7"] == PlanningTally(2, 2)


def test_who_sleeps_is_only_asleep() -> None:
    assert situations(view(), view(asleep=True, health=3, daylight=0.1), PLAN) == [planning.ASLEEP]


def test_it_is_dark_below_half_of_the_daylight() -> None:
    assert situations(None, view(daylight=0.49), None) == [planning.NO_PLAN, planning.DARK]
    assert situations(None, view(daylight=0.5), None) == [planning.NO_PLAN, planning.LIGHT]


def test_bars_are_grouped_by_situation_and_reach_to_the_interval(tmp_path: Path) -> None:
    none, some = (
        dict.fromkeys(planning.SITUATIONS, PlanningTally()),
        dict.fromkeys(planning.SITUATIONS, PlanningTally()),
    )
    some |= {planning.DARK: PlanningTally(4, 1), planning.LIGHT: PlanningTally(10, 5)}
    (axes,) = planning.figure({"a": some, "b": none | {planning.LIGHT: PlanningTally(10, 10)}}).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [planning.DARK, planning.LIGHT]
    a, b = (bars.patches for bars in axes.containers if isinstance(bars, BarContainer))
    assert [patch.get_width() for patch in a] == [25, 50]
    assert [patch.get_width() for patch in b] == [100]
    assert a[1].get_y() + a[1].get_height() == pytest.approx(b[0].get_y())
    intervals = axes.collections[0]
    assert isinstance(intervals, LineCollection)
    # Wilson's, 1 of 4
    assert intervals.get_segments()[0][:, 0].tolist() == pytest.approx([4.559, 69.936], abs=1e-2)
    planning.draw({"a": some}, tmp_path / "when.png")
    assert (tmp_path / "when.png").read_bytes().startswith(b"\x89PNG")


def test_an_evaluation_s_traces_are_found_or_missed(tmp_path: Path) -> None:
    with pytest.raises(
        PlanningError,
        match=r"there are no traces \(.jsonl\) in .*/traces; is .* the folder of an evaluation",
    ):
        planning.trace_files(tmp_path)
    run(begin(tmp_path / "traces" / "7.jsonl", Script(EVERY_FOURTH)))
    assert planning.trace_files(tmp_path) == [tmp_path / "traces" / "7.jsonl"]


def test_traces_without_a_decision_cannot_be_drawn(tmp_path: Path) -> None:
    begin(tmp_path / "t.jsonl", Script(EVERY_FOURTH))
    with pytest.raises(PlanningError, match="no planner has decided anything in the traces of a"):
        planning.figure({"a": count(tmp_path / "t.jsonl")})


def test_a_trace_that_does_not_replay_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    run(begin(path, Script(EVERY_FOURTH)))
    path.write_text(path.read_text().replace('"seed":7', '"seed":8'))
    with pytest.raises(TraceError, match="the game went another way"):
        count(path)
