"""A server in a process of its own, as people start it, and what can be seen of it from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

_TRACEBACK = re.compile(
    r"^Traceback \(most recent call last\):\n(?:[ \n].*\n|\n)*(.*)$", re.MULTILINE
)
START = 120.0  # seconds; far more than a start takes


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    origin: str
    key: str  # the owner's
    process: psutil.Process
    log: Path

    @property
    def owner(self) -> dict[str, str]:
        """The header of the owner's requests."""
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def socket(self) -> str:
        """The address of the WebSocket."""
        return f"{self.origin.replace('http', 'ws', 1)}/ws/v1"

    def begin(self, **wanted: object) -> str:
        """A new session; its id."""
        answer = httpx.post(
            f"{self.origin}/api/sessions", headers=self.owner, json=wanted, timeout=60
        )
        name: str = answer.raise_for_status().json()["id"]
        return name

    def memory(self) -> float:
        """MiB that are resident."""
        return float(self.process.memory_info().rss / 2**20)

    def files(self) -> int:
        """Open files and connections."""
        return int(self.process.num_fds())

    def faults(self) -> Counter[str]:
        """The errors whose tracebacks stand in the log so far, and how often each."""
        text = self.log.read_text(errors="replace")
        return Counter(found[1] for found in _TRACEBACK.finditer(text))


@contextmanager
def running(data: Path, **settings: object) -> Iterator[Running]:
    """Start a server with these settings, and end it."""
    log = data.with_suffix(".log")
    told = {f"SIDEQUEST_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "sidequest", "play", "--port", "0", "--data", str(data)]
    environment = {**os.environ, "SIDEQUEST_PLANNER": "expert", **told}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        ) as server,
    ):
        assert server.stdout is not None
        address = urlsplit(server.stdout.readline().strip())
        origin = f"{address.scheme}://{address.netloc}"
        try:
            httpx.get(f"{origin}/healthz", timeout=START).raise_for_status()
            yield Running(origin, address.fragment, psutil.Process(server.pid), log)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
