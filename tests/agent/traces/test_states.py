"""The states of a record are those in which was decided."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.core.completion import write
from agent.core.plan import PERSONS_PLAN_ENDED
from agent.core.planner import Decision, Planner
from agent.core.prompt import Situation
from agent.core.reader import AS_WRITTEN, Rewording
from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.states import visits
from agent.traces.trace import TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTION_NAMES, NOOP
from tests.agent.scripted import Script
from tests.old_records import RECORDS, told

SEED = 1_000_003
OWN = ("collect 2 wood", "drink water", "wait 1 step", "wait 3 steps", "qwertz")
PERSONS = (
    "wait 3 steps",
    "collect 2 wood",
    "drink water, then wait 2 steps",
    "collect 9 sapling",
    "qwertz",
)
READ = (AS_WRITTEN, AS_WRITTEN, Rewording("wait 4 steps", "a second reader"))
Read = tuple[Any, ...]  # of a situation: step, plan, below, may_plan


class Restless(Script):
    """Plans by chance wherever it may, things of one step among them."""

    def __init__(self, seed: int) -> None:
        super().__init__([])
        self._rng = random.Random(seed)

    def decide(self, situation: Situation) -> Decision:
        plan = self._rng.choice(OWN) if situation.may_plan and self._rng.random() < 0.4 else None
        return Decision(NOOP, plan, write(plan, ACTION_NAMES[NOOP]), valid=True)


def begin(path: Path, planner: Planner, *, cap: int = 100) -> Episode:
    world = CrafterWorld()
    writer = TraceWriter(path, header(world, SEED, cap, planner.name))
    return Episode(world, planner, seed=SEED, cap=cap, trace=writer)


def read_of(situation: Situation) -> Read:
    plan, below = (
        None if one is None else replace(one) for one in (situation.plan, situation.below)
    )
    return situation.view.step, plan, below, situation.may_plan


def step_in(game: Episode, rng: random.Random) -> None:
    """What a person may do between two steps, now and then."""
    match rng.randrange(16):
        case 0 | 1:
            game.inject(rng.choice(PERSONS), rng.choice(["advice", "order"]), rng.choice(READ))
        case 2 | 3:
            game.enqueue(rng.choice(PERSONS), rng.choice(["advice", "order"]), rng.choice(READ))
        case 4 if game.queue:
            game.edit(rng.choice(game.queue).id, "wait 2 steps", "advice")
            game.move(rng.choice(game.queue).id, 0)
        case 5 if game.queue:
            game.run_now(rng.choice(game.queue).id)
        case 6 if game.queue:
            game.cancel("no", rng.choice(game.queue).id)
        case 7:
            game.cancel("a person cancelled it")
        case 8:
            game.mute(3)
            game.control("keep", "person", 3)


@pytest.mark.parametrize("seed", range(12))
def test_each_state_has_the_plans_that_were_in_force_when_it_was_decided(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    game = begin(tmp_path / "1.jsonl", Expert() if seed % 3 == 0 else Restless(seed))
    decided: list[Read] = []
    written: list[str | None] = []
    while not game.over:
        for _ in range(rng.choice([0, 0, 1, 3])):
            step_in(game, rng)
        decided.append(read_of(game.situation))
        if rng.random() < 0.2:
            game.act(rng.randrange(17))
            written.append(None)
        else:
            decision = game.decide()
            game.play(decision)
            written.append(decision.plan)
    found = list(visits(traces.read(tmp_path / "1.jsonl"), CrafterWorld(), Memory()))
    assert [visit.plan for visit in found] == written
    # The memory is the same object each time, the views are not.
    assert [read_of(visit.situation) for visit in found] == decided


def test_such_games_have_all_that_can_happen_to_a_plan_beneath_a_persons(tmp_path: Path) -> None:
    """Else the test above would show little."""
    endings = set()
    for seed in range(8):
        rng = random.Random(seed)
        game = begin(tmp_path / f"{seed}.jsonl", Restless(seed))
        while not game.over:
            step_in(game, rng)
            game.play(game.decide())
        endings |= {
            (plan.status, plan.reason.partition(":")[0]) for plan in game.plans if plan.under
        }
    assert endings >= {
        ("done", "its goals were reached"),
        ("replaced", "the planner moved on"),
        ("cancelled", PERSONS_PLAN_ENDED),
        ("cancelled", "the episode ended"),
    }


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_older_records_read_as_they_did(record: Path) -> None:
    found = []
    for visit in visits(traces.read(record), CrafterWorld(), Memory()):
        plan = visit.situation.plan
        read = (
            None if plan is None else [plan.id, plan.text, plan.source, plan.step, plan.authority]
        )
        found.append([visit.event.step, read, visit.plan, visit.disturbed])
        assert visit.situation.below is None
        assert visit.situation.may_plan
    assert found == told(record)["states"]
