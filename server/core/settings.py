"""What can be set, each by an environment variable ``SIDEQUEST_<NAME>`` or an option of ``sidequest
play``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.worlds import registry as worlds
from server.core.secrets import secret
from server.protocol.commands import MAX_PATIENCE, MAX_SPEED, MIN_SPEED

# What limits people, and what each limit is of; the page Server and docs/operations.md tell these.
LIMITS: Mapping[str, str] = {
    "max_sessions": "games at once; further people wait in line",
    "grace": "seconds for which a game without people stays",
    "absence": "seconds for which the controls wait for a person whose connection broke",
    "max_spectators": "spectators at once",
    "hourly_sessions": "new games in an hour, of a link, a participant and an address each",
    "hourly_participants": "new participants in an hour, of an address",
    "hourly_plans": "plans in an hour, of a link, a participant and an address each",
    "hourly_keys": "keys pressed in an hour, likewise",
    "hourly_exports": "replays and tables fetched in an hour, likewise",
    "hourly_films": "films in an hour, likewise",
    "tries_per_minute": "links and codes that do not work, in a minute, of an address",
    "messages_per_second": "messages of one connection in a second",
    "viewer_queue": "events that may wait for a slow viewer",
    "send_timeout": "seconds that one message to a viewer may take",
    "ping_interval": "seconds between two pings to a connection",
    "ping_timeout": "seconds for the answer to a ping; then the connection is cut",
    "hello_timeout": "seconds to the first message of a WebSocket",
    "header_timeout": "seconds for the head of a request",
    "body_timeout": "seconds for its body",
    "max_body_bytes": "bytes of its body",
    "max_connections": "connections in all; none: as many as files may be open, less a reserve",
    "max_connections_of_address": "connections of one address",
    "min_free_bytes": "bytes free on the disk, under which the server says that it is not ready",
    "login_days": "days for which a browser stays in",
    "share_days": "days for which a spectator's link opens something",
}


class ServerSettings(BaseSettings):
    """Settings of one server."""

    model_config = SettingsConfigDict(env_prefix="SIDEQUEST_", frozen=True)

    # the path under which a proxy has the server: /sidequest
    root_path: str = Field(default="", pattern=r"^(/[\w.~-]+)*$")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)  # 0: any free one
    # further names that a browser may call the server by, without port
    hosts: frozenset[str] = frozenset()
    # the owner's key; None: the one that the data folder keeps
    token: str | None = Field(default=None, min_length=8, repr=False)
    tries_per_minute: int = Field(default=20, ge=1)  # of an address, with links that do not work
    share_days: float = Field(default=30.0, gt=0)  # for which a spectator's link opens something
    login_days: float = Field(default=30.0, gt=0)  # for which a browser stays in
    planner: str | None = (
        # who plays where nobody is named; None: the newest that was learned and promoted, else the
        # shipped one
        None
    )
    # the language model that reads what is not understood of people's plans; None: nobody does
    reader: str | None = None
    device: str = "cpu"  # that language models compute on, as torch names it
    # Of the processor, for language models. Two are slower than one with a small model, and much
    # slower where something else runs, as they wait for each other at every layer:
    # ``python -m tests.bench.decision --threads 2``.
    threads: int = Field(default=1, ge=1)
    data: Path = Path("data")
    studies: tuple[Path, ...] = ()  # files, see server.study.study
    world: str = worlds.DEFAULT  # that sessions begin with
    # steps of an episode; None: as the world has it
    cap: int | None = Field(default=None, ge=1, le=10_000)
    steps_per_second: float = Field(default=5.0, ge=MIN_SPEED, le=MAX_SPEED)  # of a new session
    max_sessions: int = Field(default=32, ge=1)
    # seconds for which a game without people stays, however many others wait
    grace: float = Field(default=120.0, ge=0)
    workers: int = Field(default=2, ge=1)  # threads that play steps
    patience: float = Field(
        default=10.0, ge=0, le=MAX_PATIENCE
    )  # seconds for which a planner under an order waits for an answer
    # seconds that the controls wait for a person whose connection broke
    absence: float = Field(default=30.0, ge=0)
    hello_timeout: float = Field(default=10.0, gt=0)  # seconds to the first message
    send_timeout: float = Field(default=10.0, gt=0)  # seconds that one message to a viewer may take
    viewer_queue: int = Field(default=256, ge=1)  # events that may wait for a slow viewer
    max_spectators: int = Field(default=100, ge=0)  # that come by links, of all sessions together
    messages_per_second: int = Field(default=60, ge=1)  # of one connection
    # seconds between two pings to a connection, and for its answer to one
    ping_interval: float = Field(default=5.0, gt=0)
    ping_timeout: float = Field(default=10.0, gt=0)
    header_timeout: float = Field(default=10.0, gt=0)  # seconds for the head of a request
    # in all; None: as many as the process may open files, but for a reserve
    max_connections: int | None = Field(default=None, ge=1)
    max_connections_of_address: int = Field(default=500, ge=1)
    # of a link, a participant and an address each, in an hour; the owner has no such limit
    hourly_sessions: int = Field(default=120, ge=1)
    hourly_participants: int = Field(default=200, ge=1)  # that begin a study
    hourly_plans: int = Field(default=1200, ge=1)
    hourly_keys: int = Field(default=72_000, ge=1)  # pressed while one plays oneself
    hourly_exports: int = Field(default=600, ge=1)  # replays and tables that are fetched
    hourly_films: int = Field(default=30, ge=1)
    max_body_bytes: int = Field(default=128 * 1024, ge=1024)  # of a request
    body_timeout: float = Field(default=10.0, gt=0)  # seconds for a request to come whole
    # bytes on the disk under which the server says that it is not ready
    min_free_bytes: int = Field(default=200 * 2**20, ge=0)
    # lines for people, or one JSON object a line
    logs: Literal["text", "json"] = "text"

    @cached_property
    def key(self) -> str:
        """The owner's key. OSError if the data folder has none and takes none."""
        return self.token or secret(self.data, "owner")

    @field_validator("world")
    @classmethod
    def _known(cls, world: str) -> str:
        worlds.find(world)
        return world

    def steps(self, world: str) -> int:
        """How many steps an episode of a world has at the most.

        Raises what ``catalog.find`` raises for a world that there is not.
        """
        return worlds.find(world).cap if self.cap is None else self.cap
