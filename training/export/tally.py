"""What an episode adds to a data set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from agent.traces.sources import Source
from agent.traces.trace import EndEvent, Event, Header, PlanEvent, StepEvent, Trace
from training.export.splits import Split


@dataclass(frozen=True, slots=True)
class EpisodeCounts:
    """Counts of one episode. What a branch repeats of its parent does not count."""

    source: Source
    split: Split
    rows: int
    actions: int
    plans: Counter[str]  # source -> plans that came into force
    ended: bool  # whether the record has its end
    fault: str  # why it is not read further, "" if it is read whole

    @property
    def header(self) -> Header:
        """Of the trace."""
        return self.source.header


def count(source: Source, trace: Trace, split: Split, rows: int) -> EpisodeCounts:
    """Count an episode of which ``rows`` rows were made."""
    own = _own(trace)
    return EpisodeCounts(
        source,
        split,
        rows,
        sum(isinstance(event, StepEvent) for event in own),
        Counter(event.source for event in own if isinstance(event, PlanEvent)),
        bool(own) and isinstance(own[-1], EndEvent),
        trace.fault,
    )


def _own(trace: Trace) -> tuple[Event, ...]:
    left = trace.header.parent_step
    if left == 0:
        return trace.events
    for at, event in enumerate(trace.events):
        if isinstance(event, StepEvent) and event.step == left:
            return trace.events[at + 1 :]
    return ()
