"""One decision of the expert: a pure function of view, memory and the plan in force."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

from agent.core.goals import Goal
from agent.core.plan import Plan
from agent.core.teacher import Label
from agent.worlds.crafter.expert.choice import choose
from agent.worlds.crafter.expert.following import obey
from agent.worlds.crafter.expert.narration import explain, intend
from agent.worlds.crafter.expert.reflexes import defend, keep_safe
from agent.worlds.crafter.expert.styles import PLAIN, Style, say
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.plans.reading.reading import reading
from agent.worlds.crafter.rules import NOOP
from agent.worlds.crafter.scene.scene import SOURCES, Scene
from agent.worlds.crafter.view import View

_SOUGHT = {material: item for item, material in SOURCES.items()}


def decide(
    view: View,
    memory: Memory,
    plan: Plan | None,
    style: Style = PLAIN,
    *,
    below: Plan | None = None,
    may_plan: bool = True,
) -> tuple[str | None, int]:
    """A new plan's text, or None to keep the plan in force, and an action index.

    A person's plan is pursued as it is, and the plan beneath it says how. A plan of the planner's
    is kept until its steps are done or something else is to be done first. Nothing hidden is read,
    nothing is drawn at random, and the arguments are left as they are. See ``label``.
    """
    told = consider(Scene(view, memory), plan, below, style=style, may_plan=may_plan)
    return told.plan if told.replans and may_plan else None, told.action


def label(
    view: View,
    memory: Memory,
    plan: Plan | None,
    style: Style = PLAIN,
    *,
    below: Plan | None = None,
    may_plan: bool = True,
) -> Label:
    """What the expert would do in any state, whoever played up to here and whoever wrote the plan
    in force.

    Args:
        view: what is seen now.
        memory: up to date with ``view``.
        plan: the plan in force.
        style: how a plan of its own play is worded; one beneath a person's has one wording.
        below: the planner's own plan beneath a person's.
        may_plan: whether it may write a plan, and so ask for a detour from an order.
    """
    return consider(Scene(view, memory), plan, below, style=style, may_plan=may_plan)


def consider(
    scene: Scene,
    plan: Plan | None,
    below: Plan | None,
    *,
    style: Style = PLAIN,
    may_plan: bool = True,
    kept: int = 0,
) -> Label:
    """What ``label`` says, for who asks about several plans in one state.

    ``kept``: steps for which a plan of its own play is kept that can be pursued, unless something
    is urgent, although it would not write that one itself.
    """
    view, memory = scene.view, scene.memory
    if view.dead:
        return Label(False, None, NOOP, Goal("wait"))
    asked, own = (plan, below) if plan is not None and plan.is_asked else (None, plan)
    ahead = () if own is None else _ahead(own, view, memory)
    if asked is not None:
        pursuit = obey(scene, asked, _current(own, ahead), may_plan=may_plan)
        if pursuit is not None:
            # Nothing else can be done in one's sleep, so there is nothing to say or to ask for.
            replans = not view.asleep and not any(_same(pursuit.doing, goal) for goal in ahead)
            return Label(
                replans, explain(scene, pursuit), keep_safe(scene, pursuit.action), pursuit.doing
            )
    settled = own is not None and bool(ahead) and view.step - own.step < kept
    choice = choose(scene, _current(own, ahead), settled=settled)
    replans = not any(_same(choice.goal, goal) for goal in ahead)
    defence = defend(scene)
    action = keep_safe(scene, choice.action if defence is None else defence)
    # The wording varies from plan to plan, and is the same whenever the same state is asked for.
    salt = crc32(repr((view.step, memory.position)).encode())
    text = say(intend(scene, choice.goal), style, salt)
    return Label(replans, text, action, choice.goal)


def _ahead(plan: Plan, view: View, memory: Memory) -> tuple[Goal, ...]:
    """The steps of a plan that are not done."""
    goals = reading(plan.words).goals
    if not goals:
        return ()
    progress = follow(goals, plan.step, view, memory)
    return _goals(plan)[progress.index :]


def _current(plan: Plan | None, ahead: tuple[Goal, ...]) -> Goal | None:
    """What is being pursued: the next step of the plan, or the last of a plan that is done."""
    if ahead:
        return ahead[0]
    goals = () if plan is None else _goals(plan)
    return goals[-1] if goals else None


def _goals(plan: Plan) -> tuple[Goal, ...]:
    """The steps of a plan as the expert names them: it looks for wood where a plan says trees."""
    return tuple(
        replace(goal, target=_SOUGHT.get(goal.target, goal.target))
        if goal.verb == "explore"
        else goal
        for goal in reading(plan.words).goals
    )


def _same(goal: Goal, step: Goal) -> bool:
    heading = goal.direction == step.direction or goal.verb not in ("go", "explore")
    return heading and (goal.verb, goal.target) == (step.verb, step.target)
