"""Small hand-made worlds and the loop that plays them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent.core.plan import Plan
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import decide
from agent.worlds.crafter.memory import START, Memory
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.view import View

MIDDLE = (START, START)


def meadow(
    things: Mapping[tuple[int, int], str] | None = None, items: Mapping[str, int] | None = None
) -> CrafterWorld:
    """Grass everywhere, the player in the middle, materials at offsets from the player,
    items held.
    """
    world = CrafterWorld()
    world.reset(0)
    world.clear()
    for (dx, dy), material in (things or {}).items():
        world.place_material((START + dx, START + dy), material)
    for item, count in (items or {}).items():
        world.set_item(item, count)
    return world


class Game:
    """The expert in a world, its plans kept as an episode would keep them."""

    def __init__(self, world: CrafterWorld, order: str | None = None) -> None:
        """``order``: a person's plan in force from the beginning."""
        self.world = world
        self.memory = Memory()
        self.memory.update(world.view(), None)
        self.plan = None if order is None else Plan(1, order, "human", world.view().step)
        self.below: Plan | None = None
        self.written: list[str] = []  # plans of its own play
        self.explained: list[str] = []  # plans beneath the person's

    @property
    def view(self) -> View:
        return self.world.view()

    def step(self) -> int:
        """Play one decision; its action."""
        text, action = decide(self.view, self.memory, self.plan, below=self.below)
        asked = self.plan is not None and self.plan.is_persons and read(self.plan.text).goals
        if text is not None and asked:
            self.explained.append(text)
            self.below = Plan(len(self.explained) + 100, text, "expert", self.view.step)
        elif text is not None:
            self.written.append(text)
            self.plan = Plan(len(self.written) + 1, text, "expert", self.view.step)
        self.world.step(action)
        self.memory.update(self.view, action)
        if self.plan is not None:
            goals = read(self.plan.text).goals
            if goals and follow(goals, self.plan.step, self.view, self.memory).done:
                self.plan = self.below = None
        return action

    def until(self, reached: Callable[[View], bool], steps: int) -> bool:
        """Play until something is so; False if it is not so after ``steps``."""
        for _ in range(steps):
            if reached(self.view) or self.view.dead:
                break
            self.step()
        return reached(self.view)
