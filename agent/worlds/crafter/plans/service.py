"""Whether what a planner does serves a person's plan, or puts it off.

Judged by the rules of the game alone: a goal is served by itself and by all that it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from agent.core.goals import Goal, Reading
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.holding import holds
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.rules import COLLECT, MAKE, PLACE
from agent.worlds.crafter.view import View

LAST = 1  # of food or drink: what is left when it has to be seen to, whatever was ordered
LOW = 2  # the same, at which a person is asked first
WEAK = 3  # the same of health
# place -> what is to be had there
_AT_HAND = {"water": "drink", "tree": "wood", "grass": "sapling", "cave": "stone"}
_MATERIAL_OF = {item: material for material, rule in COLLECT.items() for item in rule.receive}
_BUILDS_WITH = {"shelter": "stone", "sleep": "stone"}
# need -> goals that see to it
_HELPS = {
    "drink": {("collect", "drink"), ("go", "water")},
    "food": {("eat", ""), ("eat", "cow"), ("eat", "plant")},
    "energy": {("sleep", ""), ("shelter", "")},
}
_ANYTHING = ("play",)  # goals that leave it to the planner what to do
_HEADWAY = 40  # steps in which someone who is to go or look somewhere gets nearer, or cannot


def puts_off(
    own: Reading, since: int, asked: Reading, begun: int, view: View, memory: Memory
) -> bool:
    """Whether the planner's own plan is a detour from a person's.

    Args:
        own: the planner's plan.
        since: the view's step from which it is in force.
        asked: the person's plan.
        begun: the view's step from which that is in force.
        view: what is seen now.
        memory: up to date with ``view``.

    A plan in which no goal was understood, or that is done, is none.
    """
    doing = _in_hand(own, since, view, memory)
    wanted = _in_hand(asked, begun, view, memory)
    if doing is None or wanted is None:
        return False
    due = (order for order in asked.standing if order.when is None or holds(order.when, view))
    return not any(serves(doing, goal, view.inventory) for goal in (wanted, *due))


def pressing(view: View) -> bool:
    """Whether a vital is at its end, so that a detour need not be asked for."""
    have = view.inventory
    low = min(have["food"], have["drink"]) <= LAST
    return low or have["energy"] == 0 or have["health"] <= WEAK


def ails(goal: Goal | None, view: View) -> str:
    """What the player lacks so much that a person should be asked whether an order may wait:
    "drink is 2"; "" if nothing, or if the goal in hand helps.
    """
    if view.asleep:
        return ""
    for need, helps in _HELPS.items():
        low = view.inventory[need] <= LOW
        if low and not (goal and (goal.verb, goal.target) in helps):
            return f"{need} is {view.inventory[need]}"
    return ""


def serves(step: Goal, goal: Goal, held: Mapping[str, int]) -> bool:
    """Whether doing ``step`` is doing ``goal``, or getting what it takes; ``held``: the
    inventory.
    """
    same = step.verb == goal.verb and step.target == goal.target
    if same or goal.verb in _ANYTHING:
        return True
    if goal.verb == step.verb and not (goal.target and step.target):  # "eat", said of a cow
        return True
    if goal.verb == "explore" and step.verb == "go":
        return True
    if goal.verb == "sleep" and step.verb in ("shelter", "wait"):
        return True
    thing = thing_of(step)
    if not thing or step.verb in ("eat", "fight"):
        return False
    return thing in needed(thing_of(goal), held)


def hopeless(goal: Goal, began: int, memory: Memory) -> str:
    """Why a person's goal in hand cannot be reached, as a sentence; "" if nothing is known against
    it.

    Args:
        goal: what is in hand.
        began: the view's step at which it began.
        memory: what was seen and what happened up to now.
    """
    if goal.verb == "go" and goal.direction is not None and not goal.target and goal.at is None:
        return _no_headway(goal.direction, began, memory)
    return ""


def _no_headway(direction: tuple[int, int], began: int, memory: Memory) -> str:
    (dx, dy), path = direction, memory.path
    along = [x * dx + y * dy for x, y in path[began:]]
    before, lately = along[:-_HEADWAY], along[-_HEADWAY:]
    if before and max(lately) <= max(before):
        return f"{_HEADWAY} steps have brought it no further that way"
    return ""


def _in_hand(reading: Reading, since: int, view: View, memory: Memory) -> Goal | None:
    if not reading.goals:
        return None
    progress = follow(reading.goals, since, view, memory)
    return None if progress.done else reading.goals[progress.index]


def thing_of(goal: Goal) -> str:
    """The item or station that a goal is about, or is done with; "" for none."""
    return _AT_HAND.get(goal.target, goal.target) or _BUILDS_WITH.get(goal.verb, "")


def needed(thing: str, held: Mapping[str, int]) -> Iterator[str]:
    """A thing and all that getting it takes for a player who holds ``held``, some of it more than
    once.
    """
    yield thing
    needs: Iterable[str] = ()
    if thing in _MATERIAL_OF:
        needs = [tool for tool in COLLECT[_MATERIAL_OF[thing]].require if not held[tool]]
    elif thing in MAKE:
        needs = (*MAKE[thing].uses, *MAKE[thing].nearby)
    elif thing in PLACE:
        needs = tuple(PLACE[thing].uses)
    for need in needs:
        yield from needed(need, held)
