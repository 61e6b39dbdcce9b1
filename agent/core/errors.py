"""Errors for people, on one line."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError


def first_fault(error: ValidationError) -> str:
    """The first thing that is wrong, with the field that it is in."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def differing(was: BaseModel, now: BaseModel) -> str:
    """In what two of a kind differ, such as "cap 100, not 200; pairs 2, not 3"; "" for nothing."""
    found = ((name, getattr(was, name), wanted) for name, wanted in now)
    return "; ".join(
        f"{name} {before}, not {after}" for name, before, after in found if before != after
    )


def first_line(error: BaseException) -> str:
    """Of what an error says; its kind if it says nothing."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
