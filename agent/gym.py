"""The worlds as Gymnasium environments whose observations are text.

import gymnasium
import agent.gym  # makes them known

env = gymnasium.make("sidequest/Crafter-v0")
text, info = env.reset(seed=1000)
text, reward, terminated, truncated, info = env.step("Move West")
"""

from __future__ import annotations

from typing import Any

import gymnasium
from gymnasium import spaces
from gymnasium.envs.registration import register

from agent.core import seeds
from agent.core.spec import PromptOptions
from agent.worlds import registry as worlds

_LONGEST = 20_000  # characters of an observation
_CHARACTERS = frozenset(map(chr, range(32, 127))) | {"\n", "·", "–", "—", "’", "×"}


class TextEnv(gymnasium.Env[str, Any]):
    """A world that is read and played by text.

    Args:
        world: its name, with settings: "crafter", "pogs:nodes=30".
        text: which text is read: a name in the world's ``prompts`` ("prose", "grid", in Crafter
            also "brief", which a planner of ours reads). By default the first.
        remembers: the text tells what was seen before.
        ways: "brief" tells the first action of the way to each known thing.
        cap: steps after which an episode is truncated; by default the world's.
        render_mode: None, or "ansi": ``render`` gives the observation.

    An action is an index into ``actions``, or its name. A seed names the episode: ``reset(seed=7)``
    begins the same one everywhere; without it, one of those that may be trained on is drawn.

    A reward is the world's own (Crafter: 1 for an achievement that is new in the episode, 0.1 for a
    health point gained, -0.1 for one lost). ``info`` has ``seed``, ``step``, ``unlocked`` (what the
    step unlocked), and ``achievements`` (all that are unlocked).
    """

    metadata = {"render_modes": ["ansi"], "render_fps": 5}  # noqa: RUF012

    def __init__(
        self,
        world: str = worlds.DEFAULT,
        *,
        text: str | None = None,
        remembers: bool = True,
        ways: bool = True,
        cap: int | None = None,
        render_mode: str | None = None,
    ) -> None:
        """What ``worlds.find`` raises for a world that there is not, ValueError for another text
        than it has, or a cap below 1.
        """
        spec = worlds.find(world)
        if cap is not None and cap < 1:
            raise ValueError(f"an episode has 1 step or more, not {cap}")
        self._spec = spec
        self._world = spec.make()
        self._memory = spec.memory()
        self._prompt = spec.prompt(text, PromptOptions(ways, version=2, remembers=remembers))
        self._cap = spec.cap if cap is None else cap
        self._seed = 0
        self.actions: tuple[str, ...] = self._world.actions
        self.render_mode = render_mode
        self.action_space = spaces.Discrete(len(self.actions))
        self.observation_space = spaces.Text(_LONGEST, charset=_CHARACTERS)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[str, dict[str, Any]]:
        """Begin an episode: that of the seed, or one that is drawn. There are no ``options``."""
        super().reset(seed=seed)
        if seed is None:
            first, last = seeds.FIRST_TRAINING, seeds.MAX_SEED
            seed = int(self.np_random.integers(first, last, endpoint=True))
        self._seed = seed
        self._world.reset(self._seed)
        self._memory = self._spec.memory()
        self._memory.update(self._world.view(), None)
        return self._text(), self._info(())

    def step(self, action: int | str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """Play an action. ValueError for one that there is not."""
        index = self._index(action)
        outcome = self._world.step(index)
        view = self._world.view()
        self._memory.update(view, index)
        complete = len(view.unlocked) == len(self._world.achievements)
        over = outcome.died or complete
        return (
            self._text(),
            outcome.reward,
            over,
            view.step >= self._cap and not over,
            self._info(outcome.unlocked),
        )

    def render(self) -> str | None:
        """The observation, in the mode "ansi"."""
        return self._text() if self.render_mode == "ansi" else None

    def _index(self, action: int | str) -> int:
        if isinstance(action, str):
            if action not in self.actions:
                raise ValueError(f"{action!r} is no action; these are: {', '.join(self.actions)}")
            return self.actions.index(action)
        return int(action)

    def _text(self) -> str:
        return self._prompt.observation(self._world.view(), self._memory)

    def _info(self, unlocked: tuple[str, ...]) -> dict[str, Any]:
        view = self._world.view()
        return {
            "seed": self._seed,
            "step": view.step,
            "unlocked": list(unlocked),
            "achievements": sorted(view.unlocked),
        }


class PogsEnv(TextEnv):
    """POGS: ``gymnasium.make("sidequest/POGS-v0", nodes=30, hops=3)``; see ``TextEnv``."""

    def __init__(
        self,
        *,
        nodes: int | None = None,
        hops: int | None = None,
        backtracks: int | None = None,
        text: str | None = None,
        remembers: bool = True,
        cap: int | None = None,
        render_mode: str | None = None,
    ) -> None:
        """GraphError for settings that cannot be."""
        settings = {"nodes": nodes, "hops": hops, "backtracks": backtracks}
        given = ",".join(f"{name}={value}" for name, value in settings.items() if value is not None)
        super().__init__(
            f"pogs:{given}" if given else "pogs",
            text=text,
            remembers=remembers,
            cap=cap,
            render_mode=render_mode,
        )


register(id="sidequest/Crafter-v0", entry_point="agent.gym:TextEnv")
register(id="sidequest/POGS-v0", entry_point="agent.gym:PogsEnv")
