"""A world as an environment for models that call tools."""

from __future__ import annotations

import copy
import inspect
from pathlib import Path

import pytest
from transformers.utils import get_json_schema

from agent.core import seeds
from agent.core.plan import MAX_PLAN_CHARS
from agent.episode import Episode
from agent.planners import registry
from agent.tool_env import ToolEnv
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from agent.worlds.crafter.rules import ACTION_NAMES


def test_an_episode_is_the_one_that_planners_play() -> None:
    env = ToolEnv(cap=60)
    env.reset(seed=1003)
    episode = Episode(worlds.find("crafter").make(), registry.load("expert"), seed=1003, cap=60)
    rewards = 0.0
    while not episode.over:
        decision = episode.decide()
        if decision.plan:
            env.plan(decision.plan)
        rewards += episode.play(decision).reward
        told = env.act(env.actions[decision.action])
    assert env.get_reward() == rewards > 3
    assert env.episode.world.digest() == episode.world.digest()
    assert [plan.text for plan in env.episode.plans] == [plan.text for plan in episode.plans]
    assert told.startswith("Step 60; reward ")
    assert told.endswith("\n\nThe episode is over: cap.")


@pytest.mark.parametrize("text", ["prose", "grid", "brief"])
def test_the_task_names_every_action_and_what_is_seen(text: str) -> None:
    env = ToolEnv(text=text)
    task = env.reset(seed=7)
    assert f"Actions: {', '.join(ACTION_NAMES)}\n\nObservation:\n" in task
    assert ("You play Crafter, a survival game" in task) is (text != "brief")
    assert len(task.split("Observation:\n")[1]) > 50


def test_the_conversation_is_only_appended_to() -> None:
    env = ToolEnv("pogs:nodes=12", cap=4)
    task = env.reset(seed=1000)
    assert env.messages == [{"role": "user", "content": task}]
    for number, call in enumerate(["plan", "act", "act", "plan", "act", "act"]):
        before = copy.deepcopy(env.messages)
        told = env.plan(f"go to {number}") if call == "plan" else env.act("0")
        assert env.messages[: len(before)] == before
        asked, answered = env.messages[len(before) :]
        (called,) = asked["tool_calls"]
        assert called["function"]["name"] == answered["name"] == call
        assert called["id"] == answered["tool_call_id"]
        assert answered["content"] == told
    assert len({message.get("tool_call_id") for message in env.messages[2::2]}) == 6


def test_a_plan_costs_no_step_and_holds_until_another() -> None:
    env = ToolEnv()
    env.reset(seed=5)
    assert env.plan("go  east") == "Plan in force (your own, made now): go east"
    assert env.episode.view.step == 0
    env.act("Noop")
    assert env.episode.plan is not None
    assert env.episode.plan.text == "go east"
    env.plan("go west")
    assert [(plan.text, plan.status) for plan in env.episode.plans] == [
        ("go east", "replaced"),
        ("go west", "active"),
    ]


def test_what_cannot_be_done_is_told_and_counted_and_costs_no_step() -> None:
    env = ToolEnv("pogs:nodes=12", cap=1)
    env.reset(seed=1000)
    with pytest.raises(ValueError, match="'Fly' is no action; these are: 0, 1, 2"):
        env.act("Fly")
    with pytest.raises(ValueError, match="the plan is empty"):
        env.plan(" ")
    with pytest.raises(ValueError, match=f"{MAX_PLAN_CHARS} is the most"):
        env.plan("x" * (MAX_PLAN_CHARS + 1))
    assert (env.invalid_calls, env.episode.view.step, env.episode.plans) == (3, 0, [])
    assert env.messages[2]["content"].startswith("error: 'Fly' is no action")
    env.act("0")
    with pytest.raises(ValueError, match=r"the episode is over \(cap\)"):
        env.act("0")
    env.reset(seed=1000)
    assert (env.invalid_calls, env.get_reward(), len(env.messages)) == (0, 0.0, 1)


def test_an_episode_is_over_when_everything_is_reached() -> None:
    env = ToolEnv("pogs:nodes=5,backtracks=0")
    env.reset(seed=1000)
    planner = registry.load("explorer", world="pogs:nodes=5,backtracks=0")
    while not env.episode.over:
        told = env.act(env.actions[planner.decide(env.episode.situation).action])
    assert env.episode.over == "complete"
    assert "unlocked: " in told
    assert env.get_reward() == 1


def test_without_a_seed_one_that_may_be_trained_on_is_drawn() -> None:
    env = ToolEnv("pogs")
    drawn = set()
    for _ in range(20):
        env.reset(prompt="what else a trainer's row has")
        drawn.add(env.episode.seed)
    assert len(drawn) > 10
    assert min(drawn) >= seeds.FIRST_TRAINING
    assert ToolEnv("pogs").act("0").startswith("Step 1; ")  # nothing has to be reset first


def test_its_public_methods_are_what_a_trainer_takes_for_tools() -> None:
    public = {
        name
        for name, _ in inspect.getmembers(ToolEnv, predicate=inspect.isfunction)
        if not name.startswith("_")
    }
    assert public == {"reset", "get_reward", "act", "plan"}
    for name, argument in (("act", "action"), ("plan", "text")):
        function = get_json_schema(getattr(ToolEnv(), name))["function"]
        assert function["parameters"]["required"] == [argument]
        assert function["parameters"]["properties"][argument]["description"]


def test_each_episode_is_recorded_and_replays(tmp_path: Path) -> None:
    env = ToolEnv("pogs:nodes=12", cap=3, records=tmp_path / "records")
    env.reset(seed=1000)
    env.plan("go to 3")
    for _ in range(3):
        env.act("0")
    env.reset(seed=1001)
    env.act("0")
    env.reset(seed=1002)
    records = [traces.read(path) for path in (tmp_path / "records").iterdir()]
    told = {record.header.seed: record for record in records}
    assert sorted(told) == [1000, 1001, 1002]
    ends = {seed: record.end.reason for seed, record in told.items() if record.end}
    assert ends == {1000: "cap", 1001: "left"}
    assert told[1000].header.planner == "tools"
    for seed in (1000, 1001):
        assert traces.verify(told[seed], worlds.find("pogs:nodes=12").make()).whole


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="crafter has no text 'haiku'; it has prose, grid, brief"):
        ToolEnv(text="haiku")
    with pytest.raises(ValueError, match="an episode has 1 step or more, not 0"):
        ToolEnv(cap=0)
    with pytest.raises(ValueError, match="a seed is from 0 to 2147483647, not -1"):
        ToolEnv().reset(seed=-1)
    with pytest.raises(ValueError, match="there is no world 'chess'"):
        ToolEnv("chess")
