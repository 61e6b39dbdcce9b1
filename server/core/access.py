"""What every request must pass before the application sees it, WebSockets too: its host, its
origin, and the right of who asks.

A page of another site can send a browser here, by this server's name or by one that it made to mean
this machine. The host and the origin tell. Who asks is known by the cookie of a browser that came
by a link (``server.core.logins``), or by the owner's key in ``Authorization: Bearer``; what they
may ask for stands in ``server.core.rights``. The gate also adds the headers of every answer.

| who | reaches |
| --- | --- |
| everybody | what is open |
| a participant of a study, by cookie | besides, their own sessions |
| a player, a researcher, the owner | what their role may; a player nothing of studies |
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from server.core.logins import NOBODY, Login, Logins
from server.core.rights import Role, least
from server.core.root_path import path_of
from server.core.settings import ServerSettings
from server.core.templates import page

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104  # nosec B104
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Addresses have secrets in them (a spectator's link), so no other site is told. Ours is:
    # without, forms would come with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
}


class Participants(Protocol):
    """What the gate asks of studies."""

    async def admits(self, request: HTTPConnection) -> bool:
        """Whether a request that no role allows is a participant's and may pass."""

    async def hides(self, request: HTTPConnection) -> bool:
        """Whether a request names what is a participant's, and not the asker's own."""


class Gate:
    """ASGI middleware."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        logins: Logins,
        participants: Callable[[HTTPConnection], Participants],
    ) -> None:
        """``participants``: of the application, which has none before it runs."""
        self._app = app
        self._settings = settings
        self._logins = logins
        self._participants = participants

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
                "printed when it started. Behind a proxy or a forwarded port, name it in "
                "SIDEQUEST_HOSTS (docs/operations.md).\n"
            )
            return PlainTextResponse(text, 403)
        origin = request.headers.get("origin")
        changes = request.scope.get("method") not in SAFE_METHODS
        if origin is not None and changes and not self._is_same(origin, host):
            return PlainTextResponse(f"Pages of {origin!r} may not use this server.\n", 403)
        login = request.state.login = self._login(request)
        participants = self._participants(request)
        role = least(request.scope.get("method", "WS"), path_of(request.scope))
        if login.role >= role:
            if login.role != Role.PLAYER or not await participants.hides(request):
                return None
            return page(request, 404, "Nothing here", "There is nothing of this name.")
        if await participants.admits(request):
            return None
        if login.role:
            return page(
                request,
                403,
                "Not with this link",
                f"This browser came by a link of the role {login.role.name.lower()}, and this "
                f"needs the role {role.name.lower()}. Ask the server's owner for another link.",
            )
        return page(
            request,
            401,
            "Who are you?",
            "Sidequest lets in only those who have a link. Open the whole address that the server "
            "printed when it started, or ask its owner for a new link.",
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
        if name in settings.hosts or name in LOOPBACK or name.endswith(".localhost"):
            return True
        server = request.scope.get("server") or (settings.host, settings.port)
        if port != server[1] and not (port is None and server[1] in (80, 443)):
            return False
        if name == settings.host.lower():
            return True
        return settings.host in WILDCARDS and _is_address(name)

    def _login(self, request: HTTPConnection) -> Login:
        """Who asks. A browser must tell its origin where it could be led by another page: on a
        WebSocket.
        """
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._logins.of_key(key)
        if request.scope["type"] == "websocket" and "origin" not in request.headers:
            return NOBODY
        return self._logins.of_browser(request.cookies.get(cookie_name(request), ""))


def cookie_name(request: HTTPConnection) -> str:
    """One cookie for each port: browsers do not tell the servers of a machine apart. Behind TLS its
    name keeps other hosts of the domain, and pages without TLS, from setting it.
    """
    server = request.scope.get("server") or ("", 0)
    prefix = ""
    if is_secure(request):
        prefix = "__Host-" if cookie_path(request) == "/" else "__Secure-"
    return f"{prefix}sidequest-{server[1]}"


def login_of(request: HTTPConnection) -> Login:
    """Who asks, as the gate has found."""
    login: Login = request.state.login
    return login


def asker_of(request: HTTPConnection) -> str:
    """A name for who asks that is theirs alone, as far as can be told: of their browser, else of
    their address.
    """
    known = request.cookies.get(cookie_name(request)) or request.headers.get("authorization")
    address = request.client.host if request.client else ""
    return hashlib.sha256((known or address).encode()).hexdigest()


def is_secure(request: HTTPConnection) -> bool:
    """Whether the browser has TLS, be it with a proxy."""
    return request.url.scheme in ("https", "wss")


def cookie_path(request: HTTPConnection) -> str:
    """Of our cookies: other things under the host of a proxy do not get them."""
    return f"{request.scope.get('root_path', '')}/"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
