"""People's recorded sessions as beginnings of training games: states that they got into, and plans
that they wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agent.core.planner import Planner
from agent.core.reader import Rewording
from agent.core.seeds import is_reserved
from agent.episode import Episode
from agent.traces import sources
from agent.traces.trace import PlanEvent, Trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.registry import DEFAULT


class SessionsError(ValueError):
    """Sessions that cannot be learned from."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions, of worlds that are not kept back.

    Attributes:
        records: those with a step that was followed by another.
        plans: a person's plan and its record, one entry for each that came into force before the
            record's last step.
    """

    records: tuple[Trace, ...]
    plans: tuple[tuple[Trace, PlanEvent], ...]

    @classmethod
    def read(cls, paths: Iterable[Path], cap: int) -> Sessions:
        """The sessions among these files and in these folders, of each the first ``cap`` steps.

        Raises SessionsError if there are none, or one is of a seed that is kept back, or not of
        Crafter; TraceError for a damaged one.
        """
        named = list(paths)
        try:
            records = [source.read() for source in sources.find(named)]
        except sources.ExportError as error:
            raise SessionsError(str(error)) from error
        for record in records:
            if record.header.world != DEFAULT:
                raise SessionsError(
                    f"{record.path} is of the world {record.header.world}, not of "
                    f"{DEFAULT}; leave it out"
                )
            if is_reserved(record.header.seed):
                raise SessionsError(
                    f"{record.path} is of the seed {record.header.seed}, which is kept for "
                    "evaluations; leave it out"
                )
        lasts = [(record, min(_steps(record), cap)) for record in records]
        plans = [
            (record, event)
            for record, last in lasts
            for event in record.events
            if isinstance(event, PlanEvent) and event.source == "human" and event.step < last
        ]
        return cls(tuple(record for record, last in lasts if last > 1), tuple(plans))

    def state(self, rng: np.random.Generator, planner: Planner, cap: int) -> Episode:
        """The episode of a session, to be played on from a step that is drawn.

        TraceError if it does not replay.
        """
        record = self.records[rng.integers(len(self.records))]
        return _resumed(record, int(rng.integers(min(_steps(record), cap))), planner, cap)

    def planned(self, rng: np.random.Generator, planner: Planner, cap: int) -> Episode:
        """The episode of a session when a person's plan, which is drawn, has just come into force.

        TraceError if it does not replay.
        """
        record, plan = self.plans[rng.integers(len(self.plans))]
        episode = _resumed(record, plan.step, planner, cap)
        episode.inject(plan.text, plan.authority, Rewording(plan.read_as, plan.reader))
        return episode


def _steps(record: Trace) -> int:
    return sum(1 for _ in record.steps)


def _resumed(record: Trace, step: int, planner: Planner, cap: int) -> Episode:
    episode = Episode.restore(CrafterWorld(), planner, record, step)
    episode.cap = cap
    return episode
