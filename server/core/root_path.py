"""The path under which a proxy has the server, such as ``/sidequest`` in
``https://lab.example/sidequest/``; ``""`` without one.

All that the server says is written as though it had a host of its own: ``/library``. Three places
make an address of it that a browser can use: ``UnderPath`` in the header ``Location``, ``{{ root
}}`` in templates, and ``at`` of ``static/lib/root.js`` in scripts.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class UnderPath:
    """ASGI middleware, round all others.

    Takes requests with and without the path before theirs, as some proxies cut it off and others
    do not.
    """

    def __init__(self, app: ASGIApp, root: str) -> None:
        """``root``: without a slash at its end."""
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer under the path."""
        if not self._root or scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path != self._root and not path.startswith(f"{self._root}/"):
            path = self._root + path
        under = {**scope, "root_path": self._root, "path": path}

        async def send_under(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                where = headers.get("location", "")
                if where.startswith("/"):
                    headers["location"] = self._root + where
            await send(message)

        await self._app(under, receive, send_under)


def path_of(scope: Scope) -> str:
    """The path of a request as the application knows it, without what is before it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"
