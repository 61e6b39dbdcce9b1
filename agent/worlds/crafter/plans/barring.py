"""Which actions a refusal rules out now: "don't drink" is kept by not doing so, whatever the
planner would rather do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agent.core.goals import Goal, Reading
from agent.worlds.crafter.memory import START, Memory, Position
from agent.worlds.crafter.plans.holding import first_held, holds, material_of
from agent.worlds.crafter.rules import (
    COLLECT,
    DO,
    MAKE_ACTION,
    MOVES,
    PLACE_ACTION,
    SLEEP,
    WALKABLE,
)
from agent.worlds.crafter.view import MATERIAL_ID, View

ROUND = 2  # cells that a way round something may take in a direction that was refused
# cells within which one is there; 1 for everything else
_NEAR = {"start": 2, "cow": 2, "zombie": 2, "skeleton": 2}
_ACTIONS: Mapping[str, Mapping[str, int]] = {
    "make": MAKE_ACTION,
    "place": PLACE_ACTION,
    "sleep": {"": SLEEP},
}
_HITS: Mapping[str, tuple[str, ...]] = {"fight": ("zombie", "skeleton"), "eat": ("cow", "plant")}


def barred(reading: Reading, since: int, view: View, memory: Memory) -> frozenset[int]:
    """The actions that would do what a plan refuses.

    Args:
        reading: the plan.
        since: the view's step at which it came into force.
        view: what is seen now.
        memory: up to date with ``view``.

    "Don't explore" without a direction, or for something, "don't wait" and "don't wall in" rule out
    no single action.
    """
    refused = [goal for goal in reading.refused if in_force(goal, since, view, memory)]
    return frozenset(action for goal in refused for action in _doing(goal, since, view, memory))


def in_force(refused: Goal, since: int, view: View, memory: Memory) -> bool:
    """Whether a refusal of a plan that came into force at the step ``since`` holds now."""
    if refused.when is not None and not holds(refused.when, view):
        return False
    return refused.until is None or first_held(refused.until, since, view, memory) is None


def _doing(refused: Goal, since: int, view: View, memory: Memory) -> Iterator[int]:
    actions = _ACTIONS.get(refused.verb, {})
    yield from (action for target, action in actions.items() if refused.target in ("", target))
    if _deed(refused, view.faced):
        yield DO
    explores = refused.verb == "explore" and refused.direction is not None and not refused.target
    if refused.verb == "go" or explores:
        yield from (
            action
            for action, (dx, dy) in MOVES.items()
            if _leads(refused, (dx, dy), since, view, memory)
        )


def _deed(refused: Goal, faced: str) -> bool:
    """Whether ``Do`` on what is faced is what was refused."""
    hits = _HITS.get(refused.verb, ())
    if faced in hits:
        return refused.target in ("", faced)
    return (
        refused.verb == "collect" and faced in COLLECT and refused.target in COLLECT[faced].receive
    )


def _leads(refused: Goal, step: tuple[int, int], since: int, view: View, memory: Memory) -> bool:
    """Whether a step, if it leads anywhere, leads where the player was told not to go."""
    if view.creature(*step) is not None:
        return False
    if view.material(*step) not in (*WALKABLE, "lava"):
        return False
    here = memory.position
    there = (here[0] + step[0], here[1] + step[1])
    if refused.direction is not None:
        (dx, dy), (x, y) = refused.direction, memory.path[since]
        gone = (there[0] - x) * dx + (there[1] - y) * dy
        heads = step[0] * dx + step[1] * dy > 0 and gone > ROUND
        if not heads or not refused.target:
            return heads
    return (
        bool(refused.target)
        and not _is_at(refused.target, here, view, memory)
        and _is_at(refused.target, there, view, memory)
    )


def _is_at(target: str, cell: Position, view: View, memory: Memory) -> bool:
    """Whether who stands on a cell is where something is, as far as is known."""
    x, y = cell
    near = _NEAR.get(target, 1)
    cells = _cells(target, view, memory)
    return any(abs(x - ax) + abs(y - ay) <= near for ax, ay in cells)


def _cells(target: str, view: View, memory: Memory) -> Iterator[Position]:
    if target == "start":
        yield START, START
    elif (material := material_of(target)) in MATERIAL_ID:
        yield from ((int(x), int(y)) for x, y in memory.places(material))
    else:
        x, y = memory.position
        for one in view.creatures:
            if one.kind == target:
                yield x + one.dx, y + one.dy
