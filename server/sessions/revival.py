"""A session as its traces tell it: what it takes to play on when who wrote them is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from agent.core.mode import DYNAMIC, Mode, parse_mode
from agent.traces import trace as traces
from agent.traces.trace import ControlEvent, Trace
from server.protocol.messages import Branch
from server.sessions.opening import BranchPoint, NewGame, Person

log = structlog.get_logger()

RUNS: Mapping[str, bool] = {"play": True, "give_back": True, "pause": False, "take_over": False}


@dataclass(frozen=True, slots=True)
class LeftSession:
    """What is known of a session that was left.

    Attributes:
        game: the world that was played, from its beginning.
        planner: who played it.
        origin: from where it is played on.
        branches: its episodes, by their numbers.
        commands: marks of those that were carried out.
        ran: whether the clock did; None if nobody ever changed that.
        steps_per_second, patience: as people set them; None if nobody did.
    """

    game: NewGame
    planner: str
    origin: BranchPoint
    branches: Mapping[int, Branch]
    commands: Sequence[str]
    ran: bool | None
    steps_per_second: float | None
    patience: float | None


def look(folder: Path) -> LeftSession | None:
    """What the traces of a session tell; None if there is none that can be played on.

    Slow when there are many: for a worker thread.
    """
    read: dict[int, Trace] = {}
    for path in sorted(folder.glob("*.jsonl"), key=_number):
        try:
            read[_number(path)] = traces.read(path)
        except traces.TraceError as error:
            log.warning("a record cannot be played on", path=str(path), reason=str(error))
    played = [trace for trace in read.values() if not trace.header.what_if]
    if not played:
        return None
    last = played[-1]
    head, told = last.header, _set(played)
    person = Person(head.participant, head.consent)
    return LeftSession(
        NewGame(head.seed, head.cap, person, _mode(last), head.world),
        head.planner,
        BranchPoint(last.path, None),
        {number: _branch(number, trace, read) for number, trace in read.items()},
        [event.command for trace in read.values() for event in trace.events if event.command],
        _ran(last),
        told.get("speed"),
        told.get("patience"),
    )


def _number(path: Path) -> int:
    return int(path.stem) if path.stem.isdecimal() else 0


def _mode(trace: Trace) -> Mode:
    try:
        return parse_mode(str(trace.header.options.get("mode", DYNAMIC)))
    except ValueError:  # of another version
        return DYNAMIC


def _ran(trace: Trace) -> bool | None:
    told = [RUNS[event.what] for event in _controls(trace) if event.what in RUNS]
    return told[-1] if told else None


def _set(played: Sequence[Trace]) -> dict[str, float]:
    """What was set last, by name."""
    return {
        event.what: event.value
        for trace in played
        for event in _controls(trace)
        if isinstance(event.value, float)
    }


def _controls(trace: Trace) -> Sequence[ControlEvent]:
    return [event for event in trace.events if isinstance(event, ControlEvent)]


def _branch(number: int, trace: Trace, others: Mapping[int, Trace]) -> Branch:
    head = trace.header
    parent = _number(Path(head.parent)) if head.parent else None
    steps = list(trace.steps)
    return Branch(
        number=number,
        world=head.world,
        seed=head.seed,
        planner=head.planner,
        parent=parent if parent in others else None,
        parent_step=head.parent_step,
        step=steps[-1].step if steps else 0,
        unlocked=sum(len(step.unlocked) for step in steps),
        over=trace.end.reason if trace.end and trace.over else "",
        grave=[],  # to know it, the world would have to be played again
        tried=bool(head.what_if),
    )
