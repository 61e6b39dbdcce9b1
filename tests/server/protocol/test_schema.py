"""The committed JSON Schema."""

from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]

from server.protocol.commands import MAX_MESSAGE_BYTES
from server.protocol.messages import schema
from server.protocol.schema import PATH, render


def test_the_schema_file_is_current() -> None:
    assert PATH.read_text() == render(), "run: python -m server.protocol.schema"


def test_the_schema_tells_good_messages_from_bad_ones() -> None:
    client = jsonschema.Draft202012Validator(schema()["client"])
    assert client.is_valid({"type": "act", "id": 1, "action": 16})
    assert not client.is_valid({"type": "act", "id": 1, "action": 255})
    assert not client.is_valid({"type": "fly", "id": 1})


def test_the_longest_plan_fits_into_a_message() -> None:
    assert len(json.dumps({"type": "plan", "id": 2**31 - 1, "text": "\U0001f600" * 500})) < MAX_MESSAGE_BYTES
