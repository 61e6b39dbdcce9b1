"""Crafter, as the rest of the system knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.core.spec import (
    EVERY_MODE,
    PlanLanguage,
    PromptOptions,
    ScriptedPlanner,
    Texts,
    UnknownWorldError,
    Witness,
    WorldSpec,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from agent.core.frame import Picture
    from agent.core.goals import Pursued
    from agent.core.metrics import Metrics
    from agent.core.mode import Mode
    from agent.core.planner import Planner
    from agent.core.prompt import Prompt
    from agent.core.reader import Reader
    from agent.core.talk import Talk
    from agent.core.teacher import Teacher
    from agent.core.world import World
    from agent.worlds.crafter.engine.engine import CrafterWorld
    from agent.worlds.crafter.memory import Memory
    from agent.worlds.crafter.view import View


def _expert(mode: Mode) -> Planner[Any, Any]:
    from agent.worlds.crafter.expert.planner import Expert

    return Expert(mode)


def _random(mode: Mode) -> Planner[Any, Any]:
    from agent.worlds.crafter.random_player import RandomPlayer

    return RandomPlayer()


def _prose(options: PromptOptions) -> Prompt[Any, Any]:
    from agent.worlds.crafter.prompts.chat import ChatPrompt

    return ChatPrompt("prose", remembers=options.remembers)


def _grid(options: PromptOptions) -> Prompt[Any, Any]:
    from agent.worlds.crafter.prompts.chat import ChatPrompt

    return ChatPrompt("grid", remembers=options.remembers)


def _balrog(options: PromptOptions) -> Prompt[Any, Any]:
    from agent.worlds.crafter.prompts.balrog import BalrogPrompt

    return BalrogPrompt()


def _brief(options: PromptOptions) -> Prompt[Any, Any]:
    from agent.worlds.crafter.prompts.compact import CompactPrompt

    return CompactPrompt(options.ways, options.version, trail=options.trail)


# Texts of others' measurements, which tell of no plan: only who asks for one reads it.
_OTHERS = {"balrog": _balrog}


class CrafterSpec(WorldSpec["View", "Memory"]):
    """See ``agent.core.spec.WorldSpec``."""

    name = "crafter"
    cap = 10_000
    texts = Texts(example="collect 5 wood, then place a table", complete="everything is unlocked")
    compact = "brief"
    has_learned = has_tutorial = has_reader = True

    def __init__(self, text: str = "prose") -> None:
        """``text``: the usual one for language models."""
        self.planners = {
            "expert": ScriptedPlanner(
                _expert,
                "view and memory",
                EVERY_MODE,
                about="Plays by rules written by hand, sees no more than a player, and says why "
                "it does what it does. The learned planners had it as their teacher.",
                scores="Seeds 2000 to 2099, cap 10,000: 20.50 ± 0.30 of 22 unlocked; a diamond in "
                "71 %, died before all were unlocked in 30 %.",
            ),
            "random": ScriptedPlanner(_random, "nothing", is_offered=False),
        }
        usual = {"prose": _prose, "grid": _grid, "brief": _brief}
        self.prompts = {text: (usual | _OTHERS)[text], **usual}

    def configured(self, settings: str) -> CrafterSpec:
        """The same game, told in another text to a model that asks for none."""
        key, _, text = settings.partition("=")
        known = [*self.prompts, *_OTHERS]
        if key != "text" or text not in known:
            raise UnknownWorldError(
                f"the world {self.name!r} has no settings {settings!r}; it has text=NAME, with "
                f"{', '.join(known)}"
            )
        return CrafterSpec(text)

    @property
    def teacher(self) -> Teacher[View, Memory]:
        """The expert."""
        from agent.worlds.crafter.expert.teacher import ExpertTeacher

        return ExpertTeacher()

    @property
    def items(self) -> tuple[str, ...]:
        """Whose counts are in the picture."""
        from agent.worlds.crafter.rules import ITEMS

        return ITEMS

    @property
    def page_rules(self) -> Mapping[str, Any]:
        """What can be had, placed and made, and what that takes."""
        from agent.worlds.crafter import rules

        return rules.table()

    @property
    def assets(self) -> Path:
        """The game's own textures."""
        from pathlib import Path

        import crafter

        return Path(crafter.__file__).parent / "assets"

    def make(self) -> CrafterWorld:
        """A world, to be reset."""
        from agent.worlds.crafter.engine.engine import CrafterWorld

        return CrafterWorld()

    def memory(self) -> Memory:
        """A memory that has seen nothing yet."""
        from agent.worlds.crafter.memory import Memory

        return Memory()

    @property
    def plans(self) -> PlanLanguage[View, Memory]:
        """How people's plans are understood."""
        from agent.worlds.crafter.plans.language import CrafterPlans

        return CrafterPlans()

    @property
    def talk(self) -> Talk[View, Memory]:
        """How the world takes what people say."""
        from agent.worlds.crafter.plans.talk.talk import CrafterTalk

        return CrafterTalk()

    def paint(
        self, view: View, memory: Memory, action: int | None, pursued: Pursued | None = None
    ) -> Picture:
        """The picture of a view."""
        from agent.worlds.crafter import frame

        return frame.paint(view, memory, action, pursued)

    def drawn(self, world: World[View]) -> NDArray[np.uint8] | None:
        """The game's own picture; only Crafter's own engine draws one."""
        from agent.worlds.crafter.engine.engine import CrafterWorld

        return world.draw() if isinstance(world, CrafterWorld) else None

    def chart(self, memory: Memory) -> bytes:
        """The map of all that was seen so far."""
        from agent.worlds.crafter import frame

        return frame.chart(memory)

    @property
    def occasions(self) -> tuple[str, ...]:
        """What can happen in a step, and a vital that is low."""
        from agent.worlds.crafter import occasions

        return (*occasions.EVENTS, occasions.LOW)

    def occasions_at(self, before: View, view: View) -> Sequence[str]:
        """What happened in a step, and whether a vital is low."""
        from agent.worlds.crafter.occasions import occasions

        return occasions(before, view)

    def way(self, memory: Memory) -> Sequence[tuple[int, int]]:
        """Where the player was at each step, by dead reckoning."""
        return memory.path

    @property
    def metrics(self) -> Metrics:
        """How episodes are measured."""
        from agent.worlds.crafter.metrics import CrafterMetrics
        from agent.worlds.crafter.rules import ACHIEVEMENTS

        return CrafterMetrics(ACHIEVEMENTS)

    def witness(self, world: World[View]) -> Witness | None:
        """What tells why the player died; only Crafter's own engine lets anyone look."""
        from agent.worlds.crafter.engine.deaths import Watch
        from agent.worlds.crafter.engine.engine import CrafterWorld

        return Watch(world) if isinstance(world, CrafterWorld) else None

    def reader(self, name: str, model: Any) -> Reader:
        """A language model as a second reader. ModelError or ImportError if it cannot be one."""
        from agent.worlds.crafter.plans.model_reader import ModelReader

        reader = ModelReader(name, model)
        reader.check()
        return reader


SPEC = CrafterSpec()
