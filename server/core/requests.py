"""What holds for every request, WebSockets too: it has an id, it ends in one line of the log, and a
fault of ours is answered.

The id stands in the header ``X-Request-ID`` of the answer, in what people are told of a fault, and
in each line that is logged on the way. Of an address only the route is logged, since what stands in
the place of its names may be a secret (``/shared/{token}``).
"""

from __future__ import annotations

import secrets
import time
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.core import errors, metrics
from server.core.access import SAFE_METHODS

log = structlog.get_logger()

_SESSION = ("session_id", "session")  # as routes call it


class Requests:
    """ASGI middleware, round all that may fail."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request be answered; never raises."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope.get("method") == "HEAD":  # as monitors ask; uvicorn leaves out the body
            scope = {**scope, "method": "GET"}
        number = secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = number
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = number
            await send(message)

        begun = time.monotonic()
        with structlog.contextvars.bound_contextvars(request=number):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception as error:
                log.exception("request failed", **_where(scope))
                if scope["type"] == "http" and not status:
                    response = errors.answer(Request(scope), error)
                    await response(scope, receive, send_with_id)
            metrics.REQUESTS.labels(status).inc()
            if scope["type"] == "http" and (status >= 400 or _changes(scope)):
                milliseconds = round(1000 * (time.monotonic() - begun))
                log.info("request", status=status, ms=milliseconds, **_where(scope))


def id_of(request: HTTPConnection) -> str:
    """The id of a request."""
    number: str = request.scope["state"]["request_id"]
    return number


def _changes(scope: Scope) -> bool:
    return scope["method"] not in SAFE_METHODS


def _where(scope: Scope) -> dict[str, Any]:
    """The route of a request, "" where there is none, and the session that it names."""
    named = scope.get("path_params", {})
    session = next((named[name] for name in _SESSION if name in named), None)
    return {
        "method": scope.get("method", "WS"),
        "route": getattr(scope.get("route"), "path", ""),
        **({"session": session} if session is not None else {}),
    }
