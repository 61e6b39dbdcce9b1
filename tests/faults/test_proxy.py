"""Two servers behind the proxy of ``docs/operations.md``, with TLS, and one of them goes."""

from __future__ import annotations

import asyncio
import os
import random
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.crash import free_port
from tests.faults.player import Player, compare

pytestmark = pytest.mark.anyio
CADDYFILE = Path(__file__).parents[2] / "docs/proxy/Caddyfile"
KEY = "the-key-of-the-proxy-tests"
PATIENCE = 60.0  # seconds
# What the example leaves to Caddy's defaults on a machine of its own.
OF_TESTS = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def _server(data: Path, name: str, port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "sidequest", "play", "--planner", "expert", *options]
    command += ["--port", str(port), "--data", str(data), "--root-path", f"/{name}"]
    told = {"SIDEQUEST_TOKEN": KEY, "SIDEQUEST_HOSTS": '["play.example.org"]'}
    with subprocess.Popen(
        command,
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            yield server
        finally:
            server.kill()


@pytest.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[tuple[str, dict[str, int]]]:
    """Caddy with the example's own file, as https on this machine; and the ports it passes on to."""
    ports = {name: free_port() for name in ("A", "A_SPARE", "B", "B_SPARE")}
    site = f"https://localhost:{free_port()}"
    config = tmp_path / "Caddyfile"
    config.write_text(OF_TESTS + CADDYFILE.read_text())
    places = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    caddy = Path(sys.executable).with_name("caddy")
    with subprocess.Popen(
        [caddy, "run", "--adapter", "caddyfile", "--config", config],
        env={**os.environ, **places, "SITE": site, "XDG_DATA_HOME": str(tmp_path / "caddy")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield site, ports
        finally:
            process.kill()


async def _answers(browser: httpx.AsyncClient, path: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                (await browser.get(path)).raise_for_status()
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.1)


async def test_a_server_that_goes_takes_no_game_with_it(
    proxy: tuple[str, dict[str, int]], tmp_path: Path
) -> None:
    site, ports = proxy
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    owner = {"Authorization": f"Bearer {KEY}"}
    a, b = tmp_path / "a", tmp_path / "b"
    with ExitStack() as servers:
        first = servers.enter_context(_server(a, "a", ports["A"]))
        servers.enter_context(_server(b, "b", ports["B"]))
        async with httpx.AsyncClient(
            base_url=site, verify=trusting, headers=owner, timeout=PATIENCE
        ) as browser:
            players = []
            for name in ("a", "b"):
                await _answers(browser, f"/{name}/healthz")
                begun = await browser.post(f"/{name}/api/sessions", json={})
                address = f"{site.replace('http', 'ws', 1)}/{name}/ws/v1"
                session = begun.raise_for_status().json()["id"]
                players.append(Player(address, KEY, session, random.Random(0), tls=trusting))
            servers.enter_context(_server(a, "a", ports["A_SPARE"], "--spare"))
            there, elsewhere = players
            lives = [asyncio.create_task(player.live()) for player in players]
            async with asyncio.timeout(PATIENCE):
                for player in players:
                    await player.back()
                    await player.ask("plan", text="wait 2 steps, and think of before")
                    await player.settled()
                first.kill()
                while there.connected:
                    await asyncio.sleep(0.01)
                await elsewhere.ask("plan", text="wait 2 steps, and think of meanwhile")
                await elsewhere.settled()
                await there.back()  # the spare has taken over
                await there.ask("plan", text="wait 2 steps, and think of after")
                await there.settled()
            for life in lives:
                life.cancel()
            await asyncio.wait(lives)
    assert (there.returns, elsewhere.returns) == (2, 1)
    for player, data in ((there, a), (elsewhere, b)):
        assert len(player.acked) == 2, player.refused
        found = compare(player, data / "sessions" / player.session)
        assert (found.lost, found.doubled, found.damaged) == (0, 0, 0)


async def test_who_names_no_server_is_led_to_one_by_their_address(
    proxy: tuple[str, dict[str, int]],
) -> None:
    site, _ = proxy
    homes = {}
    for address in ("127.0.0.1", "127.0.0.2", "127.0.0.4"):
        transport = httpx.AsyncHTTPTransport(verify=False, local_address=address, retries=20)
        async with httpx.AsyncClient(transport=transport, timeout=PATIENCE) as browser:
            answer = await browser.get(f"{site}/study/x?key=1")
            homes[address] = (answer.status_code, answer.headers["location"])
    assert homes["127.0.0.1"] == (302, "/b/study/x?key=1")
    assert homes["127.0.0.2"] == homes["127.0.0.4"] == (302, "/a/study/x?key=1")
