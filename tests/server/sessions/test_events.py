"""The recorded events that ``tests/web/events.test.js`` folds, too: what the server tells now is
what stands there.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.protocol.messages import server_message
from tests.server.sessions.record_events import PATH, record, written

pytestmark = pytest.mark.anyio


async def test_the_recorded_events_and_states_are_what_the_server_tells(tmp_path: Path) -> None:
    how = "if the change is meant: python -m tests.server.sessions.record_events"
    assert json.loads(written(await record(tmp_path))) == json.loads(PATH.read_text()), how


def test_the_recording_holds_every_kind_of_event() -> None:
    kinds = set(server_message.json_schema()["discriminator"]["mapping"])
    recorded = {event["type"] for event in json.loads(PATH.read_text())["events"]}
    assert kinds - recorded == {"ack", "error", "pong", "resumed"}  # which are answers
