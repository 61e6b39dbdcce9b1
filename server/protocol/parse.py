"""Reads a client's message, or says in plain words what is wrong with it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from agent.core.plan import MAX_PLAN_CHARS
from server.protocol.commands import ClientMessage, client_message
from server.protocol.messages import Refused

SHOWN = 60  # characters of an offending value that are repeated


def parse(text: str | None) -> ClientMessage | Refused:
    """Read one message. ``text`` is None for a binary frame. Never raises."""
    if text is None:
        return Refused(
            type="error",
            id=-1,
            code="malformed",
            text="Binary messages are not read; send JSON text.",
        )
    try:
        return client_message.validate_json(text)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        return Refused(type="error", id=id_of(text), code=_code(details), text=_explain(details))


def _code(error: ErrorDetails) -> Any:
    return "too_long" if _is_long_plan(error) else "malformed"


def _is_long_plan(error: ErrorDetails) -> bool:
    return error["loc"] == ("plan", "text") and error["type"] == "string_too_long"


def _explain(error: ErrorDetails) -> str:
    if _is_long_plan(error):
        return f"The plan has {len(error['input']):,} characters; {MAX_PLAN_CHARS} is the most."
    value = _short(error["input"])
    if error["type"] == "json_invalid":
        return f"{value} is not JSON: {error.get('ctx', {}).get('error', error['msg'])}."
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"{where} is missing in {value}."
    return f"{where + ': ' if where else ''}{value} will not do: {error['msg']}."


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


def id_of(text: str | None) -> int:
    """The id of a message that is not read otherwise, -1 if it has none."""
    if text is None:
        return -1
    try:
        message = from_json(text)
    except ValueError:
        return -1
    found = message.get("id") if isinstance(message, dict) else None
    return (
        found
        if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**31
        else -1
    )
