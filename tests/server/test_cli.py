"""The command ``sidequest play``."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from agent.traces import trace
from server import serve
from server.study.store import Store
from sidequest import app
from tests.server.study.studies import write


def fails(*options: str) -> str:
    """The one line that the command ends with."""
    result = CliRunner().invoke(app, ["play", *options])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port}" in fails(
            "--port", port, "--data", str(tmp_path), "--planner", "random"
        )


def test_an_unknown_planner_is_told_with_the_known_ones(tmp_path: Path) -> None:
    assert "expert" in fails("--planner", "deep-thought", "--data", str(tmp_path))


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "data folder" in fails("--data", str(tmp_path / "file" / "data"), "--planner", "random")


def test_a_data_folder_that_another_server_uses_is_told(tmp_path: Path) -> None:
    with serve.holding(tmp_path):
        assert f"another server uses {tmp_path}" in fails(
            "--port", "0", "--data", str(tmp_path), "--planner", "random"
        )


def test_a_spare_waits_until_the_server_has_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sidequest", "play", "--port", "0", "--spare"]
    command += ["--data", str(tmp_path), "--planner", "random"]
    with ExitStack() as stack:
        held = stack.enter_context(ExitStack())
        held.enter_context(serve.holding(tmp_path))
        spare = stack.enter_context(
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        stack.callback(spare.kill)
        assert spare.stdout is not None
        assert spare.stderr is not None
        assert spare.stderr.readline() == f"waiting until no other server uses {tmp_path}\n"
        assert not select.select([spare.stdout], [], [], 2.0)[0]
        held.close()
        assert spare.stdout.readline().startswith("http://127.0.0.1:")


def test_nothing_is_compiled_while_it_serves() -> None:
    code = """
import sys
from agent.core.mode import DYNAMIC
from agent.episode import Episode
from agent.worlds import registry as worlds
from numba.core.registry import CPUDispatcher
from server import serve
from server.sessions.episode import LiveEpisode
def compiled():
    return {
        f"{name}.{each}": len(value.signatures)
        for name, module in sys.modules.items() if name.startswith("agent.")
        for each, value in vars(module).items() if isinstance(value, CPUDispatcher)
    }
serve.rehearse()
before = compiled()
spec = worlds.find("crafter")
for seed in (1, 2):
    planner = spec.planners["expert"].make(DYNAMIC)
    episode = LiveEpisode(Episode(spec.make(), planner, seed=seed, cap=1000))
    for words in ("go 9 cells east", "collect 2 wood", "explore north", "build a shelter"):
        episode.write(words, "order", queued=True)
    while not episode.over:
        episode.play(planner.decide(episode.situation))
assert sum(before.values()) >= 8, before
print({name for name, count in compiled().items() if count > before.get(name, 0)})
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_a_setting_that_will_not_do_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEQUEST_PORT", "lots")
    assert "SIDEQUEST_PORT='lots'" in fails("--planner", "random")


def test_a_study_that_will_not_do_is_told(tmp_path: Path) -> None:
    study = write(tmp_path, seeds="many")
    assert f"{study}: seeds: 'many'" in fails(
        "--study", str(study), "--data", str(tmp_path), "--planner", "random"
    )


def test_no_package_is_imported_when_a_planner_is_loaded_while_it_serves() -> None:
    code = """
import sys
import server.app
from agent.planners import registry
def packages():
    return {name.partition(".")[0] for name in sys.modules}
registry.prepare()
before = packages()
registry.load("pebble")
print(sorted(packages() - before))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_it_prints_the_link_of_a_study(tmp_path: Path) -> None:
    key = Store(tmp_path).key("meadow")
    command = [
        sys.executable,
        "-m",
        "sidequest",
        "play",
        "--port",
        "0",
        "--data",
        str(tmp_path),
        "--planner",
        "random",
    ]
    study = ["--study", str(write(tmp_path))]
    with subprocess.Popen(
        [*command, *study], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        told = process.stdout.readline().strip()
        process.terminate()
    places = "PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}"
    assert told.endswith(f"/study/meadow?key={key}&{places}")


def test_it_prints_the_address_alone_and_stops_when_told(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sidequest",
        "play",
        "--port",
        "0",
        "--data",
        str(tmp_path),
        "--planner",
        "random",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        page, _, ticket = address.partition("#")
        with httpx.Client(timeout=20) as browser:
            came = browser.post(page, data={"ticket": ticket})
            assert (came.status_code, came.headers["location"]) == (303, "/")
            assert browser.get(page.replace("/enter", "/")).status_code == 303
        process.terminate()
        rest, _ = process.communicate(timeout=20)
        assert rest == ""
    others = 0o077  # what the group and everybody else may do
    assert [one for one in (tmp_path, *tmp_path.rglob("*")) if one.stat().st_mode & others] == []
    record = trace.read(next(tmp_path.rglob("*.jsonl")))
    assert isinstance(record.events[-1], trace.EndEvent)


def test_serve_env_tells_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "server.env_server", raising=False)
    monkeypatch.setitem(sys.modules, "fastmcp", None)
    result = CliRunner().invoke(app, ["serve-env"])
    assert result.exit_code == 1
    assert "it needs fastmcp, which is not installed; run: " in result.stderr
    assert "openenv" in result.stderr
