"""Take the disk away while people play: ``python -m tests.faults.disk``.

A game is played at 20 steps a second. Then its disk fills, or can only be read, or its record is
deleted, moved away, or replaced by another file; after a while that is mended. The table says what
the viewer was told, what was lost, whether the game went on by itself, and what refused worlds left
behind.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from agent.traces import trace as traces
from server import serve
from tests.server.client import Client
from tests.server.conftest import running
from tests.server.meadow import Meadow

PATIENCE = 20.0  # seconds; far more than anything takes
WORLDS = 20  # sessions that are begun while there is no disk


@dataclass
class Row:
    """What one fault came to."""

    fault: str
    told: str  # what the viewer is told as long as it lasts; "" where it is mended at once
    lost: int  # steps that were seen and are not recorded
    goes_on: bool  # by itself
    files: int  # open files more than before
    empty: int  # records without a step that refused worlds left
    verifies: bool

    @property
    def flawed(self) -> bool:
        """Whether anything is not as it should be."""
        return (
            self.lost > 0
            or not self.goes_on
            or self.files > 0
            or self.empty > 0
            or not self.verifies
        )


@contextmanager
def _refusing(number: int) -> Iterator[None]:
    """A disk that takes no line of a trace."""

    def refuse(file: int, data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    with mock.patch.object(os, "write", refuse):
        yield


@contextmanager
def _deleted(record: Path) -> Iterator[None]:
    shutil.rmtree(record.parent)
    yield


@contextmanager
def _moved(record: Path) -> Iterator[None]:
    elsewhere = record.parent.with_name("elsewhere")
    record.parent.rename(elsewhere)
    yield
    elsewhere.rename(record.parent)


@contextmanager
def _replaced(record: Path) -> Iterator[None]:
    ours = record.with_name("ours")
    record.rename(ours)
    record.write_text("another file\n")
    yield
    ours.replace(record)


FAULTS = {
    "the disk is full": lambda record: _refusing(errno.ENOSPC),
    "it can only be read": lambda record: _refusing(errno.EROFS),
    "the record is deleted": _deleted,
    "its folder is moved": _moved,
    "another file takes its place": _replaced,
}


async def suffer(data: Path, fault: str) -> Row:
    """Play through one fault."""
    async with running(data, steps_per_second=20) as site, asyncio.timeout(3 * PATIENCE):
        name = await site.open()
        record = data / "sessions" / name / "1.jsonl"
        async with site.client(name) as client:
            await client.hello()
            await client.until("thought")
            before = _open_files()
            told = ""
            with FAULTS[fault](record):
                if fault == "the record is deleted":
                    await client.ask("plan", text="collect 5 wood")
                else:
                    told = (await client.until("recorder"))["recorder"]
                for _ in range(WORLDS if fault.startswith(("the disk", "it can")) else 0):
                    await site.open()
                while any(one.publisher.mode == "loading" for one in site.manager.all()):
                    await asyncio.sleep(0.01)
            if told:
                await client.until("recorder", recorder="")
            goes_on = await _goes_on(client)
            files = _open_files() - before
            await client.ask("pause")
            seen = site.maker.episodes[0].view.step
    trace = traces.read(record)
    steps = [step.step for step in trace.steps]
    empty = sum(
        not any(traces.read(path).steps) for path in data.rglob("*.jsonl") if path != record
    )
    whole = traces.verify(trace, Meadow()).whole and not trace.fault
    return Row(fault, told, seen - len(steps), goes_on, files, empty, whole)


async def _goes_on(client: Client) -> bool:
    for _ in range(3):
        await client.until("thought")
    return True


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def table(rows: list[Row]) -> str:
    """For people."""
    head = ["fault", "told while it lasts", "steps lost", "goes on by itself"]
    head += ["open files left", "empty records left", "verifies"]
    lines = [head, ["---"] * len(head)]
    for row in rows:
        told = row.told or "nothing: it is written again at once"
        yes = ["yes" if is_so else "NO" for is_so in (row.goes_on, row.verifies)]
        lines.append(
            [row.fault, told, str(row.lost), yes[0], str(row.files), str(row.empty), yes[1]]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


async def suffer_all(data: Path) -> list[Row]:
    """Every fault, each with a server of its own."""
    return [await suffer(data / str(at), fault) for at, fault in enumerate(FAULTS)]


def main() -> None:
    """Suffer, and print the table."""
    serve.log_to_stderr("text")
    with tempfile.TemporaryDirectory(prefix="sidequest-disk-") as folder:
        rows = asyncio.run(suffer_all(Path(folder)))
    print(table(rows))
    sys.exit(any(row.flawed for row in rows))


if __name__ == "__main__":
    main()
