"""Other systems and other versions of Python than the one that the tests run on."""

from __future__ import annotations

import ast
import importlib
import mimetypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from agent.traces import trace
from server.core import listener, secrets
from server.core.static import Static
from server.study.store import Store
from sidequest import app
from tests.agent.learned import put
from tests.server.conftest import Start, running
from tests.without_posix import pretend
from web import FOLDER

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path for name in ("agent", "server", "training", "web") for path in (ROOT / name).rglob("*.py")
)
# Calls whose text has the encoding of the system unless it is named, and where it then stands.
TEXT_CALLS = {"read_text": 0, "write_text": 1}


@pytest.fixture
def start(tmp_path: Path) -> Start:
    return partial(running, tmp_path)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


@pytest.mark.usefixtures("windows")
async def test_a_game_is_played_and_recorded_on_windows(start: Start, tmp_path: Path) -> None:
    async with start() as site:
        async with site.paused() as anna:
            for _ in range(3):
                assert (await anna.ask("step"))["type"] == "ack"
            plan = await anna.ask("plan", text="collect 1 wood", authority="advice")
            assert plan["type"] == "ack", plan
            assert (await anna.ask("step"))["type"] == "ack"
        async with site.http() as http:
            assert (await http.get("/readyz")).status_code == 200
            assert (await http.get("/admin")).status_code == 200
    (record,) = (tmp_path / "sessions").rglob("*.jsonl")
    assert b"\r" not in record.read_bytes()
    assert len(list(trace.read(record).steps)) == 4


@pytest.mark.usefixtures("windows")
def test_a_record_is_signed_while_it_is_written_on_windows(tmp_path: Path) -> None:
    path = tmp_path / "1.jsonl"
    head = trace.Header.model_validate_json(
        (ROOT / "tests/old_records/1.jsonl").open("rb").readline()
    )
    unsigned = head.model_copy(update={"participant": ""})
    writer = trace.TraceWriter(path, unsigned)
    assert writer.sign("", "amber-otter-4821", "of today")
    writer.append(trace.ControlEvent(t=0.0, step=0, what="pause", who="person"))
    writer.close()
    assert trace.read(path).header.participant == "amber-otter-4821"
    assert len(trace.read(path).events) == 1
    path.unlink()


@pytest.mark.usefixtures("windows")
def test_limits_secrets_and_keys_are_there_on_windows(tmp_path: Path) -> None:
    assert listener.files() == listener.WITHOUT_LIMIT
    assert secrets.secret(tmp_path, "owner") == secrets.secret(tmp_path, "owner")
    assert Store(tmp_path).key("meadow")


@pytest.mark.usefixtures("windows")
def test_a_user_without_a_name_can_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    put(tmp_path, "pebble-2")
    given = ["demote", "pebble-2", "--why", "it walks into lava", "--data", str(tmp_path)]
    assert CliRunner().invoke(app, given).exit_code == 0


def test_the_memory_of_a_training_is_told_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = importlib.import_module("training.ppo.devices")

    class Told:
        peak_wset = 3 * 2**20

    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(psutil.Process, "memory_info", lambda process: Told())
    assert devices.Devices(half=False).memory_mb() == 3


def test_a_system_that_names_no_limit_of_files_gives_as_many_as_macos(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import resource

    asked = []
    without = resource.RLIM_INFINITY
    monkeypatch.setattr(resource, "getrlimit", lambda which: (256, without))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: asked.append(limits))
    assert listener.files() == listener.WITHOUT_LIMIT
    assert asked == [(listener.WITHOUT_LIMIT, without)]


def test_scripts_are_scripts_whatever_the_system_says() -> None:
    usual = mimetypes.guess_type("x.js")[0]
    mimetypes.add_type("text/plain", ".js")
    try:
        Static(FOLDER / "static")
        assert mimetypes.guess_type("x.js")[0] == "text/javascript"
    finally:
        mimetypes.add_type(str(usual), ".js")


def test_every_text_is_read_and_written_with_an_encoding_that_is_named() -> None:
    assert [fault for path in SOURCES for fault in _unnamed(path)] == []


def test_a_text_without_an_encoding_is_found(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text('a.read_text()\nb.write_text("c")\nd.open("w")\nopen(e)\nf.open("rb")\n')
    assert len(list(_unnamed(path))) == 4


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_other_versions_of_python_compile_the_code_without_a_warning(version: str) -> None:
    python = _python(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    program = (
        "import sys\nfor path in sys.stdin.read().split():\n"
        " with open(path, 'rb') as file: compile(file.read(), path, 'exec')"
    )
    listed = "\n".join(map(str, [*SOURCES, ROOT / "sidequest.py"]))
    told = subprocess.run(
        [python, "-W", "error", "-c", program],
        input=listed,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert (told.returncode, told.stderr) == (0, "")


def _python(version: str) -> str | None:
    """A Python of that version, on the path or of pyenv."""
    known = [shutil.which(f"python{version}")]
    known += map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for one in filter(None, known):
        if not subprocess.run([one, "-V"], capture_output=True, check=False).returncode:
            return one
    return None


def _unnamed(path: Path) -> Iterator[str]:
    """The places of a module where a text is read or written in the encoding of the system."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(call, ast.Call) or any(one.arg == "encoding" for one in call.keywords):
            continue
        function, given = call.func, call.args
        if isinstance(function, ast.Attribute) and function.attr in TEXT_CALLS:
            wrong = len(given) <= TEXT_CALLS[function.attr]
        elif isinstance(function, ast.Name) and function.id == "open":
            wrong = not _is_binary(given[1:2])
        elif isinstance(function, ast.Attribute) and function.attr == "open":
            wrong = bool(given) and _is_mode(given[0]) and not _is_binary(given[:1])
        else:
            continue
        if wrong:
            yield f"{path}:{call.lineno}"


def _is_mode(given: ast.expr) -> bool:
    return isinstance(given, ast.Constant) and str(given.value).strip("rwxabt+") == ""


def _is_binary(given: list[ast.expr]) -> bool:
    return any(isinstance(one, ast.Constant) and "b" in str(one.value) for one in given)
