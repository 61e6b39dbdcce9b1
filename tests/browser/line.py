"""The wire between a page and its server, which a test can cut."""

from __future__ import annotations

import json

from playwright.sync_api import Page, WebSocketRoute


class Line:
    """Of one page."""

    def __init__(self, page: Page) -> None:
        self._open: list[WebSocketRoute] = []
        self._cut = False
        self._forgotten = False
        self._swallows = False
        self._deaf = False
        page.route_web_socket("**/ws/**", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._cut:
            socket.close()
            return
        if self._forgotten:
            socket.on_message(lambda message: _refuse(socket, message))
            return
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self._swallows else server.send(message))
        server.on_message(lambda message: None if self._deaf else socket.send(message))
        self._open.append(socket)

    def cut(self) -> None:
        """Break what is open, and refuse what comes."""
        self._cut = True
        self.break_off()

    def break_off(self) -> None:
        """Break what is open."""
        while self._open:
            self._open.pop().close()

    def swallow(self) -> None:
        """Let nothing through to the server any more."""
        self._swallows = True

    def deafen(self) -> None:
        """Let nothing through to the page any more."""
        self._deaf = True

    def mend(self) -> None:
        """Let connections through again."""
        self._cut = self._deaf = self._swallows = False

    def forget(self) -> None:
        """Break what is open, and answer as a server that does not know the session."""
        self._forgotten = True
        while self._open:
            self._open.pop().close()


def _refuse(socket: WebSocketRoute, message: str | bytes) -> None:
    refused = {
        "type": "error",
        "id": json.loads(message)["id"],
        "code": "unknown_session",
        "text": "There is no session.",
    }
    socket.send(json.dumps(refused))
