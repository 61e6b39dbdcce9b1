"""A world for the server's tests: grass without end, made at once, where chosen actions have the
effects that tests need.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from agent.core.completion import write
from agent.core.context import Message
from agent.core.mode import Mode
from agent.core.plan import Source
from agent.core.planner import Decision, Planner
from agent.core.prompt import Situation
from agent.core.world import Outcome, World
from agent.episode import Episode
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.traces.trace import Event, Header, StepEvent, TraceWriter
from agent.worlds import registry as worlds
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACHIEVEMENTS, ACTION_NAMES, INITIAL, NOOP
from agent.worlds.crafter.view import MATERIAL_ID, View
from server.sessions.opening import Origin, make

# Do, Place Stone, Place Table, Place Furnace, Place Plant
UNLOCKING, PARCHING, DEADLY, BROKEN, DRYING = 5, 7, 8, 9, 10


class Meadow:
    """``agent.worlds.World``: Do collects wood, Place Stone and Place Plant make thirsty, Place Table kills, Place
    Furnace raises.
    """

    name = "crafter"  # which stands in the catalog
    actions = ACTION_NAMES
    noop = NOOP
    achievements = ACHIEVEMENTS

    def reset(self, seed: int) -> None:
        self.step_number = 0
        self.wood = 0
        self.drink = INITIAL["drink"]
        self.dead = False

    def step(self, action: int) -> Outcome:
        if action == BROKEN:
            raise RuntimeError("the furnace broke")
        self.step_number += 1
        self.drink = {PARCHING: 1, DRYING: 2}.get(action, self.drink)
        self.dead = action == DEADLY
        first = action == UNLOCKING and not self.wood
        self.wood = min(9, self.wood + (action == UNLOCKING))
        return Outcome(float(first), ("collect_wood",) if first else (), self.dead)

    def view(self) -> View:
        materials = np.full((9, 7), MATERIAL_ID["grass"], np.uint8)
        materials.flags.writeable = False
        return View(
            step=self.step_number,
            materials=materials,
            creatures=(),
            facing=(0, 1),
            inventory=MappingProxyType({**INITIAL, "wood": self.wood, "drink": self.drink}),
            asleep=False,
            daylight=1.0,
            unlocked=frozenset({"collect_wood"}) if self.wood else frozenset(),
            dead=self.dead,
        )

    def snapshot(self) -> bytes:
        return bytes([self.step_number])

    def restore(self, snapshot: bytes) -> None:
        self.step_number = snapshot[0]

    def vary(self, draw: int) -> None:
        """Nothing is left to chance here."""

    def digest(self) -> str:
        return f"{self.step_number:016x}"


class Idler:
    """``agent.core.planner.Planner`` that never plans and always waits."""

    source: Source = "agent"
    history = False

    def __init__(self, name: str) -> None:
        self.name = name

    def observe(self, view: View, memory: Memory) -> str:
        return ""

    def decide(self, situation: Situation) -> Decision:
        return Decision(NOOP, None, ACTION_NAMES[NOOP], valid=True)


class Schemer(Idler):
    """Plans to look around at every step at which it may plan: a detour from whatever else a person
    wants.
    """

    def decide(self, situation: Situation) -> Decision:
        plan = "look around" if situation.may_plan else None
        text: Message = {
            "role": "user",
            "content": f"draw {situation.sample_index}, step {situation.view.step}",
        }
        return Decision(
            NOOP, plan, write(plan, ACTION_NAMES[NOOP]), valid=True, input_tokens=7,
            output_tokens=5 if plan else 2, plan_tokens=3 if plan else 0, plan_probability=0.9,
            context=[text],
        )  # fmt: skip


def load(name: str, mode: Mode, hardware: Hardware, world: str) -> Planner[Any, Any]:
    """Stands in for every planner of Crafter: the expert is a schemer, the others are idlers."""
    if world != "crafter":
        return registry.load(name, mode, hardware, world=world)
    return Schemer(name) if name == "expert" else Idler(name)


class Disk:
    """A disk that can be filled."""

    full = False


class FillableTrace(TraceWriter):
    """Writes a trace while the disk has room."""

    def __init__(self, disk: Disk, path: Path, head: Header, past: Sequence[Event] = ()) -> None:
        self._disk = disk
        if disk.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().__init__(path, head, past)

    def flush(self) -> None:
        if self._disk.full and self.waits:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().flush()


def _world(name: str) -> World[Any]:
    return Meadow() if name == "crafter" else worlds.find(name).make()


class Maker:
    """Makes the tests' episodes: ``server.sessions.opening.Make``."""

    def __init__(self) -> None:
        self.disk = Disk()
        self.episodes: list[Episode[Any, Any]] = []

    def __call__(self, planner: Planner[Any, Any], origin: Origin, path: Path) -> Episode[Any, Any]:
        self.episodes.append(
            make(planner, origin, path, new_world=_world, write=partial(FillableTrace, self.disk))
        )
        return self.episodes[-1]


def played(path: Path) -> list[StepEvent]:
    """The steps in a trace."""
    from agent.traces.trace import read

    return list(read(path).steps)
