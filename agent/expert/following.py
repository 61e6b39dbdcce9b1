"""A person's plan, pursued as written, wise or not."""

from __future__ import annotations

from functools import lru_cache

from agent.expert.reflexes import strike_back
from agent.expert.scene import Scene
from agent.expert.skills import pursue, remaining
from agent.language.goals import Reading
from agent.language.progress import follow
from agent.language.reading import read
from agent.plan import Plan


@lru_cache(maxsize=1024)
def reading(text: str) -> Reading:
    """What a plan's words mean; remembered, since the same plan is in force for many steps."""
    return read(text)


def obey(scene: Scene, plan: Plan) -> int | None:
    """The action that pursues the plan; None when it is done, impossible, or nothing in it could be read.

    A zombie next to the player is hit back first.
    """
    goals = reading(plan.text).goals
    if not goals:
        return None
    progress = follow(goals, plan.step, scene.view, scene.memory)
    if progress.done:
        return None
    index, have = progress.index, progress.have
    # A closed pocket of two cells is a shelter too, though the player in it has an open cell beside it.
    if goals[index].verb == "shelter" and scene.sealed and index + 1 < len(goals):
        index, have = index + 1, 0
    action = pursue(scene, remaining(goals[index], have))
    if action is None:
        return None
    struck = strike_back(scene)
    return action if struck is None else struck
