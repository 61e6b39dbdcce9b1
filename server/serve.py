"""Runs the application: the port, uvicorn, the logs, and an orderly end."""

from __future__ import annotations

import logging
import socket
import sys

import structlog
import uvicorn
from fastapi import FastAPI

from server.core.access import WILDCARDS
from server.core.settings import ServerSettings
from server.protocol.commands import MAX_MESSAGE_BYTES

GRACE = 5  # seconds for connections to close
# A worker thread may keep the interpreter for this long while the event loop waits for it; Python's
# default is 5 ms.
SWITCH_INTERVAL = 0.0005


class Server(uvicorn.Server):
    """Ends the sessions before the connections: uvicorn would first close these and only then tell
    the application.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the traces, tell the viewers, then shut down."""
        app = self.config.app
        if isinstance(app, FastAPI) and hasattr(app.state, "manager"):
            await app.state.manager.stop()
        await super().shutdown(sockets)


def server(app: FastAPI) -> Server:
    """A server for ``app`` with the limits of the protocol."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would tell the token
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
    return Server(config)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. OSError if that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)


def address(listening: socket.socket, settings: ServerSettings) -> str:
    """What to open in a browser, token included."""
    return f"{origin(listening, settings)}{settings.root_path}/?token={settings.token}"


def origin(listening: socket.socket, settings: ServerSettings) -> str:
    """Where the server is reached from this machine."""
    host = "127.0.0.1" if settings.host in WILDCARDS else settings.host
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}"


def log_to_stderr() -> None:
    """Set the logs up: ours in full, uvicorn's warnings; standard output stays free for the
    address.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # the default one shows locals, the token among them
                exception_formatter=structlog.dev.plain_traceback,
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
