"""The protocol as TypeScript declarations, for the page's type checks: made of the JSON Schema and
the fields' comments.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from server.protocol import commands, messages

_HEAD = "// Written by `python -m server.protocol.schema` from server/protocol; do not edit.\n"
_TYPES = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
_FIELD = re.compile(r"^((?:    # .+\n)*)    (\w+): .*?(?:  # (.+))?$", re.MULTILINE)

Schema = dict[str, Any]


def render() -> str:
    """The text of the declarations: an interface for each message and part of one, and a union for
    each direction.
    """
    asked, told = commands.client_message.json_schema(), messages.server_message.json_schema()
    for part in told["$defs"].values():
        part["required"] = list(part["properties"])  # the server leaves nothing out
    return "\n".join(
        [
            _HEAD,
            *_declared(asked, commands, "ClientMessage"),
            *_declared(told, messages, "ServerMessage"),
        ]
    )


def _declared(schema: Schema, module: ModuleType, union: str) -> Iterator[str]:
    """An interface for each part of a schema, and last the union of all messages."""
    for name, part in schema["$defs"].items():
        comments = _comments(getattr(module, name))
        text = f"{_doc(part.get('description', ''))}export interface {name} {{\n"
        for field, kind in part["properties"].items():
            optional = "" if field in part["required"] else "?"
            text += f"{_doc(comments.get(field, ''), '  ')}  {field}{optional}: {_type(kind)};\n"
        yield text + "}\n"
    members = _type(schema).replace(" | ", "\n  | ")
    yield f"export type {union} =\n  | {members};\n"


def _type(schema: Schema) -> str:
    """The type of whatever a schema allows."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    for either in ("anyOf", "oneOf"):
        if either in schema:
            return " | ".join(dict.fromkeys(map(_type, schema[either])))
    if schema["type"] == "array":
        of = _type(schema["items"])
        return f"({of})[]" if " | " in of else f"{of}[]"
    if schema["type"] == "object":
        return f"Record<string, {_type(schema['additionalProperties'])}>"
    return _TYPES[schema["type"]]


def _comments(model: type) -> dict[str, str]:
    """The comments above or behind a model's fields in the source."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if base.__module__ in (commands.__name__, messages.__name__):
            for above, field, behind in _FIELD.findall(inspect.getsource(base)):
                found[field] = above.replace("    # ", "") + behind
    return found


def _doc(text: str, indent: str = "") -> str:
    """A text as a comment that editors show; "" for none."""
    lines = text.strip().splitlines()
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line.strip()}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"
