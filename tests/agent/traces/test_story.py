from pathlib import Path

from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.story import tell
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.pogs.explorer import Explorer
from tests.agent.scripted import Script
from tests.agent.worlds.pogs.lanes import Lanes


def test_the_story_tells_plans_actions_people_and_the_end(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    world = CrafterWorld()
    writer = traces.TraceWriter(path, traces.header(world, 3, 6, "script"))
    turns = [("go east", "Move East"), *[(None, "Move East")] * 5]
    game = Episode(world, Script(turns), seed=3, cap=6, trace=writer)
    game.play(game.decide())
    game.play(game.decide())
    game.control("take_over", "person")
    game.act(3)
    game.inject("wait 2 steps")
    run(game)
    story = "\n".join(tell(traces.read(path)))
    assert "Crafter, seed 3, played by script" in story
    assert "0  The planner plans: go east" in story
    assert "1    Move East x2" in story
    assert "2  person: take over" in story
    assert "3    (a person) Move North" in story
    assert "A person plans: wait 2 steps" in story
    assert "Plan 2 is done" in story
    assert "6  The end: cap" in story


def test_the_story_tells_the_planners_plans_under_a_persons(tmp_path: Path) -> None:
    path, world = tmp_path / "t.jsonl", CrafterWorld()
    writer = traces.TraceWriter(path, traces.header(world, 3, 3, "script"))
    game = Episode(
        world,
        Script([("collect 2 wood", "Noop"), ("drink water", "Noop"), (None, "Noop")]),
        seed=3,
        cap=3,
        trace=writer,
    )
    game.inject("make a wood pickaxe")
    run(game)
    told = [line for line in tell(traces.read(path)) if "plan" in line or "puts" in line]
    assert told[:3] == [
        "     0  A person plans: make a wood pickaxe",
        "     0    The planner plans under it: collect 2 wood",
        "     1  Plan 2 is replaced: the planner moved on",
    ]
    assert "     1    The planner puts that off: drink water" in told


def test_the_story_counts_the_achievements_of_its_own_world(tmp_path: Path) -> None:
    path, world = tmp_path / "t.jsonl", Lanes()
    run(
        Episode(
            world,
            Explorer(),
            seed=0,
            cap=30,
            trace=traces.TraceWriter(path, traces.header(world, 0, 30, "explorer")),
        )
    )
    story = "\n".join(tell(traces.read(path), len(world.achievements)))
    assert "* reach target" in story
    assert "The end: complete, 1 of 1 unlocked" in story
