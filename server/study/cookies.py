"""The cookies by which browsers are known as participants': one for each study,
``pseudonym.token``.

The token alone proves who it is. The pseudonym tells somebody who withdrew, of whom nothing else is
left, that they did.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.core.access import cookie_name, cookie_path, is_secure

KEPT = 90 * 24 * 3600  # seconds
_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def new_token() -> str:
    """A token for a browser."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether ``new_token`` can make this."""
    return _TOKEN.fullmatch(text) is not None


def read(request: HTTPConnection, study: str) -> tuple[str, str]:
    """Pseudonym and token that a browser claims for a study ("" for none), or two empty texts."""
    pseudonym, _, token = request.cookies.get(_name(request, study), "").partition(".")
    return (pseudonym, token) if is_token(token) else ("", "")


def tokens(request: HTTPConnection) -> Iterator[str]:
    """All tokens that a browser has here, whatever for."""
    for name in request.cookies:
        if name.startswith(_name(request, "")):
            _, token = read(request, name.removeprefix(_name(request, "")))
            if token:
                yield token


def write(
    response: Response, request: HTTPConnection, study: str, pseudonym: str, token: str
) -> None:
    """Make a browser a participant's."""
    response.set_cookie(
        _name(request, study),
        f"{pseudonym}.{token}",
        max_age=KEPT,
        httponly=True,
        samesite="lax",  # who comes back by a link on Prolific's page has to be known
        secure=is_secure(request),
        path=cookie_path(request),
    )


def _name(request: HTTPConnection, study: str) -> str:
    return f"{cookie_name(request)}-person-{study}"
