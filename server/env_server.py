"""The worlds as an OpenEnv server, for trainers and agents on other machines.

Every connection plays a game of its own (``agent.tool_env``). The tools ``act`` and ``plan`` are
MCP tools: OpenEnv's ``step`` calls them and tells the reward, its ``/mcp`` calls them as any agent
would. ``/web`` plays one game in a browser.
"""

from __future__ import annotations

import base64
import html
import io
import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any

import numpy as np
from fastapi import FastAPI
from fastmcp import FastMCP
from fastmcp.exceptions import ToolError
from numpy.typing import NDArray
from openenv.core.env_server.http_server import create_fastapi_app
from openenv.core.env_server.mcp_environment import MCPEnvironment
from openenv.core.env_server.mcp_types import CallToolAction, CallToolObservation
from openenv.core.env_server.types import (
    Action,
    ConcurrencyConfig,
    EnvironmentMetadata,
    Observation,
    State,
)
from openenv.core.env_server.web_interface import create_web_interface_app
from PIL import Image
from pydantic import Field

from agent.tool_env import LEFT, ToolEnv
from agent.worlds import registry as worlds
from server.doctor import version

NAME = "sidequest"


class FirstObservation(Observation):  # type: ignore[misc]
    """What ``reset`` gives."""

    text: str = Field(description="The task, and what is seen at first")
    actions: list[str] = Field(description="What `act` takes")


class GameState(State):  # type: ignore[misc]
    """The episode so far, with its conversation; ``step_count`` counts actions."""

    world: str
    seed: int
    over: str = Field(description="Why the episode is over; empty while it goes on")
    unlocked: list[str]
    total_reward: float
    plan: str | None = Field(description="The plan in force")
    plans: int = Field(description="How many were written")
    invalid_calls: int
    messages: list[dict[str, Any]] = Field(
        description="The conversation: a task, then calls of tools and their results. It is only "
        "appended to"
    )


class GameEnvironment(MCPEnvironment):  # type: ignore[misc]
    """A game of a session."""

    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self, game: ToolEnv) -> None:
        self.game = game
        self._episode_id: str | None = None
        super().__init__(FastMCP(NAME))
        self.tool()(_tool(self.game.act, self.game.actions))
        self.tool()(_tool(self.game.plan))

    def reset(
        self, seed: int | None = None, episode_id: str | None = None, **_: Any
    ) -> FirstObservation:
        """Begin the episode of a seed, or one that is drawn of those that may be trained on."""
        self._episode_id = episode_id
        text = self.game.reset(seed)
        return FirstObservation(text=text, actions=list(self.game.actions), reward=0.0)

    def step(self, action: Action, timeout_s: float | None = None, **kwargs: Any) -> Observation:
        """Call a tool, and tell the reward beside what it told."""
        before = self.game.total_reward
        return self._scored(super().step(action, timeout_s, **kwargs), before)

    async def step_async(
        self, action: Action, timeout_s: float | None = None, **kwargs: Any
    ) -> Observation:
        """The same, where the server's sessions are served."""
        before = self.game.total_reward
        return self._scored(await super().step_async(action, timeout_s, **kwargs), before)

    def _scored(self, observation: Observation, before: float) -> Observation:
        if isinstance(observation, CallToolObservation):
            episode = self.game.episode
            observation.reward = self.game.total_reward - before
            observation.done = bool(episode.over)
            observation.metadata = {"step": episode.view.step, "over": episode.over}
        return observation

    def _step_impl(
        self, action: Action, timeout_s: float | None = None, **kwargs: Any
    ) -> Observation:
        raise ValueError("call a tool: {'type': 'call_tool', 'tool_name': 'act', ...}")

    @property
    def state(self) -> GameState:
        """The episode so far."""
        game, episode = self.game, self.game.episode
        return GameState(
            episode_id=self._episode_id,
            step_count=episode.view.step,
            world=episode.world.name,
            seed=episode.seed,
            over=episode.over,
            unlocked=sorted(episode.view.unlocked),
            total_reward=game.total_reward,
            plan=episode.plan.text if episode.plan else None,
            plans=len(episode.plans),
            invalid_calls=game.invalid_calls,
            messages=[dict(message) for message in game.messages],
        )

    def get_metadata(self) -> EnvironmentMetadata:
        """What the server tells of itself."""
        return EnvironmentMetadata(
            name=NAME,
            description="Crafter and POGS as text, with a tool for plans: learn when one pays.",
            version=version(),
        )

    def render_web(self, observation: dict[str, Any]) -> str:
        """What is seen: a picture where the world draws one, else text."""
        world, seen = self.game.episode.world, html.escape(self.game.seen)
        drawn = worlds.of(world).drawn(world)
        if drawn is None:
            return f'<div style="white-space: pre-line">{seen}</div>'
        return f'<img style="max-width: 100%" alt="{seen}" src="{_png(drawn)}">'

    def web_actions(self, observation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """A button for each action."""
        return [
            (name, {"type": "call_tool", "tool_name": "act", "arguments": {"action": name}})
            for name in self.game.actions
        ]

    def close(self) -> None:
        """End the game, and its record."""
        if self.game.begun:
            self.game.episode.end(LEFT)
        super().close()


def application(
    begin: Callable[[], ToolEnv], *, sessions: int, idle: float | None, web: bool
) -> FastAPI:
    """The server.

    Args:
        begin: makes the game of a session.
        sessions: how many there may be at once.
        idle: seconds after which one that was made by HTTP and is not used is ended; None: never.
        web: whether people can play at ``/web``.
    """

    def session() -> GameEnvironment:
        return GameEnvironment(begin())

    make = create_web_interface_app if web else create_fastapi_app
    app: FastAPI = make(
        session,
        CallToolAction,
        CallToolObservation,
        env_name=NAME,
        concurrency_config=ConcurrencyConfig(max_concurrent_envs=sessions, session_timeout=idle),
        state_cls=GameState,
        reset_observation_cls=FirstObservation,
    )
    return app


def _tool(method: Callable[..., str], choices: Sequence[str] = ()) -> Callable[..., str]:
    """A method as a tool, whose schema names the ``choices`` that there are."""

    @wraps(method)
    def tool(*args: str, **kwargs: str) -> str:
        try:
            return method(*args, **kwargs)
        except ValueError as error:
            raise ToolError(str(error), log_level=logging.DEBUG) from error

    if choices:
        named = Annotated[str, Field(json_schema_extra={"enum": list(choices)})]
        tool.__annotations__ = {**method.__annotations__, "action": named}
    return tool


def _png(picture: NDArray[np.uint8]) -> str:
    """A picture as an address."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
