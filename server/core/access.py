"""What every request must pass before the application sees it, WebSockets too: its host, its
origin, its token.

A page of another site can send a browser here, by this server's name or by one that it made to mean
this machine. The host and the origin tell; the token keeps out everyone who was not given the
address. The gate also adds the headers of every answer.

| who | reaches |
| --- | --- |
| everybody | ``OPEN_PATHS``: what is the same for all, and pages with a token of their own |
| a participant of a study, by cookie | besides, their own sessions |
| who has the server's token | everything |
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.core.root_path import path_of
from server.core.settings import ServerSettings
from server.core.templates import page

# Of sessions there is only what is shared (server.library.links) and what is a participant's own
# (server.study.study_routes).
OPEN_PATHS = ("/static/", "/assets/", "/healthz", "/readyz", "/shared/", "/study/")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The first address has the token in it, so no other site is told. Ours is: without, forms would
    # come with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
}


class Gate:
    """ASGI middleware."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        admits: Callable[[HTTPConnection], Awaitable[bool]],
    ) -> None:
        """``admits``: whether a request without the server's token is a participant's
        and may pass.
        """
        self._app = app
        self._settings = settings
        self._admits = admits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(HTTPConnection(scope))
        if scope["type"] == "websocket":
            if refusal:
                # Becomes HTTP 403. After a response of our own uvicorn 0.54 would log an error: it
                # takes it for no answer.
                await WebSocket(scope, receive, send).close()
            else:
                await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refusal or self._app)(scope, receive, send_with_headers)

    async def _refusal(self, request: HTTPConnection) -> Response | None:
        host = request.headers.get("host", "")
        if not self._is_own(host, request):
            text = (
                f"{host!r} is not an address of this server. Open the address that it "
                "printed when it started.\n"
            )
            return PlainTextResponse(text, 403)
        origin = request.headers.get("origin")
        changes = request.scope.get("method") not in SAFE_METHODS
        if origin is not None and changes and not self._is_same(origin, host):
            return PlainTextResponse(f"Pages of {origin!r} may not use this server.\n", 403)
        request.state.has_token = self._has_token(request)
        if (
            request.state.has_token
            or path_of(request.scope).startswith(OPEN_PATHS)
            or await self._admits(request)
        ):
            return None
        return page(
            request,
            401,
            "This address is not complete",
            "Sidequest lets in only those who have its token. Open the whole address that the "
            "server printed when it started, with ?token= and what follows. A server that was "
            "started again has a new one.",
        )

    def _is_same(self, origin: str, host: str) -> bool:
        """Whether a page of this server sends a request: from the very host and port that it is
        for, as another server of this machine has the same cookies; or by a name of ours, where a
        proxy does not pass the host on.
        """
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        if parts.scheme not in ("http", "https"):
            return False
        return parts.netloc.lower() == host.lower() or parts.hostname in self._settings.hosts

    def _is_own(self, netloc: str, request: HTTPConnection) -> bool:
        """Whether ``host:port`` is a name of this server; port 80 and 443 may be left out, as
        browsers do. A name of the machine itself may have any port, that of a tunnel: nobody else
        can make a browser call this server by it.
        """
        try:
            parts = urlsplit(f"//{netloc}")
            name, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        settings = self._settings
        if name in settings.hosts or name in LOOPBACK:
            return True
        server = request.scope.get("server") or (settings.host, settings.port)
        if port != server[1] and not (port is None and server[1] in (80, 443)):
            return False
        if name == settings.host.lower():
            return True
        return settings.host in WILDCARDS and _is_address(name)

    def _has_token(self, request: HTTPConnection) -> bool:
        """A browser that has only the cookie must tell its origin where it could be led by another
        page: on a WebSocket.
        """
        expected = self._settings.token.encode()
        if secrets.compare_digest(request.query_params.get("token", "").encode(), expected):
            return True
        cookie = request.cookies.get(cookie_name(request), "")
        told_origin = request.scope["type"] != "websocket" or "origin" in request.headers
        return secrets.compare_digest(cookie.encode(), expected) and told_origin


def cookie_name(request: HTTPConnection) -> str:
    """One cookie for each port: browsers do not tell the servers of a machine apart."""
    server = request.scope.get("server") or ("", 0)
    return f"sidequest-{server[1]}"


def cookie_path(request: HTTPConnection) -> str:
    """Of our cookies: other things under the host of a proxy do not get them."""
    return f"{request.scope.get('root_path', '')}/"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
