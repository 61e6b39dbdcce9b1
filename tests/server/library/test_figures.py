"""The figures over HTTP: counted from the index, drawn when they are looked at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.traces.trace import Trace, TraceError, read
from server.library.gallery import Gallery, GameChoice
from server.library.index import Index
from tests.agent.analysis.hand_made import ALONE, SESSION, write
from tests.server.conftest import Start
from tests.server.library.test_library import browser

pytestmark = pytest.mark.anyio


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A data folder with two sessions of people and one of a planner alone."""
    for session in ("one", "two"):
        for number, trace in enumerate(SESSION, start=1):
            write(trace, tmp_path / "sessions" / session / f"{number}.jsonl")
    write(ALONE, tmp_path / "sessions" / "alone" / "1.jsonl")
    return tmp_path


async def test_the_page_has_every_figure_with_its_numbers(start: Start, recorded: Path) -> None:
    async with start() as site, browser(site) as http:
        page = (await http.get("/figures")).text
        assert "Interventions per 100 steps" in page
        assert "3 (11 records)" in page
        pictures = re.findall(r'(?:src|srcset)="(/figures/[^"]+)"', page)
        assert len(pictures) == 12
        for address in pictures:
            answer = await http.get(address.replace("&amp;", "&"))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
            assert "script" not in answer.headers["content-security-policy"]
        assert (await http.get("/figures/0123/fates.svg")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"planner": "pebble"}, "3 (11 records)"),
        ({"planner": "none such"}, "0 (0 records)"),
        ({"person": "blue heron"}, "0 (0 records)"),
        ({"since": "2026-11-01", "until": "2026-11-01"}, "3 (11 records)"),
        ({"since": "2026-11-02", "until": ""}, "0 (0 records)"),
    ],
)
async def test_games_are_chosen(
    start: Start, recorded: Path, asked: dict[str, str], found: str
) -> None:
    async with start() as site, browser(site) as http:
        assert found in (await http.get("/figures", params=asked)).text
        assert (await http.get("/figures", params={"since": "yesterday"})).status_code == 422


def test_only_new_records_are_read_and_what_is_counted_is_kept(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index(recorded)
    gallery = Gallery(index)
    assert index.refresh() == 11
    counted = gallery.count(GameChoice())
    picture = gallery.picture(counted.key, "fates", narrow=False)
    opened: list[Path] = []

    def watched(path: Path) -> Trace:
        opened.append(path)
        return read(path)

    monkeypatch.setattr("server.library.index.traces.read", watched)
    index.refresh()
    assert gallery.count(GameChoice()) is counted
    assert gallery.picture(counted.key, "fates", narrow=False) is picture
    write(ALONE, recorded / "sessions" / "alone" / "2.jsonl")
    index.refresh()
    again = gallery.count(GameChoice())
    assert [path.parent.name for path in opened] == ["alone"]
    assert (counted.figures[0].conditions.games, again.figures[0].conditions.games) == (3, 4)


def test_a_record_that_cannot_be_read_is_in_no_figure(recorded: Path) -> None:
    bad = recorded / "sessions" / "alone" / "1.jsonl"
    bad.write_text("not a trace\n")
    with pytest.raises(TraceError):
        read(bad)
    index = Index(recorded)
    index.refresh()
    assert Gallery(index).count(GameChoice()).figures[0].conditions.games == 2
