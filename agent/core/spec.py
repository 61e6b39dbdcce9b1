"""What the rest of the system has to know of a world. A world is one of these, and one line.

Outside ``agent.worlds`` nobody asks which world it is: its spec is asked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol

from agent.core.world import M, M_contra, V, V_contra, World

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from agent.core.frame import Picture
    from agent.core.goals import Goal, Progress, Pursued, Reading
    from agent.core.metrics import Metrics
    from agent.core.mode import Mode
    from agent.core.planner import Planner
    from agent.core.prompt import Prompt
    from agent.core.reader import Reader
    from agent.core.talk import Talk
    from agent.core.teacher import Teacher

EVERY_MODE = ("dynamic", "never", "always", "every", "random")  # kinds of ``Mode``


class UnknownWorldError(ValueError):
    """No world has that name."""


class UnsupportedWorldError(ValueError):
    """What was asked for does not work in that world."""


class PlanLanguage(Protocol[V_contra, M_contra]):
    """How a person's plan is understood. A module can be one."""

    def read(self, text: str) -> Reading:
        """What a plan's words mean. Never raises; what is not understood is given back."""

    def follow(
        self, goals: Sequence[Goal], since: int, view: V_contra, memory: M_contra
    ) -> Progress:
        """How far the goals of a plan issued at the view's step ``since`` are."""

    def describe(self, reading: Reading) -> list[str]:
        """A plan in plain words, a line for each part."""

    def target(self, goal: Goal, view: V_contra) -> str:
        """What a goal is about, as the world's picture names it: "wood", "7"; "" for nothing."""

    def obstacles(self, reading: Reading, view: V_contra, memory: M_contra) -> list[str]:
        """Sentences about what stands in the way."""

    def puts_off(
        self,
        own: Reading,
        since: int,
        asked: Reading,
        begun: int,
        view: V_contra,
        memory: M_contra,
    ) -> bool:
        """Whether a planner's own plan, in force since ``since``, puts off a person's."""

    def pressing(self, view: V_contra) -> bool:
        """Whether the planner has to see to itself, whatever was ordered."""

    def barred(
        self, reading: Reading, since: int, view: V_contra, memory: M_contra
    ) -> frozenset[int]:
        """The actions that would do what a plan, in force since ``since``, refuses."""

    def hopeless(self, goal: Goal, began: int, memory: M_contra) -> str:
        """Why a goal that began at ``began`` cannot be reached, or ""."""

    def stalled(self, goal: Goal, issued: int, began: int, view: V_contra, memory: M_contra) -> int:
        """The steps for which a goal has come no nearer, counted from ``began`` at the earliest;
        its plan came into force at ``issued``.
        """

    def ails(self, goal: Goal | None, view: V_contra) -> str:
        """What is so low that an order should wait, while ``goal`` is in hand: "drink is 2", or
        "".
        """

    def suggest(self, view: V_contra, memory: M_contra) -> list[str]:
        """Short plans that make sense now, the most pressing first."""


class Witness(Protocol):
    """Watches a world, so that it can tell why the player died."""

    def look(self) -> None:
        """Take note of the step that was just played; has to be called after every step."""

    def cause(self) -> str:
        """Why the player, who has just died, did, for people: "an arrow, while asleep"."""


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """What a model may want of its prompt; each prompt takes what it knows."""

    ways: bool = True  # tell the known ways
    version: int = 1  # of the text
    remembers: bool = True  # tell what was seen before
    trail: int = 0  # how many of the last steps are told


@dataclass(frozen=True, slots=True)
class ScriptedPlanner:
    """A planner that plays by rules."""

    make: Callable[[Mode], Planner[Any, Any]]
    reads: str  # what it reads of the game
    modes: tuple[str, ...] = ("dynamic",)  # kinds of ``Mode`` that it knows
    is_offered: bool = True  # whether people can choose it
    about: str = ""  # what it is, in a sentence for people
    scores: str = ""  # how well it plays, and on what, from docs/results


@dataclass(frozen=True, slots=True)
class Texts:
    """A world's own words for people."""

    example: str  # a plan that is understood
    complete: str  # why an episode is over in which everything was reached


class WorldSpec(ABC, Generic[V, M]):
    """A world: how it is made, read, shown, played by rules and measured.

    Specs are made when a command starts, so what is slow to import is imported in the methods.

    Attributes:
        name: without a colon. What follows one is settings: ``pogs:nodes=30``.
        cap: steps of an episode, if nothing else is asked for.
        planners: those that play by rules; the first plays well.
        prompts: texts for language models, by the names in ``planner.json``; the first is usual.
        compact: the text, of ``prompts``, that small planners are trained on; "" for none.
        has_learned: whether planners can be trained on people's records of it.
        rules_first: whether the first of ``planners`` is offered before those that ship.
        has_tutorial: whether the page can teach it.
        has_reader: whether a language model can be a second reader of plans.
        waits: whether a game with people begins paused, until somebody presses Play or writes a
            plan: where a planner would be done before one has looked.
    """

    name: str
    cap: int
    texts: Texts
    planners: Mapping[str, ScriptedPlanner]
    prompts: Mapping[str, Callable[[PromptOptions], Prompt[V, M]]]
    compact: str = ""
    has_learned: bool = False
    rules_first: bool = False
    has_tutorial: bool = False
    has_reader: bool = False
    waits: bool = False

    def configured(self, settings: str) -> WorldSpec[V, M]:
        """The world with settings, as they follow its name.

        ValueError for those that it has not.
        """
        raise UnknownWorldError(f"the world {self.name!r} has no settings; leave out {settings!r}")

    def prompt(self, name: str | None, options: PromptOptions) -> Prompt[V, M]:
        """The text of that name; None: the usual one. ValueError for one that there is not."""
        name = next(iter(self.prompts)) if name is None else name
        if name not in self.prompts:
            known = ", ".join(self.prompts)
            raise ValueError(f"{self.name} has no text {name!r}; it has {known}")
        return self.prompts[name](options)

    @property
    def items(self) -> tuple[str, ...]:
        """Whose counts are in the picture, in that order."""
        return ()

    @property
    def page_rules(self) -> Mapping[str, Any]:
        """What the page has to know of the rules, as JSON can hold it; see
        ``server.core.page_rules``.
        """
        return {}

    @property
    def assets(self) -> Path | None:
        """A folder of pictures that the server gives out at ``/assets/NAME``; None for none."""
        return None

    @abstractmethod
    def make(self) -> World[V]:
        """A world, to be reset."""

    @abstractmethod
    def memory(self) -> M:
        """A memory that has seen nothing yet."""

    @property
    @abstractmethod
    def plans(self) -> PlanLanguage[V, M]:
        """How people's plans are understood."""

    @property
    def talk(self) -> Talk[V, M]:
        """How the world takes what people say."""
        from agent.core.talk import PlainTalk

        return PlainTalk()

    @abstractmethod
    def paint(
        self, view: V, memory: M, action: int | None, pursued: Pursued | None = None
    ) -> Picture:
        """The picture of a view.

        Args:
            view: what is seen now.
            memory: up to date with ``view``.
            action: index of the last one, None before the first.
            pursued: the plan whose aim is to be seen in it.
        """

    def compact_prompt(self, options: PromptOptions) -> Prompt[V, M]:
        """The text that small planners are trained on.

        UnsupportedWorldError if there is none for this world.
        """
        if not self.compact:
            raise UnsupportedWorldError(f"there is no text of {self.name} for small planners")
        return self.prompts[self.compact](options)

    @property
    def teacher(self) -> Teacher[V, M] | None:
        """Whom planners can learn the world from; None for nobody."""
        return None

    def drawn(self, world: World[V]) -> NDArray[np.uint8] | None:
        """The game's own picture of a world, (height, width, 3); None where it has none."""
        return None

    def chart(self, memory: M) -> bytes | None:
        """The map of all that was seen so far, as the world's page reads it; None for no map."""
        return None

    @property
    def occasions(self) -> tuple[str, ...]:
        """What can happen in a step that may make a plan due, in words for people."""
        return ()

    def occasions_at(self, before: V, view: V) -> Sequence[str]:
        """Those of ``occasions`` that there are after a step from one view to the next."""
        return ()

    def way(self, memory: M) -> Sequence[tuple[int, int]]:
        """Where the player was at each step from 0, as (east, south); empty in a world without such
        places.
        """
        return ()

    @property
    def metrics(self) -> Metrics:
        """How episodes are measured."""
        from agent.core.metrics import Metrics

        return Metrics(self.make().achievements)

    def witness(self, world: World[V]) -> Witness | None:
        """What tells why the player of a world died; None where nobody can die."""
        return None

    def reader(self, name: str, model: Any) -> Reader:
        """A language model as a second reader of plans; an ``agent.models.protocol.Writer``.

        UnsupportedWorldError if there is none for this world.
        """
        raise UnsupportedWorldError(f"there is no second reader for plans in {self.name}")
