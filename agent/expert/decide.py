"""One decision of the expert: a pure function of view, memory and the plan in force."""

from __future__ import annotations

from functools import lru_cache

from agent.expert.choice import choose
from agent.expert.following import obey, reading
from agent.expert.narration import narrate, phrase
from agent.expert.reflexes import defend, keep_safe
from agent.expert.scene import Scene
from agent.language.goals import Goal
from agent.plan import Plan
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import NOOP
from agent.worlds.crafter.view import View

Intention = tuple[tuple[str, str, object], ...]  # verb, target and heading of each goal, without counts


def decide(view: View, memory: Memory, plan: Plan | None) -> tuple[str | None, int]:
    """A new plan's text, or None to keep the plan in force, and an action index.

    A person's plan is pursued as it is. Any other plan is kept while its words still say what the expert would do. Nothing hidden
    is read, nothing is drawn at random, and the arguments are left as they are.
    """
    if view.dead:
        return None, NOOP
    scene = Scene(view, memory)
    if plan is not None and plan.source == "human":
        action = obey(scene, plan)
        if action is not None:
            return None, keep_safe(scene, action)
        plan = None
    current = None if plan is None else _goal(plan.text)
    choice = choose(scene, current)
    kept = plan is not None and _intention(plan.text) == _intention(phrase(choice.goal))
    defence = defend(scene)
    action = choice.action if defence is None else defence
    return None if kept else narrate(scene, choice.goal), keep_safe(scene, action)


def _goal(text: str) -> Goal | None:
    """The goal that a plan leads to."""
    goals = reading(text).goals
    return goals[-1] if goals else None


@lru_cache(maxsize=1024)
def _intention(text: str) -> Intention:
    return tuple(
        (goal.verb, goal.target, goal.direction if goal.verb in ("go", "explore") else None) for goal in reading(text).goals
    )
