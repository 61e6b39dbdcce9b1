"""Columns: name, type and meaning, of which both the files and the card are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from agent.core.prompt import Situation
from agent.worlds.crafter.plans.reading.reading import reading
from agent.worlds.crafter.plans.service import puts_off

Row = dict[str, Any]  # name of a column -> value

TEXT, INTEGER = pa.string(), pa.int64()
NUMBER, FLAG = pa.float64(), pa.bool_()
TEXTS = pa.list_(TEXT)
CHAT = pa.list_(pa.struct([("role", TEXT), ("content", TEXT)]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data set."""

    name: str
    type: pa.DataType
    meaning: str


WHERE = (
    Column("episode", TEXT, "name of the trace's file and the first digits of its SHA-256"),
    Column(
        "step",
        INTEGER,
        (
            "number of the action in its episode, from 1; all that is told is as it was "
            "before that action"
        ),
    ),
    Column("seed", INTEGER, "of the world"),
    Column(
        "participant", TEXT, "pseudonym of the person who played along, empty if none is recorded"
    ),
    Column("planner", TEXT, "name of the planner"),
)
PLAN = (
    Column(
        "plan_id",
        INTEGER,
        (
            "the plan in force, a person's if there was one: 1, 2, 3 ... within the "
            "episode; null: none"
        ),
    ),
    Column("plan_text", TEXT, "its text"),
    Column("plan_source", TEXT, "who wrote it: agent, human, expert, adviser"),
    Column("plan_authority", TEXT, "advice, or order: what would put it off had to be asked for"),
    Column("below_id", INTEGER, "the planner's own plan beneath a person's; null: there was none"),
    Column("below_text", TEXT, "its text"),
    Column("detour", FLAG, "whether it put the person's plan off; null: there was none"),
)


def plan_values(situation: Situation) -> Row:
    """The values of the columns ``PLAN``."""
    plan, below = situation.plan, situation.below
    values: list[object] = [None] * 7
    if plan is not None:
        values[:4] = plan.id, plan.text, plan.source, plan.authority
    if below is not None:
        values[4:] = below.id, below.text, _is_detour(situation)
    return {column.name: value for column, value in zip(PLAN, values, strict=True)}


def _is_detour(situation: Situation) -> bool:
    asked, own = situation.asked, situation.own
    if asked is None or own is None:
        return False
    said = reading(own.words), own.step, reading(asked.words), asked.step
    return puts_off(*said, situation.view, situation.memory)


def schema(columns: Iterable[Column]) -> pa.Schema:
    """The schema of a file with these columns."""
    return pa.schema([(column.name, column.type) for column in columns])
