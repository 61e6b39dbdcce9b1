"""The record of one episode: JSON Lines, a header and then events, enough to replay it exactly.

The schema is documented in ``docs/trace.md``. A writer appends one line an event with one write, so
that a killed process loses at most the line in flight; plans, control changes and ends are also
fsynced. A reader drops a torn last line and says so.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from agent.core.files import write_atomic
from agent.core.plan import Authority, Fate, Source
from agent.core.talk import Speaker, UtteranceKind
from agent.core.world import World

FORMAT = 1
DIGEST_EVERY = 10  # steps
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


class PlanEvent(_Line):
    """A plan became the plan in force."""

    type: Literal["plan"] = "plan"
    t: float = 0.0  # seconds since the trace was begun
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


class QueueEvent(_Line):
    """A person's plan that waits was added, worded anew, or moved.

    It leaves with its ``plan`` or ``plan_end``.
    """

    type: Literal["queue"] = "queue"
    t: float = 0.0
    step: int
    id: int
    what: Literal["add", "edit", "move"]
    place: int  # in the queue afterwards, 0 is next
    text: str
    authority: Authority = "advice"
    read_as: str = ""  # see ``PlanEvent``
    reader: str = ""


class CorrectionEvent(_Line):
    """A person's plan in force was worded anew: it goes on from where it began, as it reads now."""

    type: Literal["correction"] = "correction"
    t: float = 0.0
    step: int
    id: int
    text: str
    authority: Authority = "advice"
    read_as: str = ""  # see ``PlanEvent``
    reader: str = ""


class PlanEndEvent(_Line):
    """A plan ended: the one in force, or one that waited."""

    type: Literal["plan_end"] = "plan_end"
    t: float = 0.0
    step: int
    id: int
    status: Fate
    reason: str


class StepEvent(_Line):
    """One action was played."""

    type: Literal["step"] = "step"
    t: float = 0.0
    step: int  # of the view that followed, so the first is 1
    action: str
    driver: Literal["planner", "person"] = "planner"
    reward: float = 0.0
    unlocked: tuple[str, ...] = ()
    completion: str | None = None  # as written; None where plan and action say it all
    valid: bool = True
    input_tokens: int = 0
    output_tokens: int = 0
    # probability of planning at this decision, to 4 digits; None where it is not known
    p_plan: float | None = None
    # of the whole completion as sampled, natural logarithm; None where it is not known
    logprob: float | None = None
    ms: float = 0.0  # of the decision
    digest: str | None = None  # of the world after the step, every ``DIGEST_EVERY`` steps


class ControlEvent(_Line):
    """Someone paused, took over, changed the speed ..."""

    type: Literal["control"] = "control"
    t: float = 0.0
    step: int
    what: str
    who: str  # "person", "server"
    value: float | str | None = None


class SaidEvent(_Line):
    """Something was said; see ``agent.core.talk``."""

    type: Literal["said"] = "said"
    t: float = 0.0
    step: int
    who: Speaker
    kind: UtteranceKind
    text: str
    plan: int = 0  # id of the plan that it is about, 0 for none


class EndEvent(_Line):
    """The episode is over; the last line of a whole trace."""

    type: Literal["end"] = "end"
    t: float = 0.0
    step: int
    reason: str  # died, cap, complete, left
    unlocked: tuple[str, ...]
    digest: str
    cause: str = ""  # of the player's death, for people: "an arrow, while asleep"


Event = (
    PlanEvent
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

        OSError if the disk does not take it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        self._begun = time.monotonic() - (past[-1].t if past else 0.0)
        self._size = 0
        self._synced = ("end",) if repeatable else _SYNCED
        self._pending: list[tuple[bytes, bool]] = []
        lines = [head.model_dump_json().encode() + b"\n", *(_line(event) for event in past)]
        self._pending.append((b"".join(lines), not repeatable))
        self.flush()

    @property
    def elapsed(self) -> float:
        """Seconds since the trace was begun, to the millisecond."""
        return round(time.monotonic() - self._begun, 3)

    def append(self, event: Event) -> None:
        """Record one event. A disk that does not take it is reported by the next ``flush``."""
        self._pending.append((_line(event), event.type in self._synced))
        try:
            self.flush()
        except OSError:
            return

    def flush(self) -> None:
        """Write what waits.

        Raises OSError, with nothing half-written, if the disk does not take it.
        """
        while self._pending:
            line, sync = self._pending[0]
            try:
                written = os.write(self._file, line)
                if written < len(line):
                    raise OSError(28, "No space left on device", str(self.path))
                if sync:
                    os.fsync(self._file)
            except OSError:
                os.ftruncate(self._file, self._size)
                raise
            self._size += len(line)
            self._pending.pop(0)

    def sign(self, was: str, participant: str, consent: str) -> bool:
        """See ``sign`` below; what is appended from now on goes to the file as it is then."""
        self.flush()
        done = sign(self.path, was, participant, consent)
        if done and self._file >= 0:
            os.close(self._file)
            self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND)
            self._size = os.fstat(self._file).st_size
        return done

    def close(self) -> None:
        """Write what waits and close the file. Raises OSError if the disk does not take it."""
        if self._file < 0:
            return
        try:
            self.flush()
        finally:
            os.close(self._file)
            self._file = -1


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


def _line(event: Event) -> bytes:
    line = event.model_dump_json(exclude_defaults=True)
    # The type is a default, and the one that a reader needs.
    return f'{{"type":"{event.type}",{line[1:]}\n'.encode()


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace as read."""

    path: Path
    header: Header
    events: tuple[Event, ...]
    torn: str  # what was dropped of a torn last line, "" if nothing was

    @property
    def steps(self) -> Iterator[StepEvent]:
        """The actions played, in order."""
        return (event for event in self.events if isinstance(event, StepEvent))

    @property
    def end(self) -> EndEvent | None:
        """How the episode ended; None if it is still played, or the record was cut off."""
        last = self.events[-1] if self.events else None
        return last if isinstance(last, EndEvent) else None

    def until(self, step: int) -> tuple[Event, ...]:
        """The events up to the one that played this step; none for step 0.

        Raises TraceError if it was not played.
        """
        if step == 0:
            return ()
        for at, event in enumerate(self.events):
            if isinstance(event, StepEvent) and event.step == step:
                return self.events[: at + 1]
        raise TraceError(
            f"{self.path}: there is no step {step}; the record has {sum(1 for _ in self.steps)}"
        )


def read(path: Path) -> Trace:
    """Read a trace.

    Raises TraceError, with file and line, if it is none; a torn last line is dropped and told in
    ``torn``.
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
    events = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            events.append(_event.validate_json(line))
        except ValidationError as error:
            # a crash can also leave a line end behind a damaged line
            if number == len(lines) and not torn:
                torn = line.decode(errors="replace")
                break
            raise TraceError(f"{path}: line {number} is no trace event: {_first(error)}") from error
    return Trace(path, head, tuple(events), torn)


def finished(path: Path) -> Trace | None:
    """The trace of an episode that was played to its end; None if it is not there or stops before.

    Raises TraceError as ``read`` does.
    """
    if not path.exists():
        return None
    trace = read(path)
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
    if head.format != FORMAT:
        raise TraceError(f"{path}: trace format {head.format}; this version reads format {FORMAT}")
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

    Raises TraceError where it splits from the record.
    """
    events = list(replay(trace, world))
    steps = sum(isinstance(event, StepEvent) for event in events)
    digests = sum(1 for event in events if isinstance(event, StepEvent | EndEvent) and event.digest)
    return Verification(steps, digests, any(isinstance(event, EndEvent) for event in events))


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
