"""The short forms: what must be so of any length."""

from __future__ import annotations

from pathlib import Path

from tests.load import fuzz, house, soak


def test_nothing_that_comes_in_makes_a_fault(tmp_path: Path) -> None:
    rows = fuzz.measure(600, seed=2, folder=tmp_path)
    assert rows["messages"] + rows["requests"] >= 500
    assert (rows["answers of exactly 500"], rows["hangs"], rows["tracebacks"]) == (0, 0, 0)
    assert rows["pictures of the other game"] > 0


def test_the_silent_are_cut_and_one_more_waits_in_line(tmp_path: Path) -> None:
    rows = house.measure("expert", sessions=4, viewers=6, silent=2, seconds=2, folder=tmp_path)
    assert rows["silent that are there still"] == 0
    assert "number 1 in line" in str(rows["one more game"])
    assert rows["tracebacks"] == 0


def test_people_who_come_and_go_leave_no_faults(tmp_path: Path) -> None:
    samples, counts = soak.measure(0.1, tmp_path)
    assert len(samples) == soak.SAMPLES
    assert counts["visits"] >= 3
    assert counts["tracebacks"] == 0
