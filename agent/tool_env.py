"""A world as an environment for models that call tools.

It is what TRL takes as an ``environment_factory``, and what ``sidequest serve-env`` serves.

env = ToolEnv(cap=200)
task = env.reset(seed=1_000_000)
env.plan("collect 3 wood from the trees in the west")
seen = env.act("Move West")
env.get_reward()
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from agent.core import context, seeds
from agent.core.completion import write
from agent.core.plan import Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.core.spec import PromptOptions
from agent.episode import Episode
from agent.traces import trace as traces
from agent.traces.trace import TraceWriter
from agent.worlds import registry as worlds

LEFT = "left"  # why an episode is over that nobody plays on
_TASK = (
    "You play by calling tools. act plays one action and tells what you see then. plan writes down "
    "what you are going to do and how: it costs no turn, and the plan holds until you write "
    "another. You decide when a plan is worth its words."
)


class ToolCall(TypedDict):
    """A call of a tool in a message, in the way of chat templates: arguments are no JSON text."""

    id: str
    type: Literal["function"]
    function: dict[str, Any]  # name, and arguments by their names


class ToolMessage(TypedDict):
    """A message of a chat with tools."""

    role: Literal["user", "assistant", "tool"]
    content: str
    tool_calls: NotRequired[list[ToolCall]]  # of the assistant's
    tool_call_id: NotRequired[str]  # that a tool answers
    name: NotRequired[str]  # of the tool


class ToolEnv:
    """A world that is played by two tools, ``act`` and ``plan``.

    Its public methods are the tools, ``reset`` and ``get_reward``, as TRL wants it; all else is an
    attribute. A call that cannot be done raises ValueError with a sentence for the model, costs no
    step and is counted.

    Attributes:
        actions: names of the actions.
        messages: the conversation so far. It is only appended to: what it was before a call is the
            beginning of what it is after it.
        total_reward: of the episode so far.
        invalid_calls: in the episode so far.
    """

    def __init__(
        self,
        world: str = worlds.DEFAULT,
        *,
        text: str | None = None,
        remembers: bool = True,
        cap: int | None = None,
        records: Path | None = None,
    ) -> None:
        """
        Args:
            world: its name, with settings: "crafter", "pogs:nodes=30".
            text: how it is put, a name in the world's ``prompts``; by default the first.
            remembers: the text tells what was seen before.
            cap: steps of an episode at the most; by default the world's.
            records: a folder that takes a trace of each episode; None for none.

        What ``worlds.find`` raises for a world that there is not, ValueError for another text than
        it has, or a cap below 1.
        """
        spec = worlds.find(world)
        if cap is not None and cap < 1:
            raise ValueError(f"an episode has 1 step or more, not {cap}")
        self._world = spec.make()
        self._prompt = spec.prompt(text, PromptOptions(version=2, remembers=remembers))
        self._cap = spec.cap if cap is None else cap
        self._records = records
        self._episode: Episode[Any, Any] | None = None
        self.actions = self._prompt.actions
        self.messages: list[ToolMessage] = []
        self.total_reward = 0.0
        self.invalid_calls = 0

    @property
    def begun(self) -> bool:
        """Whether an episode was begun."""
        return self._episode is not None

    @property
    def episode(self) -> Episode[Any, Any]:
        """What is played; before the first ``reset`` one that is drawn."""
        if self._episode is None:
            self.reset()
        assert self._episode is not None
        return self._episode

    @property
    def seen(self) -> str:
        """What is seen now."""
        episode = self.episode
        return self._prompt.observation(episode.view, episode.memory)

    def reset(self, seed: int | None = None, **_columns: Any) -> str:
        """Begin an episode.

        Args:
            seed: names it; None draws one of those that may be trained on.
            _columns: what else a trainer's row has; it is not read.

        Returns:
            The task, and what is seen at first.
        """
        if seed is None:
            seed = secrets.choice(seeds.PEOPLE)
        if not 0 <= seed <= seeds.MAX_SEED:
            raise ValueError(f"a seed is from 0 to {seeds.MAX_SEED}, not {seed}")
        if self._episode is not None:
            self._episode.end(LEFT)
        self._episode = Episode(
            self._world, _CALLER, seed=seed, cap=self._cap, trace=self._writer(seed)
        )
        self.total_reward, self.invalid_calls = 0.0, 0
        names = f"Actions: {', '.join(self.actions)}"
        told = self._prompt.system, _TASK, names, f"Observation:\n{self.seen}"
        first = "\n\n".join(filter(None, told))
        self.messages = [{"role": "user", "content": first}]
        return first

    def act(self, action: str) -> str:
        """Play one action.

        Args:
            action: Its name, exactly as in the list of actions.

        Returns:
            What it brought, and what you see now.
        """
        return self._call("act", action=action)

    def plan(self, text: str) -> str:
        """Write down a plan, in place of the one that you had.

        Args:
            text: One or two short sentences: what to do next, and how.

        Returns:
            The plan as it is in force now.
        """
        return self._call("plan", text=text)

    def get_reward(self) -> float:
        """The sum of the episode's rewards so far, as the world gives them."""
        return self.total_reward

    def _call(self, tool: Literal["act", "plan"], **arguments: str) -> str:
        do = self._act if tool == "act" else self._plan
        try:
            told = do(self.episode, *arguments.values())
        except ValueError as error:
            self.invalid_calls += 1
            self._append(tool, arguments, f"error: {error}")
            raise
        self._append(tool, arguments, told)
        return told

    def _append(self, tool: str, arguments: dict[str, str], told: str) -> None:
        number = f"call-{len(self.messages) // 2}"
        function = {"name": tool, "arguments": arguments}
        call: ToolCall = {"id": number, "type": "function", "function": function}
        self.messages += [
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "content": told, "tool_call_id": number, "name": tool},
        ]

    def _act(self, episode: Episode[Any, Any], name: str) -> str:
        if name not in self.actions:
            known = ", ".join(self.actions)
            raise ValueError(f"{name!r} is no action; these are: {known}")
        index = self.actions.index(name)
        outcome = episode.play(Decision(index, None, write(None, name), valid=True))
        episode.end_if_complete()
        if episode.over:
            episode.end(episode.over)  # closes the trace
        self.total_reward += outcome.reward
        step = episode.view.step
        told = result(step, outcome.reward, outcome.unlocked, self.seen)
        return f"{told}\n\nThe episode is over: {episode.over}." if episode.over else told

    def _plan(self, episode: Episode[Any, Any], text: str) -> str:
        episode.adopt(text)
        return context.plan_line(episode.plan, episode.view.step)

    def _writer(self, seed: int) -> TraceWriter | None:
        if self._records is None:
            return None
        head = traces.header(self._world, seed, self._cap, _CALLER.name)
        path = self._records / f"{uuid.uuid4().hex}.jsonl"
        return TraceWriter(path, head, repeatable=True)


def result(step: int, reward: float, unlocked: Sequence[str], seen: str) -> str:
    """What a call of ``act`` is answered."""
    brought = [f"Step {step}", f"reward {reward:g}"]
    if unlocked:
        brought.append(f"unlocked: {', '.join(unlocked)}")
    return f"{'; '.join(brought)}\n\n{seen}"


class _Caller:
    """Stands for the planner of an episode whose decisions come as calls."""

    name = "tools"
    source: Source = "agent"
    history = False

    def observe(self, view: Any, memory: Any) -> str:
        """Nothing of the past is read again."""
        raise RuntimeError("a caller of tools reads the conversation")

    def decide(self, situation: Situation[Any, Any]) -> Decision:
        """Nothing is asked of it."""
        raise RuntimeError("decisions come as calls of tools")


_CALLER = _Caller()
