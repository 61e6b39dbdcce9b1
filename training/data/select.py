"""Which recorded sessions to learn from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from agent.core.errors import first_fault
from agent.core.files import sha256
from agent.core.seeds import is_reserved
from agent.traces import reviews
from agent.traces import trace as traces
from agent.traces.reviews import Judgement
from agent.traces.trace import EndEvent, Trace, TraceError
from agent.worlds.crafter.rules import ACHIEVEMENTS
from agent.worlds.registry import DEFAULT

_ENDS = ("died", "cap", "complete", "left")
_AT_LEAST = re.compile(r"achievements>=([0-9]{1,2})")


class FilterError(ValueError):
    """Filters that there are not; the text is one line."""


class Filters(BaseModel):
    """What a record must be like; all of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_rating: float | None = None  # mean of the stars; without a rating a record is left out
    # died, cap, complete, left; diamond or another achievement; achievements>=N
    outcome: tuple[str, ...] = ()
    consent: str = "any"  # any; given; a version of the text that was agreed to
    person: str | None = None  # pseudonym
    since: date | None = None
    exclude_flagged: bool = False

    @field_validator("outcome")
    @classmethod
    def _outcomes(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            if text not in (*_ENDS, "diamond", *ACHIEVEMENTS) and not _AT_LEAST.fullmatch(text):
                raise ValueError(
                    f"{text!r} is no outcome; write {', '.join(_ENDS)}, diamond, an "
                    "achievement such as eat_plant, or achievements>=N"
                )
        return texts


def filters(**values: Any) -> Filters:
    """Filters of these values, of any types that can be read as the right ones.

    FilterError for others.
    """
    try:
        return Filters.model_validate(values)
    except ValidationError as error:
        raise FilterError(first_fault(error)) from error


@dataclass(frozen=True, eq=False)
class SessionRecord:
    """A record as it was found.

    Attributes:
        fault: why it cannot be read, "" if it can.
    """

    session: str
    number: int
    path: Path
    judgement: Judgement
    trace: Trace | None
    fault: str = ""

    @property
    def name(self) -> str:
        """As the library calls it."""
        return f"{self.session}/{self.number}"

    @cached_property
    def sha256(self) -> str:
        """Of the file."""
        return sha256(self.path)


def find(
    data: Path, filters: Filters, watch: Callable[[int, int], None] = lambda done, of: None
) -> list[tuple[SessionRecord, str]]:
    """All records of a data folder, each with why it is left out: "" for those to learn from.

    In the order of their names.

    ``watch`` is told how many are read, of how many. sqlite3.Error if what people said of them
    cannot be read.
    """
    said = reviews.judgements(data)
    paths = sorted(path for path in (data / "sessions").glob("*/*.jsonl") if path.stem.isdigit())
    found: list[tuple[SessionRecord, str]] = []
    for done, path in enumerate(paths, start=1):
        session, number = path.parent.name, int(path.stem)
        judgement = said.get((session, number), Judgement())
        try:
            trace = traces.read(path)
            record = SessionRecord(session, number, path, judgement, trace, trace.fault)
            found.append((record, _reason(record, filters)))
        except TraceError as error:
            fault = str(error).removeprefix(f"{path}: ")
            found.append(
                (SessionRecord(session, number, path, judgement, None, fault), f"damaged: {fault}")
            )
        watch(done, len(paths))
    return found


def _reason(record: SessionRecord, filters: Filters) -> str:
    """Why a record is left out, "" if it is not."""
    trace = record.trace
    assert trace is not None
    head, end = trace.header, trace.end
    if record.fault:
        return f"damaged: {record.fault}"
    if end is None:
        return "it has no end: still played, or cut off"
    if head.world != DEFAULT:
        return f"of the world {head.world}; planners learn {DEFAULT} alone"
    if is_reserved(head.seed):
        return f"its seed, {head.seed}, is kept for validation and results"
    version = head.consent.split(" ")[0]
    stars = record.judgement.stars
    if filters.consent == "given" and not head.consent:
        return "nobody agreed to anything"
    if filters.consent not in ("any", "given") and version != filters.consent:
        return (
            f"agreed to {f'version {version}' if version else 'nothing'}, not to "
            f"version {filters.consent}"
        )
    if filters.person is not None and head.participant != filters.person:
        return f"played by {head.participant or 'nobody who is named'}"
    if filters.since is not None and head.created[:10] < filters.since.isoformat():
        return f"of {head.created[:10]}"
    if filters.exclude_flagged and record.judgement.flags:
        return "flagged"
    if filters.min_rating is not None and (stars is None or stars < filters.min_rating):
        return "not rated" if stars is None else f"rated {stars:.1f}"
    missed = [outcome for outcome in filters.outcome if not _came(outcome, end)]
    return f"no {missed[0]}: {end.reason}, {len(end.unlocked)} achievements" if missed else ""


def _came(outcome: str, end: EndEvent) -> bool:
    if at_least := _AT_LEAST.fullmatch(outcome):
        return len(end.unlocked) >= int(at_least[1])
    if outcome in _ENDS:
        return end.reason == outcome
    return ("collect_diamond" if outcome == "diamond" else outcome) in end.unlocked


def table(found: Sequence[tuple[SessionRecord, str]]) -> str:
    """What is taken and what is left out and why, a record a line, and the sums."""
    lines = []
    for record, reason in found:
        trace = record.trace
        what = (
            record.path.name
            if trace is None
            else f"seed {trace.header.seed}, {sum(1 for _ in trace.steps)} steps"
        )
        who = trace.header.participant if trace else ""
        lines.append(
            (
                f"{'left out' if reason else 'taken':9} {record.name:20} {what:28} "
                f"{who:16} {reason}"
            ).rstrip()
        )
    taken = sum(not reason for _, reason in found)
    return "\n".join([*lines, f"{taken} of {len(found)} records are taken"])
