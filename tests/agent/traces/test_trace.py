import errno
import importlib.metadata
import os
from pathlib import Path

import pytest

from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.trace import EndEvent, StepEvent, TraceError, TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.agent.scripted import Script, Turns

TURNS: Turns = [("go east", "Move East"), (None, "Do"), (None, "Move South"), "dance"]


def record(path: Path, *, seed: int = 7, cap: int = 35) -> Episode:
    world = CrafterWorld()
    writer = TraceWriter(path, header(world, seed, cap, "script"))
    episode = Episode(world, Script(TURNS), seed=seed, cap=cap, trace=writer)
    run(episode)
    return episode


def test_a_recorded_episode_verifies(tmp_path: Path) -> None:
    episode = record(tmp_path / "t.jsonl")
    result = traces.verify(traces.read(tmp_path / "t.jsonl"), CrafterWorld())
    assert (result.steps, result.whole) == (episode.view.step, True)
    assert result.digests == episode.view.step // 10 + 1


def test_reading_gives_back_what_was_played(tmp_path: Path) -> None:
    record(tmp_path / "t.jsonl")
    trace = traces.read(tmp_path / "t.jsonl")
    steps = list(trace.steps)
    assert [step.action for step in steps[:4]] == ["Move East", "Do", "Move South", "Noop"]
    assert [step.valid for step in steps[:4]] == [True, True, True, False]
    assert steps[3].completion == "dance"
    assert steps[0].completion is None
    assert isinstance(trace.events[-1], EndEvent)
    assert trace.torn == ""


def test_a_torn_last_line_is_dropped_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    whole = traces.read(path)
    path.write_bytes(path.read_bytes()[:-9])
    torn = traces.read(path)
    assert torn.events == whole.events[:-1]
    assert torn.torn.startswith('{"type":"end"')
    assert not traces.verify(torn, CrafterWorld()).whole


def test_a_damaged_line_in_the_middle_is_an_error_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    lines = path.read_text().splitlines(keepends=True)
    lines[3] = lines[3].replace('"action"', '"auction"')
    path.write_text("".join(lines))
    with pytest.raises(TraceError, match=r"line 4 is no trace event"):
        traces.read(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "0 bytes and no whole line"),
        (b"hello\nworld\n", "line 1 should be a trace header"),
        (b"\xff\xfe\x00\n", "line 1 should be a trace header"),
    ],
)
def test_a_file_that_is_no_trace_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(content)
    with pytest.raises(TraceError, match=message):
        traces.read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="No such file"):
        traces.read(tmp_path / "none.jsonl")


def test_a_newer_format_is_refused_by_number(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    path.write_text(path.read_text().replace('"format":1', '"format":99', 1))
    with pytest.raises(TraceError, match="trace format 99; this version reads format 1"):
        traces.read(path)


def test_a_changed_action_is_found_by_the_next_digest(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    lines = path.read_text().splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if '"Move East"' in line)
    lines[first] = lines[first].replace("Move East", "Move West")
    path.write_text("".join(lines))
    with pytest.raises(TraceError, match="step 10: digest"):
        traces.verify(traces.read(path), CrafterWorld())


def test_a_missing_step_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    lines = [
        line
        for line in path.read_text().splitlines(keepends=True)
        if '"step":5,' not in line or '"type":"plan' in line
    ]
    path.write_text("".join(lines))
    with pytest.raises(TraceError, match="step 5 is missing"):
        traces.verify(traces.read(path), CrafterWorld())


def test_a_trace_is_never_overwritten(tmp_path: Path) -> None:
    record(tmp_path / "t.jsonl")
    with pytest.raises(FileExistsError):
        record(tmp_path / "t.jsonl")


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.jsonl"
    world = CrafterWorld()
    writer = TraceWriter(path, header(world, 1, 100, "script"))
    episode = Episode(world, Script(TURNS), seed=1, cap=100, trace=writer)
    episode.play(episode.decide())
    real_write = os.write

    def half_write(file: int, data: bytes) -> int:
        real_write(file, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", half_write)
    episode.play(episode.decide())  # played, its line waits
    with pytest.raises(OSError, match="No space left"):
        episode.play(episode.decide())
    assert episode.view.step == 2
    assert [step.step for step in traces.read(path).steps] == [1]
    monkeypatch.undo()
    episode.play(episode.decide())
    episode.end("left")
    trace = traces.read(path)
    assert [step.step for step in trace.steps] == [1, 2, 3]
    assert trace.torn == ""
    assert traces.verify(trace, CrafterWorld()).whole


def test_every_step_is_on_disk_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    world = CrafterWorld()
    writer = TraceWriter(path, header(world, 1, 100, "script"))
    episode = Episode(world, Script(TURNS), seed=1, cap=100, trace=writer)
    for step in range(1, 6):
        episode.play(episode.decide())
        last = traces.read(path).events[-1]
        assert isinstance(last, StepEvent)
        assert last.step == step


def test_of_a_game_without_people_only_the_end_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    record(tmp_path / "a.jsonl")
    assert len(waits) > 2  # header, plans, end
    waits.clear()
    world = CrafterWorld()
    writer = TraceWriter(tmp_path / "b.jsonl", header(world, 7, 35, "script"), repeatable=True)
    run(Episode(world, Script(TURNS), seed=7, cap=35, trace=writer))
    assert len(waits) == 1


def test_a_checkout_that_is_not_installed_records_games_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = importlib.metadata.version

    def version(package: str) -> str:
        if package == "sidequest":
            raise importlib.metadata.PackageNotFoundError(package)
        return found(package)

    monkeypatch.setattr(importlib.metadata, "version", version)
    versions = header(CrafterWorld(), 1000, 10, "expert").versions
    assert versions["sidequest"] == "not installed"
    assert versions["crafter"] == found("crafter")


def test_another_person_is_named_while_a_record_is_written(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    world = CrafterWorld()
    writer = TraceWriter(path, header(world, 7, 35, "script"))
    episode = Episode(world, Script(TURNS), seed=7, cap=35, trace=writer)
    for _ in range(5):
        episode.play(episode.decide())
    assert writer.sign("", "amber-otter-4821", "2 abc")
    assert not writer.sign("", "calm-fox-0001", "2 abc")  # it names somebody else
    run(episode)
    trace = traces.read(path)
    assert (trace.header.participant, trace.header.consent) == ("amber-otter-4821", "2 abc")
    assert traces.verify(trace, CrafterWorld()).steps == episode.view.step
    assert traces.sign(path, "amber-otter-4821", "", "")
    assert traces.read(path).events == trace.events
    assert traces.read_header(path).participant == ""
