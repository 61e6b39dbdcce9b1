"""A world that nobody knows is one clear line, wherever it is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from agent.core.spec import UnknownWorldError
from agent.planners.settings import PlannerSettings
from server.app import create_app
from server.core import texts
from server.core.settings import ServerSettings
from sidequest import app
from tests.maze import plug

LINE = "there is no world 'maze'; known worlds: crafter, pogs, and such as pogs:nodes=30,hops=3"
TOKEN = "token-of-the-tests"


@pytest.mark.parametrize(
    "command",
    [
        ("run",),
        ("evaluate", "--seeds", "1000", "--out"),
        ("sweep", "--seeds", "1000", "--out"),
        ("play", "--data"),
    ],
)
def test_a_command_says_so(tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = [str(tmp_path / "out")] if len(command) > 1 else []
    result = CliRunner().invoke(app, [*command, *folder, "--world", "maze"])
    assert result.exit_code == 1
    said = result.stderr.removeprefix("error: ").removeprefix("SIDEQUEST_WORLD='maze': ")
    assert said == f"{LINE}\n"


def test_prompts_and_texts_say_so() -> None:
    for ask in (
        PlannerSettings().make_prompt,
        texts.not_understood,
        lambda name: texts.over("complete", name),
    ):
        with pytest.raises(UnknownWorldError, match=r"^there is no world 'maze'"):
            ask("maze")


def test_the_server_says_so(tmp_path: Path) -> None:
    settings = ServerSettings(port=0, token=TOKEN, planner="random", data=tmp_path)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as http:
        http.headers["Authorization"] = f"Bearer {TOKEN}"
        begun = http.post("/api/sessions", json={"world": "maze"})
        offered = http.get("/api/planners", params={"world": "maze"})
    assert [answer.status_code for answer in (begun, offered)] == [422, 422]
    assert begun.json()["detail"] == offered.json()["detail"] == LINE


def test_a_record_of_it_is_still_told(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    cli = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        plug.plug_in(patch)
        assert (
            cli.invoke(app, ["run", "--world", "maze", "--seed", "3", "--out", str(file)]).exit_code
            == 0
        )
    assert "Maze, seed 3, played by solver" in cli.invoke(app, ["trace", "show", str(file)]).output
    verified = cli.invoke(app, ["trace", "verify", str(file)])
    assert (verified.exit_code, verified.stderr) == (1, f"error: {LINE}\n")
