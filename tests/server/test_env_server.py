"""The OpenEnv server, played by OpenEnv's own clients; ``make test-trainers`` runs it."""

from __future__ import annotations

import re
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("openenv")

import uvicorn
from openenv.core import GenericEnvClient, MCPToolClient
from openenv.core.env_server.mcp_types import CallToolAction

from agent.episode import Episode
from agent.planners import registry
from agent.tool_env import ToolEnv
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from server import env_server, serve
from tests.agent.tool_caller import call_of, write
from tests.documented import code_of

WORLD = "pogs:nodes=5,backtracks=0"
Serve = Callable[..., str]  # options of a game -> the server's address


@pytest.fixture
def served() -> Iterator[Serve]:
    """Starts servers, and ends them."""
    with ExitStack() as stack:

        def start(world: str = WORLD, sessions: int = 4, web: bool = False, **options: Any) -> str:
            begin = partial(ToolEnv, world, **options)
            app = env_server.application(begin, sessions=sessions, idle=None, web=web)
            listening = serve.bind("127.0.0.1", 0)
            server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            stack.callback(thread.join, 20)
            stack.callback(setattr, server, "should_exit", True)
            return serve.origin(listening, "127.0.0.1")

        yield start


def client_of(address: str) -> Any:
    return GenericEnvClient(base_url=address).sync()


def called(tool: str, **arguments: str) -> dict[str, Any]:
    return {"type": "call_tool", "tool_name": tool, "arguments": arguments}


def test_a_client_plays_the_episode_that_planners_play(served: Serve) -> None:
    episode = Episode(worlds.find("crafter").make(), registry.load("expert"), seed=1003, cap=30)
    with client_of(served("crafter", cap=30)) as env:
        first = env.reset(seed=1003, episode_id="mine")
        assert first.observation["actions"] == list(episode.world.actions)
        assert "You play Crafter" in first.observation["text"]
        rewards = 0.0
        while not episode.over:
            decision = episode.decide()
            if decision.plan:
                planned = env.step(called("plan", text=decision.plan))
                assert (planned.reward, planned.done) == (0, False)
            outcome = episode.play(decision)
            action = episode.world.actions[decision.action]
            result = env.step(called("act", action=action))
            assert result.reward == pytest.approx(outcome.reward)
            assert result.done is bool(episode.over)
            rewards += result.reward
        assert result.metadata == {"step": 30, "over": "cap"}
        state = env.state()
    assert state["unlocked"] == sorted(episode.view.unlocked) != []
    assert (state["seed"], state["episode_id"], state["step_count"]) == (1003, "mine", 30)
    assert state["total_reward"] == pytest.approx(rewards)
    assert state["plans"] == len(episode.plans) > 0
    results = [m for m in state["messages"] if m["role"] == "tool" and m["name"] == "act"]
    assert results[-1]["content"] == result.observation["result"]["data"]
    assert len(results) == 30


def test_the_conversation_of_the_state_is_only_appended_to(served: Serve) -> None:
    with client_of(served()) as env:
        env.reset(seed=1_000_000)
        before = env.state()["messages"]
        for tool, argument in (("plan", {"text": "go to 2"}), ("act", {"action": "2"})):
            env.step(called(tool, **argument))
            after = env.state()["messages"]
            assert after[: len(before)] == before
            assert len(after) == len(before) + 2
            before = after


def test_what_cannot_be_done_is_told_and_the_game_goes_on(served: Serve) -> None:
    with client_of(served(cap=2)) as env:
        env.reset(seed=1_000_000)
        for wrong, why in (
            (called("act", action="Fly"), "'Fly' is no action; these are: 0, 1, 2, 3, 4"),
            (called("plan", text=""), "the plan is empty"),
            (called("act", action="0", speed="2"), "unexpected keyword argument 'speed'"),
            (called("dance"), "Unknown tool: 'dance'"),
        ):
            result = env.step(wrong)
            assert why in result.observation["error"]["message"]
            assert (result.reward, result.done) == (0, False)
        with pytest.raises(RuntimeError, match="a seed is from 0 to"):
            env.reset(seed=-1)
        state = env.state()
        assert (state["invalid_calls"], state["step_count"]) == (2, 0)
        env.step(called("act", action="0"))
        assert env.step(called("act", action="0")).done
        over = env.step(called("act", action="0"))
        assert "the episode is over (cap)" in over.observation["error"]["message"]
        assert over.done
        assert not env.reset(seed=1_000_000).done


def test_the_tools_name_what_they_take(served: Serve) -> None:
    with MCPToolClient(base_url=served("crafter")).sync() as env:
        env.reset(seed=5)
        tools = {tool.name: tool for tool in env.list_tools()}
        assert set(tools) == {"act", "plan"}
        taken = tools["act"].input_schema["properties"]["action"]
        assert taken["enum"] == list(worlds.find("crafter").make().actions)
        assert tools["plan"].input_schema["required"] == ["text"]
        assert tools["plan"].description == "Write down a plan, in place of the one that you had."
        assert env.call_tool("act", action="Noop").startswith("Step 1; reward 0\n")
        with pytest.raises(RuntimeError, match="'Fly' is no action"):
            env.call_tool("act", action="Fly")
        result = env.step(CallToolAction(tool_name="act", arguments={"action": "Noop"}))
        assert result.observation.result["data"].startswith("Step 2; ")
        assert (result.reward, result.done) == (0, False)


def test_many_play_at_once_each_a_game_of_its_own(served: Serve) -> None:
    address = served(sessions=3)
    with ExitStack() as stack:
        clients = [stack.enter_context(client_of(address)) for _ in range(3)]
        for number, env in enumerate(clients):
            env.reset(seed=1_000_000 + number)
        for number, env in enumerate(clients):
            for _ in range(number):
                env.step(called("act", action="0"))
        states = [env.state() for env in clients]
        assert [state["seed"] for state in states] == [1_000_000, 1_000_001, 1_000_002]
        assert [state["step_count"] for state in states] == [0, 1, 2]
        with pytest.raises(Exception, match=r"(?i)capacity"), client_of(address) as another:
            another.reset(seed=7)


def test_http_tells_of_the_server_and_begins_a_game(served: Serve) -> None:
    with httpx.Client(base_url=served()) as http:
        assert http.get("/health").json() == {"status": "healthy"}
        assert http.get("/metadata").json()["name"] == "sidequest"
        schema = http.get("/schema").json()
        assert "messages" in schema["state"]["properties"]
        assert "text" in schema["reset_observation"]["properties"]
        begun = http.post("/reset", json={"seed": 1_000_000}).json()
        assert "The target is node" in begun["observation"]["text"]
        told = http.post("/step", json={"action": called("act", action="0")}).json()
        assert told["observation"]["result"]["data"].startswith("Step 1; ")


def test_the_page_shows_the_game_and_a_button_for_each_action(served: Serve) -> None:
    address = served("crafter", web=True)
    page = httpx.get(f"{address}/web/", follow_redirects=True)
    assert page.status_code == 200
    assert "sidequest" in page.text
    env = env_server.GameEnvironment(ToolEnv())
    env.reset(seed=1_000_000)
    drawn = env.render_web({})
    assert 'src="data:image/png;base64,' in drawn
    assert 'You face grass at your front." src=' in drawn
    assert "You play Crafter" not in drawn
    labels, actions = zip(*env.web_actions({}), strict=True)
    assert labels == env.game.actions
    assert env.step(CallToolAction(**actions[1])).metadata["step"] == 1
    walker = env_server.GameEnvironment(ToolEnv("pogs"))
    walker.reset(seed=1_000_000)
    assert walker.render_web({}).startswith("<div")


def test_the_command_serves_and_keeps_records(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sidequest", "serve-env", "--port", "0", "--no-web"]
    command += ["--world", "pogs:nodes=12", "--cap", "3", "--records", str(tmp_path / "records")]
    with ExitStack() as stack:
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(server.kill)
        assert server.stdout is not None
        assert select.select([server.stdout], [], [], 120)[0]
        address = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        with client_of(address) as env:
            env.reset(seed=1_000_000)
            env.step(called("plan", text="go to 3"))
            while not env.step(called("act", action="0")).done:
                pass
    (path,) = (tmp_path / "records").iterdir()
    record = traces.read(path)
    assert (record.header.seed, record.header.cap, record.header.planner) == (1_000_000, 3, "tools")
    assert traces.verify(record, worlds.find("pogs:nodes=12").make()).whole


def test_the_documents_client_plays(served: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    client, _ = code_of("environments.md", "OpenEnv")
    played = [("plan", {"text": "look around"}), ("act", {"action": "Noop"})]
    found: dict[str, Any] = {"my_agent": lambda seen: played if "Actions: Noop" in seen else []}
    exec(client.replace("http://127.0.0.1:8000", served("crafter")), found)
    told = capsys.readouterr().out
    assert "Plan in force (your own, made now): look around" in told
    assert "Step 1; reward 0" in told
    assert len(found["conversation"]) == 5


def test_trl_learns_on_a_server(
    served: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    monkeypatch.setenv("TRL_EXPERIMENTAL_SILENCE", "1")
    env = ToolEnv(WORLD)
    calls = [call_of("act", action=name) for name in env.actions[:3]]
    calls += [call_of("plan", text="go on"), call_of("act", action="Fly")]
    generation = write(tmp_path / "model", env.reset(seed=1_000_000), calls)
    found: dict[str, Any] = {}
    _, code = code_of("environments.md", "OpenEnv")
    exec(code.replace("http://127.0.0.1:8000", served(sessions=8, cap=4)), found)
    made: list[Any] = []

    def environment() -> Any:
        made.append(found["ServedEnv"]())
        return made[-1]

    args = GRPOConfig(
        output_dir=str(tmp_path / "run"), max_steps=2, per_device_train_batch_size=4,
        num_generations=4, max_completion_length=1000, max_tool_calling_iterations=3,
        learning_rate=0.01, use_cpu=True, bf16=False, report_to=[], disable_tqdm=True,
        save_strategy="no", logging_steps=1, generation_kwargs=generation,
    )  # fmt: skip
    turn = [{"role": "user", "content": ""}]
    data = Dataset.from_dict({"prompt": [turn] * 4, "seed": range(1_000_000, 1_000_004)})
    trainer = GRPOTrainer(
        str(tmp_path / "model"), args=args, train_dataset=data, environment_factory=environment
    )
    trainer.train()
    logs = [log for log in trainer.state.log_history if "rewards/ServedEnv/mean" in log]
    assert len(logs) == 2
    assert all(log["tools/call_frequency"] > 1 for log in logs)
    states = [one.client.state() for one in made]
    assert len({state["seed"] for state in states}) == 1
    assert sum(state["step_count"] for state in states) > 0
    assert sum(state["plans"] for state in states) > 0
    for one in made:
        one.client.close()
