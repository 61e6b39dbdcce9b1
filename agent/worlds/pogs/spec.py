"""POGS, as the rest of the system knows it: the smallest world, and the one to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.core.spec import (
    EVERY_MODE,
    PlanLanguage,
    PromptOptions,
    ScriptedPlanner,
    Texts,
    WorldSpec,
)

if TYPE_CHECKING:
    from agent.core.frame import Picture
    from agent.core.goals import Pursued
    from agent.core.metrics import Metrics
    from agent.core.mode import Mode
    from agent.core.planner import Planner
    from agent.core.prompt import Prompt
    from agent.core.teacher import Teacher
    from agent.worlds.pogs.engine import PogsWorld
    from agent.worlds.pogs.graph import GraphSettings
    from agent.worlds.pogs.memory import Memory
    from agent.worlds.pogs.view import View


def _explorer(mode: Mode) -> Planner[Any, Any]:
    from agent.worlds.pogs.explorer import Explorer

    return Explorer(mode)


def _random(mode: Mode) -> Planner[Any, Any]:
    from agent.worlds.pogs.random_player import RandomWalker

    return RandomWalker()


def _outline(options: PromptOptions) -> Prompt[Any, Any]:
    from agent.worlds.pogs.outline import OutlinePrompt

    return OutlinePrompt(options.ways)


class PogsSpec(WorldSpec["View", "Memory"]):
    """See ``agent.core.spec.WorldSpec``."""

    name = "pogs"
    cap = 30  # as in the paper's code
    waits = rules_first = True
    texts = Texts(example="go to 7, then go to the target", complete="the target is reached")

    def __init__(self, settings: str | None = None) -> None:
        """``settings``: such as ``nodes=30,hops=3``. GraphError if they cannot be."""
        self._settings = settings
        self.planners = {
            "explorer": ScriptedPlanner(
                _explorer,
                "view and memory",
                EVERY_MODE,
                about="Plays by rules: explores the nearest branch first, and remembers it.",
                scores="Seeds 1000 to 1099: reaches every target, in 12 steps on average. A random "
                "walker reaches 0.280 ± 0.045 of them in at most 30 steps.",
            ),
            "random": ScriptedPlanner(_random, "the nodes next to it"),
        }
        # There is one text for large models, whichever they name.
        self.prompts = {"prose": self._prompt, "grid": self._prompt}
        if settings is None:
            self.compact = "outline"
            self.prompts[self.compact] = _outline
        else:
            self._graphs()

    def configured(self, settings: str) -> PogsSpec:
        """Graphs with other settings."""
        return PogsSpec(settings)

    def make(self) -> PogsWorld:
        """A world, to be reset."""
        from agent.worlds.pogs.engine import PogsWorld

        return PogsWorld(self._graphs())

    def memory(self) -> Memory:
        """A memory that has seen nothing yet."""
        from agent.worlds.pogs.memory import Memory

        return Memory()

    @property
    def plans(self) -> PlanLanguage[View, Memory]:
        """How people's plans are understood."""
        from agent.worlds.pogs import plans

        return plans

    @property
    def teacher(self) -> Teacher[View, Memory]:
        """The explorer."""
        from agent.worlds.pogs.explorer import ExplorerTeacher

        return ExplorerTeacher(self._graphs().nodes)

    def paint(
        self, view: View, memory: Memory, action: int | None, pursued: Pursued | None = None
    ) -> Picture:
        """The picture of a view."""
        from agent.worlds.pogs import frame

        return frame.paint(view, memory, action)

    @property
    def metrics(self) -> Metrics:
        """How episodes are measured."""
        from agent.worlds.pogs.metrics import GraphMetrics
        from agent.worlds.pogs.view import REACH

        return GraphMetrics([REACH])

    def _prompt(self, options: PromptOptions) -> Prompt[Any, Any]:
        from agent.worlds.pogs.prompt import GraphPrompt

        return GraphPrompt(self._graphs(), remembers=options.remembers)

    def _graphs(self) -> GraphSettings:
        from agent.worlds.pogs.engine import read_settings
        from agent.worlds.pogs.graph import GraphSettings

        return GraphSettings() if self._settings is None else read_settings(self._settings)


SPEC = PogsSpec()
