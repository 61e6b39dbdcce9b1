"""Who may do what: the roles, and the least of them that each path asks for.

A role has the rights of those before it. What stands in no row is the owner's.
"""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """Whom the server lets in, by a link (``server.core.logins``)."""

    NOBODY = 0
    PLAYER = 1
    RESEARCHER = 2
    OWNER = 3


# What is the same for all, and what has a secret of its own in its path or cookie: a spectator's
# link, a participant's study.
OPEN = (
    "/static/",
    "/assets/",
    "/healthz",
    "/readyz",
    "/enter",
    "/shared/",
    "/study/",
    "/language/",
)
# A beginning of "METHOD path", or of a path whatever the method; the first that fits counts.
_RIGHTS = (
    *((path, Role.NOBODY) for path in OPEN),
    ("POST /api/planners/", Role.OWNER),
    ("/people", Role.RESEARCHER),
    ("/figures", Role.RESEARCHER),
    ("/play/", Role.PLAYER),
    ("/ws/v1", Role.PLAYER),
    ("/api/sessions", Role.PLAYER),
    ("/api/day", Role.PLAYER),
    ("/planners", Role.PLAYER),
    ("/api/planners", Role.PLAYER),
    ("/library", Role.PLAYER),
    ("/api/library", Role.PLAYER),
    ("/replay/", Role.PLAYER),
    ("/compare", Role.PLAYER),
    ("/api/replays/", Role.PLAYER),
    ("/api/films/", Role.PLAYER),
    ("/api/qr.svg", Role.PLAYER),
    ("/you", Role.PLAYER),
    ("/leave", Role.PLAYER),
)


def least(method: str, path: str) -> Role:
    """The least role that may ask for a path by a method; "WS" for a WebSocket."""
    if path == "/":
        return Role.PLAYER
    for beginning, role in _RIGHTS:
        if path.startswith(beginning) or f"{method} {path}".startswith(beginning):
            return role
    return Role.OWNER
