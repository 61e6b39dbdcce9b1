"""The record of one episode: JSON Lines, a header and then events, enough to replay it exactly.

The schema is documented in ``docs/trace.md``. A writer appends one line an event with one write, so
that a killed process loses at most the line in flight; what is fsynced, and when, stands with
``TraceWriter``. Each event carries a digest of the one before. A reader drops a torn last line,
stops before a line that is damaged, changed or missing, and says so.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from agent.core.files import write_atomic
from agent.core.plan import EPISODE_ENDED, Authority, Fate, Source
from agent.core.planner import Occasion
from agent.core.talk import Speaker, UtteranceKind
from agent.core.world import World

FORMAT = 2
CHAINED = 2  # the first format whose events are chained
READ = (1, FORMAT)  # formats
DIGEST_EVERY = 10  # steps
SYNC_EVERY = 1.0  # seconds between two fsyncs at the most, while steps are written
LOOK_EVERY = 1.0  # seconds between two looks whether the file is still in its place
LEFT = "left"  # the reason of the end of an episode that could have gone on
# going under an order: the control event after which the planner may write no plan for some steps
KEEP = "keep"
_RECORDED_PACKAGES = ("sidequest", "crafter", "numpy", "opensimplex")


class TraceError(ValueError):
    """A trace that cannot be read, or that does not replay."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Header(_Line):
    """First line of a trace."""

    type: Literal["header"] = "header"
    format: int = FORMAT
    world: str
    seed: int
    cap: int  # steps after which the episode is over
    options: dict[str, str | int | bool] = {}  # of the world and of the observation
    versions: dict[str, str]
    planner: str
    created: str  # ISO 8601, UTC
    parent: str = ""  # file name of the trace that this one branched off
    parent_step: int = 0  # the steps up to this one, and the events before it, are the parent's
    # a branch that tried a plan beside the game: name of that what-if, shared by its branches alone
    what_if: str = ""
    alone: bool = False  # of the branches of a what-if, the one without a person's plan
    participant: str = ""  # pseudonym of the person who played along
    # what that person agreed to: its version, a space, the first digits of its text's SHA-256
    consent: str = ""


class _Event(_Line):
    chain: str = ""  # digest of the line of the event before; "" for the first event
    t: float = 0.0  # seconds since the trace was begun
    # Mark of the viewer's command that led to it, on the first event of each; see
    # ``server.sessions.answers``.
    command: str = ""


class PlanEvent(_Event):
    """A plan became the plan in force."""

    type: Literal["plan"] = "plan"
    step: int  # of the view that it was written on
    id: int
    source: Source
    text: str
    tokens: int = 0
    authority: Authority = "advice"
    # what a second reader made of the text, in canonical sentences: it is read in place of the text
    read_as: str = ""
    reader: str = ""  # who wrote that
    under: int = 0  # the planner's own: id of the person's plan that it stands under, 0 for none
    detour: bool = False  # the planner's own: it puts off the person's plan


class QueueEvent(_Event):
    """A person's plan that waits was added, worded anew, or moved.

    It leaves with its ``plan`` or ``plan_end``.
    """

    type: Literal["queue"] = "queue"
    step: int
    id: int
    what: Literal["add", "edit", "move"]
    place: int  # in the queue afterwards, 0 is next
    text: str
    authority: Authority = "advice"
    read_as: str = ""  # see ``PlanEvent``
    reader: str = ""


class CorrectionEvent(_Event):
    """A person's plan in force was worded anew: it goes on from where it began, as it reads now."""

    type: Literal["correction"] = "correction"
    step: int
    id: int
    text: str
    authority: Authority = "advice"
    read_as: str = ""  # see ``PlanEvent``
    reader: str = ""


AdviceFate = Literal[
    "taken",
    "kept",  # the adviser's plan in force says the same
    "outrun",  # its goals were reached while it was written
    "outranked",  # a person's plan is in force, or the episode ended first
    "not_understood",  # nothing in it was
    "failed",  # there is none
]


class AdviceEvent(_Event):
    """An adviser answered, or could not; see ``agent.planners.advised``.

    Advice that is taken comes into force with the ``plan`` that follows.
    """

    type: Literal["advice"] = "advice"
    step: int  # of the view at which the answer came
    asked: int  # of the view that the adviser read
    why: Occasion  # it was asked
    by: str  # name of the adviser
    fate: AdviceFate  # what became of it
    text: str = ""
    reason: str = ""  # of the failure, for people
    input_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0  # of these, those of thoughts before the answer
    ms: float = 0.0  # of the answer


class PlanEndEvent(_Event):
    """A plan ended: the one in force, or one that waited."""

    type: Literal["plan_end"] = "plan_end"
    step: int
    id: int
    status: Fate
    reason: str


class StepEvent(_Event):
    """One action was played."""

    type: Literal["step"] = "step"
    step: int  # of the view that followed, so the first is 1
    action: str
    driver: Literal["planner", "person"] = "planner"
    reward: float = 0.0
    unlocked: tuple[str, ...] = ()
    completion: str | None = None  # as written; None where plan and action say it all
    valid: bool = True
    input_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0  # of these, those of thoughts before the answer
    # probability of planning at this decision, to 4 digits; None where it is not known
    p_plan: float | None = None
    # of the whole completion as sampled, natural logarithm; None where it is not known
    logprob: float | None = None
    ms: float = 0.0  # of the decision
    digest: str | None = None  # of the world after the step, every ``DIGEST_EVERY`` steps

    @property
    def rejected(self) -> str | None:
        """What was written, where that was no valid answer."""
        return None if self.valid else self.completion or ""


class ControlEvent(_Event):
    """Someone paused, took over, changed the speed ..."""

    type: Literal["control"] = "control"
    step: int
    what: str
    who: str  # "person", "server"
    value: float | str | None = None


class SaidEvent(_Event):
    """Something was said; see ``agent.core.talk``."""

    type: Literal["said"] = "said"
    step: int
    who: Speaker
    kind: UtteranceKind
    text: str
    plan: int = 0  # id of the plan that it is about, 0 for none


class EndEvent(_Event):
    """The episode is over; the last line of a whole trace."""

    type: Literal["end"] = "end"
    step: int
    reason: str  # died, cap, complete, left
    unlocked: tuple[str, ...]
    digest: str
    cause: str = ""  # of the player's death, for people: "an arrow, while asleep"


Event = (
    PlanEvent
    | AdviceEvent
    | QueueEvent
    | CorrectionEvent
    | PlanEndEvent
    | StepEvent
    | ControlEvent
    | SaidEvent
    | EndEvent
)
_event: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
_SYNCED: tuple[str, ...] = ("plan", "queue", "correction", "plan_end", "control", "end")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow; readers do without

    try:
        return version(package)
    except PackageNotFoundError:  # a checkout that runs without being installed
        return "not installed"


def header(
    world: World[Any],
    seed: int,
    cap: int,
    planner: str,
    options: dict[str, str | int | bool] | None = None,
    *,
    parent: str = "",
    parent_step: int = 0,
    what_if: str = "",
    alone: bool = False,
    participant: str = "",
    consent: str = "",
) -> Header:
    """The header of an episode that begins now, or that branches off ``parent`` now; see
    ``Header``.
    """
    versions = {"python": platform.python_version()}
    versions |= {name: _version(name) for name in _RECORDED_PACKAGES}
    return Header(
        world=world.name,
        seed=seed,
        cap=cap,
        options=options or {},
        versions=versions,
        planner=planner,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        parent=parent,
        parent_step=parent_step,
        what_if=what_if,
        alone=alone,
        participant=participant,
        consent=consent,
    )


class TraceWriter:
    """Appends the events of one episode to a new file.

    A line that the disk does not take is kept, and ``flush`` tries again: nothing is half-written,
    and nothing is lost while the process lives.

    The file and its folder are fsynced when they are made; then the file at plans, control changes
    and the end, and at any other event a second (``SYNC_EVERY``) after the last time. So a power
    cut costs at most the last second of steps. Before each of these, and at least once a second
    while something is written (``LOOK_EVERY``), the writer looks whether the file is in its place.
    If it was deleted, it is written again from what the open file still holds. If another file
    stands there, or none although ours has a name elsewhere, ``flush`` raises OSError until that is
    mended.
    """

    def __init__(
        self, path: Path, head: Header, past: Sequence[Event] = (), *, repeatable: bool = False
    ) -> None:
        """Create ``path`` (FileExistsError if it is there) and write the header.

        Args:
            path: the file.
            head: its first line.
            past: the events of the parent that a branch goes on from; its time goes on, too.
            repeatable: the episode would be played again if the machine failed, as no person is in
                it. Then only its end is fsynced, which else takes milliseconds at every plan.

        OSError, and nothing is left of it, if the disk does not take it.
        """
        self.path = path
        self._command = ""
        self._repeatable = repeatable
        self._begun = time.monotonic() - (past[-1].t if past else 0.0)
        self._size = 0
        self._chain = ""
        self._held = False
        self._synced = self._looked = time.monotonic()
        self._pending: list[tuple[bytes, bool]] = []
        lines = [head.model_dump_json().encode() + b"\n", *map(self._link, past)]
        begun = b"".join(lines)
        self._file = _create(path, begun, synced=not repeatable)
        self._size = len(begun)

    @property
    def elapsed(self) -> float:
        """Seconds since the trace was begun, to the millisecond."""
        return round(time.monotonic() - self._begun, 3)

    @property
    def waits(self) -> bool:
        """Whether the disk has not taken all that was appended."""
        return bool(self._pending)

    @property
    def deleted(self) -> bool:
        """Whether the file was deleted meanwhile; what is written next makes it again."""
        return self._file >= 0 and os.fstat(self._file).st_nlink == 0

    def append(self, event: Event) -> None:
        """Record one event. A disk that does not take it is reported by the next ``flush``."""
        if self._command:
            event, self._command = event.model_copy(update={"command": self._command}), ""
        line = self._link(event)
        if self._held and len(self._pending) > 0:
            before, synced = self._pending.pop()
            self._pending.append((before + line, synced or self._syncs(event)))
        else:
            self._pending.append((line, self._syncs(event)))
        with suppress(OSError):
            self.flush()

    def hold(self, command: str, *, held: bool = True) -> None:
        """The events from now on are of one command, whose mark the first one gets; ``held``: they
        wait, to be written with one write, for the first ``flush`` after ``release``. Nothing may
        wait yet.
        """
        self._held, self._command = held, command

    def release(self) -> None:
        """The command is done."""
        self._held, self._command = False, ""

    def flush(self) -> None:
        """Write what waits, but for what is held.

        Raises OSError, with nothing half-written, if the disk does not take it, or the file is not
        in its place any more.
        """
        while self._pending and not self._held:
            line, sync = self._pending[0]
            now = time.monotonic()
            if sync or now - self._looked >= LOOK_EVERY:
                self._look()
            sync = sync or (not self._repeatable and now - self._synced >= SYNC_EVERY)
            try:
                written = os.write(self._file, line)
                if written < len(line):
                    raise OSError(errno.ENOSPC, "No space left on device", str(self.path))
                if sync:
                    os.fsync(self._file)
                    self._synced = now
            except OSError:
                os.ftruncate(self._file, self._size)
                raise
            self._size += len(line)
            self._pending.pop(0)

    def sign(self, was: str, participant: str, consent: str) -> bool:
        """See ``sign`` below; what is appended from now on goes to the file as it is then."""
        self.flush()
        # which replaces no file that is open, but does not let it be deleted either
        closes = sys.platform == "win32" and self._file >= 0
        if closes:
            os.close(self._file)
        try:
            done = sign(self.path, was, participant, consent)
        finally:
            if closes:
                self._file = _open(self.path)
        if done and self._file >= 0:
            os.close(self._file)
            self._file = _open(self.path)
            self._size = os.fstat(self._file).st_size
        return done

    def discard(self) -> None:
        """Close the file as it is, and write nothing more."""
        self._pending.clear()
        self.close()

    def close(self) -> None:
        """Write what waits and close the file. Raises OSError if the disk does not take it."""
        if self._file < 0:
            return
        try:
            self.release()
            self.flush()
        finally:
            os.close(self._file)
            self._file = -1

    def _syncs(self, event: Event) -> bool:
        return event.type in (("end",) if self._repeatable else _SYNCED)

    def _link(self, event: Event) -> bytes:
        """The line of an event, as the next one of the chain."""
        line = _line(event, self._chain)
        self._chain = _digest(line)
        return line

    def _look(self) -> None:
        """Look whether the file is in its place; write it again if it was deleted."""
        ours = os.fstat(self._file)
        try:
            there = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            there = None
        if there is None and ours.st_nlink == 0:
            self._write_again()
        elif there is None:
            raise OSError(errno.ENOENT, "it is not in its place any more", str(self.path))
        elif not os.path.samestat(ours, there):
            raise OSError(errno.ESTALE, "another file has taken its place", str(self.path))
        self._looked = time.monotonic()

    def _write_again(self) -> None:
        data = os.pread(self._file, self._size, 0)  # Windows never comes here
        again = _create(self.path, data, synced=not self._repeatable)
        os.close(self._file)
        self._file = again


def _create(path: Path, data: bytes, *, synced: bool) -> int:
    """Make a file with its first lines, so that a killed process leaves none without, and its
    folder if there is none; ``synced``: and have the disk take all of it.

    FileExistsError if it is there; OSError, and nothing is left, if the disk does not take it.
    """
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    draft = path.with_name(f"{path.name}.new")
    try:
        file = _open(draft, os.O_CREAT | os.O_TRUNC)
        try:
            if os.write(file, data) < len(data):
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            if synced:
                os.fsync(file)
        finally:
            os.close(file)  # as Windows moves no file that is open
        draft.rename(path)
        if synced:
            for folder in (path.parent, path.parent.parent):
                _sync_folder(folder)
        return _open(path)
    except OSError:
        for one in (draft, path):
            one.unlink(missing_ok=True)
        if made:
            with suppress(OSError):  # others' traces have come meanwhile
                path.parent.rmdir()
        raise


def _open(path: Path, flags: int = 0) -> int:
    binary = getattr(os, "O_BINARY", 0)  # or Windows writes other line ends
    return os.open(path, os.O_RDWR | os.O_APPEND | binary | flags, 0o644)


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows, where a folder cannot be opened
        return
    opened = os.open(folder, os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sign(path: Path, was: str, participant: str, consent: str) -> bool:
    """Name another person in the header of a trace, if it names the one that it ``was``, by
    pseudonym, "" for nobody; see ``Header``.

    Returns whether it did. TraceError or OSError, with nothing changed, if it cannot be read or
    written.
    """
    head = read_header(path)
    if head.participant != was:
        return False
    signed = head.model_copy(update={"participant": participant, "consent": consent})
    _, events = path.read_bytes().split(b"\n", 1)
    write_atomic(path, signed.model_dump_json().encode() + b"\n" + events)
    return True


def _line(event: Event, chain: str) -> bytes:
    line = event.model_dump_json(exclude_defaults=True, exclude={"chain"})
    # The type is a default, and the one that a reader needs.
    link = f'"chain":"{chain}",' if chain else ""
    return f'{{"type":"{event.type}",{link}{line[1:]}\n'.encode()


def _digest(line: bytes) -> str:
    """What the event after a line, with its end, says of it: 8 hex digits."""
    return hashlib.blake2b(line, digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace as read."""

    path: Path
    header: Header
    events: tuple[Event, ...]
    torn: str  # what was dropped of a torn last line, "" if nothing was
    # why the events end before the record does: which line is damaged, changed or missing, for
    # people; "" if none is
    fault: str = ""

    @property
    def steps(self) -> Iterator[StepEvent]:
        """The actions played, in order."""
        return (event for event in self.events if isinstance(event, StepEvent))

    @property
    def end(self) -> EndEvent | None:
        """How the episode ended; None if it is still played, or the record was cut off."""
        last = self.events[-1] if self.events else None
        return last if isinstance(last, EndEvent) else None

    @property
    def over(self) -> bool:
        """Whether the episode was played to its end: it cannot go on."""
        return self.end is not None and self.end.reason != LEFT

    def until(self, step: int | None) -> tuple[Event, ...]:
        """The events up to the one that played this step; none for step 0. None: all, but for what
        closed an episode that could have gone on.

        Raises TraceError if it was not played.
        """
        if step is None:
            return self.events if self.end is None or self.over else _reopened(self.events)
        if step == 0:
            return ()
        for at, event in enumerate(self.events):
            if isinstance(event, StepEvent) and event.step == step:
                return self.events[: at + 1]
        raise TraceError(
            f"{self.path}: there is no step {step}; the record has {sum(1 for _ in self.steps)}"
        )


def _reopened(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events without those that an end by ``LEFT`` brought."""
    last = len(events) - 1
    closed = f"{EPISODE_ENDED}: {LEFT}"
    while last and isinstance(one := events[last - 1], PlanEndEvent) and one.reason == closed:
        last -= 1
    return events[:last]


def read(path: Path) -> Trace:
    """Read a trace.

    Raises TraceError, with the file, if it is none. A torn last line is dropped and told in
    ``torn``; from a line on that is damaged, changed or missing nothing is read, which ``fault``
    tells.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TraceError(f"{path}: cannot be read: {error.strerror}") from error
    *lines, tail = data.split(b"\n")
    torn = tail.decode(errors="replace")
    if not lines:
        raise TraceError(
            f"{path}: line 1 should be a header and a line end; the file holds "
            f"{len(data)} bytes and no whole line"
        )
    head = _header(path, lines[0])
    events: list[Event] = []
    chain = ""
    for number, line in enumerate(lines[1:], start=2):
        try:
            event = _event.validate_json(line)
        except ValidationError as error:
            # a crash can also leave a line end behind a damaged line
            if number == len(lines) and not torn:
                torn = line.decode(errors="replace")
                break
            fault = f"line {number} is no trace event: {_first(error)}"
            return Trace(path, head, tuple(events), torn, fault)
        if head.format >= CHAINED and event.chain != chain:
            # The line before was changed, or one between the two is missing.
            fault = f"line {number} does not follow line {number - 1} as it is"
            return Trace(path, head, tuple(events[:-1]), torn, fault)
        events.append(event)
        chain = _digest(line + b"\n")
    return Trace(path, head, tuple(events), torn)


def finished(path: Path) -> Trace | None:
    """The trace of an episode that was played to its end; None if it is not there or stops before.

    Raises TraceError as ``read`` does, and for a damaged one.
    """
    if not path.exists():
        return None
    trace = read(path)
    if trace.fault:
        raise TraceError(f"{path}: {trace.fault}")
    return trace if trace.end else None


def read_header(path: Path) -> Header:
    """The header of a trace alone.

    Raises TraceError if its first line is none, OSError if the file cannot be read.
    """
    with path.open("rb") as file:
        return _header(path, file.readline())


def _header(path: Path, line: bytes) -> Header:
    try:
        head = Header.model_validate_json(line)
    except ValidationError as error:
        raise TraceError(f"{path}: line 1 should be a trace header: {_first(error)}") from error
    if head.format not in READ:
        raise TraceError(
            f"{path}: trace format {head.format}; this version reads formats "
            f"{' and '.join(map(str, READ))}"
        )
    return head


def replay(trace: Trace, world: World[Any], *, is_reset: bool = False) -> Iterator[Event]:
    """Play a trace again in ``world``, yielding every event, a step after it was played.

    Args:
        trace: what to play.
        world: is reset to the trace's seed.
        is_reset: it is already.

    Raises TraceError where the game splits from the record.
    """
    if world.name != trace.header.world:
        raise TraceError(
            f"{trace.path}: the trace is of world {trace.header.world!r}, not {world.name!r}"
        )
    if not is_reset:
        world.reset(trace.header.seed)
    step = 0
    for event in trace.events:
        if isinstance(event, StepEvent):
            step += 1
            if event.step != step:
                raise TraceError(
                    f"{trace.path}: step {step} is missing; the record goes on with step "
                    f"{event.step}"
                )
            if event.action not in world.actions:
                raise TraceError(
                    f"{trace.path}: step {step}: {event.action!r} is no action of {world.name}"
                )
            try:
                world.step(world.actions.index(event.action))
            except ValueError as error:
                raise TraceError(f"{trace.path}: step {step} cannot be played: {error}") from error
            _check(trace, world, event.digest, step)
        elif isinstance(event, EndEvent):
            _check(trace, world, event.digest, step)
        yield event


def _check(trace: Trace, world: World, digest: str | None, step: int) -> None:
    if digest is not None and digest != (now := world.digest()):
        raise TraceError(
            f"{trace.path}: step {step}: digest {now} where the record has {digest}; "
            "the game went another way"
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify`` found."""

    steps: int
    digests: int  # compared, all equal
    whole: bool  # whether the trace has its end


def verify(trace: Trace, world: World[Any]) -> Verification:
    """Replay a trace and compare every digest.

    Raises TraceError where it splits from the record, and for a damaged one.
    """
    if trace.fault:
        raise TraceError(f"{trace.path}: {trace.fault}")
    events = list(replay(trace, world))
    steps = sum(isinstance(event, StepEvent) for event in events)
    digests = sum(1 for event in events if isinstance(event, StepEvent | EndEvent) and event.digest)
    return Verification(steps, digests, any(isinstance(event, EndEvent) for event in events))


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
