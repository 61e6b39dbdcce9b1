"""Builds the wheel, installs it, and plays with it from an empty folder: ``make test-wheel``.

The packages that it needs are those of the Python that runs this, to spare minutes and gigabytes;
with ``ISOLATED=1`` pip brings them, as for a person who installs. No file of this checkout may be
opened meanwhile; Python's audit hooks tell of each that is.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from agent.traces import trace
from tests.server.client import Client

ROOT = Path(__file__).parents[1]
PACKAGES = ("agent", "server", "training", "web")
STEPS = 20
PATIENCE = 300.0  # seconds for a command; far more than anything takes

# Imported by every Python of the new environment, before anything of ours.
WATCH = """
import os, sys
root, spared = {root!r}, {spared!r}
log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def watch(event, given):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(given[0], (str, os.PathLike)):
        path = os.path.realpath(given[0])
        if path.startswith(root) and not path.startswith(spared):
            os.write(log, (path + "\\n").encode())

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel, and an empty folder to work in."""

    wheel: Path
    environment: Path
    folder: Path
    opened: Path  # the files of this checkout that were opened, a line each

    def command(self, name: str) -> str:
        return str(self.environment / ("Scripts" if os.name == "nt" else "bin") / name)

    def run(self, name: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command of the environment, run in the folder."""
        return subprocess.run(
            [self.command(name), *arguments],
            cwd=self.folder,
            env=self.variables(**variables),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def variables(self, **more: str) -> dict[str, str]:
        """Those of this process, without what would lead back to the checkout."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return {**inherited, "HOME": str(self.folder), **more}

    @contextmanager
    def playing(self) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """A server that runs, and the link that it printed."""
        with subprocess.Popen(
            [self.command("sidequest"), "play", "--port", "0"],
            cwd=self.folder,
            env=self.variables(),
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            end = threading.Timer(PATIENCE, server.kill)
            end.start()
            try:
                assert server.stdout is not None
                yield server, server.stdout.readline().strip()
            finally:
                end.cancel()
                server.kill()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--wheel-dir", str(place), str(ROOT)]
    subprocess.run(build, check=True, timeout=PATIENCE)
    (wheel,) = place.glob("*.whl")

    environment, folder, log = place / "environment", place / "empty", place / "opened.txt"
    folder.mkdir()
    log.touch()
    venv.create(environment, symlinks=os.name != "nt")
    alone = bool(os.environ.get("ISOLATED"))
    brought = ["--constraint", str(ROOT / "constraints.txt")] if alone else ["--no-deps"]
    into = [*pip, "--python", str(environment), "install", *brought, str(wheel)]
    subprocess.run(into, check=True, timeout=3 * PATIENCE)

    (packages,) = environment.rglob("site-packages")
    shared = Path(sysconfig.get_path("purelib")).resolve()
    if not alone:
        (packages / "shared.pth").write_text(f"{shared}\n")
    watch = WATCH.format(root=f"{ROOT}{os.sep}", spared=str(shared), log=str(log))
    (packages / "watch_files.py").write_text(watch)
    (packages / "a_watch.pth").write_text("import watch_files\n")
    return Installed(wheel, environment, folder, log)


@pytest.fixture(autouse=True)
def _outside(installed: Installed) -> Iterator[None]:
    """Whatever a test does, nothing of this checkout is opened."""
    yield
    assert installed.opened.read_text() == ""


def test_the_watch_sees_a_file_of_the_checkout(installed: Installed) -> None:
    installed.run("python", "-c", f"open({str(ROOT / 'sidequest.py')!r})")
    assert installed.opened.read_text() == f"{ROOT / 'sidequest.py'}\n"
    installed.opened.write_text("")


def test_the_wheel_holds_every_file_of_ours_and_no_other(installed: Installed) -> None:
    listed = ["git", "ls-files", *PACKAGES, "sidequest.py"]
    ours = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    held = {
        name for name in zipfile.ZipFile(installed.wheel).namelist() if ".dist-info/" not in name
    }
    assert held == set(ours.split())
    weights = {f"agent/weights/{name}/model.safetensors" for name in ("pebble", "pebble-pogs")}
    assert {*weights, "training/recipes/stream.yaml"} <= held


def test_what_is_imported_is_the_wheels(installed: Installed) -> None:
    code = (
        f"import {', '.join(PACKAGES)}; print(*(one.__file__ for one in ({', '.join(PACKAGES)})))"
    )
    found = installed.run("python", "-c", code).stdout.split()
    assert len(found) == len(PACKAGES)
    assert all(Path(one).is_relative_to(installed.environment) for one in found)


def test_it_tells_its_version_and_that_it_works(installed: Installed) -> None:
    version = installed.run("sidequest", "--version").stdout.strip()
    assert installed.wheel.name.startswith(f"sidequest-{version}-")
    told = installed.run("sidequest", "doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"Sidequest {version} in {installed.environment}" in told.stdout
    assert "sidequest play works here." in told.stdout


def test_a_shell_completes_its_commands(installed: Installed) -> None:
    typed = {
        "_SIDEQUEST_COMPLETE": "complete_bash",
        "COMP_WORDS": "sidequest do",
        "COMP_CWORD": "1",
    }
    assert installed.run("sidequest", **typed).stdout.split() == ["doctor"]


def test_it_knows_its_recipes_and_cases_by_name(installed: Installed) -> None:
    told = installed.run("sidequest", "sft", "no-such-recipe")
    assert told.returncode == 1
    assert "pebble-ppo" in told.stderr
    code = "from training.evaluation.following import cases; print(cases.COMMITTED.is_file())"
    assert installed.run("python", "-c", code).stdout == "True\n"


def test_a_person_plays_in_the_browser(installed: Installed) -> None:
    with installed.playing() as (server, link):
        page, _, key = link.partition("#")
        with httpx.Client(timeout=PATIENCE, follow_redirects=True) as browser:
            entered = browser.post(page, data={"ticket": key})
            assert entered.status_code == 200
            session = re.search(r"/play/([\w-]+)$", entered.url.path)
            assert session
            _loads(browser, str(entered.url), entered.text)
        asyncio.run(_play(urljoin(link, "/ws/v1"), session[1], key))
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE) == 0
    (record,) = (installed.folder / "data" / "sessions").rglob("*.jsonl")
    played = trace.read(record)
    assert played.header.planner == "pebble"
    assert sum(1 for _ in played.steps) >= STEPS


def _loads(browser: httpx.Client, address: str, page: str) -> None:
    """Fetch all that a page names: joined scripts, style sheets, pictures."""
    named = set(re.findall(r'(?:src|href)="(/(?:static|assets)/[^"]+)"', page))
    kinds = {Path(one).suffix for one in named}
    assert {".js", ".css", ".svg"} <= kinds
    for one in named:
        answer = browser.get(urljoin(address, one))
        assert answer.status_code == 200, one
        assert answer.content
    grass = browser.get(urljoin(address, "/assets/crafter/grass.png"))
    assert grass.headers["content-type"] == "image/png"


async def _play(address: str, session: str, key: str) -> None:
    """Let the planner play so many steps, one by one."""
    async with Client(address.replace("http", "ws", 1), session, key=key, patience=60) as person:
        await person.hello()
        await person.ask("pause")
        for _ in range(STEPS):
            assert (await person.ask("step"))["type"] == "ack"
