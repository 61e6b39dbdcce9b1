"""A memory as bytes, exact, and back."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import astuple, fields
from typing import Any

import numpy as np

from agent.worlds.crafter.view import HEIGHT, WIDTH, Creature, View

_MAGIC = b"CRM2"
_LENGTH = struct.Struct("<I")
_MAX_STATE = 32 * 1024 * 1024  # bytes before compression; an episode of 10,000 steps has about 1 MB
_VIEW_FIELDS = tuple(field.name for field in fields(View))


class MemoryBytesError(ValueError):
    """Bytes that are no memory of this version."""


def pack(arrays: list[Any], lists: dict[str, Any], view: View | None) -> bytes:
    """Write arrays (of shapes that the reader knows) and JSON values."""
    head = json.dumps(
        {**lists, "view": view and _view_to_json(view)}, separators=(",", ":"), default=astuple
    ).encode()
    body = b"".join(array.tobytes() for array in arrays)
    return _MAGIC + zlib.compress(_LENGTH.pack(len(head)) + head + body, 1)


def unpack(data: bytes) -> tuple[bytes, dict[str, Any], View | None]:
    """The arrays' bytes, one after another, the JSON values, and the view.

    Raises MemoryBytesError.
    """
    if data[: len(_MAGIC)] != _MAGIC:
        raise MemoryBytesError(
            f"not a memory of version {_MAGIC.decode()}: it begins with {data[:4]!r}"
        )
    try:
        inflate = zlib.decompressobj()
        state = inflate.decompress(data[len(_MAGIC) :], _MAX_STATE)
        if not inflate.eof:
            raise MemoryBytesError("the memory's bytes are cut off or too many")
        (length,) = _LENGTH.unpack_from(state)
        lists = json.loads(state[_LENGTH.size : _LENGTH.size + length])
        view = lists.pop("view")
        return state[_LENGTH.size + length :], lists, _view_from_json(view) if view else None
    except (zlib.error, struct.error, ValueError, KeyError, TypeError) as error:
        raise MemoryBytesError(f"damaged memory: {error}") from error


def _view_to_json(view: View) -> dict[str, Any]:
    values = {name: getattr(view, name) for name in _VIEW_FIELDS}
    return values | {
        "materials": view.materials.tolist(),
        "inventory": dict(view.inventory),
        "unlocked": sorted(view.unlocked),
    }


def _view_from_json(values: dict[str, Any]) -> View:
    materials = np.array(values["materials"], np.uint8).reshape(WIDTH, HEIGHT)
    materials.setflags(write=False)
    creatures = (
        Creature(kind, dx, dy, facing and tuple(facing), ripe)
        for kind, dx, dy, facing, ripe in values["creatures"]
    )
    return View(
        **values
        | {
            "materials": materials,
            "creatures": tuple(creatures),
            "facing": tuple(values["facing"]),
            "unlocked": frozenset(values["unlocked"]),
        }
    )
