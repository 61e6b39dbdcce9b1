"""What docs/operations.md promises."""

from __future__ import annotations

import shutil
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from server.core.settings import LIMITS, ServerSettings
from tests.server.conftest import Start, running

pytestmark = pytest.mark.anyio

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"


def test_every_limit_stands_in_the_document_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIDEQUEST_PLANNER", raising=False)
    text, settings = DOCUMENT.read_text(), ServerSettings()
    for name, of in LIMITS.items():
        value = getattr(settings, name)
        shown = "" if value is None else f"{value:,}".removesuffix(".0")
        assert f"| `SIDEQUEST_{name.upper()}` | {shown} | {of} |" in text


async def test_a_copy_that_is_made_while_people_play_can_be_started(
    start: Start, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    async with start() as site, site.paused() as anna:
        session = site.manager.all()[0].id
        for _ in range(3):
            await anna.ask("step")
        await anna.ask("play")
        shutil.copytree(site.data / "sessions", backup / "sessions")
        shutil.copytree(site.data / "consents", backup / "consents")
        for name in ("people", "logins"):
            with (
                sqlite3.connect(site.data / f"{name}.sqlite") as here,
                sqlite3.connect(backup / f"{name}.sqlite") as there,
            ):
                here.backup(there)
    async with partial(running, backup)() as again, again.http() as http:
        assert (await http.get(f"/api/replays/{session}/1")).status_code == 200
        async with again.client(session) as anna:
            welcome = await anna.hello()
            assert welcome["state"]["step"] >= 3
