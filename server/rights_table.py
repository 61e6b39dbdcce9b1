"""The table of routes and roles in ``docs/security.md``, made of the routes that there are:
``python -m server.rights_table`` writes it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from server.app import ROUTERS
from server.core.rights import Role, least
from server.study.service import OWN

DOCUMENT = Path(__file__).parents[1] / "docs" / "security.md"
_BEGIN, _END = "<!-- routes -->\n", "<!-- end of routes -->\n"
_HEAD = (
    "| method | route | nobody | participant | player | researcher | owner |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
)


def rows() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Method ("WS" for a WebSocket), path, and what each may: "yes", "own" (only what is the
    participant's own), or "".
    """
    found = {
        (method, str(getattr(route, "path", "")))
        for router in ROUTERS
        for route in router.routes
        for method in getattr(route, "methods", None) or ("WS",)
    }
    for method, path in sorted(found, key=lambda one: (one[1], one[0])):
        needed = least(method, path)
        is_own = method in ("GET", "WS") and (OWN.fullmatch(path) or path == "/ws/v1")
        as_participant = "own" if is_own else "yes" if needed == Role.NOBODY else ""
        yield (
            method,
            path,
            {
                "nobody": "yes" if needed == Role.NOBODY else "",
                "participant": as_participant,
                **{role.name.lower(): "yes" if role >= needed else "" for role in Role if role},
            },
        )


def render() -> str:
    """The table, with the marks round it."""
    lines = (
        f"| {method} | `{path}` | {' | '.join(may.values())} |\n" for method, path, may in rows()
    )
    return f"{_BEGIN}{_HEAD}{''.join(lines)}{_END}"


if __name__ == "__main__":
    text = DOCUMENT.read_text("utf-8")
    before, rest = text.split(_BEGIN)
    DOCUMENT.write_text(before + render() + rest.split(_END)[1], "utf-8")
