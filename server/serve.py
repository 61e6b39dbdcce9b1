"""Runs the application: the port, uvicorn, the logs, and an orderly end."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import structlog
import uvicorn
from fastapi import FastAPI
from filelock import FileLock, Timeout
from structlog.types import Processor

from agent.core.mode import DYNAMIC
from agent.episode import Episode
from agent.worlds import registry as worlds
from server.core import listener
from server.core.access import WILDCARDS
from server.core.settings import ServerSettings
from server.protocol.commands import MAX_MESSAGE_BYTES
from server.sessions.episode import LiveEpisode

GRACE = 5  # seconds for connections to close
# A worker thread may keep the interpreter for this long while the event loop waits for it; Python's
# default is 5 ms.
_SWITCH_INTERVAL = 0.0005
_REHEARSED = 200  # steps; in Crafter's world of seed 0 all that is compiled is called by then


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
    """A server for ``app`` with the limits of its settings and the protocol."""
    settings: ServerSettings = app.state.settings
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would tell the token
        http=listener.http_protocol(settings),
        ws=listener.WebSockets,
        ws_ping_interval=settings.ping_interval,
        ws_ping_timeout=settings.ping_timeout,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
    return Server(config)


class HeldError(RuntimeError):
    """Another server uses the data folder."""


@contextmanager
def holding(data: Path, *, wait: bool = False) -> Iterator[None]:
    """Within it, no other server uses a data folder.

    HeldError if another one does, unless this one is to ``wait``.
    """
    lock = FileLock(data / "serving.lock", timeout=-1 if wait else 0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise HeldError(
            f"another server uses {data}; name another folder with --data, or add --spare to wait "
            "until that server has ended"
        ) from error
    try:
        yield
    finally:
        lock.release()


def rehearse() -> None:
    """Play the first steps of each world by rules, as people see it. What is compiled when it is
    first called is compiled then, or taken from the disk; later it would hold every game up, for
    seconds where nothing is on the disk.
    """
    for spec in worlds.WORLDS.values():
        planner = next(iter(spec.planners.values())).make(DYNAMIC)
        episode = LiveEpisode(Episode(spec.make(), planner, seed=0, cap=_REHEARSED))
        while not episode.over:
            episode.play(planner.decide(episode.situation))


def keep_time() -> None:
    """Set the interpreter up for a process whose event loop must not be held up. Call it when all
    packages are imported and the planner is loaded.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL)
    # Else each full collection looks at all that the packages brought, half a million objects, and
    # holds every game up for a quarter of a second.
    gc.collect()
    gc.freeze()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. OSError if that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)


def address(listening: socket.socket, settings: ServerSettings, ticket: str) -> str:
    """What to open in a browser. The ticket stands where browsers do not send it, so that no proxy
    logs it.
    """
    return f"{origin(listening, settings.host)}{settings.root_path}/enter#{ticket}"


def origin(listening: socket.socket, host: str) -> str:
    """Where the server that listens on ``host`` is reached from this machine."""
    host = "127.0.0.1" if host in WILDCARDS else host
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}"


def log_to_stderr(kind: Literal["text", "json"]) -> None:
    """Set the logs up: ours in full, uvicorn's warnings; standard output stays free for the
    address. Each line has the ids of the request and the session that it is about.
    """
    # the default one shows locals, secrets among them
    plain = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if kind == "json"
        else [plain]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def _is_news(record: logging.LogRecord) -> bool:
    """``server.routes.socket`` logs text that is no UTF-8 in one line; uvicorn would add a
    traceback.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], UnicodeDecodeError))
