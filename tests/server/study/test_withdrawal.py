"""Withdrawal: everything goes, nobody else's, and it may be cut off anywhere."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from server.library.address import Address
from server.library.index import Index
from server.library.links import Links, SharedSession
from server.library.reviews import Reviews
from server.study import withdrawal
from server.study.consent import Consent
from server.study.store import Removed, Store
from sidequest import app
from tests.server.conftest import Start
from tests.server.study.studies import participant, visitor, write

pytestmark = pytest.mark.anyio

SECRET = "unmistakablewords"


def record(data: Path, one: Address, person: str, text: str = SECRET) -> Path:
    """A trace of a person's, with a plan."""
    head = traces.header(CrafterWorld(), 3, 10, "random", participant=person, consent="1 abc")
    writer = traces.TraceWriter(one.path(data), head)
    writer.append(traces.PlanEvent(step=0, id=1, source="human", text=text))
    writer.close()
    return one.path(data)


def join(data: Path, pid: str) -> str:
    """A participant with a session of two records, of which one is a what-if's, and all that people
    can add to these.
    """
    store = Store(data)
    name = store.join(
        "meadow", Consent("1", "All."), f"{pid:t>32}", {"PROLIFIC_PID": pid}
    ).pseudonym
    store.visit(name, f"session-{pid}", 1)
    for number in (1, 2):
        record(data, Address(f"session-{pid}", number), name, f"{SECRET} of {pid}")
    one = Address(f"session-{pid}", 1)
    Reviews(data).rate(one, "ben", 3)
    Reviews(data).note(one, "ben", 2, f"{SECRET} of {pid}")
    Links(data).make(one, "ben")
    Links(data).make(SharedSession(one.session), "ben")
    training = data / "learning" / f"pebble-of-{len(pid)}-{pid[-3:]}" / "request.json"
    training.parent.mkdir(parents=True)
    training.write_text(json.dumps({"records": [[one.session, 1, "0" * 64]]}))
    store.finish(name, {"why": f"{SECRET} of {pid}"})
    Index(data).refresh()
    return name


def left_of(data: Path, pid: str, name: str) -> list[str]:
    """The files of the data folder in which something of a person can still be read."""
    words = [f"{SECRET} of {pid}".encode(), name.encode(), pid.encode(), f"session-{pid}".encode()]
    files = [path for path in data.rglob("*") if path.is_file()]
    return [
        str(path)
        for path in files
        if any(word in path.read_bytes() or word in str(path).encode() for word in words)
    ]


ALL = Removed(traces=2, reviews=2, links=2, answers=1)


def test_nothing_of_a_person_can_be_read_afterwards_and_others_keep_theirs(tmp_path: Path) -> None:
    name, other = join(tmp_path, "pid-one"), join(tmp_path, "pid-two")
    record(tmp_path, Address("shared", 1), "")
    record(tmp_path, Address("shared", 2), name)
    before = left_of(tmp_path, "pid-two", other)
    done = withdrawal.withdraw(tmp_path, name)
    assert done.removed == Removed(traces=3, reviews=2, links=2, answers=1)
    assert left_of(tmp_path, "pid-one", name) == []
    assert left_of(tmp_path, "pid-two", other) == before
    assert traces.read(Address("shared", 1).path(tmp_path)).events
    assert Store(tmp_path).answers(other) == {"why": f"{SECRET} of pid-two"}
    assert Reviews(tmp_path).of(Address("session-pid-two", 1)).notes
    assert Links(tmp_path).of(Address("session-pid-two", 1))


def test_a_second_withdrawal_says_that_there_was_a_first(tmp_path: Path) -> None:
    name = join(tmp_path, "pid")
    first = withdrawal.withdraw(tmp_path, name)
    assert withdrawal.withdraw(tmp_path, name) == first
    record(tmp_path, Address("late", 1), name)  # such as a copy that was put back
    assert withdrawal.withdraw(tmp_path, name) == first
    assert not Address("late", 1).path(tmp_path).exists()


def test_nobody_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        withdrawal.UnknownParticipantError, match="there is nobody called 'amber-otter-0000'"
    ):
        withdrawal.withdraw(tmp_path, "amber-otter-0000")


class Crash(BaseException):
    """The process is killed."""


def crash_in(monkeypatch: pytest.MonkeyPatch, of: type, name: str, *, at: int) -> None:
    """Let the ``at``-th call of a method be the last thing that happens."""
    method: Callable[..., object] = getattr(of, name)
    calls = 0

    def crash(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == at:
            raise Crash
        return method(*given, **named)

    monkeypatch.setattr(of, name, crash)


@pytest.mark.parametrize(
    ("of", "name", "at"),
    [
        (Store, "keep_stock", 1),
        (Reviews, "forget", 1),
        (Reviews, "forget", 2),
        (Links, "forget", 1),
        (Path, "unlink", 1),
        (Path, "unlink", 2),
        (Path, "rmdir", 2),
        (Index, "forget", 1),
        (Store, "forget", 1),
    ],
)
def test_a_withdrawal_that_was_cut_off_is_carried_out_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: type, name: str, at: int
) -> None:
    person, other = join(tmp_path, "pid-one"), join(tmp_path, "pid-two")
    with monkeypatch.context() as patch:
        crash_in(patch, of, name, at=at)
        with pytest.raises(Crash):
            withdrawal.withdraw(tmp_path, person)
    state = Store(tmp_path).find(person)
    assert state is not None
    assert state.state == "withdrew"
    done = withdrawal.withdraw(tmp_path, person)
    assert done.removed == ALL
    assert left_of(tmp_path, "pid-one", person) == []
    assert len(Store(tmp_path).visits(other)) == 1


def test_the_planners_that_were_trained_with_the_records_are_named(tmp_path: Path) -> None:
    name, other = join(tmp_path, "pid-one"), join(tmp_path, "pid-two")
    hashes = {
        pid: hashlib.sha256(Address(f"session-{pid}", 1).path(tmp_path).read_bytes()).hexdigest()
        for pid in ("pid-one", "pid-two")
    }
    versions = {
        "both": {"records": [hashes["pid-one"], hashes["pid-two"]]},
        "objects": {"records": [{"sha256": hashes["pid-one"], "session": "x"}]},
        "others": {"records": [hashes["pid-two"]]},
        "empty": {},
    }
    for planner, version in versions.items():
        folder = tmp_path / "planners" / planner
        folder.mkdir(parents=True)
        (folder / "version.json").write_text(json.dumps(version))
    (tmp_path / "planners" / "empty" / "version.json").write_text("torn {")
    assert withdrawal.withdraw(tmp_path, name).removed.planners == ("both", "objects")
    assert withdrawal.withdraw(tmp_path, other).removed.planners == ("both", "others")


def test_who_is_known_by_traces_alone_can_be_removed(tmp_path: Path) -> None:
    path = record(tmp_path, Address("old", 1), "amber-otter-4821")
    assert withdrawal.withdraw(tmp_path, "amber-otter-4821").removed == Removed(traces=1)
    assert not path.parent.exists()


async def test_a_participant_withdraws_in_the_middle_of_a_game(
    start: Start, tmp_path: Path
) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site, "pid7") as one,
    ):
        session = await one.session()
        async with one.client(session) as client:
            await client.hello()
            name = one.pseudonym
            said = await one.post("withdraw", sure="on")
            assert "You withdrew" in said.text
            assert "1 record of play" in said.text
            assert "https://app.example/done?cc=NO&amp;who=pid7" in said.text
            await client.until("notice")
        assert not (tmp_path / "sessions" / session).exists()
        assert site.manager.all() == []
        assert "You withdrew" in (await one.go()).text
        assert (await one.post("next", episode="1")).status_code == 401
        assert (await one.http.get(f"/play/{session}")).status_code == 401
        async with site.http() as http:
            assert "1 record of play" in (await http.get(f"/people/{name}")).text


async def test_the_command_withdraws_and_a_running_server_ends_the_game(
    start: Start, tmp_path: Path
) -> None:
    async with start(studies=(write(tmp_path / "studies"),)) as site, participant(site) as one:
        session = await one.session()
        async with one.client(session) as client:
            await client.hello()
            command = ["withdraw", one.pseudonym, "--data", str(tmp_path)]
            result = await asyncio.to_thread(CliRunner().invoke, app, command)
            assert result.exit_code == 0, result.output
            assert "1 record of play" in result.stdout
            assert "exported before" in result.stdout
            await client.until("notice")
        while site.manager.all():
            await asyncio.sleep(0.01)
        assert not (tmp_path / "sessions" / session).exists()


def test_the_command_tells_what_is_not_there(tmp_path: Path) -> None:
    for given, told in (
        (["x", "--data", str(tmp_path / "no")], "no data folder"),
        (["x", "--data", str(tmp_path)], "nobody"),
    ):
        result = CliRunner().invoke(app, ["withdraw", *given])
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert told in result.stderr


async def test_a_server_carries_out_what_was_cut_off_before_it_began(
    start: Start, tmp_path: Path
) -> None:
    name = join(tmp_path, "pid-one")
    Store(tmp_path).mark_withdrawn(name)
    async with start():
        async with asyncio.timeout(10):
            while Store(tmp_path).find(name):
                await asyncio.sleep(0.01)
    assert left_of(tmp_path, "pid-one", name) == []


async def test_who_withdrew_can_come_again_as_somebody_new(start: Start, tmp_path: Path) -> None:
    async with (
        start(studies=(write(tmp_path / "studies"),)) as site,
        participant(site, "pid7") as one,
    ):
        await one.session()
        before = one.pseudonym
        await one.post("withdraw")
        async with visitor(site) as elsewhere:
            assert "I agree" in (await elsewhere.arrive(PROLIFIC_PID="pid7")).text
            await elsewhere.agree("pid7", ticket="z" * 32)
            assert elsewhere.pseudonym != before
