"""The container, as far as can be told without building it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]
from starlette.routing import Match

from server.app import create_app
from server.core.settings import ServerSettings
from sidequest import app

ROOT = Path(__file__).parents[1]
INSTRUCTIONS = [
    (words[0], words[2])
    for line in re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8")).splitlines()
    if (words := line.strip().partition(" "))[0].isupper()
]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES = sorted(COMPOSE["services"])


def given(name: str) -> list[str]:
    """What stands behind an instruction, wherever it is given."""
    return [rest.strip() for instruction, rest in INSTRUCTIONS if instruction == name]


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(" ".join(given("ENV"))))


def is_sent(path: str) -> bool:
    """Whether .dockerignore lets a file or folder of the repository pass."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#") and fnmatch(path, line.removeprefix("!")):
            sent = line.startswith("!")
    return sent


def test_a_linter_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    told = subprocess.run(
        [linter, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (0, "")


def test_everything_that_is_copied_is_there_and_sent() -> None:
    sources = [
        source
        for copied in given("COPY")
        if not copied.startswith("--from")
        for source in copied.split()[:-1]
    ]
    assert {"agent", "server", "training", "web", "sidequest.py", "constraints.txt"} <= set(sources)
    assert [one for one in sources if not (ROOT / one).exists() or not is_sent(one)] == []
    assert not any(map(is_sent, ("data", "runs", ".venv", ".git", "tests")))


def test_it_runs_commands_that_there_are_and_its_settings_are_known() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert json.loads(given("ENTRYPOINT")[-1]) == ["sidequest"]
    assert json.loads(given("CMD")[-1])[0] in commands
    tried = [words.split()[1] for words in given("RUN") if words.startswith("sidequest ")]
    assert tried == ["doctor"]
    names = [name for name in environment() if name.startswith("SIDEQUEST_")]
    assert {name.removeprefix("SIDEQUEST_").lower() for name in names} <= set(
        ServerSettings.model_fields
    )


def test_it_runs_as_nobody_special_with_its_data_in_a_volume() -> None:
    assert given("USER")[-1] not in ("root", "0")
    last_user = max(at for at, (name, _) in enumerate(INSTRUCTIONS) if name == "USER")
    served = [name for name, _ in INSTRUCTIONS[last_user:]]
    assert {"ENTRYPOINT", "CMD", "HEALTHCHECK"} <= set(served)
    assert given("VOLUME") == [environment()["SIDEQUEST_DATA"]]


def test_its_health_is_asked_for_where_the_server_tells_it(tmp_path: Path) -> None:
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", given("HEALTHCHECK")[0])
    assert asked[0] == environment()["SIDEQUEST_PORT"] == given("EXPOSE")[0]
    served = create_app(ServerSettings(data=tmp_path, planner="random"))

    def is_served(path: str) -> bool:
        scope = {"type": "http", "method": "GET", "path": path}
        return any(route.matches(scope)[0] is Match.FULL for route in served.routes)

    assert is_served(asked[1])
    assert not is_served(f"{asked[1]}-not")
    command = json.loads(given("HEALTHCHECK")[0].partition("CMD ")[2])
    compile(command[2], "health check", "exec")


@pytest.mark.parametrize("name", SERVICES)
def test_compose_agrees_with_the_image(name: str) -> None:
    service = COMPOSE["services"][name]
    build = service["build"]
    arguments = {} if isinstance(build, str) else build["args"]
    known = {one.partition("=")[0] for one in given("ARG")}
    assert set(arguments) <= known
    (volume,) = service["volumes"]
    kept, place = volume.split(":")
    assert (kept in COMPOSE["volumes"], place) == (True, environment()["SIDEQUEST_DATA"])
    (ports,) = service["ports"]
    assert ports.rpartition(":")[2] == environment()["SIDEQUEST_PORT"]
    assert ports.startswith("127.0.0.1:")  # a proxy with TLS stands before it
    fields = {f"SIDEQUEST_{field.upper()}" for field in ServerSettings.model_fields}
    assert set(service.get("environment", {})) <= fields
