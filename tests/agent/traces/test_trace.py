import errno
import importlib.metadata
import os
import re
import shutil
import time
from pathlib import Path

import pytest

from agent.episode import Episode, run
from agent.traces import trace as traces
from agent.traces.trace import EndEvent, StepEvent, TraceError, TraceWriter, header
from agent.worlds.crafter.engine.engine import CrafterWorld
from tests.agent.scripted import Script, Turns
from tests.agent.traces.damage import make_older

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


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines(keepends=True)


def test_a_damaged_line_in_the_middle_costs_what_comes_after_it(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    whole = traces.read(path)
    lines = lines_of(path)
    lines[3] = lines[3].replace('"action"', '"auction"')
    path.write_text("".join(lines))
    trace = traces.read(path)
    assert trace.fault.startswith("line 4 is no trace event")
    assert trace.events == whole.events[:2]
    with pytest.raises(TraceError, match="line 4"):
        traces.verify(trace, CrafterWorld())
    with pytest.raises(TraceError, match="line 4"):
        traces.finished(path)


@pytest.mark.parametrize("damage", ["missing", "changed", "twice", "moved"])
def test_a_line_that_is_not_as_it_was_written_is_seen_at_once(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    whole, lines = traces.read(path), lines_of(path)
    match damage:
        case "missing":
            del lines[9]
        case "changed":
            lines[9] = lines[9].replace('"action":"', '"action":"Move North","was":"')
            lines[9] = re.sub(r',"was":"[^"]*"', "", lines[9])
        case "twice":
            lines.insert(9, lines[9])
        case "moved":
            lines[9], lines[10] = lines[10], lines[9]
    path.write_text("".join(lines))
    trace = traces.read(path)
    assert re.fullmatch(r"line (10|11) does not follow line (9|10) as it is", trace.fault)
    assert trace.events == whole.events[: len(trace.events)]
    assert len(trace.events) in (7, 8)


def test_a_trace_of_the_first_format_reads_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    make_older(path)
    trace = traces.read(path)
    assert (trace.header.format, trace.fault) == (1, "")
    assert traces.verify(trace, CrafterWorld()).whole


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
    path.write_text(path.read_text().replace('"format":2', '"format":99', 1))
    with pytest.raises(TraceError, match="trace format 99; this version reads formats 1 and 2"):
        traces.read(path)


def test_a_changed_action_is_found_by_the_next_digest(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    record(path)
    lines = path.read_text().splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if '"Move East"' in line)
    lines[first] = lines[first].replace("Move East", "Move West")
    path.write_text("".join(lines))
    make_older(path)
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
    make_older(path)
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


def begun(path: Path) -> tuple[TraceWriter, Episode]:
    world = CrafterWorld()
    writer = TraceWriter(path, header(world, 1, 100, "script"))
    return writer, Episode(world, Script(TURNS), seed=1, cap=100, trace=writer)


def test_steps_wait_for_the_disk_once_a_second_and_what_people_do_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, episode = begun(tmp_path / "a" / "t.jsonl")
    waits: list[int] = []
    now = 1e6
    monkeypatch.setattr(os, "fsync", waits.append)
    monkeypatch.setattr(time, "monotonic", lambda: now)

    def step() -> int:
        """How often the disk is waited for."""
        waits.clear()
        episode.act(0)
        return len(waits)

    assert [step(), step(), step()] == [1, 0, 0]
    now += traces.SYNC_EVERY
    assert [step(), step()] == [1, 0]
    waits.clear()
    episode.control("pause", "person")
    assert len(waits) == 1


def test_a_new_trace_and_its_folder_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    real = os.fsync

    def fsync(file: int) -> None:
        synced.append(Path(f"/proc/self/fd/{file}").readlink())
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    path = tmp_path / "a" / "t.jsonl"
    begun(path)
    assert {path.with_name("t.jsonl.new"), path.parent, tmp_path} <= set(synced)


def test_what_the_disk_refuses_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(OSError, match="No space left"):
            begun(tmp_path / "a" / "t.jsonl")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(tmp_path.iterdir()) == []


def test_a_trace_that_is_deleted_while_it_is_written_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "t.jsonl"
    _, episode = begun(path)
    episode.act(0)
    shutil.rmtree(path.parent)
    episode.control("pause", "person")  # looked at, as what people do is
    episode.act(0)
    episode.end("left")
    trace = traces.read(path)
    assert [step.step for step in trace.steps] == [1, 2]
    assert traces.verify(trace, CrafterWorld()).whole


def test_a_trace_that_is_killed_in_the_making_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(file: int, data: bytes) -> int:
        assert list(tmp_path.glob("*.jsonl")) == []
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", kill)
    with pytest.raises(KeyboardInterrupt):
        begun(tmp_path / "t.jsonl")
    monkeypatch.undo()
    begun(tmp_path / "t.jsonl")  # what was left is in nobody's way
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]


def test_a_deleted_trace_is_not_written_again_for_its_end(tmp_path: Path) -> None:
    _, episode = begun(tmp_path / "t.jsonl")
    episode.act(0)
    (tmp_path / "t.jsonl").unlink()
    episode.end("left")
    assert episode.over == "left"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fate", ["moved", "replaced"])
def test_a_trace_that_is_not_in_its_place_takes_nothing_until_it_is_back(
    tmp_path: Path, fate: str
) -> None:
    path = tmp_path / "a" / "t.jsonl"
    writer, episode = begun(path)
    episode.act(0)
    path.rename(tmp_path / "elsewhere")
    if fate == "replaced":
        path.write_text("somebody else's\n")
    episode.control("pause", "person")
    assert writer.waits
    with pytest.raises(OSError, match="place"):
        episode.act(0)
    (tmp_path / "elsewhere").rename(path)
    episode.act(0)
    assert not writer.waits
    assert [step.step for step in traces.read(path).steps] == [1, 2]


def test_the_events_of_one_command_are_written_at_once_and_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.jsonl"
    writer, episode = begun(path)
    written: list[bytes] = []
    real = os.write

    def write(file: int, data: bytes) -> int:
        written.append(data)
        return real(file, data)

    monkeypatch.setattr(os, "write", write)
    writer.hold("0123456789abcdef")
    episode.inject("wait 2 steps")
    episode.inject("collect 2 wood")
    assert written == []
    writer.release()
    writer.flush()
    assert len(written) == 1
    episode.act(0)
    marks = [event.command for event in traces.read(path).events]
    assert marks == ["0123456789abcdef", *[""] * (len(marks) - 1)]
    assert len(marks) >= 4


def test_an_episode_that_was_left_can_go_on_with_all_that_was_asked_for(tmp_path: Path) -> None:
    _, episode = begun(tmp_path / "t.jsonl")
    episode.act(0)
    episode.inject("collect 2 wood")
    episode.enqueue("drink water")
    episode.end("left")
    trace = traces.read(tmp_path / "t.jsonl")
    assert not trace.over
    again = Episode.restore(CrafterWorld(), Script(TURNS), trace, None)
    assert (again.over, again.view.step) == ("", 1)
    assert again.asked is not None
    assert [again.asked.text, *(plan.text for plan in again.queue)] == [
        "collect 2 wood",
        "drink water",
    ]


def test_an_episode_that_is_over_is_restored_as_that(tmp_path: Path) -> None:
    record(tmp_path / "t.jsonl", cap=3)
    trace = traces.read(tmp_path / "t.jsonl")
    assert trace.over
    begins: list[None] = []
    again = Episode.restore(CrafterWorld(), Script(TURNS), trace, None, begins.append)  # type: ignore[arg-type]
    assert (again.over, again.view.step, begins) == ("cap", 3, [])


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
