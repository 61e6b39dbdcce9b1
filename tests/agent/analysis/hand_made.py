"""Traces made by hand, of which every number of a figure can be worked out on paper.

No world plays them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.analysis.games import Game, Record, games
from agent.analysis.summary import Account, account
from agent.core.plan import PERSONS_PLAN_ENDED
from agent.traces.trace import (
    ControlEvent,
    EndEvent,
    Event,
    Header,
    PlanEndEvent,
    PlanEvent,
    QueueEvent,
    StepEvent,
    Trace,
    TraceWriter,
)


def made(events: Sequence[Event], **head: Any) -> Trace:
    """A trace of these events."""
    usual = {
        "world": "crafter",
        "seed": 3,
        "cap": 100,
        "versions": {},
        "planner": "pebble",
        "created": "2026-11-01T10:00:00+00:00",
    }
    return Trace(Path("made.jsonl"), Header(**{**usual, **head}), tuple(events), "")


def branch(left: Trace, step: int, events: Sequence[Event], **head: Any) -> Trace:
    """A branch that leaves ``left`` behind a step, and goes on with ``events``."""
    return made([*left.until(step), *events], **{"parent": "1.jsonl", "parent_step": step, **head})


def steps(first: int, last: int, driver: Any = "planner", **unlocked: int) -> list[Event]:
    """The steps ``first`` to ``last``; ``collect_wood=3`` unlocks at step 3."""
    return [
        StepEvent(
            step=step,
            action="Noop",
            driver=driver,
            unlocked=tuple(name for name, at in unlocked.items() if at == step),
        )
        for step in range(first, last + 1)
    ]


def plan(
    step: int,
    number: int,
    source: Any,
    authority: Any = "advice",
    under: int = 0,
    detour: bool = False,
) -> PlanEvent:
    return PlanEvent(
        step=step,
        id=number,
        source=source,
        text="collect wood",
        authority=authority,
        under=under,
        detour=detour,
    )


def over(step: int, number: int, status: Any, reason: str = "as it went") -> PlanEndEvent:
    return PlanEndEvent(step=step, id=number, status=status, reason=reason)


def ended(step: int, reason: str, *plans: int) -> list[Event]:
    """The end of a trace, with the plans that were open."""
    cut: list[Event] = [
        over(step, number, "cancelled", f"the episode ended: {reason}") for number in plans
    ]
    return [*cut, EndEvent(step=step, reason=reason, unlocked=(), digest="")]


FIRST = made([
    plan(0, 1, "agent"),
    *steps(1, 4, collect_wood=3),
    over(4, 1, "replaced"),
    plan(4, 2, "human"),
    *steps(5, 10, place_table=8),
    over(10, 2, "done"),
    QueueEvent(step=10, id=3, what="add", place=0, text="drink", authority="order"),
    plan(10, 3, "human", "order"),
    *steps(11, 12),
    ControlEvent(step=12, what="asked", who="planner", value=0.9),
    ControlEvent(step=12, what="let", who="person"),
    over(12, 3, "given_up"),
    plan(12, 4, "agent"),
    *steps(13, 15, "person", make_wood_pickaxe=14),
    *steps(16, 16),
    QueueEvent(step=16, id=5, what="add", place=0, text="eat"),
    over(16, 4, "replaced"),
    plan(16, 5, "human"),
    *steps(17, 18),
    over(18, 5, "cancelled", "a person cancelled it"),
    plan(18, 6, "agent"),
    *steps(19, 20),
    *ended(20, "left", 6),
])  # fmt: skip

REWOUND = branch(FIRST, 8, [
    *steps(9, 9),
    over(9, 2, "done"),
    *steps(10, 10),
    plan(10, 3, "human", "order"),
    *steps(11, 12, collect_stone=11),
    *ended(12, "died", 3),
], created="2026-11-01T10:10:00+00:00")  # fmt: skip

IDLE = branch(FIRST, 4, [
    over(4, 1, "replaced"), plan(4, 2, "human", "order"), *steps(5, 6), over(6, 2, "done"),
    *ended(6, "left"),
], what_if="w", created="2026-11-01T10:05:00+00:00")  # fmt: skip

LUCKY = branch(FIRST, 4, [
    over(4, 1, "replaced"), plan(4, 2, "human", "order"),
    *steps(5, 8, place_table=5, collect_drink=7), *ended(8, "left", 2),
], what_if="w", created="2026-11-01T10:05:00+00:00")  # fmt: skip

GONE_ON = branch(LUCKY, 7, [*steps(8, 10, wake_up=9), *ended(10, "left", 2)], parent="4.jsonl",
                 created="2026-11-01T10:15:00+00:00")  # fmt: skip

# Under advice from step 2 to 10 a planner writes two plans, one of them a detour of 4 steps, of
# which a person plays one; under an order from 10 to 13 one that is cut off.
LEVELS = made([
    plan(0, 1, "agent"),
    *steps(1, 2),
    over(2, 1, "replaced"),
    plan(2, 2, "human"),
    *steps(3, 4),
    plan(4, 3, "agent", under=2),
    *steps(5, 6),
    over(6, 3, "replaced"),
    plan(6, 4, "agent", under=2, detour=True),
    *steps(7, 9, collect_drink=9),
    *steps(10, 10, "person"),
    over(10, 4, "cancelled", PERSONS_PLAN_ENDED),
    over(10, 2, "cancelled", "a person cancelled it"),
    plan(10, 5, "human", "order"),
    *steps(11, 11),
    plan(11, 6, "agent", under=5),
    *steps(12, 13, place_table=13),
    *ended(13, "left", 6, 5),
], seed=5)  # fmt: skip

SESSION = (FIRST, REWOUND, IDLE, LUCKY, GONE_ON)  # numbered from 1

ALONE = made(
    [plan(0, 1, "agent"), *steps(1, 6, collect_wood=2, wake_up=6), *ended(6, "died", 1)], seed=4
)


def records(*traces: Trace, session: str = "one") -> list[Record]:
    """The traces of a session, numbered from 1."""
    return [
        Record(f"{session}/{number}", _parent(session, told), number, told)
        for number, told in enumerate(map(account, traces), start=1)
    ]


def game(*traces: Trace) -> Game:
    """The one game that these traces are of."""
    (one,) = games(records(*traces))
    return one


def write(trace: Trace, path: Path) -> None:
    """Write a trace as the writer does."""
    TraceWriter(path, trace.header, trace.events).close()


def _parent(session: str, told: Account) -> str:
    return f"{session}/{told.parent.removesuffix('.jsonl')}" if told.parent else ""
