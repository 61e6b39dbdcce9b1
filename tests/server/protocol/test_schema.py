"""The committed JSON Schema, and the page's types."""

from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]

from server.protocol import typescript
from server.protocol.commands import MAX_MESSAGE_BYTES
from server.protocol.messages import schema
from server.protocol.schema import render


def test_the_schema_and_the_types_of_the_page_are_current() -> None:
    for path, text in render().items():
        assert path.read_text() == text, "run: python -m server.protocol.schema"


def test_a_type_of_the_page_has_what_the_message_has() -> None:
    text = typescript.render()
    speed = text[text.index("export interface Speed {") :].partition("}")[0]
    assert 'type: "speed";' in speed
    assert "steps_per_second: number;" in speed
    plan = text[text.index("export interface PlanState {") :].partition("}")[0]
    assert "goals: GoalState[];" in plan
    assert "place: number | null;" in plan
    assert "/** in order; empty if nothing was understood */" in plan  # beside the field
    assert 'what holds all the time: "whenever it is night: wall in"' in plan  # above it
    assert "queued?: boolean;" in text  # a client may leave out what has a default
    assert "source?:" not in text  # the server sends all


def test_the_schema_tells_good_messages_from_bad_ones() -> None:
    client = jsonschema.Draft202012Validator(schema()["client"])
    assert client.is_valid({"type": "act", "id": 1, "action": 16})
    assert not client.is_valid({"type": "act", "id": 1, "action": 255})
    assert not client.is_valid({"type": "fly", "id": 1})


def test_the_longest_plan_fits_into_a_message() -> None:
    assert (
        len(json.dumps({"type": "plan", "id": 2**31 - 1, "text": "\U0001f600" * 500}))
        < MAX_MESSAGE_BYTES
    )
