"""The short form of each fault; the commands have the long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.crash import crash
from tests.faults.cuts import cut
from tests.faults.disk import FAULTS, suffer

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_killed_server_loses_nothing_and_everybody_plays_on(tmp_path: Path) -> None:
    told = await crash(tmp_path, kills=1, seed=1)
    assert told.faults == 0, told.table()
    assert told.acked > 0
    assert told.records > 4  # each game has one from before, and one from after


async def test_commands_that_were_cut_off_count_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = await cut(tmp_path, cuts=40, seed=1)
    assert not caplog.records  # asyncio tells of what is sent to a line that is known to be broken
    assert told.faults == 0, told.table()
    assert told.plans == 40
    assert told.resent > 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_game_is_recorded_or_stands_still(tmp_path: Path, fault: str) -> None:
    row = await suffer(tmp_path, fault)
    assert not row.flawed, row
    assert bool(row.told) == (fault != "the record is deleted")
